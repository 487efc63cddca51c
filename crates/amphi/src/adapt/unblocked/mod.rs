//! [`Unblocked`]: a blocking value, a reader or writer mostly, used from async code.

#[cfg(any(feature = "futures-io", feature = "tokio"))]
mod buffered;
mod calls;
mod desk;
mod engine;
#[cfg(feature = "futures-io")]
mod futures;
#[cfg(feature = "tokio")]
mod tokio;
mod wakers;

use std::fmt;
use std::future::poll_fn;
use std::io::{self, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use self::desk::Outcome;
use self::engine::Engine;
use self::wakers::Side;
use crate::Handle;

/// A blocking value in async code: each call on it runs on a worker, one after another.
///
/// What implements `Read`, `Write` or `Seek` is read, written and sought by methods; with the
/// feature `futures-io` it implements the async traits of that crate as well, with the feature `tokio`
/// those of tokio. Any other call goes through [`with`](Self::with).
///
/// - **Reads** ask the value for what the caller asks for, and no more, unless the caller uses
///   `AsyncBufRead`. A read whose future is dropped goes on, and what it reads is kept for the
///   next one: no byte is lost. Each one is a trip to a worker; small reads want a `BufReader`
///   around this.
/// - **Writes** are accepted when they are handed to a worker, at most
///   [`capacity`](Self::with_capacity) bytes at a time. What was accepted is written once and in
///   order, whatever becomes of the future and of this value. An error is told by the next write,
///   flush or close. Small writes want a `BufWriter` around this.
/// - **Flush** waits until all is written, and flushes the value. **Close** does the same, and keeps the value: to
///   close that, drop this.
/// - **A position** (files): bytes that were read and not taken are subtracted by `seek`; call
///   [`seekable`](Self::seekable) to have writes and other calls find the right one too.
/// - **A pending operation holds the value.** A read that blocks for ever stops writes too, so the two
///   directions of a socket want a value each (`try_clone`).
/// - **Panics** of the value go on to the next call, with their payload; the value is kept.
/// - **Dropped**, it lets a worker write what was accepted and drop the value, since that may block
///   as well; errors are lost then, so flush before. A read that runs is cancelled
///   ([`is_cancelled`](crate::is_cancelled) is true inside), but cannot be interrupted.
/// - **The runtime goes**: an error of every operation; the value can be had back
///   ([`into_inner`](Self::into_inner)).
///
/// Buffers are kept and used again: an operation allocates what
/// [`spawn_blocking`](Handle::spawn_blocking) does.
///
/// ```
/// use amphi::Unblocked;
/// use amphi::prelude::*;
///
/// # fn main() -> std::io::Result<()> {
/// let length = async {
///     let mut file = Unblocked::new(std::fs::File::open("Cargo.toml")?);
///     let metadata = file.with(|file| file.metadata()).await??;
///     std::io::Result::Ok(metadata.len())
/// };
/// assert!(length.wait()? > 100);
/// # Ok(())
/// # }
/// ```
pub struct Unblocked<T: Send + 'static> {
    /// A lock that nobody waits for: it makes this `Sync`, whatever the value is.
    engine: Mutex<Engine<T>>,
}

/// The default capacity.
const CAPACITY: usize = 128 * 1024;

impl<T: Send + 'static> Unblocked<T> {
    /// Wraps a value, whose calls run on workers of the current runtime.
    ///
    /// # Panics
    /// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
    #[track_caller]
    pub fn new(value: T) -> Self {
        Self::on(&Handle::current(), value)
    }

    /// Wraps a value, whose calls run on workers of this runtime.
    pub fn on(handle: &Handle, value: T) -> Self {
        Self {
            engine: Mutex::new(Engine::new(handle.clone(), value, CAPACITY)),
        }
    }

    /// At most `bytes` are read or written by one operation; by default 128 KiB. Buffers grow up to
    /// that as they are needed.
    ///
    /// # Panics
    /// Where `bytes` is zero, at the caller's location.
    #[must_use]
    #[track_caller]
    pub fn with_capacity(mut self, bytes: usize) -> Self {
        assert!(bytes > 0, "an operation needs room for one byte");
        self.engine().set_capacity(bytes);
        self
    }

    /// Has bytes that were read and not taken given back, by seeking, before anything else is done:
    /// for values whose reads, writes and other calls share a position.
    ///
    /// There are such bytes where a read's future was dropped, and where `AsyncBufRead` is used.
    #[must_use]
    pub fn seekable(mut self) -> Self
    where
        T: Seek,
    {
        if let Some(desk) = self.engine().desk() {
            desk.rewind = Some(|value, by| value.seek(SeekFrom::Current(by)).map(drop));
        }
        self
    }

    /// Calls `f` on a worker, after the operations before it.
    ///
    /// Where the future is dropped the call goes on, and the operations after it wait for it. A panic
    /// of `f` goes on to the caller.
    ///
    /// # Errors
    /// The runtime has gone, and `f` was not called; or the unread bytes of a
    /// [seekable](Self::seekable) value could not be given back.
    pub async fn with<R, F>(&mut self, f: F) -> io::Result<R>
    where
        F: FnOnce(&mut T) -> R + Send + 'static,
        R: Send + 'static,
    {
        let engine = self.engine();
        wait(engine).await?;
        let result = Arc::new(Mutex::new(None));
        let give = result.clone();
        engine.note_write();
        engine.start(false, move |desk| {
            let called = desk.rewind().map(|()| f(&mut desk.value));
            *give.lock().unwrap_or_else(PoisonError::into_inner) = Some(called);
            Outcome::None
        });
        wait(engine).await?;
        let result = result.lock().unwrap_or_else(PoisonError::into_inner).take();
        result.expect("it was called")
    }

    /// The value itself, after the operations before; for calls that do not block.
    pub async fn get_mut(&mut self) -> &mut T {
        let engine = self.engine();
        give_back(engine).await;
        engine.note_write();
        let desk = engine.desk().expect("it has come back");
        // What the last operation found may not be so any more.
        desk.outcome = Outcome::None;
        &mut desk.value
    }

    /// Gives the value back, after the operations before.
    ///
    /// What the last write failed with is not told: flush before. So are bytes that were read and
    /// not taken, unless the value is [seekable](Self::seekable).
    pub async fn into_inner(mut self) -> T {
        let engine = self.engine();
        give_back(engine).await;
        let engine = self
            .engine
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        engine.into_desk().expect("it has come back").value
    }

    fn engine(&mut self) -> &mut Engine<T> {
        self.engine
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits for the operations before.
async fn wait<T: Send + 'static>(engine: &mut Engine<T>) -> io::Result<()> {
    poll_fn(|cx| engine.poll_desk(Side::Writes, cx).map_ok(drop)).await
}

/// Waits for the operations before, and gives unread bytes back as far as that goes.
async fn give_back<T: Send + 'static>(engine: &mut Engine<T>) {
    // Where the runtime has gone the value comes back all the same.
    let _ = wait(engine).await;
    if engine.desk().is_some_and(|desk| desk.is_ahead()) {
        engine.start(false, |desk| Outcome::Wrote(desk.rewind()));
        let _ = wait(engine).await;
    }
}

impl<T: fmt::Debug + Send + 'static> fmt::Debug for Unblocked<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let engine = self.engine.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_struct("Unblocked")
            .field("is_away", &engine.is_away())
            .finish_non_exhaustive()
    }
}

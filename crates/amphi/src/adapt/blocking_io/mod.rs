//! [`BlockingIo`]: an async reader or writer in synchronous code.

#[cfg(feature = "futures-io")]
mod futures;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(any(feature = "futures-io", feature = "tokio"))]
mod wait;

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;

use super::inside::Inside;
use crate::Handle;

#[cfg(feature = "futures-io")]
pub use self::futures::FuturesIo;
#[cfg(feature = "tokio")]
pub use self::tokio::TokioIo;

/// Makes a blocking reader of an async one, of whichever kind `K` it is.
pub trait IntoBlockingRead<K>: Sized {
    /// Reads, and whatever else it can do, waited for on the current runtime.
    ///
    /// # Panics
    /// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
    #[track_caller]
    fn into_blocking_read(self) -> BlockingIo<Self, K> {
        BlockingIo::on(&Handle::current(), self)
    }
}

/// Makes a blocking writer of an async one, of whichever kind `K` it is.
pub trait IntoBlockingWrite<K>: Sized {
    /// Writes, and whatever else it can do, waited for on the current runtime.
    ///
    /// # Panics
    /// Where there is no runtime ([`NoRuntime`](crate::NoRuntime)), at the caller's location.
    #[track_caller]
    fn into_blocking_write(self) -> BlockingIo<Self, K> {
        BlockingIo::on(&Handle::current(), self)
    }
}

/// An async reader or writer in synchronous code: each call waits for it.
///
/// Made by [`into_blocking_read`](IntoBlockingRead::into_blocking_read) and
/// [`into_blocking_write`](IntoBlockingWrite::into_blocking_write). It implements those of `Read`, `Write`,
/// `Seek` and `BufRead` whose async traits the value implements: those of `futures-io` where `K` is
/// `FuturesIo`, tokio's where it is `TokioIo`; which one is found by itself.
///
/// Works wherever [`Handle::block_on`] does, on the runtime that was current when it was made. A wait
/// that is impossible is an [`io::Error`](std::io::Error) whose source is the [`BlockOnError`](crate::BlockOnError). Nothing
/// is buffered, so small reads want a `BufReader` around it; nothing is written or closed when it is
/// dropped.
///
/// ```
/// # #[cfg(feature = "tokio")]
/// # fn main() -> std::io::Result<()> {
/// use std::io::{Read, Write};
/// use amphi::prelude::*;
///
/// let (near, far) = tokio::io::duplex(8);
/// let mut near = near.into_blocking_write();
/// std::thread::spawn(move || near.write_all(b"more than eight bytes").unwrap());
/// let mut text = String::new();
/// far.into_blocking_read().read_to_string(&mut text)?;
/// assert_eq!(text, "more than eight bytes");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "tokio"))]
/// # fn main() {}
/// ```
pub struct BlockingIo<T, K> {
    inner: Inside<T>,
    kind: PhantomData<fn() -> K>,
}

impl<T, K> BlockingIo<T, K> {
    /// Waits for `value` on this runtime.
    pub fn on(handle: &Handle, value: T) -> Self {
        Self {
            inner: Inside::new(handle.clone(), value),
            kind: PhantomData,
        }
    }

    /// The async value.
    pub fn get_ref(&self) -> &T {
        self.inner.get().expect(HELD)
    }

    /// Gives the async value back.
    pub fn into_inner(mut self) -> T
    where
        T: Unpin,
    {
        *Pin::into_inner(self.inner.parts().1.take().expect(HELD))
    }
}

const HELD: &str = "held until it is dropped";

impl<T, K> fmt::Debug for BlockingIo<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingIo").finish_non_exhaustive()
    }
}

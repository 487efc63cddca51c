//! [`Offloaded`]: the future of a call on another thread.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use amphi_core::{
    Admission, CancelOnDrop, JoinError, SpawnBlocking, TaskHandle, TaskHandleExt, park, region,
};
use amphi_pool::{Acquire, LimitedHandle, Limiter, Permit};

use super::{Asyncify, Current, LimitedCall, Shielded};
use crate::JoinHandle;

/// The call of a blocking function, on its way to a thread where blocking is welcome; made by what
/// [`asyncify`](crate::asyncify()) gives.
///
/// Await it, [`join`](Self::join) it from synchronous code, or [`spawn`](Self::spawn) it, for a
/// handle that tells failures and can be cancelled by name.
///
/// # Laziness
/// Like every async function, it does nothing until it is first polled: then the runtime is looked
/// up and the closure is offloaded, once. `spawn` and `join` do that at the call. Calls that are to
/// run at the same time are joined, or spawned, before the first of them is awaited.
///
/// On a pool with a [`queue_limit`](crate::PoolBuilder::queue_limit), awaiting and joining it wait for room first, in
/// the order of asking; `spawn` queues it at once, whatever the limit is.
///
/// # Cancellation
/// Dropping it gives the call up. What has not started never runs. What runs sees
/// [`is_cancelled`](crate::is_cancelled) turn true, and its value is dropped when it ends. Not
/// cancel safe: a dropped call's value is lost. [`shielded`](Self::shielded), it goes on whatever is dropped.
///
/// # Panics
/// A panic of the function goes on in the awaiter, payload unchanged. A runtime that has gone is a
/// panic with a text that says so; `spawn` gives a [`JoinError`] instead. So is a missing runtime
/// ([`NoRuntime`](crate::NoRuntime)).
///
/// # Types
/// `F` is the function, `Args` the tuple of its arguments, `R` what it gives; `S` is what it runs
/// on, and `H` the handles of that. Where a struct has to name them, make `F` a function pointer:
/// `Offloaded<fn(u8) -> u8, (u8,), u8>`. Or keep what [`spawn`](Self::spawn) gives.
// All are parameters: a field whose type had to be found by a trait would make tasks that hold it
// across an `.await` lose `Send` as soon as an argument has a lifetime, be it `'static`
// (rust#64552).
#[must_use = "futures do nothing unless they are awaited; `.join()` waits, `.spawn()` starts"]
pub struct Offloaded<F, Args, R, S = Current, H = JoinHandle<R>>(State<F, Args, R, S, H>)
where
    H: TaskHandle<R>;

enum State<F, Args, R, S, H: TaskHandle<R>> {
    Made {
        f: F,
        args: Args,
        on: S,
        room: Admission,
    },
    Started(Running<R, H>),
    Given,
}

impl<F, Args, R, S, H> Offloaded<F, Args, R, S, H>
where
    H: TaskHandle<R>,
{
    pub(super) const fn new(f: F, args: Args, on: S) -> Self {
        let room = Admission::new();
        Self(State::Made { f, args, on, room })
    }
}

impl<F, Args, R, S, H> Offloaded<F, Args, R, S, H>
where
    H: TaskHandle<R>,
{
    /// Has the call wait for a permit of `limiter` before it is offloaded, and hold it until the function has
    /// really ended, also where the call was given up meanwhile.
    ///
    /// A call that has started already goes on as it is.
    ///
    /// ```
    /// use amphi::{Limiter, asyncify};
    /// static DISK: Limiter = Limiter::new(4);
    ///
    /// let length = asyncify(|path: String| std::fs::metadata(path).map(|meta| meta.len()));
    /// # amphi::block_on(async {
    /// assert!(length("Cargo.toml".into()).limited(&DISK).await.unwrap() > 0);
    /// # });
    /// ```
    ///
    /// # Panics
    /// Where the value was given already, at the caller's location.
    #[track_caller]
    pub fn limited(self, limiter: &Limiter) -> LimitedCall<F, Args, R, S, H> {
        let acquire = match self.0 {
            State::Made { .. } => Some(limiter.acquire()),
            State::Started(_) => None,
            State::Given => panic!("the call has given its value already"),
        };
        LimitedCall::new(acquire, self)
    }
}

impl<F, Args, R, S> Offloaded<F, Args, R, S, S::JoinHandle<R>>
where
    F: Asyncify<Args, Output = R> + Send + 'static,
    Args: Send + 'static,
    R: Send + 'static,
    S: SpawnBlocking,
{
    /// Starts the call now, unless it has started, and gives its handle, which lets it go on when
    /// it is dropped.
    ///
    /// # Panics
    /// Where the value was given already, and where there is no runtime, at the caller's location.
    #[track_caller]
    pub fn spawn(self) -> S::JoinHandle<R> {
        match self.0 {
            State::Made {
                f,
                args,
                on,
                room: _room,
            } => on.spawn_blocking(move || f.call_with(args)),
            State::Started(call) => call.0.into_inner(),
            State::Given => panic!("the call has given its value already"),
        }
    }

    /// Starts the call now, unless it has started; from here on nobody's drop gives it up. Await what
    /// this gives, by `&mut` where the wait may end before, and keep it to wait for the end.
    ///
    /// # Panics
    /// As [`spawn`](Self::spawn).
    #[track_caller]
    pub fn shielded(self) -> Shielded<R, S::JoinHandle<R>> {
        Shielded::new(self.spawn())
    }

    /// The same of a call that has not started, with a permit that is waited for.
    #[track_caller]
    pub(super) fn shielded_with(self, acquire: Acquire) -> LimitedHandle<R, S::JoinHandle<R>> {
        match self.0 {
            State::Made { f, args, on, .. } => acquire.offload(&on, move || f.call_with(args)),
            started => LimitedHandle::offloaded(Self(started).spawn()),
        }
    }

    /// Whether there is room for the call, where there is a limit to what may be queued.
    #[inline]
    pub(super) fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.0 {
            State::Made { on, room, .. } => on.poll_room(room, cx),
            State::Started(_) | State::Given => Poll::Ready(()),
        }
    }

    /// Starts the call, where it has not started, with a permit that it holds until it has ended.
    pub(super) fn start_with(&mut self, permit: Permit) {
        match mem::replace(&mut self.0, State::Given) {
            State::Made {
                f,
                args,
                on,
                room: _room,
            } => {
                let call = permit.offload(&on, move || f.call_with(args));
                self.0 = State::Started(Running::new(call));
            }
            other => self.0 = other,
        }
    }

    /// Waits for the value on this thread, from anywhere, nested too.
    ///
    /// # Panics
    /// As awaiting it does; where a runtime's limits make the wait impossible; and where the value
    /// was given already.
    #[track_caller]
    pub fn join(self) -> R {
        let mut this = self;
        if this
            .poll_room(&mut Context::from_waker(Waker::noop()))
            .is_pending()
        {
            return match park::wait_for(this, region::block) {
                Ok(value) => value,
                Err(error) => error.raise(),
            };
        }
        match this.spawn().join() {
            Ok(value) => value,
            Err(error) => raise(error),
        }
    }
}

impl<F, Args, R, S> Future for Offloaded<F, Args, R, S, S::JoinHandle<R>>
where
    F: Asyncify<Args, Output = R> + Send + 'static,
    Args: Send + 'static,
    R: Send + 'static,
    S: SpawnBlocking,
{
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        if let State::Made { .. } = self.0 {
            ready!(self.poll_room(cx));
            let made = Self(mem::replace(&mut self.0, State::Given));
            self.0 = State::Started(Running::new(made.spawn()));
        }
        let State::Started(call) = &mut self.0 else {
            panic!("a call was polled after it had given its value")
        };
        let value = ready!(Pin::new(call).poll(cx));
        self.0 = State::Given;
        Poll::Ready(value)
    }
}

/// Nothing in it is ever pinned.
impl<F, Args, R, S, H: TaskHandle<R>> Unpin for Offloaded<F, Args, R, S, H> {}

impl<F, Args, R, S, H: TaskHandle<R>> fmt::Debug for Offloaded<F, Args, R, S, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match &self.0 {
            State::Made { .. } => "not started",
            State::Started(_) => "started",
            State::Given => "given",
        };
        f.debug_tuple("Offloaded")
            .field(&format_args!("{state}"))
            .finish()
    }
}

/// A call that has started: gives its value, or panics; dropped, it gives the call up.
#[must_use = "dropping this gives the call up"]
pub struct Running<R, H: TaskHandle<R>>(CancelOnDrop<R, H>);

impl<R, H: TaskHandle<R>> Running<R, H> {
    pub(super) fn new(handle: H) -> Self {
        Self(handle.cancel_on_drop())
    }
}

impl<R, H: TaskHandle<R>> Future for Running<R, H> {
    type Output = R;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<R> {
        let result = ready!(Pin::new(&mut self.0).poll(cx));
        Poll::Ready(result.unwrap_or_else(|error| raise(error)))
    }
}

/// Goes on with a panic; anything else is one that says what happened.
#[track_caller]
pub(super) fn raise(error: JoinError) -> ! {
    match error.try_into_panic() {
        Ok(payload) => std::panic::resume_unwind(payload),
        Err(error) => panic!(
            "an asyncified call was not run to its end: {error}. Where that may happen, use \
             `spawn` of the call, or `spawn_blocking`, and look at the `JoinError`"
        ),
    }
}

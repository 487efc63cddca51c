//! Send, Sync and Unpin of every public type, as promised (C8). Compiling is the test; each
//! function also names what would break where a promise is taken back.

use std::cell::Cell;

use amphi::context::{Context, ContextVar, Scope, SharedContext};
use amphi::{
    AsyncGuard, BlockOnError, BlockingIo, BlockingIter, Call, CancelGroup, CancelOnDrop,
    CancelToken, Cancellable, Cancelled, Cleanup, Closing, Co, Current, DefaultSet, Elapsed,
    EnterGuard, Finished, Generator, Handle, Interval, IterStream, JoinAll, JoinError, JoinGroup,
    JoinHandle, JoinNext, NoRuntime, Offloaded, Pending, PollReceiver, Portal, PortalBuilder,
    PortalError, PortalLease, PortalProvider, PortalReport, Resume, Resumed, Runner, RunnerError,
    RunnerReport, Shielded, Shutdown, Sleep, Soon, Started, TaskGroup, Timeout, TryJoinGroup,
    Unblocked, Using, UsingError, WhenCancelled, Yield, YieldNow,
};
use static_assertions::{assert_impl_all, assert_not_impl_any};

/// Send, but not Sync: what a handle gives need not be shared.
type Value = Cell<u8>;

/// Send, but neither Sync nor Unpin.
type Argument = (Cell<u8>, std::marker::PhantomPinned);

assert_impl_all!(Handle: Clone, Send, Sync, Unpin, std::fmt::Debug);
assert_impl_all!(JoinHandle<Value>: Send, Sync, Unpin);
assert_impl_all!(CancelOnDrop<Value, JoinHandle<Value>>: Send, Sync, Unpin);
assert_impl_all!(CancelToken: Clone, Default, Send, Sync, Unpin, std::fmt::Debug);
assert_impl_all!(Cancellable<std::future::Ready<Value>>: Send, Unpin);
assert_impl_all!(Cancelled: Send, Sync, Copy, Eq, std::error::Error);
assert_impl_all!(WhenCancelled: Send, Sync, Unpin);
assert_impl_all!(Current: Copy, Send, Sync, Unpin, std::fmt::Debug);
// Calls are moved freely, whatever their arguments are; shared only where those are.
assert_impl_all!(Offloaded<fn(Argument) -> Value, (Argument,), Value>: Send, Unpin);
assert_impl_all!(Offloaded<fn(u8) -> Value, (u8,), Value, Handle>: Send, Sync, Unpin);
assert_not_impl_any!(Offloaded<fn(Argument) -> Value, (Argument,), Value>: Sync);
assert_impl_all!(Shielded<Value, JoinHandle<Value>>: Send, Sync, Unpin, std::fmt::Debug);
assert_impl_all!(JoinError: Send, Sync, std::error::Error);
assert_impl_all!(BlockOnError: Send, Sync, Clone, std::error::Error);
assert_impl_all!(NoRuntime: Send, Sync, Clone, std::error::Error);
assert_impl_all!(DefaultSet: Send, Sync, std::error::Error);
assert_impl_all!(Elapsed: Send, Sync, Copy, std::error::Error);
assert_impl_all!(Shutdown: Send, Sync, Unpin);
assert_impl_all!(Sleep: Send, Sync);
assert_impl_all!(Interval: Send, Sync, Unpin);
assert_impl_all!(Timeout<std::future::Ready<Value>>: Send);
assert_impl_all!(YieldNow: Send, Sync, Unpin);
assert_impl_all!(Portal: Send, Sync, Unpin, std::fmt::Debug);
assert_impl_all!(PortalBuilder: Clone, Send, Sync, Unpin);
assert_impl_all!(PortalError: Send, Sync, Unpin, std::error::Error);
assert_impl_all!(PortalLease: Send, Sync, Unpin);
assert_impl_all!(PortalProvider: Send, Sync, Unpin);
assert_impl_all!(PortalReport: Copy, Send, Sync, PartialEq);
assert_impl_all!(Closing: Send, Sync, Unpin);
assert_impl_all!(Call<Value>: Send, Sync, Unpin);
assert_impl_all!(Started<Value>: Send, Sync, Unpin);
assert_impl_all!(Context: Clone, Send, Sync, Unpin, Default, std::fmt::Debug);
assert_impl_all!(SharedContext: Clone, Send, Sync, Unpin, Default, std::fmt::Debug);
assert_impl_all!(ContextVar<String>: Send, Sync, Unpin, std::fmt::Debug);
assert_impl_all!(Scope<std::future::Ready<Value>>: Send, Unpin, std::fmt::Debug);
assert_impl_all!(IterStream<std::vec::IntoIter<Value>>: Send, Sync, Unpin);
// The iterator need not be Sync either.
assert_impl_all!(IterStream<PollReceiver<Value>>: Send, Sync, Unpin);
assert_impl_all!(BlockingIter<IterStream<std::vec::IntoIter<Value>>>: Send, Unpin);
assert_impl_all!(Unblocked<Value>: Send, Sync, Unpin);
assert_impl_all!(BlockingIo<Value, ()>: Send, Unpin);
// What closes it need not be Sync.
assert_impl_all!(AsyncGuard<Vec<u8>, Value>: Send, Sync, Unpin);
assert_impl_all!(AsyncGuard<Value>: Send, Unpin);
assert_not_impl_any!(AsyncGuard<Value>: Sync);
assert_impl_all!(Cleanup<Value>: Send, Unpin, std::fmt::Debug);
assert_impl_all!(Using<std::future::Ready<Value>>: Send, std::fmt::Debug);
assert_impl_all!(UsingError<u8, JoinError>: Send, Sync, std::error::Error);
assert_impl_all!(UsingError<Value, JoinError>: Send, std::error::Error);
// Send where its future is.
assert_impl_all!(Generator<Value, Value, std::future::Ready<Value>>: Send, Unpin, std::fmt::Debug);
assert_impl_all!(Resume<'static, Value, Value, std::future::Ready<Value>>: Send, Unpin);
assert_impl_all!(Resumed<u8, u8>: Send, Sync, Copy, Eq);
assert_impl_all!(Finished<Value>: Send, std::error::Error);
assert_impl_all!(Co<Value, Value>: Send, Sync, Unpin);
assert_impl_all!(Yield<'static, Value, Value>: Send, Unpin);
assert_not_impl_any!(Generator<std::rc::Rc<u8>, (), std::future::Ready<()>>: Send);
assert_not_impl_any!(Generator<(), (), std::future::Ready<std::rc::Rc<u8>>>: Send);
assert_impl_all!(TaskGroup<Value>: Send, Sync, Unpin, std::fmt::Debug);
assert_impl_all!(JoinGroup<Value>: Send, Sync, Unpin);
assert_impl_all!(JoinNext<'static, Value>: Send, Sync, Unpin);
assert_impl_all!(CancelGroup<'static, Value>: Send, Sync, Unpin);
assert_impl_all!(TryJoinGroup<Value, Value>: Send, Sync, Unpin);
assert_impl_all!(Runner: Send, Sync, Unpin, std::fmt::Debug);
assert_impl_all!(RunnerError: Send, Sync, Unpin, std::error::Error);
assert_impl_all!(RunnerReport: Copy, Send, Sync, PartialEq);
assert_impl_all!(Closing<RunnerReport>: Send, Sync, Unpin);
assert_impl_all!(Soon<Value>: Send, Unpin);
assert_impl_all!(Pending: Send, Sync, Copy, std::error::Error);
assert_impl_all!(JoinAll<std::future::Ready<Value>>: Send, Unpin);
// A guard belongs to the thread that entered.
assert_not_impl_any!(EnterGuard: Send, Sync);

#[test]
fn a_handle_of_a_value_that_is_not_sync_crosses_threads() {
    let Ok(handle) = Handle::try_current() else {
        return;
    };
    let task = handle.spawn(async { Cell::new(3) });
    let value = std::thread::spawn(move || task.join().unwrap())
        .join()
        .unwrap();
    assert_eq!(value.get(), 3);
}

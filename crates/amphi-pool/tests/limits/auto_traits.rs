//! Send, Sync and Unpin of every public type. Compiling is the test.

use std::cell::Cell;
use std::fmt::Debug;

use amphi_core::TaskHandle;
use amphi_core::offload::OffloadHandle;
use amphi_pool::{
    Acquire, AffineScope, Close, Limited, LimitedHandle, LimitedTask, Limiter, LimiterStats,
    Permit, Pinned, PinnedBuilder, PinnedError, With,
};
use amphi_smol::SmolRuntime;
use static_assertions::{assert_impl_all, assert_not_impl_any};
use std::rc::Rc;

/// Send, but not Sync.
type Value = Cell<u8>;
type Closure = Box<dyn FnOnce() -> Value + Send>;

assert_impl_all!(Limiter: Clone, Send, Sync, Unpin, Debug);
assert_impl_all!(LimiterStats: Copy, Send, Sync, PartialEq, Debug);
assert_impl_all!(Acquire: Send, Sync, Unpin, Debug);
assert_impl_all!(Permit: Send, Sync, Unpin, Debug);
assert_not_impl_any!(Permit: Clone);
assert_impl_all!(Limited<SmolRuntime>: Clone, Send, Sync, Unpin, Debug);
assert_impl_all!(LimitedTask<SmolRuntime, Closure, Value>: Send, Unpin, Debug);
assert_impl_all!(LimitedHandle<Value, OffloadHandle<Value>>: TaskHandle<Value>, Send, Sync, Unpin, Debug);
// Whatever the value is.
assert_impl_all!(Pinned<Rc<Value>>: Clone, Send, Sync, Unpin, Debug);
assert_impl_all!(With<Value>: Send, Sync, Unpin, Debug);
assert_impl_all!(Close: Send, Sync, Unpin, Debug);
assert_impl_all!(PinnedBuilder: Clone, Send, Sync, Debug);
assert_impl_all!(PinnedError: Send, Sync, Unpin, std::error::Error);
assert_impl_all!(AffineScope: Clone, Send, Sync, Unpin, Debug);

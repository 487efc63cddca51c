//! [`DynRuntime`] itself, and that every runtime has it.

use std::any::Any;
use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Instant;

use super::handle::BoxedHandle;
use super::sleep::BoxedSleep;
use crate::{Admission, BlockOnError, Runtime, TaskHandle};

/// Where the calls of a `dyn` seem to come from.
pub(crate) const MIRROR: &str = file!();

/// A value whose type only the two ends know.
pub(super) type Erased = Box<dyn Any + Send>;
/// A task whose result is [`Erased`].
pub(super) type BoxedFuture = Pin<Box<dyn Future<Output = Erased> + Send>>;
/// A closure whose result is [`Erased`].
pub(super) type BoxedClosure = Box<dyn FnOnce() -> Erased + Send>;

/// Any [`Runtime`], erased: what a `dyn` can hold.
///
/// # Why
/// The traits are generic, so that nothing is boxed where the runtime is known. Where it is chosen
/// at run time, or comes from a stranger, `Arc<dyn DynRuntime>` holds it, and is a [`Runtime`]
/// itself again.
///
/// # For callers
/// Make it with `Arc::new(runtime) as Arc<dyn DynRuntime>` and use it as any runtime. A task costs
/// three boxes more than on the runtime itself (future, result, handle), a wait none.
///
/// # For implementors
/// None: it is sealed. Every [`Runtime`] has it.
///
/// # Context
/// As [`Runtime`].
///
/// # Cancellation and drop
/// As [`Runtime`].
///
/// # Panics
/// As [`Runtime`].
///
/// # Errors
/// As [`Runtime`].
///
/// # Backends
/// The same for all.
///
/// # Examples
/// ```
/// use std::sync::Arc;
/// use amphi_core::{BlockOn, DynRuntime, Named, Spawner};
///
/// let rt: Arc<dyn DynRuntime> = Arc::new(amphi_smol::SmolRuntime::global());
/// let task = rt.spawn(async { 1 });
/// assert_eq!(rt.block_on(task).unwrap(), 1);
/// assert_eq!(rt.name(), "smol");
/// ```
pub trait DynRuntime: Mirror + Debug + Send + Sync {}

impl<R: Runtime> DynRuntime for R {}

/// What [`DynRuntime`] can do; its methods have other names than the traits', so that no call is
/// ambiguous.
#[doc(hidden)]
pub trait Mirror {
    fn spawn_erased(&self, future: BoxedFuture) -> BoxedHandle;
    fn spawn_blocking_erased(&self, f: BoxedClosure) -> BoxedHandle;
    fn poll_room_erased(&self, admission: &mut Admission, cx: &mut Context<'_>) -> Poll<()>;
    fn block_on_erased(
        &self,
        future: Pin<&mut dyn Future<Output = ()>>,
    ) -> Result<(), BlockOnError>;
    fn block_in_place_erased(&self, f: &mut dyn FnMut());
    fn now_erased(&self) -> Instant;
    fn sleep_until_erased(&self, deadline: Instant) -> BoxedSleep;
    fn name_erased(&self) -> &str;
}

impl<R: Runtime> Mirror for R {
    fn spawn_erased(&self, future: BoxedFuture) -> BoxedHandle {
        BoxedHandle::new(self.spawn(future))
    }

    fn spawn_blocking_erased(&self, f: BoxedClosure) -> BoxedHandle {
        BoxedHandle::new(self.spawn_blocking(f))
    }

    fn poll_room_erased(&self, admission: &mut Admission, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_room(admission, cx)
    }

    #[track_caller]
    fn block_on_erased(
        &self,
        future: Pin<&mut dyn Future<Output = ()>>,
    ) -> Result<(), BlockOnError> {
        self.try_block_on(future)
    }

    fn block_in_place_erased(&self, f: &mut dyn FnMut()) {
        self.block_in_place(f);
    }

    fn now_erased(&self) -> Instant {
        self.now()
    }

    fn sleep_until_erased(&self, deadline: Instant) -> BoxedSleep {
        Box::pin(self.sleep_until(deadline))
    }

    fn name_erased(&self) -> &str {
        self.name()
    }
}

/// Keeps the handle's bound in sight: an erased handle is made of any handle of an erased value.
pub(super) trait ErasedTask: TaskHandle<Erased> {}
impl<H: TaskHandle<Erased>> ErasedTask for H {}

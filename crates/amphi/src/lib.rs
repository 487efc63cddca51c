#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod adapt;
mod asyncify;
mod backend;
mod boxed;
#[cfg(feature = "ctrl-c")]
mod ctrl_c;
mod entry;
mod env;
mod error;
mod free;
mod gather;
mod generator;
mod group;
mod guard;
mod handle;
mod inside;
mod limit;
mod portal;
pub mod prelude;
mod runner;
mod select;
mod task;
mod time;
mod until;
mod yield_now;

// The public interface.
#[cfg(feature = "futures-io")]
pub use adapt::FuturesIo;
#[cfg(feature = "tokio")]
pub use adapt::TokioIo;
pub use adapt::{BlockingIo, BlockingIter, IterStream, PollReceiver, Unblocked};
#[doc(no_inline)]
pub use amphi_core::{
    Admission, BlockOn, BlockOnError, BlockOnErrorKind, CancelOnDrop, DynRuntime, JoinError,
    Runtime, Shutdown, ShutdownReport, SpawnBlocking, Spawner, TaskHandle, TaskHandleExt, Timer,
    cancel::{CancelToken, Cancellable, Cancelled, WhenCancelled, cancellable, check_cancelled},
    context, context_var,
    offload::{is_cancelled, is_inside as is_offloaded},
    stall,
};
#[cfg(feature = "macros")]
#[doc(inline)]
pub use amphi_macros::{asyncify, main, syncify, test};
/// The handle of a pool's own closures and tasks.
#[doc(no_inline)]
pub use amphi_pool::JoinHandle as PoolJoinHandle;
#[doc(inline)]
pub use amphi_pool::{
    Acquire, AffineScope, Close, Full, Idle, Limited, LimitedHandle, LimitedTask, Limiter,
    LimiterStats, Offload, Permit, Pinned, PinnedBuilder, PinnedError, Pool, PoolBuilder,
    PoolReport, PoolStats, With,
};
pub use asyncify::{
    Asyncify, AwaitItInstead, Current, LimitedCall, NoFuture, NotAFuture, Offloaded, Shielded,
    Syncify, asyncify, asyncify_on, syncify, syncify_on,
};
#[cfg(feature = "ctrl-c")]
pub use ctrl_c::{Interrupted, UntilCtrlC, interrupt, run_until_ctrl_c, until_ctrl_c};
pub use error::{DefaultSet, Elapsed, NoRuntime};
pub use free::{
    block_in_place, block_on, interval, sleep, sleep_until, spawn, spawn_blocking, timeout,
    try_block_on,
};
pub use gather::{JoinAll, join_all, join_all_blocking};
pub use generator::{Co, Finished, Generator, Resume, Resumed, Yield};
pub use group::{CancelGroup, JoinGroup, JoinNext, Pending, Soon, TaskGroup, TryJoinGroup};
pub use guard::{AsyncGuard, Cleanup, Using, UsingError, cleanup, using};
pub use handle::{Backend, Handle};
pub use limit::default_limiter;
pub use portal::{
    Call, Closing, Portal, PortalBuilder, PortalError, PortalLease, PortalProvider, PortalReport,
    Started,
};
pub use runner::{Runner, RunnerError, RunnerReport};
pub use select::EnterGuard;
pub use task::JoinHandle;
pub use time::{Interval, MissedTickBehavior, Sleep, Timeout};
pub use yield_now::{YieldNow, yield_now};

// The backends' own crates, for what only they have: owners, constructors, their own handles.
#[cfg(feature = "async-std")]
#[doc(inline)]
pub use amphi_async_std as async_std;
#[cfg(feature = "smol")]
#[doc(inline)]
pub use amphi_smol as smol;
#[cfg(feature = "tokio")]
#[doc(inline)]
pub use amphi_tokio as tokio;

// What the attributes' code calls.
#[doc(hidden)]
pub use {asyncify::generated as __generated, entry::generated as __entry};

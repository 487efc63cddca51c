//! [`Detour`]: where a handle's closures go first, or instead.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use amphi_core::{Admission, SpawnBlocking};
use amphi_pool::{Limiter, Pool};

use super::through::Through;
use super::{Handle, Repr};
use crate::JoinHandle;
use crate::inside::inside;

/// Whether any handle was made whose closures may have to wait for room: no call looks its runtime up once more where
/// there is none.
static LIMITS_MAY_BE: AtomicBool = AtomicBool::new(false);

pub(super) fn limits_may_be() {
    LIMITS_MAY_BE.store(true, Ordering::Relaxed);
}

/// Whether it may be that a handle's closures have to wait for room.
#[inline]
pub(crate) fn may_limits_be() -> bool {
    LIMITS_MAY_BE.load(Ordering::Relaxed)
}

/// What [`Handle::with_pool`] and [`Handle::with_limiter`] have set.
#[derive(Debug)]
pub(crate) enum Detour {
    /// To these threads instead of the runtime's own.
    To(Pool),
    /// Through this limiter, and then on as this handle offloads.
    Through(Limiter, Handle),
}

impl Detour {
    fn pool(&self) -> Option<&Pool> {
        match self {
            Self::To(pool) => Some(pool),
            Self::Through(_, beyond) => beyond.detour.as_ref()?.pool(),
        }
    }

    fn limiter(&self) -> Option<&Limiter> {
        match self {
            Self::To(_) => None,
            Self::Through(limiter, _) => Some(limiter),
        }
    }

    /// Whether there is room for one more closure. By way of a limiter that is not asked: what a limiter lets
    /// through is few.
    pub(super) fn poll_room(&self, admission: &mut Admission, cx: &mut Context<'_>) -> Poll<()> {
        match self {
            Self::To(pool) => pool.poll_room(admission, cx),
            Self::Through(..) => Poll::Ready(()),
        }
    }

    /// Offloads a closure of `handle`, which is the current one inside.
    pub(super) fn offload<F, T>(&self, handle: &Handle, f: F) -> JoinHandle<T>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        let call = inside(f, handle.clone());
        match self {
            Self::To(pool) => JoinHandle::pool(pool.spawn_blocking(call)),
            Self::Through(limiter, beyond) => {
                JoinHandle::boxed(Through::new(limiter, beyond, call))
            }
        }
    }
}

impl Handle {
    /// This runtime, by way of these.
    pub(super) fn detoured(&self, pool: Option<&Pool>, limiter: Option<&Limiter>) -> Self {
        let plain = Self::of(self.runtime.clone());
        let pooled = match pool {
            None => plain,
            Some(pool) => {
                limits_may_be();
                by(plain.runtime, Detour::To(pool.clone()))
            }
        };
        match limiter {
            None => pooled,
            Some(limiter) => by(
                self.runtime.clone(),
                Detour::Through(limiter.clone(), pooled),
            ),
        }
    }

    /// This runtime, with the pool and the limiter of `other`.
    pub(crate) fn detoured_as(&self, other: &Self) -> Self {
        self.detoured(other.pool(), other.limiter())
    }

    pub(super) fn pool(&self) -> Option<&Pool> {
        self.detour.as_ref()?.pool()
    }

    pub(super) fn limiter(&self) -> Option<&Limiter> {
        self.detour.as_ref()?.limiter()
    }
}

fn by(runtime: Repr, detour: Detour) -> Handle {
    let detour = Some(Arc::new(detour));
    Handle { runtime, detour }
}

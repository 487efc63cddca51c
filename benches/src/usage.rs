//! [`Usage`]: the CPU time and the context switches of this process so far.

use std::ops::Sub;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

/// What all threads of this process have used, those that have ended included.
#[derive(Clone, Copy, Default)]
pub struct Usage {
    /// Nanoseconds on a CPU, in the process and for it in the system.
    pub cpu: f64,
    /// How often a thread gave its CPU up, or lost it.
    pub switches: f64,
}

impl Usage {
    /// So far; zero where the system does not tell.
    pub fn now() -> Self {
        let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else {
            return Self::default();
        };
        let switches = usage.voluntary_context_switches() + usage.involuntary_context_switches();
        Self {
            cpu: nanoseconds(usage.user_time()) + nanoseconds(usage.system_time()),
            switches: switches as f64,
        }
    }
}

impl Sub for Usage {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            cpu: self.cpu - before.cpu,
            switches: self.switches - before.switches,
        }
    }
}

fn nanoseconds(time: TimeVal) -> f64 {
    time.tv_sec() as f64 * 1e9 + time.tv_usec() as f64 * 1e3
}

//! [`Program`]: what is played, and the values that it must give.

use std::sync::Arc;

/// Some strands that are played at the same time.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) strands: Vec<Strand>,
}

/// Steps, and where they are played.
#[derive(Debug)]
pub(crate) struct Strand {
    pub(crate) place: Place,
    pub(crate) on: On,
    pub(crate) steps: Steps,
}

/// Where a strand is played: inside a wait on a plain thread or in a closure, or in a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    PlainThread,
    Task,
    Closure,
}

/// The runtime under test, or the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum On {
    Rt,
    Other,
}

/// Played one after the other.
pub(crate) type Steps = Arc<[Step]>;

#[derive(Debug)]
pub(crate) enum Step {
    /// Gives this value at once.
    Ready(u64),
    /// Computes for a while and gives how long.
    Cpu(u64),
    /// Yields so many times.
    Yield(u64),
    /// Sleeps for some microseconds.
    Sleep(On, u64),
    /// Echoes a byte.
    Socket(On, u8),
    /// Receives so many values from a task.
    Receive(On, u64),
    /// Waits for the steps with `block_on`.
    Block(On, Steps),
    /// Plays the steps in a task.
    Spawn(On, Steps, End),
    /// Plays the steps inside a wait in a closure.
    Offload(On, Steps, End),
}

/// What becomes of a handle.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    /// It is awaited.
    Await,
    /// It is awaited when the rest of the steps was played.
    AwaitLater,
    /// It is waited for with `block_on`.
    Block(On),
    /// It is joined.
    Join,
    Detach,
    Drop,
    /// It is cancelled after so many yields, and that is awaited.
    Cancel(u64),
}

impl End {
    /// Whether the work's value is seen.
    pub(crate) const fn gives_value(self) -> bool {
        matches!(
            self,
            Self::Await | Self::AwaitLater | Self::Block(_) | Self::Join
        )
    }

    /// Whether nobody looks at the handle again.
    pub(crate) const fn lets_go(self) -> bool {
        matches!(self, Self::Detach | Self::Drop)
    }

    /// Whether the thread blocks for the handle.
    #[cfg(test)]
    pub(crate) const fn blocks(self) -> bool {
        matches!(self, Self::Block(_) | Self::Join)
    }
}

/// What steps give together.
pub(crate) fn value_of(steps: &[Step]) -> u64 {
    steps.iter().map(Step::value).fold(0, join)
}

/// The value of some steps and one more.
pub(crate) const fn join(before: u64, step: u64) -> u64 {
    before.wrapping_mul(31).wrapping_add(step)
}

impl Step {
    pub(crate) fn value(&self) -> u64 {
        match self {
            Self::Ready(value) | Self::Cpu(value) | Self::Yield(value) | Self::Sleep(_, value) => {
                *value
            }
            Self::Socket(_, byte) => u64::from(*byte),
            Self::Receive(_, count) => (0..*count).fold(0, join),
            Self::Block(_, steps) => value_of(steps),
            Self::Spawn(_, steps, end) | Self::Offload(_, steps, end) => {
                if end.gives_value() {
                    value_of(steps)
                } else {
                    0
                }
            }
        }
    }
}

//! The cells of the matrix: what is waited for, where, by whom, and how deep.

use std::fmt;

use clap::ValueEnum;

use crate::outcome::Outcome;

/// The runtime that a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Runtime {
    Tokio,
    TokioCurrentThread,
    Smol,
    AsyncStd,
}

impl Runtime {
    /// The runtime that stands for all others beside this one.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Tokio | Self::TokioCurrentThread => Self::Smol,
            Self::Smol | Self::AsyncStd => Self::Tokio,
        }
    }
}

/// Who does the waiting, and the spawning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Side {
    /// `amphi::Handle`.
    Amphi,
    /// What the runtime itself offers.
    Raw,
    /// The same inside tokio's `block_in_place`, where the runtime is tokio.
    InPlace,
}

/// Where the outermost wait is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Place {
    /// A thread of no runtime.
    PlainThread,
    /// A closure where blocking is welcome.
    Closure,
    /// The future that the program's main thread runs.
    Root,
    /// A task.
    Task,
    /// A task of a `LocalSet` on the root of a multi-thread runtime.
    LocalSet,
    /// A future on the `LocalPool` of `futures`.
    LocalPool,
    /// A future that `pollster` runs.
    Pollster,
    /// A task of another runtime.
    OtherTask,
}

/// What is awaited inside the innermost wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Awaited {
    /// A future that is ready at once.
    Ready,
    /// Computation that yields now and then.
    Cpu,
    /// A timer of the runtime that waits.
    Timer,
    /// A socket of the runtime that waits.
    Socket,
    /// A task of the table's runtime, spawned before the wait.
    Outside,
    /// A task of the table's runtime, spawned inside the wait.
    Inside,
    /// A channel whose sender is a task of the table's runtime, spawned before the wait.
    Channel,
}

/// Whose `block_on` the waits are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Waits {
    /// The table's runtime at every level.
    Same,
    /// Another runtime and the table's in turn.
    Alternating,
}

/// One case, which a process of its own tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::Args)]
pub(crate) struct Cell {
    #[arg(value_enum)]
    pub(crate) side: Side,
    #[arg(value_enum)]
    pub(crate) runtime: Runtime,
    #[arg(value_enum)]
    pub(crate) waits: Waits,
    #[arg(value_enum)]
    pub(crate) place: Place,
    #[arg(value_enum)]
    pub(crate) awaited: Awaited,
    /// How many waits are inside one another.
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) depth: u16,
    /// Threads of each executor.
    #[arg(value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: u16,
}

/// Every cell of the table of `runtime`, in its order.
pub(crate) fn cells(runtime: Runtime, sides: &[Side], depths: &[u16], threads: u16) -> Vec<Cell> {
    let mut cells = Vec::new();
    for &side in sides {
        for waits in Waits::ALL {
            for place in Place::of(runtime) {
                for awaited in Awaited::ALL {
                    cells.extend(depths.iter().map(|&depth| Cell {
                        side,
                        runtime,
                        waits,
                        place,
                        awaited,
                        depth,
                        threads,
                    }));
                }
            }
        }
    }
    cells
}

impl Place {
    /// The places that there are for `runtime`.
    pub(crate) fn of(runtime: Runtime) -> impl Iterator<Item = Self> {
        let is_there = move |place: &Self| *place != Self::LocalSet || runtime == Runtime::Tokio;
        Self::value_variants().iter().copied().filter(is_there)
    }
}

impl Awaited {
    pub(crate) const ALL: [Self; 7] = [
        Self::Ready,
        Self::Cpu,
        Self::Timer,
        Self::Socket,
        Self::Outside,
        Self::Inside,
        Self::Channel,
    ];
}

impl Waits {
    pub(crate) const ALL: [Self; 2] = [Self::Same, Self::Alternating];
}

impl Cell {
    /// How it ends on amphi.
    pub(crate) fn expected(&self) -> Outcome {
        if self.is_forbidden_by_physics() {
            Outcome::Stall
        } else {
            Outcome::Ok
        }
    }

    /// Whether the thread that drives a current-thread runtime waits for a task of it that was
    /// spawned before: no other thread can run that task, so the wait can only be reported.
    fn is_forbidden_by_physics(&self) -> bool {
        self.stops_a_current_thread_runtime()
            && matches!(self.awaited, Awaited::Outside | Awaited::Channel)
    }

    fn stops_a_current_thread_runtime(&self) -> bool {
        self.runtime == Runtime::TokioCurrentThread
            && matches!(self.place, Place::Root | Place::Task)
    }

    /// The words that name it on a command line.
    pub(crate) fn words(&self) -> [String; 7] {
        [
            word(&self.side),
            word(&self.runtime),
            word(&self.waits),
            word(&self.place),
            word(&self.awaited),
            self.depth.to_string(),
            self.threads.to_string(),
        ]
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [side, runtime, waits, place, awaited, depth, _] = self.words();
        write!(f, "{side} {runtime} {waits} {place} {awaited} {depth}")
    }
}

/// The name of a value on the command line.
pub(crate) fn word(value: &impl ValueEnum) -> String {
    let value = value.to_possible_value().expect("no value is skipped");
    value.get_name().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_whole() {
        let both = [Side::Amphi, Side::Raw];
        let count = |runtime| cells(runtime, &both, &[1, 2, 3, 16], 1).len();
        assert_eq!(count(Runtime::Tokio), 2 * 2 * 8 * 7 * 4);
        for runtime in [
            Runtime::TokioCurrentThread,
            Runtime::Smol,
            Runtime::AsyncStd,
        ] {
            assert_eq!(count(runtime), 2 * 2 * 7 * 7 * 4);
        }
    }

    #[test]
    fn only_what_cannot_end_may_stall() {
        let stalls = |runtime, depths: &[u16]| {
            let cells = cells(runtime, &[Side::Amphi], depths, 1);
            let is_stall = |cell: &&Cell| cell.expected() == Outcome::Stall;
            cells
                .iter()
                .filter(is_stall)
                .map(Cell::to_string)
                .collect::<Vec<_>>()
        };
        for runtime in [Runtime::Tokio, Runtime::Smol, Runtime::AsyncStd] {
            assert_eq!(stalls(runtime, &[1, 2, 3, 16]), [""; 0]);
        }
        let names = [
            "amphi tokio-current-thread same root outside 2",
            "amphi tokio-current-thread same root channel 2",
            "amphi tokio-current-thread same task outside 2",
            "amphi tokio-current-thread same task channel 2",
            "amphi tokio-current-thread alternating root outside 2",
            "amphi tokio-current-thread alternating root channel 2",
            "amphi tokio-current-thread alternating task outside 2",
            "amphi tokio-current-thread alternating task channel 2",
        ];
        assert_eq!(stalls(Runtime::TokioCurrentThread, &[2]), names);
    }
}

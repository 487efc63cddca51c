//! Making a program from a seed.
//!
//! Where a runtime is bound to one thread, a wait on that thread must not wait for a task that only
//! this thread could run. So there a wait in a task holds nothing but what needs no task, and tasks
//! are awaited elsewhere. What is forbidden to one is no less forbidden to two that block each other's
//! runtimes.

use super::step::{End, On, Place, Program, Step, Steps, Strand};
use crate::random::Rng;

/// What programs may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Whether tasks go on while others block their threads.
    pub(crate) covered: bool,
    /// Whether there are sockets.
    pub(crate) sockets: bool,
}

/// Where steps are played.
#[derive(Clone, Copy)]
struct Here {
    /// The runtime of the task or of the innermost wait.
    inside: On,
    /// Whether a wait here would stop the tasks of a runtime.
    drives: bool,
    /// Whether the tasks of a runtime are stopped already.
    stopped: bool,
    depth: u32,
}

impl Program {
    pub(crate) fn generate(seed: u64, limits: Limits) -> Self {
        let mut maker = Maker {
            rng: Rng::new(seed),
            limits,
            left: 0,
        };
        let strands = (0..2 + maker.rng.below(3)).map(|_| maker.strand());
        Self {
            strands: strands.collect(),
        }
    }
}

struct Maker {
    rng: Rng,
    limits: Limits,
    /// Steps that may still be made in this strand.
    left: u32,
}

/// The most steps of a strand, and the deepest of them.
const STEPS: u32 = 24;
const DEPTH: u32 = 6;

impl Maker {
    fn strand(&mut self) -> Strand {
        let on = self.on();
        let kinds = [Place::PlainThread, Place::Task, Place::Task, Place::Closure];
        let place = self.rng.pick(&kinds);
        self.left = STEPS;
        let here = Here {
            inside: on,
            drives: place == Place::Task && !self.limits.covered,
            stopped: false,
            depth: 0,
        };
        Strand {
            place,
            on,
            steps: self.steps(here),
        }
    }

    fn steps(&mut self, here: Here) -> Steps {
        let count = 1 + self.rng.below(4);
        (0..count).map(|_| self.step(here)).collect()
    }

    fn step(&mut self, here: Here) -> Step {
        if here.depth == DEPTH || self.left == 0 || self.rng.once_in(4) {
            return self.leaf(here);
        }
        self.left -= 1;
        let inside = self.on();
        let below = Here {
            inside,
            depth: here.depth + 1,
            ..here
        };
        match self.rng.below(5) {
            0 | 1 => {
                let stopped = here.stopped || here.drives;
                Step::Block(inside, self.steps(Here { stopped, ..below }))
            }
            2 => {
                let drives = false;
                let steps = self.steps(Here { drives, ..below });
                Step::Offload(inside, steps, self.end(here))
            }
            _ if here.stopped => self.leaf(here),
            _ => {
                let drives = !self.limits.covered;
                let steps = self.steps(Here { drives, ..below });
                Step::Spawn(inside, steps, self.end(here))
            }
        }
    }

    fn leaf(&mut self, here: Here) -> Step {
        let value = self.rng.below(100);
        match self.rng.below(16) {
            0 | 1 => Step::Ready(value),
            2 | 3 => Step::Cpu(value),
            4..8 => Step::Yield(1 + value % 4),
            8..12 => Step::Sleep(self.on(), value * 5),
            12 if self.limits.sockets && !here.stopped => {
                Step::Socket(here.inside, u8::try_from(value).expect("below a hundred"))
            }
            _ if !here.stopped => Step::Receive(self.on(), value % 8),
            _ => Step::Yield(1),
        }
    }

    fn end(&mut self, here: Here) -> End {
        // A wait that would stop tasks is not to be one for a task.
        let kinds = if here.drives && !here.stopped { 5 } else { 7 };
        match self.rng.below(kinds) {
            0 => End::Await,
            1 => End::AwaitLater,
            2 => End::Detach,
            3 => End::Drop,
            4 => End::Cancel(self.rng.below(3)),
            5 => End::Join,
            _ => End::Block(self.on()),
        }
    }

    fn on(&mut self) -> On {
        self.rng.pick(&[On::Rt, On::Other])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_program_again() {
        let limits = Limits {
            covered: true,
            sockets: true,
        };
        let text = |seed| format!("{:?}", Program::generate(seed, limits));
        assert_eq!(text(7), text(7));
        assert_ne!(text(7), text(8));
    }

    #[test]
    fn programs_hold_every_kind_of_step() {
        let limits = Limits {
            covered: true,
            sockets: true,
        };
        let all: String = (0..100)
            .map(|seed| format!("{:?}", Program::generate(seed, limits)))
            .collect();
        for kind in [
            "Ready(",
            "Cpu(",
            "Yield(",
            "Sleep(",
            "Socket(",
            "Receive(",
            "Block(",
            "Spawn(",
            "Offload(",
            "Await",
            "AwaitLater",
            "Join",
            "Detach",
            "Drop",
            "Cancel(",
            "PlainThread",
            "Task",
            "Closure",
            "Other",
        ] {
            assert!(all.contains(kind), "no {kind}");
        }
    }

    #[test]
    fn on_one_thread_no_wait_in_a_task_needs_a_task() {
        let limits = Limits {
            covered: false,
            sockets: true,
        };
        for seed in 0..1000 {
            for strand in Program::generate(seed, limits).strands {
                check(&strand.steps, strand.place == Place::Task, false);
            }
        }
    }

    fn check(steps: &[Step], drives: bool, stopped: bool) {
        for step in steps {
            match step {
                Step::Block(_, steps) => check(steps, drives, stopped || drives),
                Step::Offload(_, steps, end) => {
                    check(steps, false, stopped);
                    assert!(stopped || !drives || !end.blocks());
                }
                Step::Spawn(_, steps, end) => {
                    check(steps, true, false);
                    assert!(!stopped);
                    assert!(!drives || !end.blocks());
                }
                Step::Receive(..) | Step::Socket(..) => assert!(!stopped),
                Step::Ready(_) | Step::Cpu(_) | Step::Yield(_) | Step::Sleep(..) => {}
            }
        }
    }
}

//! Processes that fail on purpose, to show that the harness sees it.

use std::time::Duration;
use std::{io, process, thread};

use clap::ValueEnum;

use crate::cell;
use crate::child::{self, Limit};
use crate::matrix::word;
use crate::outcome::Outcome;
use crate::pool;

/// How a process ends on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Fault {
    /// It does not fail.
    None,
    Panic,
    Hang,
    /// It hangs after a report of amphi's.
    Stall,
    Wrong,
    Abort,
}

impl Fault {
    fn outcome(self) -> Outcome {
        match self {
            Self::None => Outcome::Ok,
            Self::Panic => Outcome::Panic,
            Self::Hang => Outcome::Hang,
            Self::Stall => Outcome::Stall,
            Self::Wrong => Outcome::Wrong,
            Self::Abort => Outcome::Abort,
        }
    }

    /// Only the one that says nothing is waited for until its time has passed.
    fn limit(self) -> Limit {
        let (short, long) = (Duration::from_millis(500), Duration::from_secs(60));
        Limit {
            time: if self == Self::Hang { short } else { long },
            after_report: short,
        }
    }
}

/// Prints how each fault was seen; whether each was seen as what it is.
pub(crate) fn run() -> io::Result<bool> {
    let faults = Fault::value_variants();
    let seen = pool::map(faults, faults.len(), |fault| {
        let words = ["faulty".to_owned(), word(fault)];
        child::run(&words, 1, fault.limit())
    });
    let mut all = true;
    for (fault, ended) in faults.iter().zip(seen) {
        let outcome = ended?.outcome;
        println!("{}: seen as {}", word(fault), outcome.word());
        all &= outcome == fault.outcome();
    }
    Ok(all)
}

/// Ends this process, the child, in this way.
pub(crate) fn fail(fault: Fault) -> ! {
    cell::finish(move || match fault {
        Fault::None => true,
        Fault::Wrong => false,
        Fault::Panic => panic!("on purpose"),
        Fault::Abort => process::abort(),
        Fault::Hang => forever(),
        Fault::Stall => {
            eprintln!("amphi: thread \"main\" waits at nowhere for 1.0s: on purpose");
            forever()
        }
    })
}

fn forever() -> ! {
    loop {
        thread::park();
    }
}

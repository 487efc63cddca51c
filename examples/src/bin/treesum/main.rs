//! `treesum`: SHA-256 sums of every file below the given paths, in the format of `sha256sum`.

mod args;
mod check;
mod output;
mod progress;
mod signal;
mod status;
mod sum;

use std::process::ExitCode;

use amphi_examples::treesum::Treesum;
use clap::Parser;
use futures::future::{Either, select};

use self::args::Args;
use self::output::Output;
use self::signal::Interrupt;
use self::status::Status;

fn main() -> ExitCode {
    let args = Args::parse();
    let interrupt = match Interrupt::install() {
        Ok(interrupt) => interrupt,
        Err(error) => {
            eprintln!("treesum: cannot handle Ctrl-C: {error}");
            return Status::Failed.into();
        }
    };
    let handle = args.runtime.handle();
    let mut treesum = Treesum::new(handle.clone());
    if let Some(jobs) = args.jobs {
        treesum = treesum.with_jobs(jobs);
    }
    let output = Output::new(handle.clone());
    handle
        .block_on(run(args, treesum, output, interrupt))
        .into()
}

/// Does the work until it ends or is interrupted.
async fn run(args: Args, treesum: Treesum, mut output: Output, interrupt: Interrupt) -> Status {
    let work = Box::pin(async {
        match args.check {
            Some(list) => check::print(&treesum, list, &mut output).await,
            None => sum::print(&treesum, args.paths, &mut output).await,
        }
    });
    let result = match select(interrupt, work).await {
        // The work is dropped here, and with it everything that is queued or running.
        Either::Left(((), _work)) => Ok(Status::Interrupted),
        Either::Right((result, _)) => result,
    };
    output.close(result).await
}

//! `nesting`: which synchronous waits inside async code end, on amphi and on the runtimes alone.
//!
//! A library's synchronous function waits for a future, and is called from anywhere: a plain thread,
//! a task, a closure, another executor. This prints what becomes of it, as a table: a row for each
//! place that calls, a column for each kind of future, in every field an outcome for each depth of
//! nesting. Beside it stands the same with the runtime's own `block_on`.
//!
//! | module | its job |
//! |---|---|
//! | `args` | the command line |
//! | `matrix` | the cells: every place, future, depth and way to alternate |
//! | `cell` | what one cell does, in a process of its own |
//! | `child` | starts that process and sees how it ends, within a limit |
//! | `pool` | some children at a time |
//! | `outcome`, `results` | how cells ended, and what was expected of them |
//! | `table`, `summary` | prints them |
//! | `self_test` | shows that the harness sees hangs, panics and wrong values |

mod args;
mod cell;
mod child;
mod matrix;
mod outcome;
mod pool;
mod results;
mod self_test;
mod summary;
mod table;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use self::args::{Args, Command};
use self::results::Results;
use self::table::View;

fn main() -> ExitCode {
    let args = Args::parse();
    match args.command {
        Some(Command::Cell(cell)) => cell::run(cell),
        Some(Command::Faulty { fault }) => self_test::fail(fault),
        Some(Command::SelfTest) => finish(self_test::run()),
        None => finish(print(&args)),
    }
}

/// Runs the matrix and prints it; whether amphi did all that is expected.
fn print(args: &Args) -> io::Result<bool> {
    let runtime = args.runtime();
    let sides = args.sides();
    let cells = matrix::cells(runtime, &sides, &args.depth, args.threads);
    let results = Results::of(cells, args)?;
    let text = if args.cells {
        results.lines()
    } else {
        let view = View {
            runtime,
            sides: &sides,
            depths: &args.depth,
            width: table::terminal_width(),
        };
        table::render(&results, view)
    };
    io::stdout().write_all(text.as_bytes())?;
    results.complain();
    Ok(results.are_expected())
}

fn finish(result: io::Result<bool>) -> ExitCode {
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("nesting: {error}");
            ExitCode::FAILURE
        }
    }
}

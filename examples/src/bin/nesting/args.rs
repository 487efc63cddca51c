//! The command line.

use std::num::NonZeroUsize;
use std::time::Duration;
use std::{env, thread};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};

use crate::matrix::{Cell, Runtime, Side};
use crate::self_test::Fault;

/// Prints which synchronous waits inside async code end: on amphi, and on the runtime alone.
///
/// Exits with 0 where amphi did all that is possible, with 1 otherwise.
#[derive(Debug, Parser)]
#[command(name = "nesting", version, args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    /// The runtime [default: what AMPHI_RUNTIME says, else tokio].
    #[arg(long, value_enum)]
    runtime: Option<Runtime>,

    /// How many waits are inside one another, at most 256.
    #[arg(
        long,
        value_name = "N,..",
        value_delimiter = ',',
        default_value = "1,2,3,16",
        value_parser = clap::value_parser!(u16).range(1..=256),
    )]
    pub(crate) depth: Vec<u16>,

    /// Show the runtime alone too (this is the default).
    #[arg(long, overrides_with = "no_raw")]
    raw: bool,

    /// Show amphi only.
    #[arg(long, overrides_with = "raw")]
    no_raw: bool,

    /// Show tokio alone with `block_in_place` around each wait as well, its own remedy.
    #[arg(long)]
    block_in_place: bool,

    /// How long a wait may take before it counts as hanging; amphi's may take half a minute more,
    /// since they end early.
    #[arg(long, value_name = "TIME", default_value = "2s", value_parser = duration)]
    pub(crate) limit: Duration,

    /// Threads of each runtime's executor; one is the hardest, and smol's default.
    #[arg(
        long,
        value_name = "N",
        default_value_t = 1,
        value_parser = clap::value_parser!(u16).range(1..=256),
    )]
    pub(crate) threads: u16,

    /// How many processes run at a time [default: two for each CPU].
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    /// Print one line for each cell instead of tables, for scripts.
    #[arg(long)]
    pub(crate) cells: bool,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// What the command tells itself to do.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs one cell in this process.
    #[command(hide = true)]
    Cell(Cell),
    /// Ends in a way that the harness has to see.
    #[command(hide = true)]
    Faulty { fault: Fault },
    /// Shows that the harness sees hangs, panics and wrong values.
    SelfTest,
}

impl Args {
    /// The runtime of the table; ends the process where the environment names none.
    pub(crate) fn runtime(&self) -> Runtime {
        let named = env::var_os(VARIABLE).filter(|name| !name.is_empty());
        match (self.runtime, named) {
            (Some(runtime), _) => runtime,
            (None, None) => Runtime::Tokio,
            (None, Some(name)) => {
                let name = name.to_string_lossy();
                Runtime::from_str(&name, false).unwrap_or_else(|_| {
                    let text = format!("{VARIABLE} names no runtime: '{name}'");
                    Self::command().error(ErrorKind::InvalidValue, text).exit()
                })
            }
        }
    }

    /// The columns beside each other, amphi first.
    pub(crate) fn sides(&self) -> Vec<Side> {
        let mut sides = vec![Side::Amphi];
        if !self.no_raw {
            sides.push(Side::Raw);
        }
        if self.block_in_place {
            sides.push(Side::InPlace);
        }
        sides
    }

    pub(crate) fn jobs(&self) -> usize {
        let twice = || thread::available_parallelism().map_or(2, |cpus| 2 * cpus.get());
        self.jobs.map_or_else(twice, NonZeroUsize::get)
    }
}

/// What names a runtime where the command line does not.
pub(crate) const VARIABLE: &str = "AMPHI_RUNTIME";

/// Reads `2s` and `500ms`.
fn duration(text: &str) -> Result<Duration, String> {
    let from: (&str, fn(u64) -> Duration) = if let Some(number) = text.strip_suffix("ms") {
        (number, Duration::from_millis)
    } else {
        (text.strip_suffix('s').unwrap_or(""), Duration::from_secs)
    };
    match from.0.parse() {
        Ok(number @ 1..=3_600_000) => Ok(from.1(number)),
        _ => Err("a time is a number with its unit, such as 2s or 500ms".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from([&["nesting"], args].concat())
    }

    #[test]
    fn everything_has_a_default() {
        let args = parse(&[]).unwrap();
        assert_eq!(args.depth, [1, 2, 3, 16]);
        assert_eq!(args.sides(), [Side::Amphi, Side::Raw]);
        assert_eq!(args.limit, Duration::from_secs(2));
        assert!(args.runtime.is_none() && args.command.is_none());
    }

    #[test]
    fn the_last_word_on_the_raw_table_holds() {
        let sides = |args: &[&str]| parse(args).unwrap().sides();
        assert_eq!(sides(&["--no-raw"]), [Side::Amphi]);
        assert_eq!(sides(&["--raw", "--no-raw"]), [Side::Amphi]);
        assert_eq!(sides(&["--no-raw", "--raw"]), [Side::Amphi, Side::Raw]);
        let all = [Side::Amphi, Side::Raw, Side::InPlace];
        assert_eq!(sides(&["--block-in-place"]), all);
    }

    #[test]
    fn times_have_a_unit() {
        assert_eq!(duration("2s"), Ok(Duration::from_secs(2)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        for text in ["", "2", "s", "ms", "0s", "-1s", "1.5s", "2 s", "1m"] {
            assert!(duration(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn depths_are_a_list_within_bounds() {
        assert_eq!(parse(&["--depth", "7,1"]).unwrap().depth, [7, 1]);
        for depth in ["0", "257", "1,,2", ""] {
            assert!(parse(&["--depth", depth]).is_err(), "{depth:?}");
        }
    }

    #[test]
    fn the_command_line_is_well_formed() {
        Args::command().debug_assert();
    }
}

//! The command line.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use amphi::Handle;
use clap::{Parser, ValueEnum};

/// Prints the SHA-256 sums of every file below PATHS, sorted, as `sha256sum` does.
#[derive(Debug, Parser)]
#[command(name = "treesum", version)]
pub(crate) struct Args {
    /// Files and directories; symbolic links are followed here, not below.
    #[arg(default_value = ".", conflicts_with = "check")]
    pub(crate) paths: Vec<PathBuf>,

    /// Verify the sums in FILE (- for standard input) instead.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) check: Option<PathBuf>,

    /// How many files are read at a time [default: one for each CPU].
    #[arg(short, long, value_name = "N")]
    pub(crate) jobs: Option<NonZeroUsize>,

    /// Which runtime does the work.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) runtime: Runtime,
}

/// The runtimes that can be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Runtime {
    Tokio,
    #[default]
    Smol,
    AsyncStd,
}

impl Runtime {
    /// A handle to it; the runtime starts with its first work.
    pub(crate) fn handle(self) -> Handle {
        match self {
            Self::Tokio => Handle::tokio_default(),
            Self::Smol => Handle::smol(),
            Self::AsyncStd => Handle::async_std(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Args, clap::Error> {
        Args::try_parse_from([&["treesum"], args].concat())
    }

    #[test]
    fn everything_has_a_default() {
        let args = parse(&[]).unwrap();
        assert_eq!(args.paths, [PathBuf::from(".")]);
        assert_eq!(
            (args.check, args.jobs, args.runtime),
            (None, None, Runtime::Smol)
        );
    }

    #[test]
    fn runtimes_bear_their_own_names() {
        for (name, runtime) in [
            ("tokio", Runtime::Tokio),
            ("smol", Runtime::Smol),
            ("async-std", Runtime::AsyncStd),
        ] {
            assert_eq!(parse(&["--runtime", name]).unwrap().runtime, runtime);
        }
        assert!(parse(&["--runtime", "glommio"]).is_err());
    }

    #[test]
    fn refuses_no_jobs_and_paths_beside_a_list() {
        assert!(parse(&["--jobs", "0"]).is_err());
        assert!(parse(&["--check", "list", "path"]).is_err());
        assert_eq!(
            parse(&["--check", "-"]).unwrap().check,
            Some(PathBuf::from("-"))
        );
    }
}

//! [`Status`]: how the command ended, as its exit code.

use std::process::ExitCode;

/// How the command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All done.
    Done,
    /// Something could not be read, written or verified.
    Failed,
    /// Ctrl-C.
    Interrupted,
    /// Nobody reads the output any more.
    ClosedPipe,
}

impl Status {
    /// `Failed` where something `failed`.
    pub(crate) fn of(failed: bool) -> Self {
        if failed { Self::Failed } else { Self::Done }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done => 0,
            Status::Failed => 1,
            // What a shell reports of a command that SIGINT or SIGPIPE has ended.
            Status::Interrupted => 128 + 2,
            Status::ClosedPipe => 128 + 13,
        })
    }
}

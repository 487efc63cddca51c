//! [`Outcome`]: how a cell ended.

use std::process::ExitStatus;

/// How a cell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The wait gave its future's value.
    Ok,
    /// The wait panicked.
    Panic,
    /// The limit passed, and nothing was said.
    Hang,
    /// The limit passed, and amphi had reported the wait.
    Stall,
    /// The wait gave another value.
    Wrong,
    /// The process was ended, or ended itself, in any other way.
    Abort,
}

impl Outcome {
    /// The good one first.
    pub(crate) const ALL: [Self; 6] = [
        Self::Ok,
        Self::Panic,
        Self::Hang,
        Self::Stall,
        Self::Wrong,
        Self::Abort,
    ];

    /// What a child that ended by itself has told by its status.
    pub(crate) fn of(status: ExitStatus) -> Self {
        let told = |outcome: &Self| status.code() == outcome.code().map(i32::from);
        let told = Self::ALL
            .into_iter()
            .filter(|outcome| outcome.code().is_some())
            .find(told);
        told.unwrap_or(Self::Abort)
    }

    /// The status of a child that ends so; none where it cannot tell.
    pub(crate) fn code(self) -> Option<u8> {
        match self {
            Self::Ok => Some(0),
            Self::Wrong => Some(3),
            // As Rust's own.
            Self::Panic => Some(101),
            Self::Hang | Self::Stall | Self::Abort => None,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Panic => "panic",
            Self::Hang => "hang",
            Self::Stall => "stall",
            Self::Wrong => "wrong",
            Self::Abort => "abort",
        }
    }

    /// One letter where several outcomes share a field.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Ok => '.',
            Self::Panic => 'P',
            Self::Hang => 'H',
            Self::Stall => 'S',
            Self::Wrong => 'W',
            Self::Abort => 'A',
        }
    }
}

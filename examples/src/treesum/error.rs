//! [`SumError`]: what can go wrong with one file, one line or the whole work.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use amphi::JoinError;

/// Why a sum or a verdict is missing.
#[derive(Debug)]
pub struct SumError(Cause);

/// The kinds of [`SumError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SumErrorKind {
    /// A file or a directory cannot be read; the rest goes on.
    Unreadable,
    /// A line of a list has another format; the rest goes on.
    Malformed,
    /// The list itself cannot be read; this is the last item.
    ListUnreadable,
    /// The runtime has gone or did not do the work; this is the last item.
    Offload,
}

#[derive(Debug)]
enum Cause {
    Unreadable(PathBuf, io::Error),
    Malformed(u64),
    ListUnreadable(io::Error),
    Offload(JoinError),
}

impl SumError {
    pub(super) fn unreadable(path: PathBuf, source: io::Error) -> Self {
        Self(Cause::Unreadable(path, source))
    }

    pub(super) fn malformed(line: u64) -> Self {
        Self(Cause::Malformed(line))
    }

    pub(super) fn list_unreadable(source: io::Error) -> Self {
        Self(Cause::ListUnreadable(source))
    }

    pub(super) fn offload(source: JoinError) -> Self {
        Self(Cause::Offload(source))
    }

    /// What kind of error this is.
    pub fn kind(&self) -> SumErrorKind {
        match self.0 {
            Cause::Unreadable(..) => SumErrorKind::Unreadable,
            Cause::Malformed(_) => SumErrorKind::Malformed,
            Cause::ListUnreadable(_) => SumErrorKind::ListUnreadable,
            Cause::Offload(_) => SumErrorKind::Offload,
        }
    }

    /// The file or directory that cannot be read, where the error is about one.
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Cause::Unreadable(path, _) => Some(path),
            _ => None,
        }
    }
}

impl fmt::Display for SumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Unreadable(path, _) => write!(f, "cannot read {}", OneLine(path)),
            Cause::Malformed(line) => write!(f, "line {line} is improperly formatted"),
            Cause::ListUnreadable(_) => f.write_str("cannot read the list"),
            Cause::Offload(_) => f.write_str("the work was not done"),
        }
    }
}

impl Error for SumError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Cause::Unreadable(_, source) | Cause::ListUnreadable(source) => Some(source),
            Cause::Offload(source) => Some(source),
            Cause::Malformed(_) => None,
        }
    }
}

/// Shows a path without line breaks or other control characters, so that messages stay one line.
struct OneLine<'a>(&'a Path);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.to_string_lossy().chars() {
            if c.is_control() {
                write!(f, "{}", c.escape_default())?;
            } else {
                write!(f, "{c}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_and_leaves_the_cause_to_the_source() {
        let error = SumError::unreadable("a\nb\u{1b}é".into(), io::ErrorKind::NotFound.into());
        assert_eq!(error.to_string(), "cannot read a\\nb\\u{1b}é");
        assert_eq!(error.source().unwrap().to_string(), "entity not found");
        assert_eq!(error.kind(), SumErrorKind::Unreadable);
        assert_eq!(error.path(), Some(Path::new("a\nb\u{1b}é")));
    }
}

//! [`Error`]: why a request has no answer.

use std::time::Duration;
use std::{fmt, io};

/// Why a request has no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The connection failed, or was closed.
    Io(io::Error),
    /// The server refuses the request, in its own words.
    Refused(String),
    /// What came is no answer.
    Garbled(String),
    /// There was no answer in this time.
    TimedOut(Duration),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(_) => f.write_str("the connection failed"),
            Self::Refused(text) => write!(f, "the server refuses: {text}"),
            Self::Garbled(line) => write!(f, "this is no answer: {line:?}"),
            Self::TimedOut(patience) => write!(f, "no answer within {patience:?}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

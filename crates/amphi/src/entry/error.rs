//! [`NotStarted`]: why there is no runtime to begin with.

use std::{fmt, io};

use crate::NoRuntime;
use crate::env::Name;

/// No runtime was started. The text says what to do.
#[derive(Debug)]
pub(super) enum NotStarted {
    NoRuntime(NoRuntime),
    NotCompiledIn(Name),
    Custom(String),
    Refused(Name, io::Error),
}

impl fmt::Display for NotStarted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRuntime(error) => error.fmt(f),
            Self::NotCompiledIn(name) => {
                let name = name.as_str();
                write!(
                    f,
                    "the backend {name:?} is not compiled in: enable the feature `{name}` of amphi \
                     in Cargo.toml"
                )
            }
            Self::Custom(name) => write!(
                f,
                "the current runtime is a custom one, {name:?}, of which no second can be started: \
                 name a backend"
            ),
            Self::Refused(name, error) => {
                write!(f, "cannot start a runtime of {}: {error}", name.as_str())
            }
        }
    }
}

//! [`Owner`]: a runtime that a portal or a runner started for itself, and its end.

use std::error::Error;
use std::fmt::{self, Display};
use std::io;
use std::time::Duration;

use amphi_core::ShutdownReport;

use crate::env::Name;
use crate::handle::Repr;
use crate::{Handle, NoRuntime, backend, select};

/// What ends a runtime that was started here. Dropping it ends the runtime without waiting.
pub(crate) enum Owner {
    Tokio(backend::tokio::Owner),
    Smol(backend::smol::Owner),
    AsyncStd(backend::async_std::Owner),
}

/// Why no runtime was started.
#[derive(Debug)]
pub(crate) enum NotStarted {
    NoRuntime(NoRuntime),
    /// The system refused what it takes.
    Refused(io::Error),
}

impl NotStarted {
    /// Its text, where it is a portal's or a runner's runtime that was not started.
    pub(crate) fn tell(&self, whose: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRuntime(error) => error.fmt(f),
            Self::Refused(_) => write!(f, "the {whose}'s runtime could not be started"),
        }
    }

    /// The cause of its text.
    pub(crate) fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::NoRuntime(error) => error.source(),
            Self::Refused(error) => Some(error),
        }
    }
}

/// A runtime, and its owner where it was started here.
type Started = (Handle, Option<Owner>);

impl Owner {
    /// Starts a runtime of the kind that is current here, with one thread of this name, and with the
    /// same pool and limiter where that has them; a custom one cannot be started again and is used as it is.
    pub(crate) fn start(thread: &str) -> Result<Started, NotStarted> {
        let started = match select::chosen() {
            Some(current) => match same_kind(&current, thread) {
                None => Ok((current, None)),
                Some(started) => {
                    started.map(|(runtime, owner)| (runtime.detoured_as(&current), owner))
                }
            },
            None => {
                select::fallback(|name| own(name, thread).map(Ok)).map_err(NotStarted::NoRuntime)?
            }
        };
        started.map_err(NotStarted::Refused)
    }

    /// Ends the runtime; blocks until it has ended, at most until the deadline.
    pub(crate) fn end(self, deadline: Duration) -> ShutdownReport {
        match self {
            Self::Tokio(owner) => backend::tokio::end(owner, deadline),
            Self::Smol(owner) => backend::smol::end(owner, deadline),
            Self::AsyncStd(owner) => backend::async_std::end(owner, deadline),
        }
    }
}

fn same_kind(current: &Handle, thread: &str) -> Option<io::Result<Started>> {
    match &current.runtime {
        Repr::Tokio(_) => own(Name::Tokio, thread),
        Repr::Smol(_) => own(Name::Smol, thread),
        Repr::AsyncStd(_) => own(Name::AsyncStd, thread),
        Repr::Custom(_) => None,
    }
}

/// Starts a runtime of this backend, where it is compiled in.
fn own(name: Name, thread: &str) -> Option<io::Result<Started>> {
    Some(match name {
        Name::Tokio => backend::tokio::own(thread)?
            .map(|(runtime, owner)| (Handle::of_tokio(runtime), Some(Owner::Tokio(owner)))),
        Name::Smol => backend::smol::own(thread)?
            .map(|(runtime, owner)| (Handle::of_smol(runtime), Some(Owner::Smol(owner)))),
        Name::AsyncStd => backend::async_std::own(thread)?
            .map(|(runtime, owner)| (Handle::of_async_std(runtime), Some(Owner::AsyncStd(owner)))),
    })
}

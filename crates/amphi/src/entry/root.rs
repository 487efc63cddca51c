//! [`Root`]: a runtime that is started for one future, and ends with it.

use std::any::Any;
use std::future::Future;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use amphi_core::ShutdownReport;

use super::error::NotStarted;
use super::spec::Spec;
use crate::backend::shape::Shape;
use crate::env::Name;
use crate::handle::Repr;
use crate::{Handle, backend, select};

/// A runtime that is started for one future.
pub(super) enum Root {
    Tokio(backend::tokio::Root),
    Smol(backend::smol::Root),
    AsyncStd(backend::async_std::Root),
}

impl Root {
    pub(super) fn start(spec: &Spec) -> Result<Self, NotStarted> {
        let name = match spec.name() {
            Some(name) => name,
            None => current()?,
        };
        let shape = match spec.shape() {
            Shape::OneThread if select::runs_here() => Shape::OneThreadApart,
            shape => shape,
        };
        let started = start(name, shape).ok_or(NotStarted::NotCompiledIn(name))?;
        started.map_err(|error| NotStarted::Refused(name, error))
    }

    pub(super) fn handle(&self) -> Handle {
        match self {
            Self::Tokio(root) => root.handle(),
            Self::Smol(root) => root.handle(),
            Self::AsyncStd(root) => root.handle(),
        }
    }

    /// Runs the future on this thread, and gives its value or its panic.
    pub(super) fn run<F: Future>(&self, future: F) -> Result<F::Output, Box<dyn Any + Send>> {
        catch_unwind(AssertUnwindSafe(|| match self {
            Self::Tokio(root) => root.block_on(future),
            Self::Smol(root) => root.block_on(future),
            Self::AsyncStd(root) => root.block_on(future),
        }))
    }

    /// Ends the runtime; blocks until it has ended, at most until the deadline.
    pub(super) fn end(self, deadline: Duration) -> ShutdownReport {
        match self {
            Self::Tokio(root) => root.end(deadline),
            Self::Smol(root) => root.end(deadline),
            Self::AsyncStd(root) => root.end(deadline),
        }
    }
}

/// The backend whose runtime is current here.
fn current() -> Result<Name, NotStarted> {
    match select::chosen() {
        Some(current) => match &current.runtime {
            Repr::Tokio(_) => Ok(Name::Tokio),
            Repr::Smol(_) => Ok(Name::Smol),
            Repr::AsyncStd(_) => Ok(Name::AsyncStd),
            Repr::Custom(_) => Err(NotStarted::Custom(current.backend().to_string())),
        },
        None => select::fallback(|name| name.is_compiled_in().then_some(Ok(name)))
            .map_err(NotStarted::NoRuntime),
    }
}

fn start(name: Name, shape: Shape) -> Option<io::Result<Root>> {
    Some(match name {
        Name::Tokio => backend::tokio::root(shape)?.map(Root::Tokio),
        Name::Smol => backend::smol::root(shape)?.map(Root::Smol),
        Name::AsyncStd => backend::async_std::root(shape)?.map(Root::AsyncStd),
    })
}

/// What a shutdown left, in words.
pub(super) fn left(report: ShutdownReport) -> String {
    let count = |number: usize, what: &str| match number {
        0 => None,
        1 => Some(format!("1 {what}")),
        _ => Some(format!("{number} {what}s")),
    };
    let parts = [
        count(report.tasks, "task"),
        count(report.closures, "closure"),
    ];
    parts
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" and ")
}

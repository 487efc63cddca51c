//! [`Spec`]: the runtime that an attribute asks for.

use crate::backend::shape::Shape;
use crate::env::Name;

/// How many threads run the tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavor {
    /// Several.
    MultiThread,
    /// One.
    CurrentThread,
}

/// The runtime that is asked for; by default whichever is current.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use]
pub struct Spec {
    backend: Option<Name>,
    flavor: Option<Flavor>,
    worker_threads: Option<usize>,
}

impl Spec {
    /// The current one.
    pub const fn current() -> Self {
        Self {
            backend: None,
            flavor: None,
            worker_threads: None,
        }
    }

    /// One of this backend.
    pub const fn backend(self, backend: Name) -> Self {
        Self {
            backend: Some(backend),
            ..self
        }
    }

    /// One of this flavor.
    pub const fn flavor(self, flavor: Flavor) -> Self {
        Self {
            flavor: Some(flavor),
            ..self
        }
    }

    /// One with so many threads for tasks.
    pub const fn worker_threads(self, worker_threads: usize) -> Self {
        Self {
            worker_threads: Some(worker_threads),
            ..self
        }
    }

    pub(super) fn is_current(&self) -> bool {
        *self == Self::current()
    }

    pub(super) const fn name(&self) -> Option<Name> {
        self.backend
    }

    pub(super) fn shape(&self) -> Shape {
        match self.flavor {
            Some(Flavor::CurrentThread) => Shape::OneThread,
            Some(Flavor::MultiThread) | None => Shape::Threads(self.worker_threads),
        }
    }
}

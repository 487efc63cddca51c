//! [`Fixture`] and [`Mount`]: a backend as the suite sees it.

use std::time::Duration;

use amphi_core::Runtime;

use crate::matrix::{MountPlace, Socket, Visit};
use crate::{Capability, Need};

/// Starts a runtime for one test.
///
/// Any closure that gives a runtime and its owner is one:
///
/// ```
/// use amphi_conformance::Fixture;
/// use amphi_tokio::OwnedRuntime;
///
/// let fixture = || {
///     let owned = OwnedRuntime::multi_thread(2).unwrap();
///     (owned.handle().clone(), owned)
/// };
/// let (runtime, owner) = fixture.start();
/// # drop((runtime, owner));
/// ```
///
/// The owner keeps the runtime alive; dropping it ends the runtime where
/// [`Capability::Shutdown`] is declared, and should not wait for the runtime's work. A runtime that
/// lives as long as the process has the owner `()`.
pub trait Fixture: Send + Sync + 'static {
    /// The backend's type.
    type Runtime: Runtime;
    /// What keeps the runtime alive.
    type Owner: Send + 'static;

    /// Starts a runtime, or gives the one that is always there.
    fn start(&self) -> (Self::Runtime, Self::Owner);
}

impl<S, R, O> Fixture for S
where
    S: Fn() -> (R, O) + Send + Sync + 'static,
    R: Runtime,
    O: Send + 'static,
{
    type Runtime = R;
    type Owner = O;

    fn start(&self) -> (R, O) {
        self()
    }
}

/// A backend under test: how it starts and what it can do.
#[derive(Debug)]
pub struct Mount<F: Fixture> {
    pub(crate) name: &'static str,
    pub(crate) fixture: F,
    pub(crate) capabilities: &'static [Capability],
    pub(crate) bound: Duration,
    pub(crate) socket: Option<Socket<F::Runtime>>,
    pub(crate) places: Vec<MountPlace<F::Runtime>>,
    pub(crate) other: Option<Start<F>>,
}

impl<F: Fixture> Mount<F> {
    /// A backend that the suite's messages call `name`.
    pub const fn new(name: &'static str, fixture: F, capabilities: &'static [Capability]) -> Self {
        Self {
            name,
            fixture,
            capabilities,
            bound: BOUND,
            socket: None,
            places: Vec::new(),
            other: None,
        }
    }

    /// Sets how long a test may take before it counts as hanging; thirty seconds otherwise.
    #[must_use]
    pub fn bound(self, bound: Duration) -> Self {
        Self { bound, ..self }
    }

    /// Says how sockets echo on this backend, for the [matrix](crate::matrix)'s waits for one.
    #[must_use]
    pub fn socket(self, echo: Socket<F::Runtime>) -> Self {
        Self {
            socket: Some(echo),
            ..self
        }
    }

    /// Adds a place to those of the [matrix](crate::matrix).
    #[must_use]
    pub fn place(mut self, name: &'static str, visit: Visit<F::Runtime>) -> Self {
        self.places.push(MountPlace { name, visit });
        self
    }

    /// Sets what the [matrix](crate::matrix)'s other runtime is; a second one of the same fixture
    /// otherwise.
    #[must_use]
    pub fn other(self, start: fn() -> (F::Runtime, F::Owner)) -> Self {
        Self {
            other: Some(start),
            ..self
        }
    }

    /// Starts the backend.
    pub fn start(&self) -> (F::Runtime, F::Owner) {
        self.fixture.start()
    }

    /// Starts another runtime.
    pub(crate) fn start_other(&self) -> (F::Runtime, F::Owner) {
        self.other.map_or_else(|| self.start(), |start| start())
    }

    /// Whether this backend has what a test needs.
    pub(crate) fn declares(&self, need: Need) -> bool {
        match need {
            Need::Socket => self.socket.is_some(),
            Need::OneThread => !self.declares(Need::WorkersCovered),
            _ => self.capabilities.iter().any(|has| has.meets(need)),
        }
    }
}

/// Starts another runtime of the same type.
type Start<F> = fn() -> (<F as Fixture>::Runtime, <F as Fixture>::Owner);

/// Long enough for every test on a machine that is busy with other things.
const BOUND: Duration = Duration::from_secs(30);

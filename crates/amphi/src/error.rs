//! The facade's own errors.

use std::fmt;
use std::sync::Arc;

use crate::Handle;

/// The features that compile a backend in, for texts.
const FEATURES: &str = "`smol`, `tokio`, `async-std`";

/// There is no runtime to use here. The text says what to do.
#[derive(Clone, Debug)]
pub struct NoRuntime(Why);

#[derive(Clone, Debug)]
enum Why {
    NothingCompiledIn,
    UnknownName(Arc<str>),
    NotCompiledIn(&'static str),
    NotStarted(&'static str, Arc<std::io::Error>),
}

impl NoRuntime {
    pub(crate) fn nothing_compiled_in() -> Self {
        Self(Why::NothingCompiledIn)
    }

    pub(crate) fn unknown_name(name: &str) -> Self {
        Self(Why::UnknownName(name.into()))
    }

    pub(crate) fn not_compiled_in(name: &'static str) -> Self {
        Self(Why::NotCompiledIn(name))
    }

    pub(crate) fn not_started(name: &'static str, error: std::io::Error) -> Self {
        Self(Why::NotStarted(name, Arc::new(error)))
    }
}

impl fmt::Display for NoRuntime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Why::NothingCompiledIn => write!(
                f,
                "no async runtime: no backend of amphi is compiled in and none was entered. In the \
                 application's Cargo.toml enable one of amphi's features {FEATURES}, or call \
                 `Handle::enter` or `Handle::set_default` with a runtime of your own"
            ),
            Why::UnknownName(name) => write!(
                f,
                "the environment variable AMPHI_RUNTIME names {name:?}, which is no backend of \
                 amphi; use one of `smol`, `tokio`, `async-std`, or unset it"
            ),
            Why::NotCompiledIn(name) => write!(
                f,
                "the environment variable AMPHI_RUNTIME names {name:?}, which is not compiled in; \
                 enable amphi's feature `{name}`, or unset the variable"
            ),
            Why::NotStarted(name, _) => {
                write!(f, "the process-wide {name} runtime could not be started")
            }
        }
    }
}

impl std::error::Error for NoRuntime {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Why::NotStarted(_, error) => Some(&**error),
            _ => None,
        }
    }
}

/// [`Handle::set_default`] was called before; the first call holds.
#[derive(Debug)]
pub struct DefaultSet(pub(crate) Handle);

impl DefaultSet {
    /// The handle that was not set.
    pub fn into_handle(self) -> Handle {
        self.0
    }
}

impl fmt::Display for DefaultSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "amphi's default runtime is set already; only the application should call \
             `Handle::set_default`, once, first thing in `main`",
        )
    }
}

impl std::error::Error for DefaultSet {}

/// A [`timeout`](crate::timeout) came before its future was ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed(pub(crate) ());

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the deadline has passed")
    }
}

impl std::error::Error for Elapsed {}

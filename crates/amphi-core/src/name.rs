//! [`Named`]: what a runtime calls itself.

/// Tells which runtime this is, for messages and selection.
///
/// # Why
/// Errors, stall reports and `AMPHI_RUNTIME` need one short name for each backend. It is a trait
/// of its own so that [`Runtime`](crate::Runtime) can stay an alias with a blanket implementation.
///
/// # For callers
/// The name is for people and for comparison with a name from a configuration; never decide by it
/// what a runtime can do.
///
/// # For implementors
/// 1. The name **must** be the same for the whole life of a value and its clones.
/// 2. It **should** be the crate's usual short name in lower case: `tokio`, `smol`, `async-std`.
///
/// # Context
/// May be called anywhere.
///
/// # Cancellation and drop
/// None.
///
/// # Panics
/// None.
///
/// # Errors
/// None.
///
/// # Backends
/// | tokio | smol | async-std |
/// |---|---|---|
/// | `"tokio"` | `"smol"` | `"async-std"` |
///
/// # Examples
/// ```
/// use amphi_core::Named;
/// assert_eq!(amphi_smol::SmolRuntime::global().name(), "smol");
/// ```
pub trait Named {
    /// The runtime's short name.
    fn name(&self) -> &str;
}

//! Macros by which the attributes' code learns what is compiled in: an attribute does not know the
//! features that the user's build gives this crate, but these are expanded with them.

/// `if_tokio! { {..} {..} }` and its like: the first, where the backend is compiled in.
#[doc(hidden)]
#[macro_export]
macro_rules! __amphi_compiled_in {
    ({ $($compiled_in:tt)* } { $($left_out:tt)* }) => { $($compiled_in)* };
}

/// The second, where it is not.
#[doc(hidden)]
#[macro_export]
macro_rules! __amphi_left_out {
    ({ $($compiled_in:tt)* } { $($left_out:tt)* }) => { $($left_out)* };
}

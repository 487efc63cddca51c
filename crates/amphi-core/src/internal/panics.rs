//! Payloads of panics: telling them, handing them on, and keeping them in.

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What was raised.
pub type Payload = Box<dyn Any + Send + 'static>;

/// The message of a panic, where it has the type that `panic!` gives it.
pub fn text(payload: &(dyn Any + Send)) -> Option<&str> {
    payload
        .downcast_ref::<&'static str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

/// Does what may panic where nobody could be told.
pub fn quietly(f: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(f)) {
        // The payload's own drop may panic as well; leaking it is all that is left.
        mem::forget(payload);
    }
}

/// What each error type that may be a panic lets its holder do with it: `into_panic`, `try_into_panic`
/// and `resume`; and its `Debug`, which is its text.
///
/// `$work` is what may have panicked, for the docs; `$panic => $payload` the one variant of it, and its
/// payload or what is left of the variant.
#[doc(hidden)]
#[macro_export]
macro_rules! hands_panic_on {
    ($Error:ident, $work:literal, $panic:pat => $payload:expr) => {
        impl $Error {
            /// The panic's payload, the very object that was raised.
            ///
            /// # Panics
            #[doc = concat!("Where ", $work, " did not panic, at the caller's location; see")]
            /// [`try_into_panic`](Self::try_into_panic).
            #[track_caller]
            pub fn into_panic(self) -> $crate::internal::Payload {
                match self.try_into_panic() {
                    Ok(payload) => payload,
                    Err(error) => panic!(
                        "`{}::into_panic` called on an error that is no panic ({error}); ask \
                         `is_panic` first, or use `try_into_panic`",
                        stringify!($Error)
                    ),
                }
            }

            /// The panic's payload, or the error itself where it is none.
            ///
            /// # Errors
            #[doc = concat!("Gives `self` back where ", $work, " did not panic.")]
            pub fn try_into_panic(self) -> Result<$crate::internal::Payload, Self> {
                match self.0 {
                    $panic => $payload.map_err(Self),
                    other => Err(Self(other)),
                }
            }

            /// Goes on with what happened: re-raises a panic unchanged, or panics with this error's
            /// text.
            ///
            /// For callers whose own signature has no room for a failure.
            ///
            /// # Panics
            #[doc = concat!("Always; where ", $work, " did not panic itself, at the caller's location.")]
            #[track_caller]
            pub fn resume(self) -> ! {
                match self.try_into_panic() {
                    Ok(payload) => ::std::panic::resume_unwind(payload),
                    Err(error) => panic!("{error}"),
                }
            }
        }

        impl ::std::fmt::Debug for $Error {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{}({self})", stringify!($Error))
            }
        }
    };
}

//! [`Syncify`]: async functions that can be called like any other.

use std::future::Future;

use amphi_core::BlockOn;

use super::arity::for_each_arity;

/// An async function of 0 to 12 arguments; see [`syncify`](crate::syncify()).
///
/// `Args` is the tuple of its arguments. It holds for every function, closure and method that is
/// `Fn + Send + Sync + 'static` and gives a future, and for nothing else: the trait is sealed. The
/// future may be neither `Send` nor `'static`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no async function that can be called from synchronous code",
    label = "not an async function of 0 to 12 arguments",
    note = "a function, method or closure is needed that is `Fn + Send + Sync + 'static` and gives \
            a future; to wait for a future itself, use `amphi::block_on`"
)]
pub trait Syncify<Args>: sealed::Sealed<Args> + Sized {
    /// What its future gives.
    type Output;

    /// What has the function's arguments and gives its result, waiting on `S`:
    /// `Box<dyn Fn(A, ..) -> Output + Send + Sync>`.
    type Wrapper<S: BlockOn + Send + Sync + 'static>;

    #[doc(hidden)]
    fn wrap_on<S: BlockOn + Send + Sync + 'static>(self, on: S) -> Self::Wrapper<S>;
}

mod sealed {
    pub trait Sealed<Args> {}
}

/// Implements it for one arity.
macro_rules! arity {
    ($($arg:ident)*) => {
        impl<F, R, $($arg),*> sealed::Sealed<($($arg,)*)> for F
        where
            F: Fn($($arg),*) -> R,
            R: Future,
        {
        }

        // The type parameters' names serve as the arguments' too.
        #[allow(non_snake_case)]
        impl<F, R, $($arg),*> Syncify<($($arg,)*)> for F
        where
            F: Fn($($arg),*) -> R + Send + Sync + 'static,
            R: Future,
        {
            type Output = R::Output;
            type Wrapper<S: BlockOn + Send + Sync + 'static> =
                Box<dyn Fn($($arg),*) -> R::Output + Send + Sync>;

            fn wrap_on<S: BlockOn + Send + Sync + 'static>(self, on: S) -> Self::Wrapper<S> {
                Box::new(move |$($arg),*| on.block_on(self($($arg),*)))
            }
        }
    };
}

for_each_arity!(arity);

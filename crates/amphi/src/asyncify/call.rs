//! [`Asyncify`]: what can be called with its own arguments on another thread.

use amphi_core::{SpawnBlocking, Spawner};

use super::Offloaded;
use super::arity::for_each_arity;

/// A function of 0 to 12 arguments that can be called on another thread; see
/// [`asyncify`](crate::asyncify()).
///
/// `Args` is the tuple of its arguments. It holds for every function, closure and method that is
/// `Fn + Clone + Send + Sync + 'static`, whose arguments and result are `Send + 'static`, and for
/// nothing else: the trait is sealed. Each call runs a clone of the function, so let a closure
/// capture what is cheap to clone, an `Arc` above all.
///
/// What cannot be cloned cannot be captured, and what can be called only once is for
/// [`spawn_blocking`](crate::spawn_blocking):
///
/// ```compile_fail,E0277
/// struct NotClone(u8);
/// let kept = NotClone(7);
/// let _ = amphi::asyncify(move || { let _ = &kept; });
/// ```
/// ```compile_fail,E0525
/// let once = String::from("moved out");
/// let _ = amphi::asyncify(move || drop(once));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be called on another thread",
    label = "not a function of 0 to 12 arguments that own what they hold",
    note = "a function, method or closure is needed that is `Fn + Clone + Send + Sync + 'static`, \
            whose arguments and result are `Send + 'static`",
    note = "own what is borrowed or share it in an `Arc`; annotate a closure's arguments; give a \
            closure that can be called only once to `amphi::spawn_blocking`"
)]
pub trait Asyncify<Args>: sealed::Sealed<Args> + Sized {
    /// What the function gives.
    type Output: Send + 'static;

    /// What has the function's arguments and gives the future of its result, on `S`:
    /// `Box<dyn Fn(A, ..) -> Offloaded<Self, (A, ..), Output, S, ..> + Send + Sync>`.
    type Wrapper<S: SpawnBlocking>;

    #[doc(hidden)]
    fn call_with(self, args: Args) -> Self::Output;

    #[doc(hidden)]
    fn wrap_on<S: SpawnBlocking>(self, on: S) -> Self::Wrapper<S>;
}

/// A call on `S`.
type Call<F, Args, R, S> = Offloaded<F, Args, R, S, <S as Spawner>::JoinHandle<R>>;

mod sealed {
    pub trait Sealed<Args> {}
}

/// Implements it for one arity.
macro_rules! arity {
    ($($arg:ident)*) => {
        impl<F, R, $($arg),*> sealed::Sealed<($($arg,)*)> for F where F: Fn($($arg),*) -> R {}

        // The type parameters' names serve as the arguments' too.
        #[allow(non_snake_case)]
        impl<F, R, $($arg),*> Asyncify<($($arg,)*)> for F
        where
            F: Fn($($arg),*) -> R + Clone + Send + Sync + 'static,
            R: Send + 'static,
            $($arg: Send + 'static,)*
        {
            type Output = R;
            type Wrapper<S: SpawnBlocking> =
                Box<dyn Fn($($arg),*) -> Call<F, ($($arg,)*), R, S> + Send + Sync>;

            fn call_with(self, ($($arg,)*): ($($arg,)*)) -> R {
                self($($arg),*)
            }

            // The box holds a function item and `Current` without an allocation: both take no room.
            fn wrap_on<S: SpawnBlocking>(self, on: S) -> Self::Wrapper<S> {
                Box::new(move |$($arg),*| Offloaded::new(self.clone(), ($($arg,)*), on.clone()))
            }
        }
    };
}

for_each_arity!(arity);

//! [`conformance!`](crate::conformance): the whole suite as tests of one backend.

/// Mounts the suite on a backend: a module with a test for each entry of
/// [`CLAUSES`](crate::CLAUSES), and the test `summary`.
///
/// - `fixture` is a [`Fixture`](crate::Fixture), usually a closure that gives the runtime and its
///   owner; it captures nothing. Names are those in scope around the macro.
/// - `capabilities` lists what the backend can do, see [`Capability`](crate::Capability).
/// - `socket`, if any, is how the backend's sockets echo, see [`Mount::socket`](crate::Mount::socket).
/// - `places`, if any, adds places to the matrix of waits: `["LocalSet" => local_set]`, see
///   [`Mount::place`](crate::Mount::place).
///
/// See the [crate's example](crate).
#[macro_export]
macro_rules! conformance {
    (
        $(#[$attribute:meta])*
        mod $name:ident;
        fixture = $fixture:expr;
        capabilities = [$($capability:expr),* $(,)?];
        $(socket = $socket:expr;)?
        $(places = [$($place:expr => $visit:expr),* $(,)?];)?
    ) => {
        $(#[$attribute])*
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            fn mount() -> $crate::Mount<impl $crate::Fixture> {
                #[allow(unused_imports)]
                use $crate::Capability::*;
                // As a function pointer, mounts of the same backend share their compiled tests.
                let fixture: fn() -> _ = $fixture;
                let path = module_path!().split_once("::");
                let name = path.map_or(stringify!($name), |(_crate, path)| path);
                $crate::Mount::new(name, fixture, &[$($capability),*])
                    $(.socket($socket))?
                    $($(.place($place, $visit))*)?
            }

            $crate::__each_clause! { $crate::__tests }

            #[test]
            fn summary() {
                $crate::summary(&mount());
            }
        }
    };
}

/// Makes a test of each entry of the table.
#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    ($($file:ident :: $name:ident [$($need:ident),*];)*) => {
        $(
            #[test]
            fn $name() {
                $crate::run(
                    mount(),
                    $crate::clause(stringify!($name)),
                    $crate::clauses::$file::$name,
                );
            }
        )*
    };
}

//! What a handle gave, compared with what the contract says.

use std::any::Any;

use amphi_core::JoinError;

#[track_caller]
pub(crate) fn cancelled<T>(result: Result<T, JoinError>) {
    expect(result, "is_cancelled", JoinError::is_cancelled);
}

#[track_caller]
pub(crate) fn shutdown<T>(result: Result<T, JoinError>) {
    expect(result, "is_shutdown", JoinError::is_shutdown);
}

#[track_caller]
pub(crate) fn panicked<T>(result: Result<T, JoinError>) -> Box<dyn Any + Send> {
    expect(result, "is_panic", JoinError::is_panic).into_panic()
}

#[track_caller]
pub(crate) fn value<T>(result: Result<T, JoinError>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("expected a value, got: {error}"),
    }
}

#[track_caller]
fn expect<T>(
    result: Result<T, JoinError>,
    expected: &str,
    is: impl FnOnce(&JoinError) -> bool,
) -> JoinError {
    match result {
        Ok(_) => panic!("expected an error that {expected}, got a value"),
        Err(error) => {
            assert!(
                is(&error),
                "expected an error that {expected}, got: {error}"
            );
            error
        }
    }
}

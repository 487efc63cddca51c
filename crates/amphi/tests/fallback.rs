//! What is current where nothing was said, with whichever backends are compiled in. CI runs this
//! with each alone: then it is that one, started lazily.
#![cfg(any(feature = "smol", feature = "tokio", feature = "async-std"))]

use std::env;
use std::process::Command;

use amphi::Handle;

/// The backends in the order of the rule, and whether they are compiled in.
const BACKENDS: [(&str, bool); 3] = [
    ("smol", cfg!(feature = "smol")),
    ("async-std", cfg!(feature = "async-std")),
    ("tokio", cfg!(feature = "tokio")),
];

#[test]
fn the_first_that_is_compiled_in_is_started() {
    if env::var_os("AMPHI_RUNTIME").is_some() {
        return again("the_first_that_is_compiled_in_is_started", None);
    }
    let first = BACKENDS
        .iter()
        .find(|(_, is_compiled_in)| *is_compiled_in)
        .expect("one");
    let handle = Handle::current();
    assert_eq!(handle.backend().as_str(), first.0);
    assert_eq!(handle.spawn(async { 7 }).join().unwrap(), 7);
    assert_eq!(
        amphi::block_on(async { amphi::spawn_blocking(|| 7).await.unwrap() }),
        7
    );
}

#[test]
fn a_name_is_followed_or_refused() {
    const TEST: &str = "a_name_is_followed_or_refused";
    let Ok(name) = env::var("AMPHI_TEST_NAME") else {
        return BACKENDS
            .iter()
            .for_each(|(name, _)| again(TEST, Some(name)));
    };
    let (_, is_compiled_in) = BACKENDS
        .into_iter()
        .find(|(known, _)| *known == name)
        .unwrap();
    match Handle::try_current() {
        Ok(handle) => {
            assert!(is_compiled_in);
            assert_eq!(handle.backend().as_str(), name);
        }
        Err(error) => {
            assert!(!is_compiled_in, "{error}");
            assert!(error.to_string().contains("feature"), "{error}");
        }
    }
}

/// Runs one of these tests in a process whose environment names `name`.
fn again(test: &str, name: Option<&str>) {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["--exact", test])
        .env_remove("AMPHI_RUNTIME")
        .env_remove("AMPHI_TEST_NAME");
    if let Some(name) = name {
        command
            .env("AMPHI_RUNTIME", name)
            .env("AMPHI_TEST_NAME", name);
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{name:?}: {}",
        String::from_utf8_lossy(&output.stdout)
    );
}

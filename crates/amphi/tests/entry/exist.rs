//! Which tests there are.

use crate::again::list;
use crate::backends::BACKENDS;

#[amphi::test]
async fn everywhere() {}

#[amphi::test(backends(smol, "async-std"))]
async fn on_some() {}

#[amphi::test(flavors(current_thread), timeout = "1m")]
async fn in_one_flavor() {}

#[amphi::test(backend = "tokio", flavor = "multi_thread", worker_threads = 1)]
async fn on_one() {}

#[amphi::test]
#[cfg(any())]
async fn nowhere(_: NoSuchType) {}

/// Those of these that are compiled in, else the one that says that none is.
fn expected(test: &str, names: &[&str]) -> Vec<String> {
    let is_compiled_in = |name: &&&str| {
        let mut backends = BACKENDS.into_iter();
        backends.any(|(backend, is)| is && name.starts_with(&backend.replace('-', "_")))
    };
    let mut names: Vec<_> = names.iter().filter(is_compiled_in).copied().collect();
    if names.is_empty() {
        names.push("no_backend_is_compiled_in");
    }
    names.sort_unstable();
    let named = names.iter().map(|name| format!("exist::{test}::{name}"));
    named.collect()
}

#[test]
fn one_for_each_backend_and_flavor() {
    let all = [
        "tokio_multi_thread",
        "tokio_current_thread",
        "smol_multi_thread",
        "smol_current_thread",
        "async_std",
    ];
    assert_eq!(list("exist::everywhere"), expected("everywhere", &all));
    assert_eq!(list("exist::on_some"), expected("on_some", &all[2..]));
    let one_thread = ["tokio_current_thread", "smol_current_thread"];
    let expected_names = expected("in_one_flavor", &one_thread);
    assert_eq!(list("exist::in_one_flavor"), expected_names);
    assert_eq!(list("exist::on_one"), expected("on_one", &all[..1]));
    assert!(list("exist::nowhere").is_empty());
}

/// Its name, as far as it is also a module's, is free for functions, and the other way round.
#[test]
fn the_body_stays_a_function() {
    drop(everywhere());
}

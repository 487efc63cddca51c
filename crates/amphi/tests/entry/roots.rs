//! `amphi::main`, on functions of other names. What it changes is the process's, so what calls them is
//! `#[ignore]`d, and run by the test beside it as a child process.

use std::thread;

use amphi::Handle;

use crate::again::run;
use crate::backends::BACKENDS;

pub(crate) fn backend_of_a_plain_thread() -> String {
    let there = thread::spawn(|| Handle::current().backend().to_string());
    there.join().unwrap()
}

/// Runs one of the ignored tests below; it must end well.
#[track_caller]
pub(crate) fn ends_well(name: &str, environment: &[(&str, &str)]) -> String {
    let said = run(name, environment);
    assert!(said.is_success, "{name}: {}", said.text);
    assert!(said.text.contains("1 passed"), "{name}: {}", said.text);
    said.text
}

#[amphi::main]
async fn plain() -> String {
    let task = amphi::spawn(async { Handle::current().backend().to_string() });
    assert_eq!(task.await.unwrap(), backend_of_a_plain_thread());
    Handle::current().backend().to_string()
}

#[test]
#[ignore = "in a process of its own"]
fn says_where_plain_runs() {
    println!("plain runs on {}", plain());
}

#[test]
fn by_default_it_is_the_runtime_of_the_free_functions() {
    let compiled_in = BACKENDS
        .iter()
        .filter(|(_, is_compiled_in)| *is_compiled_in);
    for (name, _) in compiled_in {
        let text = ends_well("roots::says_where_plain_runs", &[("AMPHI_RUNTIME", name)]);
        assert!(text.contains(&format!("plain runs on {name}")), "{text}");
    }
    if BACKENDS.iter().all(|(_, is_compiled_in)| !is_compiled_in) {
        let said = run("roots::says_where_plain_runs", &[]);
        assert!(
            said.text.contains("enable one of amphi's features"),
            "{}",
            said.text
        );
    }
}

#[amphi::main(flavor = "current_thread")]
async fn shaped() -> (String, bool) {
    let thread_of_task = || async {
        amphi::spawn(async { thread::current().id() })
            .await
            .unwrap()
    };
    let is_one = thread_of_task().await == thread_of_task().await;
    (Handle::current().backend().to_string(), is_one)
}

#[test]
#[ignore = "in a process of its own"]
fn says_where_shaped_runs() {
    println!("shaped runs on {:?}", shaped());
}

#[test]
fn a_flavor_alone_is_one_of_the_runtime_of_the_free_functions() {
    for (name, is_compiled_in) in BACKENDS {
        let said = run("roots::says_where_shaped_runs", &[("AMPHI_RUNTIME", name)]);
        let text = match (name, is_compiled_in) {
            (_, false) => format!("AMPHI_RUNTIME names {name:?}, which is not compiled in"),
            ("async-std", true) => "leave `flavor` to it, or take another backend".to_owned(),
            (_, true) => format!("shaped runs on ({name:?}, true)"),
        };
        assert!(said.text.contains(&text), "{text}: {}", said.text);
        assert!(
            said.is_success || said.text.contains(file!()),
            "{}",
            said.text
        );
    }
}

#[cfg(feature = "async-std")]
#[amphi::main(backend = "async-std")]
async fn on_async_std() -> String {
    assert_eq!(backend_of_a_plain_thread(), "async-std");
    Handle::current().backend().to_string()
}

#[cfg(feature = "async-std")]
#[test]
#[ignore = "in a process of its own"]
fn is_on_async_std() {
    assert_eq!(on_async_std(), "async-std");
}

#[cfg(feature = "async-std")]
#[test]
fn async_std_is_chosen_for_the_process() {
    ends_well("roots::is_on_async_std", &[]);
}

#[cfg(feature = "tokio")]
#[amphi::main(backend = "tokio", flavor = "current_thread")]
async fn on_one_thread_of_tokio() {
    use ::tokio::runtime::{Handle, RuntimeFlavor};
    let flavor = Handle::current().runtime_flavor();
    assert_eq!(flavor, RuntimeFlavor::CurrentThread);
    let here = thread::current().id();
    let task = amphi::spawn(async { thread::current().id() });
    assert_eq!(task.await.unwrap(), here);
}

#[cfg(feature = "tokio")]
#[test]
#[ignore = "in a process of its own"]
fn is_on_one_thread_of_tokio() {
    on_one_thread_of_tokio();
}

#[cfg(feature = "tokio")]
#[test]
fn on_tokio_main_and_tasks_share_the_one_thread() {
    ends_well("roots::is_on_one_thread_of_tokio", &[]);
}

#[cfg(feature = "tokio")]
#[amphi::main(backend = "tokio", flavor = "current_thread")]
async fn inside_another_runtime() -> u8 {
    let task = amphi::spawn(async { 7 });
    // A wait that could not end on the thread of the tasks.
    amphi::block_on(task).unwrap()
}

#[cfg(feature = "tokio")]
#[amphi::test]
async fn it_may_be_called_inside_another_runtime() {
    assert_eq!(inside_another_runtime(), 7);
    let task = amphi::spawn(async { inside_another_runtime() });
    assert_eq!(task.await.unwrap(), 7);
}

#[cfg(all(feature = "smol", feature = "tokio"))]
#[amphi::main(backend = "smol", worker_threads = 1)]
async fn outer() -> [String; 2] {
    let there = thread::spawn(inner).join().unwrap();
    [there, backend_of_a_plain_thread()]
}

#[cfg(all(feature = "smol", feature = "tokio"))]
#[amphi::main(backend = "tokio")]
async fn inner() -> String {
    backend_of_a_plain_thread()
}

#[cfg(all(feature = "smol", feature = "tokio"))]
#[test]
#[ignore = "in a process of its own"]
fn says_what_plain_threads_use() {
    let before = backend_of_a_plain_thread();
    assert_eq!(outer(), ["tokio", "smol"]);
    assert_eq!(
        backend_of_a_plain_thread(),
        before,
        "what has ended is no default"
    );
    Handle::set_default(Handle::smol()).unwrap();
    println!("before: {before}");
}

#[cfg(all(feature = "smol", feature = "tokio"))]
#[test]
fn it_is_the_default_while_it_runs() {
    for name in BACKENDS.iter().filter(|(_, is)| *is).map(|(name, _)| name) {
        let text = ends_well(
            "roots::says_what_plain_threads_use",
            &[("AMPHI_RUNTIME", name)],
        );
        assert!(text.contains(&format!("before: {name}")), "{text}");
    }
}

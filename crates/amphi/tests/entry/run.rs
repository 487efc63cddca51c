//! What holds inside a test. The one that is `#[ignore]`d is run by the test beside it, as a child process.

use std::cell::Cell;
use std::future::poll_fn;
use std::num::ParseIntError;
use std::process::{ExitCode, Termination};
use std::rc::Rc;
use std::task::Poll;
use std::thread;

use amphi::Handle;

use crate::again::{Said, list, run};

/// The backend and flavor that this test's name tells.
fn told() -> (String, bool) {
    let thread = thread::current();
    let name = thread.name().unwrap().rsplit("::").next().unwrap();
    let backend = ["tokio", "smol", "async_std"]
        .into_iter()
        .find(|it| name.starts_with(it));
    let backend = backend.unwrap().replace('_', "-");
    (backend, name.ends_with("current_thread"))
}

/// On which threads so many tasks run, each of which waits until all have started.
async fn threads_of_tasks(count: usize) -> usize {
    let (started, has_started) = std::sync::mpsc::channel();
    let tasks: Vec<_> = (0..count)
        .map(|_| {
            let started = started.clone();
            amphi::spawn(async move {
                started.send(thread::current().id()).unwrap();
                amphi::yield_now().await;
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let mut threads: Vec<_> = has_started.try_iter().map(|id| format!("{id:?}")).collect();
    threads.sort_unstable();
    threads.dedup();
    threads.len()
}

#[amphi::test]
async fn it_runs_on_the_backend_of_its_name() {
    let (backend, is_current_thread) = told();
    assert_eq!(Handle::current().backend().as_str(), backend);
    let there = amphi::spawn(async { Handle::current().backend().to_string() });
    assert_eq!(there.await.unwrap(), backend);
    if is_current_thread {
        assert_eq!(threads_of_tasks(16).await, 1);
    }
}

#[cfg(feature = "tokio")]
#[amphi::test(backends(tokio))]
async fn tokio_has_its_flavor_and_threads() {
    use ::tokio::runtime::{Handle, RuntimeFlavor};
    let (_, is_current_thread) = told();
    let runtime = Handle::current();
    if is_current_thread {
        assert_eq!(runtime.runtime_flavor(), RuntimeFlavor::CurrentThread);
        let here = thread::current().id();
        let task = ::tokio::spawn(async { thread::current().id() });
        assert_eq!(task.await.unwrap(), here, "body and tasks share the thread");
    } else {
        assert_eq!(runtime.metrics().num_workers(), 2);
    }
}

#[cfg(feature = "tokio")]
#[amphi::test(backends(tokio), flavors(multi_thread), worker_threads = 3)]
async fn tokio_has_the_threads_that_are_asked_for() {
    assert_eq!(
        ::tokio::runtime::Handle::current().metrics().num_workers(),
        3
    );
}

#[amphi::test]
async fn nothing_need_be_send() {
    let shared = Rc::new(Cell::new(6));
    amphi::yield_now().await;
    shared.set(shared.get() + 1);
    assert_eq!(shared.get(), 7);
}

#[amphi::test]
async fn it_may_wait_inside() {
    let task = amphi::spawn_blocking(|| amphi::block_on(async { 7 }));
    assert_eq!(amphi::block_on(task).unwrap(), 7);
}

#[amphi::test]
async fn results_are_as_ever() -> Result<(), ParseIntError> {
    let number: u8 = amphi::spawn(async { "7".parse() }).await.unwrap()?;
    assert_eq!(number, 7);
    Ok(())
}

#[amphi::test]
async fn so_is_all_that_terminates() -> impl Termination {
    amphi::yield_now().await;
    ExitCode::SUCCESS
}

#[amphi::test]
#[should_panic(expected = "it was to be 8")]
async fn panics_keep_their_payload() {
    amphi::yield_now().await;
    assert_eq!(7, 8, "it was to be 8");
}

#[amphi::test]
#[should_panic]
async fn a_panic_of_a_task_is_one_of_the_body() {
    amphi::spawn(async { panic!("in a task") }).await.unwrap();
}

/// The warnings of a body are the body's affair.
#[amphi::test]
#[expect(unused_variables, reason = "the attribute is kept")]
async fn lints_are_kept() {
    let variable = 7;
}

#[amphi::test]
#[ignore = "it fails"]
async fn ignored_ones_are_ignored() {
    unreachable!("it is ignored");
}

#[test]
fn ignored_ones_run_where_they_are_asked_for() {
    let mut names = list("run::ignored_ones_are_ignored::");
    names.retain(|name| !name.ends_with("no_backend_is_compiled_in"));
    for name in names {
        let Said { is_success, text } = run(&name, &[]);
        assert!(!is_success && text.contains("it is ignored"), "{text}");
    }
}

/// Polled by nobody but its own runtime: woken once, polled twice.
#[amphi::test]
async fn it_is_polled_when_it_is_woken() {
    let mut polls = 0;
    poll_fn(|cx| {
        polls += 1;
        if polls == 1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    })
    .await;
    assert_eq!(polls, 2);
}

macro_rules! written {
    ($name:ident, $body:block) => {
        #[amphi::test]
        async fn $name() $body
    };
}

written!(macros_may_write_them, {
    amphi::yield_now().await;
});

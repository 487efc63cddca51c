//! Which runtime is the current one: each rule, in a process of its own, since the default, the
//! environment and the process-wide runtimes are set once.
//!
//! Run with all backends compiled in. Without arguments of its own this binary is an ordinary test
//! runner; with `AMPHI_CASE` set it is one case.

mod stranger;
#[path = "../wrapped/mod.rs"]
mod wrapped;

use std::collections::HashMap;
use std::env;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use amphi::{BlockOnErrorKind, Handle};
use libtest_mimic::{Arguments, Failed, Trial};

use stranger::Stranger;

/// A case's name, the value of `AMPHI_RUNTIME`, and what its process does.
type Case = (&'static str, Option<&'static str>, fn());

const CASES: &[Case] = &[
    ("nothing_said_gives_smol", None, nothing_said_gives_smol),
    ("entered_comes_first", None, entered_comes_first),
    (
        "entered_guards_in_any_order",
        None,
        entered_guards_in_any_order,
    ),
    ("entered_beats_running", None, entered_beats_running),
    ("a_running_tokio_is_found", None, a_running_tokio_is_found),
    ("a_foreign_tokio_is_found", None, a_foreign_tokio_is_found),
    (
        "a_running_runtime_beats_the_default",
        None,
        a_running_runtime_beats_the_default,
    ),
    ("the_default_beats_smol", None, the_default_beats_smol),
    ("the_default_is_set_once", None, the_default_is_set_once),
    ("two_runtimes_at_once", None, two_runtimes_at_once),
    (
        "closures_know_their_runtime",
        None,
        closures_know_their_runtime,
    ),
    ("waits_know_their_runtime", None, waits_know_their_runtime),
    (
        "an_applications_executor_is_found",
        None,
        an_applications_executor_is_found,
    ),
    ("a_custom_runtime_is_found", None, a_custom_runtime_is_found),
    ("a_portal_is_of_smol", None, a_portal_is_of_smol),
    (
        "a_portal_is_of_the_default",
        None,
        a_portal_is_of_the_default,
    ),
    ("env_portal", Some("tokio"), || assert_portal("tokio")),
    ("b99_eight_threads_first_use_smol", None, || {
        eight_threads_first_use(Handle::smol);
    }),
    ("b99_eight_threads_first_use_tokio", None, || {
        eight_threads_first_use(Handle::tokio_default);
    }),
    ("b99_eight_threads_first_use_async_std", None, || {
        eight_threads_first_use(Handle::async_std);
    }),
    ("b99_eight_threads_first_use_the_default", None, || {
        eight_threads_first_use(Handle::current);
    }),
    (
        "b99_eight_threads_first_use_the_environment",
        Some("tokio"),
        || {
            eight_threads_first_use(Handle::current);
        },
    ),
    ("env_tokio", Some("tokio"), || assert_current("tokio")),
    ("env_async_std", Some("async-std"), || {
        assert_current("async-std");
    }),
    ("env_smol", Some("smol"), || assert_current("smol")),
    ("env_empty_is_unset", Some(""), || assert_current("smol")),
    (
        "env_unknown_is_an_error",
        Some("toyko"),
        env_unknown_is_an_error,
    ),
    (
        "env_yields_to_the_default",
        Some("tokio"),
        env_yields_to_the_default,
    ),
    (
        "env_yields_to_what_runs",
        Some("tokio"),
        env_yields_to_what_runs,
    ),
];

fn main() -> ExitCode {
    if let Ok(name) = env::var("AMPHI_CASE") {
        let case = CASES
            .iter()
            .find(|case| case.0 == name)
            .expect("a case of this table");
        run_bounded(case.2);
        return ExitCode::SUCCESS;
    }
    let trials = CASES
        .iter()
        .map(|&(name, value, _)| Trial::test(name, move || child(name, value)));
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// A hang ends the case's process with its name.
fn run_bounded(case: fn()) {
    let (done, is_done) = mpsc::channel();
    let case = std::thread::spawn(move || {
        case();
        done.send(()).expect("main waits");
    });
    if is_done.recv_timeout(Duration::from_secs(60)) == Err(mpsc::RecvTimeoutError::Timeout) {
        panic!("the case hangs");
    }
    case.join().expect("the case failed");
}

fn child(name: &str, value: Option<&str>) -> Result<(), Failed> {
    let mut command = Command::new(env::current_exe()?);
    command
        .env("AMPHI_CASE", name)
        .env_remove("AMPHI_RUNTIME")
        .stdin(Stdio::null());
    if let Some(value) = value {
        command.env("AMPHI_RUNTIME", value);
    }
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
}

#[track_caller]
fn assert_current(name: &str) {
    assert_eq!(Handle::current().backend().as_str(), name);
}

fn current() -> String {
    Handle::current().backend().to_string()
}

fn tokio_runtime() -> amphi::tokio::OwnedRuntime {
    amphi::tokio::OwnedRuntime::multi_thread(1).expect("a runtime")
}

fn nothing_said_gives_smol() {
    assert_current("smol");
}

fn entered_comes_first() {
    Handle::set_default(Handle::tokio_default()).expect("the first call");
    let entered = Handle::async_std().enter();
    assert_current("async-std");
    drop(entered);
    assert_current("tokio");
}

fn entered_guards_in_any_order() {
    let first = Handle::async_std().enter();
    let second = Handle::tokio_default().enter();
    let third = Handle::smol().enter();
    assert_current("smol");
    drop(second);
    assert_current("smol");
    drop(third);
    assert_current("async-std");
    drop(first);
    assert_current("smol");
}

fn entered_beats_running() {
    let owned = tokio_runtime();
    let found = owned.handle().as_tokio().block_on(async {
        let _entered = Handle::async_std().enter();
        current()
    });
    assert_eq!(found, "async-std");
}

fn a_running_tokio_is_found() {
    let owned = tokio_runtime();
    let handle = Handle::from(owned.handle());
    let nested = || async { amphi::spawn(async { current() }).await.unwrap() };
    assert_eq!(handle.spawn(nested()).join().unwrap(), "tokio");
}

/// One that amphi has never heard of, with its own task.
fn a_foreign_tokio_is_found() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let found = runtime.block_on(async { tokio::spawn(async { current() }).await.unwrap() });
    assert_eq!(found, "tokio");
}

fn a_running_runtime_beats_the_default() {
    Handle::set_default(Handle::async_std()).expect("the first call");
    let owned = tokio_runtime();
    assert_eq!(
        Handle::from(owned.handle())
            .spawn(async { current() })
            .join()
            .unwrap(),
        "tokio"
    );
    assert_eq!(
        Handle::smol().spawn(async { current() }).join().unwrap(),
        "smol"
    );
    assert_current("async-std");
}

fn the_default_beats_smol() {
    Handle::set_default(Handle::async_std()).expect("the first call");
    assert_current("async-std");
    assert_eq!(
        amphi::spawn(async { current() }).join().unwrap(),
        "async-std"
    );
}

fn the_default_is_set_once() {
    Handle::set_default(Handle::async_std()).expect("the first call");
    let error = Handle::set_default(Handle::smol()).unwrap_err();
    assert!(error.to_string().contains("once"), "{error}");
    assert_eq!(error.into_handle().backend().as_str(), "smol");
    assert_current("async-std");
}

fn two_runtimes_at_once() {
    let owned = tokio_runtime();
    let tokio = Handle::from(owned.handle());
    let smol = Handle::smol();
    let ping = |handle: &Handle| handle.spawn(async { amphi::spawn(async { current() }).await });
    for _ in 0..100 {
        let (on_tokio, on_smol) = (ping(&tokio), ping(&smol));
        assert_eq!(on_tokio.join().unwrap().unwrap(), "tokio");
        assert_eq!(on_smol.join().unwrap().unwrap(), "smol");
    }
    // A task of one that starts tasks on the other.
    let inner = smol.clone();
    let across = tokio.spawn(async move {
        let there = inner.spawn(async { current() }).await.unwrap();
        (there, current())
    });
    assert_eq!(across.join().unwrap(), ("smol".into(), "tokio".into()));
}

fn closures_know_their_runtime() {
    let owned = tokio_runtime();
    for handle in [
        Handle::from(owned.handle()),
        Handle::smol(),
        Handle::async_std(),
    ] {
        let found = handle.spawn_blocking(current).join().unwrap();
        assert_eq!(found, handle.backend().as_str());
    }
}

fn waits_know_their_runtime() {
    let owned = tokio_runtime();
    let all = [
        Handle::from(owned.handle()),
        Handle::smol(),
        Handle::async_std(),
    ];
    for outer in &all {
        for inner in &all {
            let wait = inner.clone();
            let found = outer
                .spawn(async move { wait.block_on(async { current() }) })
                .join();
            assert_eq!(found.unwrap(), inner.backend().as_str(), "inside {outer:?}");
        }
    }
}

fn an_applications_executor_is_found() {
    let executor = Arc::new(amphi::smol::Executor::new());
    let handle = Handle::from(executor.clone());
    let task = handle.spawn(async { current() });
    Handle::set_default(Handle::async_std()).expect("the first call");
    let found = futures_lite::future::block_on(executor.run(task));
    assert_eq!(found.unwrap(), "smol");
}

fn a_custom_runtime_is_found() {
    // A stranger's runtime, as far as the facade can see.
    let handle = Handle::custom(Stranger(Handle::async_std()));
    assert_eq!(
        handle.spawn(async { current() }).join().unwrap(),
        "stranger"
    );
    assert_eq!(handle.spawn_blocking(current).join().unwrap(), "stranger");
    assert_eq!(handle.block_on(async { current() }), "stranger");
}

#[track_caller]
fn assert_portal(name: &str) {
    let portal = amphi::Portal::start().expect("a portal");
    assert_eq!(portal.handle().backend().as_str(), name);
    assert_eq!(portal.call(async { current() }).expect("a value"), name);
}

fn a_portal_is_of_smol() {
    assert_portal("smol");
    // It needs no other runtime, so the process-wide one has not been started.
    amphi::smol::SmolRuntime::init_global(1).expect("the first start");
}

fn a_portal_is_of_the_default() {
    Handle::set_default(Handle::custom(Stranger(Handle::smol()))).expect("the first call");
    assert_portal("stranger");
    let _entered = Handle::async_std().enter();
    assert_portal("async-std");
    let owned = tokio_runtime();
    let inside = Handle::from(owned.handle()).spawn(async { assert_portal("tokio") });
    inside.join().unwrap();
}

/// Nothing of the runtime was there before, and all of them are in time for its start, which is one.
fn eight_threads_first_use(runtime: fn() -> Handle) {
    const THREADS: usize = 8;
    let start = Arc::new(Barrier::new(THREADS));
    let (ran, has_run) = mpsc::channel();
    let uses = |number| {
        let (start, ran) = (start.clone(), ran.clone());
        std::thread::spawn(move || {
            start.wait();
            let handle = runtime();
            let inner = handle.clone();
            let (value, tokio) = handle.block_on(async {
                let tokio = tokio::runtime::Handle::try_current().map(|it| it.id());
                let closure = handle.spawn_blocking(move || number);
                handle.sleep(Duration::from_millis(1)).await;
                let task = handle.spawn(async move {
                    ran.send(std::thread::current()).expect("the case waits");
                    inner.block_on(closure)
                });
                (task.await.unwrap().unwrap(), tokio.ok())
            });
            (value, handle.backend().to_string(), tokio)
        })
    };
    let threads: Vec<_> = (0..THREADS).map(uses).collect();
    let used: Vec<_> = threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    let (name, tokio) = (runtime().backend().to_string(), used[0].2);
    let expected: Vec<_> = (0..THREADS)
        .map(|number| (number, name.clone(), tokio))
        .collect();
    assert_eq!(used, expected);
    assert_eq!(tokio.is_some(), name == "tokio");
    // The threads of an executor of smol are numbered: another one would have its own of the same names.
    let mut executors = HashMap::new();
    for thread in has_run.try_iter() {
        let name = thread.name().unwrap_or_default().to_owned();
        if name.starts_with("amphi-smol") {
            let first = *executors.entry(name).or_insert(thread.id());
            assert_eq!(first, thread.id());
        }
    }
}

fn env_unknown_is_an_error() {
    let refused = amphi::Portal::start().unwrap_err();
    assert!(
        refused.is_start_failed() && refused.to_string().contains("toyko"),
        "{refused}"
    );
    let error = Handle::try_current().unwrap_err();
    assert!(error.to_string().contains("\"toyko\""), "{error}");
    let error = amphi::try_block_on(async {}).unwrap_err();
    assert_eq!(error.kind(), BlockOnErrorKind::NoRuntime);
    assert!(error.to_string().contains("toyko"), "{error}");
}

fn env_yields_to_the_default() {
    Handle::set_default(Handle::async_std()).expect("the first call");
    assert_current("async-std");
}

fn env_yields_to_what_runs() {
    assert_eq!(
        Handle::smol().spawn(async { current() }).join().unwrap(),
        "smol"
    );
}

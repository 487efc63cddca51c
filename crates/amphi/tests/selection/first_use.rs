//! The first use of a process-wide runtime, by many threads at once.

use std::collections::HashMap;
use std::sync::{Arc, Barrier, mpsc};
use std::time::Duration;

use amphi::Handle;

use crate::harness::Case;

pub(crate) const CASES: &[Case] = &[
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
];

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

//! Closures that are all queued behind one that blocks, nobody keeping their handles, and then run by one thread.
//!
//! Each captures eight bytes.

use std::hint::black_box;
use std::sync::mpsc::channel;

use amphi::smol::SmolRuntime;
use amphi::tokio::TokioRuntime;
use amphi_core::SpawnBlocking;
use amphi_pool::Pool;
use tokio::runtime::{Builder, Runtime};

pub(crate) fn tokio(n: usize) {
    let runtime = one_thread();
    queue(
        n,
        |f| drop(runtime.spawn_blocking(f)),
        |number| drop(runtime.spawn_blocking(move || black_box(number))),
    );
}

pub(crate) fn amphi_tokio(n: usize) {
    let runtime = one_thread();
    let rt = TokioRuntime::from(runtime.handle().clone());
    of(&rt, n);
}

/// One thread, as `BLOCKING_MAX_THREADS` has it.
pub(crate) fn blocking(n: usize) {
    queue(
        n,
        |f| blocking::unblock(f).detach(),
        |number| blocking::unblock(move || black_box(number)).detach(),
    );
}

pub(crate) fn amphi_smol(n: usize) {
    of(&SmolRuntime::global(), n);
}

pub(crate) fn pool(n: usize) {
    let pool = Pool::builder().max_threads(1).build().expect("a pool");
    of(&pool, n);
}

fn of(runtime: &impl SpawnBlocking, n: usize) {
    queue(
        n,
        |f| drop(runtime.spawn_blocking(f)),
        |number| drop(runtime.spawn_blocking(move || black_box(number))),
    );
}

/// It is not driven: only its pool is asked.
fn one_thread() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder.max_blocking_threads(1).build().expect("a runtime")
}

fn queue(n: usize, at_the_ends: impl Fn(Box<dyn FnOnce() + Send>), spawn: impl Fn(usize)) {
    let (release, released) = channel::<()>();
    let (tell, told) = channel::<()>();
    at_the_ends(Box::new(move || {
        let _ = released.recv();
    }));
    (0..n).for_each(spawn);
    at_the_ends(Box::new(move || drop(tell)));
    drop(release);
    // Until it is dropped.
    told.recv().expect_err("it sends nothing");
}

//! Runners: one runtime and one context from run to run, and an end with a report.

mod close;
mod run;

use std::thread;

use amphi::{Handle, Runner};

use crate::ground::{Ground, gate, grounds};

/// Runners with a runtime of their own, and on every kind of runtime.
fn on_each_runner(body: fn(&Runner)) {
    let own = |kind: Handle| {
        let _entered = kind.enter();
        ("its own", Runner::new().unwrap(), None)
    };
    let kinds = [Handle::tokio_default(), Handle::smol(), Handle::async_std()];
    let others = grounds().into_iter().map(|ground| {
        let runner = Runner::on(ground.handle.clone());
        (ground.name, runner, Some(ground))
    });
    let start = |(name, runner, ground): (&'static str, Runner, Option<Ground>)| {
        let (done, is_done) = gate();
        let running = thread::spawn(move || {
            let _done = (done, ground);
            body(&runner);
        });
        (name, running, is_done)
    };
    let all: Vec<_> = kinds
        .into_iter()
        .map(own)
        .chain(others)
        .map(start)
        .collect();
    for (name, running, is_done) in all {
        assert!(is_done.opens(), "it hangs: {name}");
        assert!(running.join().is_ok(), "it fails: {name}");
    }
}

//! Handles that go: what becomes of the closure, and of what it gives.

use std::sync::mpsc;
use std::time::Duration;

use amphi::is_cancelled;

use crate::ground::{BOUND, gate, on_each};

#[test]
fn b35_a_closure_whose_handle_goes_runs_to_its_end() {
    on_each(|ground| {
        let (begin, begun) = gate();
        let (go_on, goes_on) = gate();
        let (tell, told) = mpsc::channel();
        let closure = ground.handle.spawn_blocking(move || {
            begin.open();
            goes_on.wait();
            tell.send(is_cancelled()).unwrap();
        });
        begun.wait();
        // Returns at once, and drops the handle.
        let handle = ground.handle.clone();
        let given_up = handle.block_on(async { handle.timeout(Duration::ZERO, closure).await });
        assert!(given_up.is_err());
        go_on.open();
        assert_eq!(told.recv_timeout(BOUND), Ok(false), "it was told nothing");
    });
}

/// Tells when it is dropped, and then panics.
struct Loud(Option<mpsc::Sender<()>>);

impl Drop for Loud {
    fn drop(&mut self) {
        if let Some(tell) = self.0.take() {
            tell.send(()).unwrap();
            panic!("in the drop of what nobody takes");
        }
    }
}

#[test]
fn b36_what_an_abandoned_closure_gives_is_dropped_once() {
    on_each(|ground| {
        for raises in [false, true] {
            let (go_on, goes_on) = gate();
            let (tell, told) = mpsc::channel();
            drop(ground.handle.spawn_blocking(move || {
                goes_on.wait();
                let loud = Loud(Some(tell));
                if raises {
                    std::panic::panic_any(loud);
                }
                loud
            }));
            go_on.open();
            // The payload of a panic is leaked or dropped; a value is dropped.
            let drops = told.iter().count();
            assert_eq!(drops, 1);
        }
        // No thread of the pool was lost.
        let closures: Vec<_> = (0..4)
            .map(|i| ground.handle.spawn_blocking(move || i))
            .collect();
        let given: Vec<_> = closures.into_iter().map(|c| c.join().unwrap()).collect();
        assert_eq!(given, [0, 1, 2, 3]);
    });
}

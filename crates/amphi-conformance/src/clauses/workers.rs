//! C12: while a task blocks its thread, the others go on.

use std::sync::mpsc;
use std::thread;

use amphi_core::{BlockOn, Spawner, TaskHandleExt};

use crate::futures::yield_now;
use crate::place::Place;
use crate::sync::gate;
use crate::{Fixture, Mount, expect};

/// A task waits for one that was spawned before, on the same runtime.
pub fn c12_a_task_waits_for_a_task<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (opener, gate) = gate();
    let first = rt.spawn(async move {
        gate.opened().await;
        yield_now().await;
        7
    });
    let inner = rt.clone();
    let second = rt.spawn(async move {
        opener.open();
        inner.block_on(first)
    });
    assert_eq!(expect::value(expect::value(second.join())), 7);
}

/// The same through the handle alone, for a task that the waiting one spawns itself.
pub fn c12_a_task_joins_a_task<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let inner = rt.clone();
    let outer = rt.spawn(async move {
        inner
            .spawn(async {
                yield_now().await;
                7
            })
            .join()
    });
    assert_eq!(expect::value(expect::value(outer.join())), 7);
}

/// A waits for B, and B for what A has started: the stack above a wait is not what ends it.
pub fn c12_tasks_may_wait_for_each_others_halves<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (opener, gate) = gate();
    let inner = rt.clone();
    let (other_half, has_other_half) = mpsc::channel();
    let b = rt.spawn(async move {
        gate.opened().await;
        let half: <F::Runtime as Spawner>::JoinHandle<u32> = has_other_half
            .recv()
            .expect("A sent it before it opened the gate");
        inner.block_on(half)
    });
    let inner = rt.clone();
    let a = rt.spawn(async move {
        let half = inner.spawn(async {
            yield_now().await;
            7
        });
        other_half.send(half).expect("B has the receiver");
        opener.open();
        inner.block_on(b)
    });
    assert_eq!(expect::value(expect::value(expect::value(a.join()))), 7);
}

/// More waits than any machine has workers, ended by a task that comes after them.
pub fn c12_many_tasks_wait_at_once<F: Fixture>(on: &Mount<F>) {
    const MANY: usize = 64;
    let (rt, _owner) = on.start();
    let (opener, gate) = gate();
    let (waits, is_waiting) = mpsc::channel();
    let tasks: Vec<_> = (0..MANY)
        .map(|_| {
            let (rt, inner, gate, waits) = (&rt, rt.clone(), gate.clone(), waits.clone());
            rt.spawn(async move {
                inner.block_on(async {
                    waits.send(()).expect("the test waits for it");
                    gate.opened().await;
                });
            })
        })
        .collect();
    for _ in 0..MANY {
        is_waiting.recv().expect("every task comes to its wait");
    }
    expect::value(rt.spawn(async move { opener.open() }).join());
    for task in tasks {
        expect::value(task.join());
    }
}

/// `block_in_place` calls its closure on the calling thread, with what it borrows.
pub fn c12_block_in_place_runs_here<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    Place::each(Place::ALL, &rt, |rt| {
        let mut borrowed = Vec::new();
        let thread = rt.block_in_place(|| {
            borrowed.push(7);
            // Waits and further calls nest in it.
            rt.block_in_place(|| rt.block_on(yield_now()));
            thread::current().id()
        });
        assert_eq!(thread, thread::current().id(), "it ran on another thread");
        assert_eq!(borrowed, [7]);
    });
}

/// While a closure blocks in `block_in_place`, the runtime's tasks go on.
pub fn c12_block_in_place_lets_the_others_go_on<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let (opener, gate) = gate();
    let (blocks, is_blocking) = crate::sync::gate();
    let inner = rt.clone();
    let task = rt.spawn(async move {
        inner.block_in_place(|| {
            blocks.open();
            gate.wait();
        });
    });
    is_blocking.wait();
    expect::value(rt.spawn(yield_now()).join());
    expect::value(rt.spawn(async move { opener.open() }).join());
    expect::value(task.join());
}

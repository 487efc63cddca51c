//! C1: spawning runs nothing inside the call, and works from anywhere.

use amphi_core::{Named, SpawnBlocking, Spawner, TaskHandleExt};

use crate::futures::{calling, is_calling};
use crate::place::Place;
use crate::sync::gate;
use crate::{Fixture, Mount, expect};

/// `spawn` neither polls the future nor waits until another thread has.
pub fn c01_spawn_runs_nothing_inside_the_call<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let tasks = Place::each(Place::ALL, &rt, |rt| {
        let (opener, called) = gate();
        let task = calling(|| {
            rt.spawn(async move {
                let inside = is_calling();
                if !inside {
                    called.opened().await;
                }
                inside
            })
        });
        opener.open();
        task
    });
    for (place, task) in tasks {
        assert!(
            !expect::value(task.join()),
            "the future ran inside the call in a {place:?}"
        );
    }
}

/// `spawn_blocking` neither calls the closure nor waits until another thread has.
pub fn c01_spawn_blocking_runs_nothing_inside_the_call<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let closures = Place::each(Place::ALL, &rt, |rt| {
        let (opener, called) = gate();
        let closure = calling(|| {
            rt.spawn_blocking(move || {
                let inside = is_calling();
                if !inside {
                    called.wait();
                }
                inside
            })
        });
        opener.open();
        closure
    });
    for (place, closure) in closures {
        let inside = expect::value(closure.join());
        assert!(!inside, "the closure ran inside the call in a {place:?}");
    }
}

/// `spawn` needs no runtime around it.
pub fn c01_spawn_works_at_any_place<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for (place, task) in Place::each(Place::ALL, &rt, |rt| rt.spawn(async { 7 })) {
        assert_eq!(expect::value(task.join()), 7, "in a {place:?}");
    }
}

/// `spawn_blocking` needs no runtime around it.
pub fn c01_spawn_blocking_works_at_any_place<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    for (place, closure) in Place::each(Place::ALL, &rt, |rt| rt.spawn_blocking(|| 7)) {
        assert_eq!(expect::value(closure.join()), 7, "in a {place:?}");
    }
}

/// A clone has the same name, and dropping one ends nothing.
pub fn c01_a_clone_is_the_same_runtime<F: Fixture>(on: &Mount<F>) {
    let (rt, _owner) = on.start();
    let clone = rt.clone();
    assert!(!rt.name().is_empty(), "a runtime has a name");
    assert_eq!(rt.name(), clone.name(), "a clone has another name");

    let (opener, dropped) = gate();
    let task = rt.spawn(async move { dropped.opened().await });
    drop(rt);
    opener.open();
    expect::value(task.join());
    expect::value(clone.spawn(async {}).join());
}

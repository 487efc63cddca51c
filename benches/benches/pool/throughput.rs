//! Short closures, so many in flight: the oldest is waited for, then another one is given.

use std::collections::VecDeque;

use amphi_benches::Group;

use crate::contenders::{Contenders, Wait};

/// Measures with so many in flight; with one it is a round trip.
pub(crate) fn measure(on: &Contenders, in_flight: usize) {
    let text = match in_flight {
        1 => "round trip of one closure".into(),
        _ => format!("a closure, {in_flight} in flight"),
    };
    Group::new(text)
        .with("tokio spawn_blocking", ring(in_flight, || on.tokio(|| 7)))
        .with("blocking::unblock", ring(in_flight, || on.blocking(|| 7)))
        .with("amphi_pool::Pool", ring(in_flight, || on.amphi(|| 7)))
        .with("rayon::spawn", ring(in_flight, || on.rayon(|| 7)))
        .with("two plain threads", ring(in_flight, || on.plain(|| 7)))
        .run();
}

/// One step: gives a closure, after waiting for the oldest where there are enough.
pub(crate) fn ring<W: Wait + Send>(
    in_flight: usize,
    mut submit: impl FnMut() -> W + Send,
) -> impl FnMut() + Send {
    let mut waiting = VecDeque::with_capacity(in_flight);
    move || {
        waiting.push_back(submit());
        if waiting.len() == in_flight {
            waiting.pop_front().into_iter().for_each(Wait::wait);
        }
    }
}

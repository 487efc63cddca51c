//! 512 closures that sleep for 100 us, given at once, on 512 threads.

use std::thread::sleep;
use std::time::Duration;

use amphi_benches::Group;

use crate::contenders::{Contenders, Wait};
use crate::plain::Plain;

const SLEEPERS: usize = 512;

pub(crate) fn measure(on: &Contenders) {
    let plain = Plain::start(SLEEPERS);
    let nap = || sleep(Duration::from_micros(100));
    Group::new("512 sleepers of 100 us, together")
        .with("tokio spawn_blocking", || all(|| on.tokio(nap)))
        .with("blocking::unblock, 500 threads", || {
            all(|| on.blocking(nap));
        })
        .with("amphi_pool::Pool", || all(|| on.amphi(nap)))
        .with("512 plain threads", || all(|| plain.spawn(nap)))
        .run();
}

fn all<W: Wait>(mut submit: impl FnMut() -> W) {
    let waiting: Vec<W> = (0..SLEEPERS).map(|_| submit()).collect();
    waiting.into_iter().for_each(Wait::wait);
}

//! A sleep that is made, polled once and dropped (S1, S2): amphi's register at their first poll, as tokio's and
//! async-io's do.

use std::future::Future;
use std::pin::pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use amphi::Handle;
use amphi::async_std::AsyncStdRuntime;
use amphi::tokio::TokioRuntime;
use amphi_core::{Spawner, TaskHandleExt, Timer};
use tokio::task::unconstrained;

use crate::bar::Bar::{Missed, Must, Reference};
use crate::bar::percent;
use crate::operation::{Operation, operation};
use crate::tools::{smol, times, tokio};

const TOKIO: &str = "polled sleep: tokio, in a task";
const TOKIO_ENTERED: &str = "polled sleep: tokio, on a plain thread";
const ASYNC_IO: &str = "polled sleep: async-io";
const ASYNC_STD: &str = "polled sleep: async-std";
const MINUTE: Duration = Duration::from_secs(60);

pub(crate) const OPERATIONS: &[Operation] = &[
    operation(TOKIO, Reference, |n| {
        in_tokio_task(move |_| times(n, || poll_once(tokio::time::sleep(MINUTE))));
    }),
    operation(
        "polled sleep: amphi-tokio, in a task",
        Missed {
            bar: percent(TOKIO, 102),
            ceiling: percent(TOKIO, 110),
        },
        |n| in_tokio_task(move |rt| times(n, || poll_once(rt.sleep(MINUTE)))),
    ),
    operation(
        "polled sleep: amphi::Handle on tokio, in a task",
        Missed {
            bar: percent(TOKIO, 105).or_plus(40),
            ceiling: percent(TOKIO, 115),
        },
        |n| {
            in_tokio_task(move |rt| {
                let handle = Handle::from(rt);
                times(n, || poll_once(handle.sleep(MINUTE)));
            });
        },
    ),
    operation(TOKIO_ENTERED, Reference, |n| {
        let owned = tokio();
        let _entered = owned.handle().as_tokio().enter();
        times(n, || poll_once(tokio::time::sleep(MINUTE)));
    }),
    // Where no task polls, the context of the helper runtime is entered, whose timers are driven everywhere.
    operation(
        "polled sleep: amphi-tokio, on a plain thread",
        Missed {
            bar: percent(TOKIO_ENTERED, 102),
            ceiling: percent(TOKIO_ENTERED, 127),
        },
        |n| {
            let owned = tokio();
            times(n, || poll_once(owned.handle().sleep(MINUTE)));
        },
    ),
    operation(
        "polled sleep: amphi::Handle on tokio, on a plain thread",
        Missed {
            bar: percent(TOKIO_ENTERED, 105).or_plus(40),
            ceiling: percent(TOKIO_ENTERED, 131),
        },
        |n| {
            let owned = tokio();
            let handle = Handle::from(owned.handle());
            times(n, || poll_once(handle.sleep(MINUTE)));
        },
    ),
    operation(ASYNC_IO, Reference, |n| {
        alone(|| times(n, || poll_once(async_io::Timer::after(MINUTE))));
    }),
    // The two at their bars: a few instructions decide, and they differ from build to build.
    operation(
        "polled sleep: amphi-smol",
        Missed {
            bar: percent(ASYNC_IO, 102),
            ceiling: percent(ASYNC_IO, 107),
        },
        |n| {
            let owned = smol();
            alone(|| times(n, || poll_once(owned.handle().sleep(MINUTE))));
        },
    ),
    operation(
        "polled sleep: amphi::Handle on smol",
        Missed {
            bar: percent(ASYNC_IO, 105).or_plus(40),
            ceiling: percent(ASYNC_IO, 109),
        },
        |n| {
            let owned = smol();
            let handle = Handle::from(owned.handle());
            alone(|| times(n, || poll_once(handle.sleep(MINUTE))));
        },
    ),
    operation(ASYNC_STD, Reference, |n| {
        alone(|| times(n, || poll_once(async_std::task::sleep(MINUTE))));
    }),
    operation(
        "polled sleep: amphi-async-std",
        Must(percent(ASYNC_STD, 102)),
        |n| {
            let rt = AsyncStdRuntime::global();
            alone(|| times(n, || poll_once(rt.sleep(MINUTE))));
        },
    ),
    operation(
        "polled sleep: amphi::Handle on async-std",
        Must(percent(ASYNC_STD, 105).or_plus(40)),
        |n| {
            let handle = Handle::async_std();
            alone(|| times(n, || poll_once(handle.sleep(MINUTE))));
        },
    ),
];

fn poll_once<F: Future>(sleep: F) {
    let polled = pin!(sleep).poll(&mut Context::from_waker(Waker::noop()));
    assert!(polled.is_pending(), "it has a minute");
}

/// Runs `f` inside one poll of a task that has no budget, or tokio would register only a part of the sleeps.
fn in_tokio_task(f: impl FnOnce(&TokioRuntime) + Send + 'static) {
    let owned = tokio();
    let rt = owned.handle().clone();
    let task = unconstrained(async move { f(&rt) });
    owned.handle().spawn(task).join().expect("the task ends");
}

/// Runs `f` while the thread that looks after async-io's timers is busy: how often it would come in between
/// differs from run to run.
fn alone(f: impl FnOnce()) {
    let (tell, told) = channel::<()>();
    let (release, released) = channel::<()>();
    let waker = Waker::from(Arc::new(Busy {
        tell,
        released: Mutex::new(released),
    }));
    let mut time = Duration::from_millis(1);
    // One that has come due before its first poll wakes nobody.
    let timer = loop {
        time *= 2;
        let mut timer = Box::pin(async_io::Timer::after(time));
        let polled = timer.as_mut().poll(&mut Context::from_waker(&waker));
        if polled.is_pending() {
            break timer;
        }
    };
    told.recv().expect("that thread wakes who waits");
    f();
    drop((release, timer));
}

/// Keeps the thread that wakes it.
struct Busy {
    tell: Sender<()>,
    released: Mutex<Receiver<()>>,
}

impl Wake for Busy {
    fn wake(self: Arc<Self>) {
        let _ = self.tell.send(());
        let released = self.released.lock().expect("nobody panics");
        // Until it is dropped.
        let _ = released.recv();
    }
}

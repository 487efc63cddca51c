//! [`Wait`]: the futures of the matrix.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use amphi_core::Runtime;

use crate::channel::channel;
use crate::expect;
use crate::futures::yield_now;
use crate::sync::gate;

/// Echoes a byte over loopback, with sockets that it makes itself, inside a wait of this runtime.
pub type Socket<R> = fn(&R, u8) -> Pin<Box<dyn Future<Output = u8> + Send>>;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wait {
    /// A future that is ready.
    Ready,
    /// A future that computes and never yields.
    Cpu,
    /// A sleep that was made outside, then one that is made inside.
    Timer,
    /// An echo over loopback.
    Socket,
    /// A task that was spawned before the wait, and cannot end before it.
    JoinOutside,
    /// A task that the future itself spawns.
    JoinInside,
    /// A channel whose sender is a task that was spawned before the wait, and sends during it.
    Channel,
}

impl Wait {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Ready,
        Self::Cpu,
        Self::Timer,
        Self::Socket,
        Self::JoinOutside,
        Self::JoinInside,
        Self::Channel,
    ];
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready => "ready",
            Self::Cpu => "CPU",
            Self::Timer => "timer",
            Self::Socket => "socket",
            Self::JoinOutside => "join outside",
            Self::JoinInside => "join inside",
            Self::Channel => "channel",
        })
    }
}

/// A future of one thread.
pub(crate) type Local<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// Makes the future in the innermost wait, which is one of the given runtime.
pub(crate) type Make<'a, R, T = u64> = Box<dyn FnOnce(&'a R) -> Local<'a, T> + 'a>;

/// What every future gives.
pub(crate) const VALUE: u64 = 42;

const MOMENT: Duration = Duration::from_micros(100);

impl Wait {
    /// Does what has to be done before the wait, on `rt`, and gives what makes the future.
    pub(crate) fn prepare<'a, R: Runtime>(
        self,
        rt: &'a R,
        socket: Option<Socket<R>>,
    ) -> Make<'a, R> {
        match self {
            Self::Ready => Box::new(|_| Box::pin(std::future::ready(VALUE))),
            Self::Cpu => Box::new(|_| Box::pin(async { compute() })),
            Self::Timer => timer(rt),
            Self::Socket => Box::new(move |inner| {
                let echo = socket.expect("cells with a socket are of mounts that have one");
                let byte = u8::try_from(VALUE).expect("a small value");
                let echoed = echo(inner, byte);
                Box::pin(async { u64::from(echoed.await) })
            }),
            Self::JoinOutside => join_outside(rt),
            Self::JoinInside => Box::new(|_| Box::pin(join_inside(rt))),
            Self::Channel => receive(rt),
        }
    }
}

/// The value, by a detour that takes a while.
fn compute() -> u64 {
    let spun = (0..VALUE * 1000).fold(0, |sum, step| std::hint::black_box(sum + step % 1000 / 999));
    assert_eq!(spun, VALUE, "the future's own sum is wrong");
    spun
}

fn timer<R: Runtime>(rt: &R) -> Make<'_, R> {
    let outside = rt.sleep(MOMENT);
    Box::new(move |inner| {
        Box::pin(async move {
            outside.await;
            let deadline = inner.now() + MOMENT;
            inner.sleep_until(deadline).await;
            assert!(inner.now() >= deadline, "the sleep ended early");
            VALUE
        })
    })
}

fn join_outside<R: Runtime>(rt: &R) -> Make<'_, R> {
    let (waits, is_waiting) = gate();
    let task = rt.spawn(async move {
        is_waiting.opened().await;
        yield_now().await;
        VALUE
    });
    Box::new(|_| {
        Box::pin(async {
            waits.open();
            expect::value(task.await)
        })
    })
}

async fn join_inside(rt: &impl Runtime) -> u64 {
    let task = rt.spawn(async {
        yield_now().await;
        VALUE
    });
    expect::value(task.await)
}

fn receive<R: Runtime>(rt: &R) -> Make<'_, R> {
    const MESSAGES: u64 = 7;
    let (waits, is_waiting) = gate();
    let (sender, mut receiver) = channel();
    let task = rt.spawn(async move {
        is_waiting.opened().await;
        for _ in 0..MESSAGES {
            sender.send(VALUE / MESSAGES);
            yield_now().await;
        }
    });
    Box::new(|_| {
        Box::pin(async move {
            waits.open();
            let mut sum = 0;
            while let Some(value) = receiver.receive().await {
                sum += value;
            }
            drop(task);
            sum
        })
    })
}

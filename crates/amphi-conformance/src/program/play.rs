//! Playing a program.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use amphi_core::{JoinError, Runtime, Spawner, TaskHandle, TaskHandleExt};

use super::step::{End, On, Place, Program, Step, Steps, Strand, join, value_of};
use crate::channel::channel;
use crate::expect;
use crate::futures::yield_now;
use crate::matrix::Socket;
use crate::sync::Opener;

/// What a program is played on. It is gone when all that the program started has ended.
pub(crate) struct World<R> {
    pub(crate) rts: [R; 2],
    pub(crate) socket: Option<Socket<R>>,
    /// What was let go, and what of it came to its right end.
    pub(crate) let_go: Arc<[AtomicUsize; 2]>,
    pub(crate) _ends: Opener,
}

type Playing<T> = Pin<Box<dyn Future<Output = T> + Send>>;

impl Program {
    /// Plays all strands at the same time.
    ///
    /// # Panics
    /// Where one gives another value than it must.
    pub(crate) fn play<R: Runtime>(&self, world: &Arc<World<R>>) {
        let playing: Vec<_> = self
            .strands
            .iter()
            .map(|strand| strand.start(world))
            .collect();
        let values: Vec<_> = playing.into_iter().map(thread::JoinHandle::join).collect();
        for (value, strand) in values.into_iter().zip(&self.strands) {
            let value = value.unwrap_or_else(|payload| panic!("{}", JoinError::panicked(payload)));
            assert_eq!(
                value,
                value_of(&strand.steps),
                "a strand gave another value"
            );
        }
    }
}

impl Strand {
    fn start<R: Runtime>(&self, world: &Arc<World<R>>) -> thread::JoinHandle<u64> {
        let (place, on) = (self.place, self.on);
        let (world, steps) = (world.clone(), self.steps.clone());
        thread::spawn(move || {
            let rt = world.on(on).clone();
            match place {
                Place::PlainThread => rt.block_on(play(world, steps)),
                Place::Task => expect::value(rt.spawn(play(world, steps)).join()),
                Place::Closure => expect::value(world.offload(on, steps, false).join()),
            }
        })
    }
}

/// Plays the steps one after the other.
fn play<R: Runtime>(world: Arc<World<R>>, steps: Steps) -> Playing<u64> {
    Box::pin(async move {
        let mut values = Vec::with_capacity(steps.len());
        for step in &*steps {
            values.push(world.step(step).await);
        }
        let mut sum = 0;
        for value in values {
            sum = join(sum, value.await);
        }
        sum
    })
}

/// A value that is there, or comes later.
type Value = Playing<u64>;

fn now(value: u64) -> Value {
    Box::pin(std::future::ready(value))
}

impl<R: Runtime> World<R> {
    fn on(&self, on: On) -> &R {
        match on {
            On::Rt => &self.rts[0],
            On::Other => &self.rts[1],
        }
    }

    async fn step(self: &Arc<Self>, step: &Step) -> Value {
        now(match step {
            Step::Ready(value) => *value,
            Step::Cpu(value) => {
                (0..value * 100).fold(0, |sum, _| std::hint::black_box(sum + 1)) / 100
            }
            Step::Yield(times) => {
                for _ in 0..*times {
                    yield_now().await;
                }
                *times
            }
            Step::Sleep(on, micros) => {
                let duration = std::time::Duration::from_micros(*micros);
                self.on(*on).sleep(duration).await;
                *micros
            }
            Step::Socket(on, byte) => {
                let echo = self.socket.expect("there are sockets");
                u64::from(echo(self.on(*on), *byte).await)
            }
            Step::Receive(on, count) => self.receive(*on, *count).await,
            Step::Block(on, steps) => self.on(*on).block_on(play(self.clone(), steps.clone())),
            Step::Spawn(on, steps, end) => {
                let handle = self.spawn(*on, steps.clone(), end.lets_go());
                return self.end(handle, *end, steps).await;
            }
            Step::Offload(on, steps, end) => {
                let handle = self.offload(*on, steps.clone(), end.lets_go());
                return self.end(handle, *end, steps).await;
            }
        })
    }

    async fn receive(&self, on: On, count: u64) -> u64 {
        let (sender, mut receiver) = channel();
        drop(self.on(on).spawn(async move {
            for value in 0..count {
                sender.send(value);
                yield_now().await;
            }
        }));
        let mut sum = 0;
        while let Some(value) = receiver.receive().await {
            sum = join(sum, value);
        }
        sum
    }

    fn spawn(self: &Arc<Self>, on: On, steps: Steps, lets_go: bool) -> Handle<R> {
        let world = self.clone();
        let note = self.note(lets_go);
        self.on(on).spawn(async move {
            // The world stays until the end was noted.
            let value = play(world.clone(), steps.clone()).await;
            note(value, &steps);
            value
        })
    }

    fn offload(self: &Arc<Self>, on: On, steps: Steps, lets_go: bool) -> Handle<R> {
        let world = self.clone();
        let note = self.note(lets_go);
        self.on(on).spawn_blocking(move || {
            let rt = world.on(on).clone();
            let value = rt.block_on(play(world.clone(), steps.clone()));
            note(value, &steps);
            value
        })
    }

    /// Counts what is let go, and what of it ends as it must: nobody else sees it.
    fn note(&self, lets_go: bool) -> impl FnOnce(u64, &Steps) + Send + use<R> {
        let counts = lets_go.then(|| self.let_go.clone());
        if let Some(counts) = &counts {
            counts[0].fetch_add(1, Ordering::SeqCst);
        }
        move |value, steps| {
            if let Some(counts) = counts.filter(|_| value == value_of(steps)) {
                counts[1].fetch_add(1, Ordering::SeqCst);
            }
        }
    }

    async fn end(&self, handle: Handle<R>, end: End, steps: &Steps) -> Value {
        now(match end {
            End::Await => expect::value(handle.await),
            End::AwaitLater => return Box::pin(async { expect::value(handle.await) }),
            End::Block(on) => expect::value(self.on(on).block_on(handle)),
            End::Join => expect::value(handle.join()),
            End::Detach => {
                handle.detach();
                0
            }
            End::Drop => {
                drop(handle);
                0
            }
            End::Cancel(yields) => {
                for _ in 0..yields {
                    yield_now().await;
                }
                match handle.cancel().await {
                    Ok(value) => assert_eq!(value, value_of(steps), "a cancelled task's value"),
                    Err(error) => assert!(error.is_cancelled(), "{error}"),
                }
                0
            }
        })
    }
}

type Handle<R> = <R as Spawner>::JoinHandle<u64>;

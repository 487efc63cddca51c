//! Going through the matrix.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::mpsc::Sender;
use std::task::Poll;
use std::thread::{self, ThreadId};

use super::forbidden::FORBIDDEN;
use super::nest::Nest;
use super::spot::Spot;
use super::wait::{Local, Socket, VALUE};
use super::{Cell, Wait};
use crate::sync::Gate;
use crate::{Fixture, Mount, Need, stage};

/// The runtime under test and another one.
pub(crate) struct Pair<F: Fixture> {
    pub(crate) rt: F::Runtime,
    pub(crate) other: F::Runtime,
    pub(crate) socket: Option<Socket<F::Runtime>>,
    _owners: [F::Owner; 2],
}

/// Starts both runtimes.
pub(crate) fn pair<F: Fixture>(on: &Mount<F>) -> Pair<F> {
    let (rt, owner) = on.start();
    let (other, other_owner) = on.start_other();
    Pair {
        rt,
        other,
        socket: on.socket,
        _owners: [owner, other_owner],
    }
}

/// Waits in every cell of a future that may end.
pub(crate) fn all<F: Fixture>(on: &Mount<F>, wait: Wait) {
    let pair = pair(on);
    for spot in Spot::all(&on.places) {
        if is_forbidden(on, spot.name, wait) {
            continue;
        }
        for cell in Cell::of(spot.name, wait) {
            stage::set(&cell);
            let value = pair.wait(&spot, cell);
            assert_eq!(value, VALUE, "the wait gave another value");
        }
    }
    stage::clear();
}

/// Whether no design could bring these waits to their end on this backend.
pub(crate) fn is_forbidden<F: Fixture>(on: &Mount<F>, place: &str, wait: Wait) -> bool {
    let is_listed = |row: &super::Forbidden| row.place == place && row.wait == wait;
    !on.declares(Need::WorkersCovered) && FORBIDDEN.iter().any(is_listed)
}

impl<F: Fixture> Pair<F> {
    fn wait(&self, spot: &Spot<F::Runtime>, cell: Cell) -> u64 {
        let (other, socket) = (self.other.clone(), self.socket);
        spot.visit(&self.rt, &self.other, move |rt| {
            let make = cell.wait.prepare(rt, socket);
            let other = &other;
            Nest { rt, other, cell }.wait(make)
        })
    }

    /// The same, until it is told to stop: `None` where the wait had not ended then.
    pub(crate) fn try_wait(
        &self,
        spot: &Spot<F::Runtime>,
        cell: Cell,
        begins: Sender<ThreadId>,
        stop: Gate,
    ) -> Option<u64> {
        let (other, socket) = (self.other.clone(), self.socket);
        spot.visit(&self.rt, &self.other, move |rt| {
            let make = cell.wait.prepare(rt, socket);
            let other = &other;
            let bounded = Box::new(|inner| {
                let wait = make(inner);
                Box::pin(until(wait, begins, stop)) as Local<'_, Option<u64>>
            });
            Nest { rt, other, cell }.wait(bounded)
        })
    }
}

/// Tells at the first poll which thread waits, and gives `wait` up when `stop` opens.
async fn until<T>(mut wait: Local<'_, T>, begins: Sender<ThreadId>, stop: Gate) -> Option<T> {
    let mut begins = Some(begins);
    let mut stopped = pin!(stop.opened());
    poll_fn(|cx| {
        if let Poll::Ready(value) = wait.as_mut().poll(cx) {
            return Poll::Ready(Some(value));
        }
        if let Some(begins) = begins.take() {
            // Nobody listens any more where the test has failed.
            let _ = begins.send(thread::current().id());
        }
        stopped.as_mut().poll(cx).map(|()| None)
    })
    .await
}

//! C10, C14: the matrix of waits, and the waits in it that cannot end.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Mutex, Once, PoisonError};
use std::thread::{self, ThreadId};

use amphi_core::Named;
use amphi_core::stall::{self, StallReport};

use crate::matrix::{self, CALL_SITE, Cell, FORBIDDEN, Pair, Spot, Wait};
use crate::sync::{Gate, gate};
use crate::{Fixture, Mount, stage};

/// A wait for a future that is ready ends in every cell of the matrix.
pub fn c10_matrix_ready<F: Fixture>(on: &Mount<F>) {
    matrix::all(on, Wait::Ready);
}

/// A wait for a future that only computes ends in every cell of the matrix.
pub fn c10_matrix_cpu<F: Fixture>(on: &Mount<F>) {
    matrix::all(on, Wait::Cpu);
}

/// A wait for sleeps ends in every cell of the matrix.
pub fn c10_matrix_timer<F: Fixture>(on: &Mount<F>) {
    matrix::all(on, Wait::Timer);
}

/// A wait for sockets ends in every cell of the matrix.
pub fn c10_matrix_socket<F: Fixture>(on: &Mount<F>) {
    matrix::all(on, Wait::Socket);
}

/// A wait for a task that was spawned before ends in every cell that physics allow.
pub fn c10_matrix_join_outside<F: Fixture>(on: &Mount<F>) {
    matrix::all(on, Wait::JoinOutside);
}

/// A wait for a task that is spawned inside ends in every cell of the matrix.
pub fn c10_matrix_join_inside<F: Fixture>(on: &Mount<F>) {
    matrix::all(on, Wait::JoinInside);
}

/// A wait for what a task of the runtime sends ends in every cell that physics allow.
pub fn c10_matrix_channel<F: Fixture>(on: &Mount<F>) {
    matrix::all(on, Wait::Channel);
}

/// The list of forbidden waits is exact: none of them ends.
pub fn c14_forbidden_waits_do_not_end<F: Fixture>(on: &Mount<F>) {
    let pair = matrix::pair(on);
    for (spot, wait) in forbidden(on) {
        for cell in Cell::of(spot.name, wait) {
            wait_until(&pair, &spot, cell, |_, ended| ended.gets_a_chance());
        }
    }
    stage::clear();
}

/// A wait that cannot end is reported: where it waits, and what stands still.
///
/// Takes over where the process sends its reports; they are printed as before.
pub fn c14_forbidden_waits_are_reported<F: Fixture>(on: &Mount<F>) {
    let pair = matrix::pair(on);
    // There is one report a second in a process, so few cells are waited for.
    let (spot, wait) = forbidden(on).swap_remove(0);
    for cell in Cell::of(spot.name, wait).filter(|cell| cell.depth == 3 && !cell.other) {
        let reports = reports();
        let report = wait_until(&pair, &spot, cell, move |thread, _| {
            let of_thread = |(reporter, _): &(ThreadId, _)| *reporter == thread;
            let (_, report) = reports.iter().find(of_thread).expect("reports go on");
            report
        });
        assert_eq!(report.location.file(), CALL_SITE, "{report}");
        assert!(report.inside.contains(pair.rt.name()), "{report}");
    }
    stage::clear();
}

/// Waits in a forbidden cell until `until` returns on a thread of its own. It gets the thread that waits,
/// and a gate that opens when the wait ends.
fn wait_until<F: Fixture, T: Send + 'static>(
    pair: &Pair<F>,
    spot: &Spot<F::Runtime>,
    cell: Cell,
    until: impl FnOnce(ThreadId, &Gate) -> T + Send + 'static,
) -> T {
    stage::set(&cell);
    let (begins, has_begun) = mpsc::channel();
    let (ends, has_ended) = gate();
    let (stop, stopped) = gate();
    let watch = thread::spawn(move || {
        let thread = has_begun.recv().expect("the wait begins");
        let seen = until(thread, &has_ended);
        stop.open();
        seen
    });
    let value = pair.try_wait(spot, cell, begins, stopped);
    ends.open();
    assert_eq!(
        value, None,
        "the wait ends, but is listed as one that cannot"
    );
    watch.join().expect("it does not panic")
}

/// The reports from now on, each with the thread that waits: it makes them itself.
fn reports() -> Receiver<(ThreadId, StallReport)> {
    static LISTENERS: Mutex<Vec<Sender<(ThreadId, StallReport)>>> = Mutex::new(Vec::new());
    static LISTEN: Once = Once::new();
    let listeners = || LISTENERS.lock().unwrap_or_else(PoisonError::into_inner);
    LISTEN.call_once(|| {
        stall::on_stall(move |report| {
            eprintln!("{report}");
            let said = (thread::current().id(), report.clone());
            listeners().retain(|listener| listener.send(said.clone()).is_ok());
        });
    });
    let (sender, receiver) = mpsc::channel();
    listeners().push(sender);
    receiver
}

/// The forbidden waits at the places that there are.
fn forbidden<F: Fixture>(on: &Mount<F>) -> Vec<(Spot<F::Runtime>, Wait)> {
    let spots = || Spot::all(&on.places).into_iter();
    let rows = FORBIDDEN.iter().flat_map(|row| {
        let here = spots().filter(|spot| spot.name == row.place);
        here.map(|spot| (spot, row.wait))
    });
    rows.collect()
}

//! Reports of what nobody waits for: where those of one kind go, and how often.

mod plain;
#[cfg(feature = "tracing")]
mod traced;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

pub use plain::send;
#[cfg(feature = "tracing")]
pub use traced::send_event;

/// Where the reports of one kind go, when the last one went there, and the time after which there is one.
///
/// They go to the handler, where there is one, else to where [`tell`](Self::tell)'s caller sends them. At
/// most one a second does.
pub struct Reports<R> {
    kept: Mutex<Kept<R>>,
    paced: Paced,
}

/// Which reports are left out where they come too often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paced {
    /// Those for a handler, too.
    All,
    /// A handler gets each of them.
    Unhandled,
}

struct Kept<R> {
    after: Duration,
    handler: Option<Handler<R>>,
    last: Option<Instant>,
    left_out: usize,
}

type Handler<R> = Arc<dyn Fn(&R) + Send + Sync>;

/// Who gets a report, and how many were left out before it.
type Admitted<R> = (Option<Handler<R>>, usize);

/// At most one report in this time.
const PACE: Duration = Duration::from_secs(1);

impl<R> Reports<R> {
    /// No handler yet, and `after` as the time.
    pub const fn new(after: Duration, paced: Paced) -> Self {
        let kept = Kept {
            after,
            handler: None,
            last: None,
            left_out: 0,
        };
        Self {
            kept: Mutex::new(kept),
            paced,
        }
    }

    /// Sends them to `handler` from now on.
    pub fn redirect(&self, handler: impl Fn(&R) + Send + Sync + 'static) {
        let old = self.with(|kept| kept.handler.replace(Arc::new(handler)));
        drop(old);
    }

    /// The time after which there is a report.
    pub fn after(&self) -> Duration {
        self.with(|kept| kept.after)
    }

    /// Changes the time after which there is a report.
    pub fn set_after(&self, after: Duration) {
        self.with(|kept| kept.after = after);
    }

    /// Reports, unless it is too soon, on this thread: `report` gets its name, and how many were left out
    /// since the last one. Where there is no handler it is given to `send`.
    pub fn tell(&self, report: impl FnOnce(String, usize) -> R, send: fn(&R)) {
        let Some((handler, left_out)) = self.with(|kept| kept.admit(self.paced)) else {
            return;
        };
        let report = report(thread_label(), left_out);
        match handler {
            Some(handler) => handler(&report),
            None => send(&report),
        }
    }

    fn with<T>(&self, f: impl FnOnce(&mut Kept<R>) -> T) -> T {
        f(&mut self.kept.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<R> Kept<R> {
    fn admit(&mut self, paced: Paced) -> Option<Admitted<R>> {
        if paced == Paced::All || self.handler.is_none() {
            let now = Instant::now();
            let since = self.last.map(|last| now.saturating_duration_since(last));
            if since.is_some_and(|since| since < PACE) {
                self.left_out += 1;
                return None;
            }
            self.last = Some(now);
        }
        Some((self.handler.clone(), std::mem::take(&mut self.left_out)))
    }
}

/// This thread's name, or its id where it has none.
fn thread_label() -> String {
    let current = thread::current();
    match current.name() {
        Some(name) => format!("{name:?}"),
        None => format!("{:?}", current.id()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Sent = (String, usize);

    fn new(paced: Paced) -> Reports<Sent> {
        Reports::new(Duration::ZERO, paced)
    }

    /// What a handler of them is told.
    fn handled(reports: &Reports<Sent>) -> impl Fn() -> Vec<usize> + use<> {
        let told = Arc::new(Mutex::new(Vec::new()));
        let tell = told.clone();
        reports.redirect(move |(_, left_out)| tell.lock().unwrap().push(*left_out));
        move || std::mem::take(&mut *told.lock().unwrap())
    }

    fn tell(reports: &Reports<Sent>) {
        reports.tell(
            |thread, left_out| (thread, left_out),
            |_| panic!("there is a handler"),
        );
    }

    /// However long this thread is kept from going on, the second has not passed, or has.
    fn set_last(reports: &Reports<Sent>, is_soon: bool) {
        let ahead = Instant::now() + Duration::from_secs(3600);
        reports.with(|kept| kept.last = is_soon.then_some(ahead));
    }

    #[test]
    fn one_report_a_second_and_a_count_of_the_others() {
        let reports = new(Paced::All);
        let told = handled(&reports);
        tell(&reports);
        set_last(&reports, true);
        (0..4).for_each(|_| tell(&reports));
        assert_eq!(told(), [0], "the others come too soon");
        set_last(&reports, false);
        tell(&reports);
        assert_eq!(told(), [4]);
    }

    #[test]
    fn where_only_the_others_are_paced_a_handler_gets_each() {
        let reports = new(Paced::Unhandled);
        let left_out = |reports: &Reports<Sent>| {
            let admitted = reports.with(|kept| kept.admit(reports.paced));
            admitted.map(|(_, left_out)| left_out)
        };
        assert_eq!(left_out(&reports), Some(0));
        set_last(&reports, true);
        assert_eq!(left_out(&reports), None);
        assert_eq!(left_out(&reports), None);
        let told = handled(&reports);
        tell(&reports);
        tell(&reports);
        assert_eq!(told(), [2, 0]);
    }

    #[test]
    fn a_thread_is_told_by_its_name_or_its_id() {
        let label = |builder: thread::Builder| builder.spawn(thread_label).unwrap().join().unwrap();
        assert_eq!(
            label(thread::Builder::new().name("waits".into())),
            "\"waits\""
        );
        assert!(label(thread::Builder::new()).starts_with("ThreadId("));
    }
}

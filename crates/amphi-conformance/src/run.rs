//! Running one test: its turn, its skip, its bound.

use std::any::Any;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::thread;

use amphi_core::internal::text;

use crate::stage::Stage;
use crate::{Body, CLAUSES, Clause, Fixture, Mount, Need, env};

/// Runs one test on a backend, or prints why it is skipped.
///
/// ```
/// use amphi_conformance::{Mount, clause, clauses, run};
/// use amphi_tokio::TokioRuntime;
///
/// let mount = Mount::new("global", || (TokioRuntime::global(), ()), &[]);
/// run(
///     mount,
///     clause("c13_a_ready_future_is_polled_once"),
///     clauses::nesting::c13_a_ready_future_is_polled_once,
/// );
/// ```
///
/// # Panics
/// Where the backend breaks the clause, and where the test takes longer than the mount's bound.
pub fn run<F: Fixture>(mount: Mount<F>, clause: &Clause, body: Body<F>) {
    if let Some(need) = missing(&mount, clause) {
        print(&format!(
            "SKIP {}::{}: needs {need}",
            mount.name, clause.name
        ));
        return;
    }
    let _turn = Turn::take(clause);
    let stage = Stage::default();
    if let Err(payload) = bounded(mount, clause, body, &stage) {
        fail(payload, &stage);
    }
}

/// Prints how many tests run on a backend, and which are skipped for what.
pub fn summary<F: Fixture>(mount: &Mount<F>) {
    print(&counted(mount));
}

fn counted<F: Fixture>(mount: &Mount<F>) -> String {
    let mut skipped: BTreeMap<Need, Vec<&str>> = BTreeMap::new();
    for clause in CLAUSES {
        if let Some(need) = missing(mount, clause) {
            skipped.entry(need).or_default().push(clause.name);
        }
    }
    let (all, left_out) = (CLAUSES.len(), skipped.values().map(Vec::len).sum::<usize>());
    let run = all - left_out;
    let mut line = format!(
        "{}: {all} clauses, {run} run, {left_out} skipped",
        mount.name
    );
    for (need, names) in skipped {
        line = format!("{line}; needs {need}: {}", names.join(", "));
    }
    line
}

/// The first need of a clause that the backend has not declared.
fn missing<F: Fixture>(mount: &Mount<F>, clause: &Clause) -> Option<Need> {
    let mut needs = clause.needs.iter().copied();
    needs.find(|need| !mount.declares(*need))
}

/// Runs the test on a thread of its own and gives it up after the bound.
fn bounded<F: Fixture>(
    mount: Mount<F>,
    clause: &Clause,
    body: Body<F>,
    stage: &Stage,
) -> Result<(), Box<dyn Any + Send>> {
    let (ended, has_ended) = mpsc::channel();
    let (name, bound) = (mount.name, mount.bound.saturating_mul(env::patience()));
    let here = stage.clone();
    let work = move || {
        here.install();
        // The mount and all that the test started are gone before it counts as ended.
        let result = catch_unwind(AssertUnwindSafe(move || body(&mount)));
        let _ = ended.send(result);
    };
    thread::Builder::new()
        .name(clause.name.into())
        .spawn(work)
        .expect("a thread for the test");
    match has_ended.recv_timeout(bound) {
        Ok(result) => result,
        Err(RecvTimeoutError::Disconnected) => unreachable!("the test's end is always sent"),
        Err(RecvTimeoutError::Timeout) => {
            panic!(
                "{name}::{} hangs{}: it has not ended within {bound:?}",
                clause.name,
                stage.text()
            )
        }
    }
}

/// Fails as the test did, and says where in its matrix or program that was.
fn fail(payload: Box<dyn Any + Send>, stage: &Stage) -> ! {
    match stage.text() {
        at if at.is_empty() => resume_unwind(payload),
        at => panic!("it fails{at}: {}", text(&*payload).unwrap_or_default()),
    }
}

/// A pool may be shared by the whole process, so whoever fills it is alone.
enum Turn {
    Shared {
        _guard: RwLockReadGuard<'static, ()>,
    },
    Alone {
        _guard: RwLockWriteGuard<'static, ()>,
    },
}

impl Turn {
    fn take(clause: &Clause) -> Self {
        static TURN: RwLock<()> = RwLock::new(());
        if clause.needs.contains(&Need::BlockingLimit) {
            Self::Alone {
                _guard: TURN.write().unwrap_or_else(PoisonError::into_inner),
            }
        } else {
            Self::Shared {
                _guard: TURN.read().unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// Prints a line that the test harness does not capture: a skip must be seen.
fn print(line: &str) {
    // In one piece, since tests print at the same time. Without a standard error nobody is told.
    let _ = io::stderr().write_all(format!("{line}\n").as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Capability, clause};
    use amphi_tokio::TokioRuntime;
    use std::time::Duration;

    fn mount(capabilities: &'static [Capability]) -> Mount<impl Fixture> {
        Mount::new("global", || (TokioRuntime::global(), ()), capabilities)
    }

    #[test]
    fn a_clause_whose_needs_are_not_met_does_not_run() {
        let clause = clause("c06_a_queued_closure_runs_or_gives_shutdown");
        run(mount(&[Capability::Shutdown]), clause, |_| panic!("it ran"));
    }

    #[test]
    fn skips_are_counted_by_what_they_need() {
        let line = counted(&mount(&[
            Capability::Shutdown,
            Capability::BlockingLimit(1),
            Capability::LateValue,
        ]));
        let all = CLAUSES.len();
        let needing = |need| {
            let needs = CLAUSES.iter().map(|clause| clause.needs);
            needs.filter(|needs| needs.contains(&need)).count()
        };
        let skipped = needing(Need::WorkersCovered) + needing(Need::Socket);
        let start = format!(
            "global: {all} clauses, {} run, {skipped} skipped; needs WorkersCovered: c12_",
            all - skipped
        );
        assert!(line.starts_with(&start), "{line}");
        let none = counted(&mount(&[
            Capability::Shutdown,
            Capability::WorkersCovered,
            Capability::BlockingLimit(1),
            Capability::LateValue,
        ]));
        let start = format!(
            "global: {all} clauses, {} run, 3 skipped; needs Socket: c10_matrix_socket; needs \
             OneThread: c14_",
            all - 3
        );
        assert!(none.starts_with(&start), "{none}");
    }

    #[test]
    #[should_panic(expected = "global::c13_a_ready_future_is_polled_once hangs")]
    fn a_hang_fails_with_the_name_of_its_test() {
        let clause = clause("c13_a_ready_future_is_polled_once");
        run(mount(&[]).bound(Duration::from_millis(20)), clause, |_| {
            thread::park();
        });
    }
}

//! The matrix of waits and random programs on two different backends at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use amphi::{Handle, smol, tokio};
use amphi_conformance::{Body, Capability, Clause, Mount, bodies, run};

use crate::owned::{Owner, owned};
use crate::sockets::echo;

/// Starts a runtime of some flavor.
type Start = fn() -> (Handle, Owner);

fn multi_thread() -> (Handle, Owner) {
    let runtime = tokio::OwnedRuntime::multi_thread(1).unwrap();
    owned(runtime.handle().clone(), runtime)
}

fn current_thread() -> (Handle, Owner) {
    let runtime = tokio::OwnedRuntime::current_thread().unwrap();
    owned(runtime.handle().clone(), runtime)
}

fn smol_thread() -> (Handle, Owner) {
    let runtime = smol::OwnedRuntime::new(1).unwrap();
    owned(runtime.handle().clone(), runtime)
}

fn async_std() -> (Handle, Owner) {
    owned(Handle::async_std(), ())
}

/// A backend as one of a pair.
#[derive(Clone, Copy)]
struct Flavor {
    name: &'static str,
    start: Start,
    /// Whether its tasks go on while one blocks its thread.
    covered: bool,
}

const MULTI_THREAD: Flavor = flavor("tokio multi-thread", multi_thread, true);
const CURRENT_THREAD: Flavor = flavor("tokio current-thread", current_thread, false);
const SMOL: Flavor = flavor("smol", smol_thread, true);
const ASYNC_STD: Flavor = flavor("async-std", async_std, true);

const fn flavor(name: &'static str, start: Start, covered: bool) -> Flavor {
    Flavor {
        name,
        start,
        covered,
    }
}

/// Waits on two runtimes by turns, the second being the matrix's other one.
fn across(name: &'static str, rt: Flavor, other: Flavor) {
    for (clause, body) in bodies() {
        let body: Body<Start> = body;
        let mount = |covered| {
            let capabilities: &[Capability] = match covered {
                true => &[Capability::WorkersCovered],
                false => &[],
            };
            let mount = Mount::new(name, rt.start, capabilities);
            mount.socket(echo).other(other.start)
        };
        if clause.name.starts_with("c10_matrix") {
            match fault(clause.name, rt, other) {
                None => run(mount(rt.covered), clause, body),
                Some(cell) => hangs(mount(rt.covered), clause, body, cell),
            }
        } else if clause.name == "c12_random_waits_end" && !may_meet_fault(rt, other) {
            run(mount(rt.covered && other.covered), clause, body);
        }
    }
}

/// **Known fault.** In a task of a tokio current-thread runtime, another backend's `block_on` polls
/// its future for the first time before tokio's thread counts as one that waits. A tokio timer or task that
/// is begun in that first poll goes to the runtime that is about to stand still, not to the helper.
///
/// The cell that shows it, for a clause that does; it must hang until this is mended, and then this
/// function goes.
fn fault(clause: &str, rt: Flavor, other: Flavor) -> Option<&'static str> {
    match clause {
        _ if !may_meet_fault(rt, other) || rt.covered => None,
        "c10_matrix_timer" => Some("Task x timer x depth 1 x other"),
        "c10_matrix_join_inside" => Some("Task x join inside x depth 1 x other"),
        _ => None,
    }
}

/// Random programs meet that fault now and then.
fn may_meet_fault(rt: Flavor, other: Flavor) -> bool {
    let mixed = |one: Flavor, two: Flavor| !one.covered && !two.name.starts_with("tokio");
    mixed(rt, other) || mixed(other, rt)
}

fn hangs(mount: Mount<Start>, clause: &Clause, body: Body<Start>, cell: &str) {
    let mount = mount.bound(Duration::from_secs(5));
    let failed = catch_unwind(AssertUnwindSafe(|| run(mount, clause, body)));
    let payload = failed.expect_err("a known fault is mended; take it off");
    let text = payload.downcast_ref::<String>().expect("a text");
    assert!(text.contains("hangs") && text.contains(cell), "{text}");
}

macro_rules! pairs {
    ($($name:ident: $rt:ident, $other:ident;)*) => {
        $(
            #[test]
            fn $name() {
                across(stringify!($name), $rt, $other);
            }
        )*
    };
}

pairs! {
    multi_thread_and_smol: MULTI_THREAD, SMOL;
    multi_thread_and_async_std: MULTI_THREAD, ASYNC_STD;
    multi_thread_and_current_thread: MULTI_THREAD, CURRENT_THREAD;
    current_thread_and_smol: CURRENT_THREAD, SMOL;
    current_thread_and_async_std: CURRENT_THREAD, ASYNC_STD;
    current_thread_and_multi_thread: CURRENT_THREAD, MULTI_THREAD;
    smol_and_multi_thread: SMOL, MULTI_THREAD;
    smol_and_current_thread: SMOL, CURRENT_THREAD;
    smol_and_async_std: SMOL, ASYNC_STD;
    async_std_and_multi_thread: ASYNC_STD, MULTI_THREAD;
    async_std_and_current_thread: ASYNC_STD, CURRENT_THREAD;
    async_std_and_smol: ASYNC_STD, SMOL;
}

//! The matrix of waits and random programs on two different backends at once.

use amphi::{Handle, smol, tokio};
use amphi_conformance::{Body, Capability, Mount, bodies, run};

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
    start: Start,
    /// Whether its tasks go on while one blocks its thread.
    covered: bool,
}

const MULTI_THREAD: Flavor = flavor(multi_thread, true);
const CURRENT_THREAD: Flavor = flavor(current_thread, false);
const SMOL: Flavor = flavor(smol_thread, true);
const ASYNC_STD: Flavor = flavor(async_std, true);

const fn flavor(start: Start, covered: bool) -> Flavor {
    Flavor { start, covered }
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
            run(mount(rt.covered), clause, body);
        } else if clause.name == "c12_random_waits_end" {
            run(mount(rt.covered && other.covered), clause, body);
        }
    }
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

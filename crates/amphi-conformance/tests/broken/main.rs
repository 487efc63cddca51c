//! Proof that each test of the suite can fail: for each of them a backend with one defect that it
//! must catch, and say what is wrong.

mod block_on;
mod context;
mod defect;
mod handle;
mod runtime;
mod sleep;
mod spawn;
mod table;

use std::any::Any;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use amphi_conformance::{Body, CLAUSES, Capability, Clause, Fixture, Mount, bodies, run};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::defect::Defect;
use crate::runtime::{BLOCKING, Broken, Owner};
use crate::table::{Sign, TABLE};

/// Threads that try defects at the same time: most of them only wait for a hang to be noticed.
const AT_ONCE: usize = 8;

/// How long a test that must hang gets; where it must fail in another way it has the usual bound.
const HANG: Duration = Duration::from_secs(1);

/// The same where the test does other things first.
const HANG_LATER: Duration = Duration::from_secs(5);

#[test]
fn every_clause_catches_its_defect() {
    quiet();
    let failures = at_once(&TABLE.iter().collect::<Vec<_>>(), |(name, defect, sign)| {
        let mount = match sign {
            Sign::Hangs => mount(*defect).bound(HANG),
            Sign::HangsAt(_) => mount(*defect).bound(HANG_LATER),
            _ => mount(*defect),
        };
        let (clause, body) = find(name);
        match outcome(mount, clause, body) {
            Ok(()) => Some(format!("{name} passes with {defect:?}")),
            Err(text) if sign.is_in(&text) => None,
            Err(text) => Some(format!(
                "{name} with {defect:?}: expected {sign:?}, got: {text}"
            )),
        }
    });
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_clause_passes_without_a_defect() {
    quiet();
    let failures = at_once(CLAUSES, |clause| {
        let (_, body) = find(clause.name);
        let failure = outcome(mount(Defect::None), clause, body).err()?;
        Some(format!("{}: {failure}", clause.name))
    });
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_clause_is_in_the_table() {
    let missing: Vec<_> = CLAUSES
        .iter()
        .map(|clause| clause.name)
        .filter(|name| !TABLE.iter().any(|(row, ..)| row == name))
        .collect();
    assert!(missing.is_empty(), "no broken backend for {missing:?}");
    let is_used = |defect| TABLE.iter().any(|(_, used, _)| used == defect);
    let unused: Vec<_> = Defect::ALL
        .iter()
        .filter(|defect| !is_used(*defect))
        .collect();
    assert_eq!(
        unused,
        [&Defect::None],
        "defects that no clause is to catch"
    );
}

fn mount(defect: Defect) -> Mount<impl Fixture<Runtime = Broken, Owner = Owner>> {
    let capabilities: &[Capability] = match defect {
        // Runtimes that say they are bound to one thread.
        Defect::DeclaresTooLittle | Defect::StallIsNotReported => &[Capability::Shutdown],
        _ => &[
            Capability::Shutdown,
            Capability::WorkersCovered,
            Capability::BlockingLimit(BLOCKING),
            Capability::LateValue,
        ],
    };
    Mount::new("broken", move || Broken::start(defect), capabilities).socket(echo)
}

/// Echoes a byte; the kernel connects before the listener accepts.
fn echo(_: &Broken, byte: u8) -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async move {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut client = TcpStream::connect(address).await.unwrap();
        let (mut server, _) = listener.accept().await.unwrap();
        client.write_u8(byte).await.unwrap();
        let heard = server.read_u8().await.unwrap();
        server.write_u8(heard).await.unwrap();
        client.read_u8().await.unwrap()
    })
}

fn find<F: Fixture>(name: &str) -> (&'static Clause, Body<F>) {
    let mut all = bodies().into_iter();
    all.find(|(clause, _)| clause.name == name)
        .expect("the table has names of clauses")
}

/// What the test says where it fails.
fn outcome<F: Fixture>(mount: Mount<F>, clause: &Clause, body: Body<F>) -> Result<(), String> {
    let tried = catch_unwind(AssertUnwindSafe(|| run(mount, clause, body)));
    tried.map_err(|payload| text(&*payload))
}

fn text(payload: &(dyn Any + Send)) -> String {
    match payload.downcast_ref::<&str>() {
        Some(text) => (*text).to_owned(),
        None => payload
            .downcast_ref::<String>()
            .cloned()
            .unwrap_or_default(),
    }
}

/// Tries all of them, some at the same time, and collects what failed.
fn at_once<I: Sync>(items: &[I], attempt: impl Fn(&I) -> Option<String> + Sync) -> Vec<String> {
    let next = Mutex::new(items.iter());
    let failures = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(item) = { next.lock().unwrap().next() } {
                    let failure = attempt(item);
                    failures.lock().unwrap().extend(failure);
                }
            });
        }
    });
    failures.into_inner().unwrap()
}

/// Panics are what these tests look for; printing them would hide the ones that matter.
fn quiet() {
    std::panic::set_hook(Box::new(|info| {
        // The tests of this file have named threads, what they try on other threads does not
        // have these names.
        let thread = thread::current();
        if thread
            .name()
            .is_some_and(|name| name.starts_with("every_clause"))
        {
            eprintln!("{}", text(info.payload()));
        }
    }));
}

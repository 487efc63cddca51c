//! A drop that waits does not wait for ever, in a process of its own: the patience is one for all of it.
#![cfg(all(feature = "smol", feature = "tokio", feature = "async-std"))]

use std::sync::mpsc::{self, Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use amphi::cleanup::{self, Trouble};
use amphi::{AsyncGuard, Handle, tokio};

/// Far longer than anything here takes.
const BOUND: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_millis(20);

/// The reports of this process.
fn reports() -> Receiver<Trouble> {
    let (sender, receiver) = channel();
    cleanup::set_patience(PATIENCE);
    assert_eq!(cleanup::patience(), PATIENCE);
    cleanup::on_trouble(move |report| {
        assert_eq!(report.location.file(), file!());
        let _ = sender.send(report.trouble.clone());
    });
    receiver
}

/// A cleanup that waits for something else than a wake-up of its own: only who polls it sees that.
async fn until_told(told: &mut Receiver<()>) {
    while told.try_recv() == Err(mpsc::TryRecvError::Empty) {
        amphi::yield_now().await;
    }
}

#[test]
fn b86_a_drop_that_waits_in_vain_lets_the_cleanup_go_on() {
    let reports = reports();
    let owned = tokio::OwnedRuntime::multi_thread(1).unwrap();
    let current = tokio::OwnedRuntime::current_thread().unwrap();
    for handle in [
        Handle::from(owned.handle()),
        Handle::from(current.handle()),
        Handle::smol(),
        Handle::async_std(),
    ] {
        let (go, mut may_go) = channel();
        let (done, is_done) = channel();
        let guard = AsyncGuard::on(&handle, done, async move |done: Sender<()>| {
            until_told(&mut may_go).await;
            done.send(()).unwrap();
        });
        // The plain thread that waits is the only one that would let it go on: the drop must end.
        let waits = thread::spawn(move || {
            drop(guard);
            go.send(()).unwrap();
        });
        assert_eq!(reports.recv_timeout(BOUND), Ok(Trouble::Late(PATIENCE)));
        is_done.recv_timeout(BOUND).expect("it goes on as a task");
        waits.join().unwrap();
    }

    // A runtime that nobody drives when the guard is dropped, and somebody later on.
    let mut builder = ::tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    let (done, mut is_done) = channel();
    let guard = runtime.block_on(async {
        AsyncGuard::new(done, async |done: Sender<()>| {
            let task = ::tokio::spawn(async {});
            task.await.unwrap();
            done.send(()).unwrap();
        })
    });
    drop(guard);
    assert_eq!(reports.recv_timeout(BOUND), Ok(Trouble::Late(PATIENCE)));
    runtime.block_on(until_told(&mut is_done));
    assert_eq!(cleanup::lost(), 0, "late, but not lost");
    assert!(reports.try_recv().is_err());
}

//! One portal for many, by reference count.

use std::sync::{Arc, Barrier, mpsc};
use std::thread::{self, ThreadId};
use std::time::Duration;

use amphi::{Handle, Portal, PortalLease, PortalProvider, PortalReport};

use crate::ground::{BOUND, MOMENT, bounded, endless, kinds};

const HOUR: Duration = Duration::from_secs(3600);

thread_local! {
    /// Tells when its thread ends.
    static ENDS: std::cell::RefCell<Option<mpsc::Sender<()>>> = const { std::cell::RefCell::new(None) };
}

/// The portal's thread, and what tells that it has ended.
fn thread_of(portal: &Portal) -> (ThreadId, mpsc::Receiver<()>) {
    let (ends, ended) = mpsc::channel();
    let look = move || {
        ENDS.set(Some(ends));
        thread::current().id()
    };
    (portal.call_sync(look).unwrap(), ended)
}

fn assert_ends(ended: &mpsc::Receiver<()>) {
    assert_eq!(
        ended.recv_timeout(BOUND),
        Err(mpsc::RecvTimeoutError::Disconnected)
    );
}

/// Runs `body` with each kind of runtime as the current one that can be started and ended.
fn on_each_kind(body: fn()) {
    for (kind, handle) in kinds() {
        if kind != "async-std" {
            bounded(kind, move || {
                let _entered = handle.enter();
                body();
            });
        }
    }
}

fn same(one: &PortalLease, two: &PortalLease) -> bool {
    std::ptr::eq::<Portal>(&**one, &**two)
}

#[test]
fn b91_overlapping_uses_share_a_portal_and_sequential_ones_do_not() {
    on_each_kind(|| {
        let provider = PortalProvider::new();
        for _ in 0..3 {
            let one = provider.lease().unwrap();
            let (thread, ended) = thread_of(&one);
            let two = provider.lease().unwrap();
            assert!(same(&one, &two));
            drop(one);
            assert_eq!(two.call_sync(|| thread::current().id()).unwrap(), thread);
            assert!(ended.try_recv() == Err(mpsc::TryRecvError::Empty));
            drop(two);
            // A thread's number is never used again: one that has ended was the portal's alone.
            assert_ends(&ended);
        }
    });
}

#[test]
fn b91_three_threads_at_once_start_one() {
    on_each_kind(|| {
        let current = Handle::current();
        for _ in 0..20 {
            let provider = Arc::new(PortalProvider::new());
            let (ready, used) = (Arc::new(Barrier::new(3)), Arc::new(Barrier::new(3)));
            let users: Vec<_> = (0..3)
                .map(|_| {
                    let (provider, ready, used) = (provider.clone(), ready.clone(), used.clone());
                    let current = current.clone();
                    thread::spawn(move || {
                        let _entered = current.enter();
                        ready.wait();
                        let lease = provider.lease().unwrap();
                        used.wait();
                        lease.call_sync(|| thread::current().id()).unwrap()
                    })
                })
                .collect();
            let mut threads: Vec<_> = users.into_iter().map(|user| user.join().unwrap()).collect();
            threads.dedup();
            assert_eq!(threads.len(), 1);
        }
    });
}

#[test]
fn b91_a_portal_that_lingers_is_used_again() {
    on_each_kind(|| {
        let provider = PortalProvider::new().linger(HOUR).name("lingers");
        let lease = provider.lease().unwrap();
        let (thread, ended) = thread_of(&lease);
        let (future, dropped) = endless();
        let task = lease.spawn(future);
        drop(lease);
        for _ in 0..3 {
            let lease = provider.lease().unwrap();
            let found = lease.call_sync(|| thread::current().id()).unwrap();
            assert_eq!(found, thread);
        }
        assert!(!task.is_finished() && ended.try_recv() == Err(mpsc::TryRecvError::Empty));
        // It ends with the provider.
        drop(provider);
        assert!(task.join().unwrap_err().is_cancelled());
        dropped.wait();
        assert_ends(&ended);
    });
}

#[test]
fn b91_a_portal_that_lingered_long_enough_ends() {
    on_each_kind(|| {
        let provider = PortalProvider::new().linger(MOMENT);
        for _ in 0..3 {
            let lease = provider.lease().unwrap();
            let (_, ended) = thread_of(&lease);
            drop(lease);
            assert_ends(&ended);
        }
    });
}

#[test]
fn b91_a_portal_that_is_held_again_lingers_no_more() {
    on_each_kind(|| {
        let linger = MOMENT * 20;
        let provider = PortalProvider::new().linger(linger);
        drop(provider.lease().unwrap());
        // Longer than it would have lingered from the first time on.
        let one = provider.lease().unwrap();
        one.call(async move { amphi::sleep(linger * 3).await })
            .unwrap();
        let two = provider.lease().unwrap();
        assert!(same(&one, &two), "it is still the one to share");
        let (_, ended) = thread_of(&one);
        drop((one, two));
        assert_ends(&ended);
    });
}

#[test]
fn b91_a_lease_outlives_its_provider() {
    on_each_kind(|| {
        let provider = PortalProvider::new().linger(HOUR);
        let lease = provider.lease().unwrap();
        drop(provider);
        assert_eq!(lease.call(async { 7 }).unwrap(), 7);
        let (_, ended) = thread_of(&lease);
        drop(lease);
        assert_ends(&ended);
    });
}

#[test]
fn b91_the_last_lease_can_close_with_a_deadline() {
    on_each_kind(|| {
        let provider = PortalProvider::new().linger(HOUR);
        let (one, two) = (provider.lease().unwrap(), provider.lease().unwrap());
        let (_, ended) = thread_of(&one);
        let task = one.spawn(async {
            amphi::sleep(MOMENT).await;
            7
        });
        assert_eq!(one.close(BOUND).wait(), PortalReport::default());
        assert!(!two.is_closed(), "somebody else has it");
        let report = two.close(BOUND).wait();
        assert!(report.is_clean() && report.cancelled == 0, "{report:?}");
        assert_eq!(task.join().unwrap(), 7);
        assert_ends(&ended);
    });
}

#[test]
fn b91_one_that_was_closed_for_all_is_replaced() {
    on_each_kind(|| {
        let provider = PortalProvider::new().linger(MOMENT * 20);
        // What looks after it while it lingers ends with its runtime.
        drop(provider.lease().unwrap());
        let old = provider.lease().unwrap();
        assert!(Portal::close(&old, BOUND).wait().is_clean());
        let new = provider.lease().unwrap();
        assert!(!same(&old, &new));
        assert!(old.call(async {}).unwrap_err().is_closed());
        drop(old);
        assert_eq!(new.call(async { 7 }).unwrap(), 7);
        let (_, ended) = thread_of(&new);
        drop(new);
        assert_ends(&ended);
    });
}

#[test]
fn b91_the_process_has_one() {
    bounded("the shared portal", || {
        let _entered = Handle::smol().enter();
        let one = Portal::shared().unwrap();
        let two = thread::spawn(|| Portal::shared().unwrap()).join().unwrap();
        assert!(same(&one, &two));
        assert_eq!(two.call(async { 7 }).unwrap(), 7);
        let (_, ended) = thread_of(&two);
        drop((one, two));
        assert_ends(&ended);
    });
}

#[test]
fn b92_the_last_lease_takes_the_tasks_along_also_in_a_panic() {
    on_each_kind(|| {
        let provider = Arc::new(PortalProvider::new());
        let current = Handle::current();
        let (future, dropped) = endless();
        let (pass, passed) = mpsc::channel();
        let block = thread::spawn(move || {
            let _entered = current.enter();
            let lease = provider.lease().unwrap();
            pass.send(lease.spawn(future)).unwrap();
            panic!("in the block");
        });
        let task = passed.recv_timeout(BOUND).unwrap();
        assert!(block.join().is_err());
        assert!(task.join().unwrap_err().is_cancelled());
        dropped.wait();
    });
}

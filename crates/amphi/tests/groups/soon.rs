//! Values that are there when their group has ended (B127).

use std::sync::mpsc;

use amphi::{TaskGroup, yield_now};

use crate::ground::{gate, on_each, raise, said};

#[test]
fn b127_a_value_is_pending_until_it_is_ready() {
    on_each(|ground| {
        let group = TaskGroup::<()>::on(ground.handle.clone());
        let (opener, gate) = gate();
        let mut soon = group.soon_blocking(move || {
            gate.wait();
            String::from("ready")
        });
        assert!(!soon.is_ready());
        let pending = soon.try_get().unwrap_err();
        assert!(pending.to_string().contains("join its group"), "{pending}");
        assert!(soon.take().is_err());
        opener.open();
        group.join_all().wait();
        assert!(soon.is_ready());
        assert_eq!(soon.try_get().unwrap().as_ref().unwrap(), "ready");
        // Looking takes nothing.
        assert_eq!(soon.take().unwrap().unwrap(), "ready");
        assert!(soon.is_ready());
    });
}

#[test]
fn b127_each_value_has_its_own_type() {
    on_each(|ground| {
        let group = TaskGroup::<u8>::on(ground.handle.clone()).limit(1);
        let mut word = group.soon(async {
            yield_now().await;
            "word"
        });
        let mut number = group.soon_blocking(|| 42_u64);
        let mut nothing = group.soon(async { None::<()> });
        group.spawn(async { 1 });
        // Only the work of the group's own type is among its results.
        let results = ground.handle.block_on(group.join_all());
        assert_eq!(results.len(), 1);
        assert_eq!(word.take().unwrap().unwrap(), "word");
        assert_eq!(number.take().unwrap().unwrap(), 42);
        assert_eq!(nothing.take().unwrap().unwrap(), None);
    });
}

#[test]
fn b127_every_value_is_there_when_the_group_has_ended() {
    on_each(|ground| {
        for round in 0..50 {
            let mut group = TaskGroup::<()>::on(ground.handle.clone());
            let mut soons: Vec<_> = (0..8)
                .map(|n| match n % 2 {
                    0 => group.soon(async move { n }),
                    _ => group.soon_blocking(move || n),
                })
                .collect();
            match round % 2 {
                0 => assert!(group.join_next().wait().is_none()),
                _ => assert!(ground.handle.block_on(group.join_all()).is_empty()),
            }
            for (n, soon) in soons.iter_mut().enumerate() {
                assert_eq!(soon.take().unwrap().unwrap(), n);
            }
        }
    });
}

#[test]
fn b127_a_failure_is_read_like_a_value() {
    on_each(|ground| {
        let mut group = TaskGroup::<()>::on(ground.handle.clone());
        let mut raised = group.soon(async { raise("early") as u8 });
        let mut cancelled = group.soon(std::future::pending::<u8>());
        while !raised.is_ready() {
            std::thread::yield_now();
        }
        assert!(group.cancel_all().wait().is_empty());
        assert_eq!(said(raised.take().unwrap().unwrap_err()), "early");
        assert!(cancelled.take().unwrap().unwrap_err().is_cancelled());
        assert_eq!(group.panics(), 1);
    });
}

#[test]
fn b127_a_value_that_nobody_wants_is_dropped_with_its_work() {
    struct Sent(mpsc::Sender<()>);
    impl Drop for Sent {
        fn drop(&mut self) {
            self.0.send(()).unwrap();
        }
    }
    on_each(|ground| {
        let group = TaskGroup::<()>::on(ground.handle.clone());
        let (dropped, drops) = mpsc::channel();
        let (opener, gate) = gate();
        drop(group.soon_blocking(move || {
            gate.wait();
            Sent(dropped)
        }));
        opener.open();
        group.join_all().wait();
        assert_eq!(drops.recv_timeout(crate::ground::BOUND), Ok(()));
        assert!(drops.recv().is_err());
    });
}

#[test]
#[should_panic(expected = "the result was taken before")]
fn b127_a_value_is_taken_once() {
    let group = TaskGroup::<()>::new();
    let mut soon = group.soon(async { 7 });
    group.join_all().wait();
    assert_eq!(soon.take().unwrap().unwrap(), 7);
    let _ = soon.take();
}

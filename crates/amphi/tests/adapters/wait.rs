//! `future.wait()`.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use amphi::prelude::*;

use crate::ground::{BOUND, everywhere};

const MOMENT: Duration = Duration::from_millis(2);

#[test]
fn b94_a_future_is_waited_for_anywhere() {
    everywhere(|handle| {
        // It borrows, is not `Send`, and waits for another one inside.
        let local = Rc::new(Cell::new(1));
        let nested = async {
            amphi::sleep(MOMENT).await;
            local.set(local.get() + async { 2 }.wait());
            amphi::Handle::current().backend().to_string()
        };
        assert_eq!(nested.wait(), handle.backend().to_string());
        assert_eq!(local.get(), 3);
    });
}

#[test]
fn b97_a_wait_with_a_bound_ends_in_time_and_stops_the_work() {
    everywhere(|_| {
        assert_eq!(async { 7 }.wait_timeout(Duration::ZERO), Ok(7));
        assert_eq!(amphi::sleep(MOMENT).wait_timeout(BOUND), Ok(()));
        let alive = Rc::new(());
        let held = alive.clone();
        let endless = async move {
            let _held = held;
            std::future::pending::<()>().await;
        };
        assert!(endless.wait_timeout(MOMENT).is_err());
        assert_eq!(Rc::strong_count(&alive), 1, "it was dropped");
        // Kept where it is borrowed.
        let mut kept = pin!(async {
            amphi::yield_now().await;
            7
        });
        let _ = kept
            .as_mut()
            .wait_timeout(Duration::ZERO)
            .is_ok_and(|seven| {
                assert_eq!(seven, 7);
                true
            })
            || kept.wait() == 7;
    });
}

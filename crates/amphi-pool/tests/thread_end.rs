//! Waits where a thread ends and has let go of what it kept for waits: a process of its own, since a panic there ends it.

use std::cell::RefCell;
use std::future::poll_fn;
use std::mem;
use std::sync::mpsc::{Sender, channel};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use amphi_core::{TaskHandleExt, park, region};
use amphi_pool::{Limiter, Pool};

const BOUND: Duration = Duration::from_secs(60);

/// Waits when it is dropped.
struct Waits {
    pool: Pool,
    end: Sender<u8>,
}

impl Drop for Waits {
    fn drop(&mut self) {
        wait();
        let closure = self.pool.spawn_blocking(|| 7);
        self.end.send(closure.join().unwrap()).unwrap();
    }
}

thread_local! {
    static LAST: RefCell<Option<Waits>> = const { RefCell::new(None) };
}

/// One wait that parks.
fn wait() {
    let mut is_first = true;
    let pending_once = poll_fn(move |cx| {
        cx.waker().wake_by_ref();
        match mem::take(&mut is_first) {
            true => Poll::Pending,
            false => Poll::Ready(()),
        }
    });
    park::wait_for(pending_once, region::block).unwrap();
}

#[test]
fn a_wait_at_the_end_of_a_thread_ends() {
    let pool = Pool::new();
    // Waits for a permit inside closures are looked after too.
    let limiter = Limiter::new(1);
    pool.spawn_blocking(move || drop(limiter.acquire().wait()))
        .join()
        .unwrap();
    let (end, ended) = channel();
    let thread = thread::spawn(move || {
        // Before the first wait, so that it goes after all that waits keep.
        LAST.set(Some(Waits { pool, end }));
        wait();
    });
    assert_eq!(ended.recv_timeout(BOUND).expect("it hangs"), 7);
    thread.join().unwrap();
}

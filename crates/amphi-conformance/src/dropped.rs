//! What code sees of its runtime while its task is dropped.

use std::future::{Future, pending};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandle};

/// Far longer than anything here takes.
const BOUND: Duration = Duration::from_secs(60);

/// Tells, when it is dropped, whether its runtime is current there.
struct Looks(fn() -> bool, Sender<bool>);

impl Drop for Looks {
    fn drop(&mut self) {
        let _ = self.1.send(self.0());
    }
}

/// What was seen.
#[derive(Debug)]
pub struct Seen(Receiver<bool>);

impl Seen {
    /// Waits until the future is dropped, which must be inside its runtime.
    ///
    /// # Panics
    /// Where it is not, or takes too long.
    #[track_caller]
    pub fn assert_inside(&self) {
        assert_eq!(self.0.recv_timeout(BOUND), Ok(true));
    }
}

fn looks(is_inside: fn() -> bool) -> (Looks, Seen) {
    let (sender, seen) = channel();
    (Looks(is_inside, sender), Seen(seen))
}

/// A future that never ends, and looks when it is dropped.
pub fn endless(is_inside: fn() -> bool) -> (impl Future<Output = ()> + Send, Seen) {
    let (held, seen) = looks(is_inside);
    let future = async move {
        let _held = held;
        pending::<()>().await;
    };
    (future, seen)
}

/// A task that is cancelled and one that ends are dropped inside their runtime.
///
/// # Panics
/// Where one is not, or they take too long.
#[track_caller]
pub fn assert_inside<R: Spawner + BlockOn>(rt: &R, is_inside: fn() -> bool) {
    let (future, seen) = endless(is_inside);
    let ended = rt.block_on(rt.spawn(future).cancel());
    assert!(ended.unwrap_err().is_cancelled());
    seen.assert_inside();
    let (held, seen) = looks(is_inside);
    rt.block_on(rt.spawn(async move { drop(held) })).unwrap();
    seen.assert_inside();
}

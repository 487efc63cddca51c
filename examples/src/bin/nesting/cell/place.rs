//! Going to the place where the outermost wait is called.

use std::sync::Arc;
use std::thread;

use futures::FutureExt;
use futures::executor::LocalPool;
use tokio::task::LocalSet;

use super::host::Host;
use crate::matrix::Place;

/// What is to be done there.
pub(crate) type Visit = Box<dyn FnOnce() + Send>;

/// Calls `visit` in this place; the caller is the root future, on the main thread.
///
/// Threads are not waited for: they tell for themselves.
pub(crate) async fn go(place: Place, own: &Arc<dyn Host>, other: &Arc<dyn Host>, visit: Visit) {
    let future = |visit: Visit| async { visit() };
    let task = |visit| future(visit).map(|()| 0).boxed();
    match place {
        Place::PlainThread => drop(thread::spawn(visit)),
        Place::Closure => own.offload(visit).await,
        Place::Root => visit(),
        Place::Task => drop(own.spawn(task(visit)).await),
        Place::LocalSet => {
            let set = LocalSet::new();
            let local = set.spawn_local(future(visit));
            set.run_until(local).await.expect("the task ends");
        }
        Place::LocalPool => {
            drop(thread::spawn(move || {
                LocalPool::new().run_until(future(visit));
            }));
        }
        Place::Pollster => drop(thread::spawn(move || pollster::block_on(future(visit)))),
        Place::OtherTask => drop(other.spawn(task(visit)).await),
    }
}

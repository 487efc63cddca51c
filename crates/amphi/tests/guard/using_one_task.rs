//! `using` in one task and one context.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll};

use amphi::{context_var, using};

use crate::ground::{MOMENT, in_sync_code, in_tasks};

context_var! { static REQUEST: u32; }

thread_local! {
    /// The task that is polled on this thread.
    static POLLED: Cell<u32> = const { Cell::new(0) };
}

/// A future that is marked while it is polled: what another task polls is not.
struct Marked<F>(Pin<Box<F>>);

impl<F: Future> Future for Marked<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let outer = POLLED.replace(7);
        let polled = self.0.as_mut().poll(cx);
        POLLED.set(outer);
        polled
    }
}

/// The mark and the variable, before and after something else runs.
async fn look() -> [(u32, Option<u32>); 2] {
    let before = (POLLED.get(), REQUEST.get());
    amphi::sleep(MOMENT).await;
    [before, (POLLED.get(), REQUEST.get())]
}

async fn used() {
    let seen = using(
        async {
            assert_eq!(look().await, [(7, Some(3)); 2]);
            Ok::<_, [(u32, Option<u32>); 2]>(())
        },
        async |()| Ok(look().await),
        async |()| Err::<(), _>(look().await),
    );
    let seen = Marked(Box::pin(REQUEST.scope(3, seen))).await;
    let amphi::UsingError::Close { value, error } = seen.unwrap_err() else {
        panic!("close tells what it saw")
    };
    assert_eq!((value, error), ([(7, Some(3)); 2], [(7, Some(3)); 2]));
}

#[test]
fn b86_opening_use_and_closing_are_in_one_task_and_one_context() {
    in_tasks(|_| used());
    in_sync_code(|handle| handle.block_on(used()));
}

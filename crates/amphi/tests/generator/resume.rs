//! Values in, items out.

use std::rc::Rc;

use amphi::{Co, Generator, Handle, Resumed, context_var};

use crate::ground::{MOMENT, everywhere, in_tasks};

context_var! { static REQUEST: u32; }

/// Yields what was sent doubled, until it is sent zero; gives how many there were.
async fn doubles(co: Co<u32, u32>) -> usize {
    let mut sent = co.received().expect("the first");
    let mut count = 0;
    while sent != 0 {
        count += 1;
        amphi::sleep(MOMENT / 10).await;
        sent = co.yield_(sent * 2).await;
    }
    count
}

#[test]
fn b109_values_go_in_and_items_come_out_in_async_code() {
    in_tasks(|handle| async move {
        let mut generator = Generator::new(doubles);
        for value in 1..20 {
            let resumed = generator.resume(value).await;
            assert_eq!(resumed, Ok(Resumed::Yielded(value * 2)));
        }
        // By turns with the other side, and from another task.
        assert_eq!(generator.resume_blocking(50), Ok(Resumed::Yielded(100)));
        let other = handle.spawn(async move {
            assert_eq!(generator.resume(51).await, Ok(Resumed::Yielded(102)));
            generator
        });
        let mut generator = other.await.unwrap();
        assert!(!generator.is_finished());
        assert_eq!(generator.resume(0).await, Ok(Resumed::Complete(21)));
        assert!(generator.is_finished());
        let error = generator.resume(7).await.unwrap_err();
        assert_eq!(error.into_inner(), 7);
    });
}

#[test]
fn b109_values_go_in_and_items_come_out_in_synchronous_code() {
    everywhere(|handle| {
        let mut generator = Generator::new(doubles);
        for value in 1..10 {
            let resumed = generator.resume_blocking(value);
            assert_eq!(resumed, Ok(Resumed::Yielded(value * 2)));
        }
        assert_eq!(
            handle.try_block_on(generator.resume(50)),
            Ok(Ok(Resumed::Yielded(100)))
        );
        assert_eq!(generator.resume_blocking(0), Ok(Resumed::Complete(10)));
        for value in [7, 8] {
            let error = generator.resume_blocking(value).unwrap_err();
            assert!(error.to_string().contains("has ended"), "{error}");
            assert_eq!(error.into_inner(), value);
        }
    });
}

#[test]
fn b109_what_is_not_send_stays_on_its_thread() {
    everywhere(|_| {
        let kept = Rc::new(3);
        let local = kept.clone();
        let mut generator = Generator::new(|co| async move {
            amphi::yield_now().await;
            let sent: Rc<u32> = co.yield_(local.clone()).await;
            *local + *sent
        });
        let first = Rc::new(0);
        let Ok(Resumed::Yielded(item)) = generator.resume_blocking(first) else {
            panic!("it yields")
        };
        assert!(Rc::ptr_eq(&item, &kept));
        let last = generator.resume_blocking(Rc::new(4));
        assert_eq!(last, Ok(Resumed::Complete(7)));
    });
}

#[test]
fn b109_generators_nest_on_both_sides() {
    everywhere(|_| {
        let mut outer = Generator::new(|co| async move {
            let mut inner = Generator::new(doubles);
            let mut sent = co.received().expect("the first");
            loop {
                // Async below synchronous below async.
                let resumed = match sent % 2 {
                    0 => inner.resume(sent).await,
                    _ => inner.resume_blocking(sent),
                };
                match resumed.expect("it goes on") {
                    Resumed::Yielded(item) => sent = co.yield_(item + 1).await,
                    Resumed::Complete(count) => return count,
                }
            }
        });
        for value in 1..6 {
            let resumed = outer.resume_blocking(value);
            assert_eq!(resumed, Ok(Resumed::Yielded(value * 2 + 1)));
        }
        assert_eq!(outer.resume_blocking(0), Ok(Resumed::Complete(5)));
    });
}

#[test]
fn b109_it_runs_in_the_task_and_the_context_of_who_resumes() {
    in_tasks(|handle| async move {
        let mut generator = Generator::new(|co| async move {
            loop {
                amphi::yield_now().await;
                let backend = Handle::current().backend().to_string();
                co.yield_((backend, REQUEST.get())).await;
            }
        });
        for request in 1..4 {
            let resumed: Result<Resumed<_, ()>, _> =
                REQUEST.scope(request, generator.resume(())).await;
            let seen = (handle.backend().to_string(), Some(request));
            assert_eq!(resumed, Ok(Resumed::Yielded(seen)));
        }
        // On a thread that knows of no runtime, that of the generator.
        let waits = std::thread::spawn(move || generator.resume_blocking(()));
        let seen = (handle.backend().to_string(), None);
        assert_eq!(waits.join().unwrap(), Ok(Resumed::Yielded(seen)));
    });
}

#[test]
fn b109_there_is_no_task_behind_it() {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_all().build().unwrap();
    runtime.block_on(async {
        let here = std::thread::current().id();
        let mut generator = Generator::new(|co| async move {
            loop {
                tokio::task::yield_now().await;
                co.yield_(std::thread::current().id()).await;
            }
        });
        let metrics = tokio::runtime::Handle::current().metrics();
        for _ in 0..10 {
            let resumed: Result<Resumed<_, ()>, _> = generator.resume(()).await;
            assert_eq!(resumed, Ok(Resumed::Yielded(here)));
            assert_eq!(metrics.num_alive_tasks(), 0);
        }
    });
}

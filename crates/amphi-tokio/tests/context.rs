//! Waits that begin where tokio runs already: which context the future sees, and what fires.

use std::future::Future;
use std::time::Duration;

use amphi_core::{BlockOn, Spawner, TaskHandleExt, Timer};
use amphi_tokio::{OwnedRuntime, TokioRuntime};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Echoes one byte over loopback, with sockets that are made inside.
async fn echo() -> u8 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serve = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let byte = stream.read_u8().await.unwrap();
        stream.write_u8(byte + 1).await.unwrap();
    };
    let ask = async {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_u8(41).await.unwrap();
        stream.read_u8().await.unwrap()
    };
    tokio::join!(serve, ask).1
}

/// What a synchronous function deep below async code may do.
fn synchronous(rt: &TokioRuntime, depth: usize) -> u8 {
    rt.block_on(async {
        if depth > 0 {
            return synchronous(rt, depth - 1);
        }
        rt.sleep(Duration::from_millis(1)).await;
        tokio::time::sleep(Duration::from_millis(1)).await;
        let inside = rt.spawn(async { 0 }).await.unwrap();
        echo().await + inside
    })
}

fn flavors() -> [OwnedRuntime; 3] {
    [
        OwnedRuntime::multi_thread(1).unwrap(),
        OwnedRuntime::multi_thread(2).unwrap(),
        OwnedRuntime::current_thread().unwrap(),
    ]
}

#[test]
fn nested_waits_have_timers_sockets_and_tasks() {
    for owned in flavors() {
        for depth in [0, 1, 3, 16] {
            let rt = owned.handle().clone();
            let task = owned.handle().spawn(async move { synchronous(&rt, depth) });
            assert_eq!(task.join().unwrap(), 42, "{owned:?} at depth {depth}");
        }
    }
}

#[test]
fn a_sleep_made_outside_fires_inside_a_nested_wait() {
    for owned in flavors() {
        let rt = owned.handle().clone();
        let task = owned.handle().spawn(async move {
            let sleep = rt.sleep(Duration::from_millis(1));
            rt.block_on(sleep);
        });
        task.join().unwrap();
    }
}

#[test]
fn a_sleep_that_its_task_has_polled_fires_inside_a_nested_wait() {
    for owned in flavors() {
        let rt = owned.handle().clone();
        let mut task = owned.handle().spawn(async move {
            let mut sleep = Box::pin(rt.sleep(Duration::from_millis(50)));
            std::future::poll_fn(|cx| {
                assert!(sleep.as_mut().poll(cx).is_pending());
                std::task::Poll::Ready(())
            })
            .await;
            rt.block_on(sleep);
        });
        let joined = task.join_timeout(Duration::from_secs(60));
        joined.expect("it hangs").unwrap();
    }
}

#[test]
fn the_root_of_a_runtime_can_wait() {
    for build in [
        tokio::runtime::Builder::new_multi_thread as fn() -> _,
        tokio::runtime::Builder::new_current_thread,
    ] {
        let runtime = build().enable_all().build().unwrap();
        let answer = runtime.block_on(async { synchronous(&TokioRuntime::current(), 2) });
        assert_eq!(answer, 42);
    }
}

#[test]
fn a_local_set_can_wait() {
    for build in [
        tokio::runtime::Builder::new_multi_thread as fn() -> _,
        tokio::runtime::Builder::new_current_thread,
    ] {
        let runtime = build().enable_all().build().unwrap();
        let local = tokio::task::LocalSet::new();
        let answer = local.block_on(&runtime, async {
            tokio::task::spawn_local(async { synchronous(&TokioRuntime::current(), 2) }).await
        });
        assert_eq!(answer.unwrap(), 42);
    }
}

#[test]
fn an_entered_handle_does_not_hide_where_the_wait_is() {
    // Inside a wait of a current-thread runtime's task, for another runtime: the worker that is
    // found through the entered context is not ours.
    let outer = OwnedRuntime::current_thread().unwrap();
    let inner = OwnedRuntime::multi_thread(1).unwrap();
    let (one, other) = (outer.handle().clone(), inner.handle().clone());
    let task = outer.handle().spawn(async move {
        other.block_on(async { synchronous(&one, 1) + synchronous(&other, 1) - 42 })
    });
    assert_eq!(task.join().unwrap(), 42);
}

#[test]
fn tokios_own_yield_goes_on_in_a_nested_wait() {
    for owned in flavors() {
        let rt = owned.handle().clone();
        let mut task = owned.handle().spawn(async move {
            rt.block_on(async {
                for _ in 0..20 {
                    tokio::task::yield_now().await;
                }
            });
        });
        task.join_timeout(Duration::from_secs(60))
            .expect("it hangs")
            .unwrap();
    }
}

#[test]
fn a_handle_that_was_entered_by_hand_does_no_harm() {
    let outer = OwnedRuntime::current_thread().unwrap();
    let inner = OwnedRuntime::multi_thread(1).unwrap();
    let (one, other) = (outer.handle().clone(), inner.handle().clone());
    let mut task = outer.handle().spawn(async move {
        let _entered = other.as_tokio().enter();
        let of_other = other.spawn(async { 7 });
        assert_eq!(one.block_in_place(|| 7), 7);
        assert_eq!(one.block_on(one.sleep(Duration::from_millis(1))), ());
        other.block_on(of_other).unwrap()
    });
    let joined = task.join_timeout(Duration::from_secs(60));
    assert_eq!(joined.expect("it hangs").unwrap(), 7);
}

#[test]
fn the_budget_of_the_waiting_task_is_left_alone() {
    let owned = OwnedRuntime::multi_thread(1).unwrap();
    let rt = owned.handle().clone();
    let task = owned.handle().spawn(async move {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        for value in 0..100_000_u32 {
            sender.send(value).unwrap();
        }
        drop(sender);
        rt.block_on(async {
            let mut count = 0;
            while receiver.recv().await.is_some() {
                count += 1;
            }
            count
        })
    });
    assert_eq!(task.join().unwrap(), 100_000);
}

#[test]
fn ten_thousand_sleeps_of_tokio_leave_the_budget_alone() {
    for owned in flavors() {
        let rt = owned.handle().clone();
        let task = owned.handle().spawn(async move {
            rt.block_on(async {
                let past = tokio::time::Instant::now();
                for _ in 0..10_000 {
                    // Each asks for a piece of the budget, and is ready.
                    tokio::time::sleep_until(past).await;
                }
            });
        });
        task.join().unwrap();
    }
}

#[test]
fn only_the_thread_that_drives_a_current_thread_runtime_drives_it_here() {
    let one = OwnedRuntime::current_thread().unwrap();
    let other = OwnedRuntime::current_thread().unwrap();
    let rt = one.handle().clone();
    assert!(!rt.is_driven_here());
    let inside = one.handle().spawn(async move {
        // Inside a wait for another runtime this thread still drives its own.
        let nested = other.handle().block_on(async { rt.is_driven_here() });
        (rt.is_driven_here(), nested, other.handle().is_driven_here())
    });
    assert_eq!(inside.join().unwrap(), (true, true, false));

    let many = OwnedRuntime::multi_thread(1).unwrap();
    let workers = many.handle().clone();
    let task = many.handle().spawn(async move { workers.is_driven_here() });
    assert!(!task.join().unwrap(), "another worker can take over");

    let by_hand = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let root = TokioRuntime::from(by_hand.handle().clone());
    assert!(by_hand.block_on(async { root.is_driven_here() }));
    assert!(!root.is_driven_here());
}

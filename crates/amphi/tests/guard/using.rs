//! `using`: what it gives.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use amphi::{Handle, UsingError, using};

use crate::ground::{MOMENT, everywhere, in_tasks};

/// Counts what is opened and closed.
#[derive(Clone, Default)]
struct Counts {
    opened: Arc<AtomicUsize>,
    closed: Arc<AtomicUsize>,
}

struct Resource {
    counts: Counts,
    written: Vec<u32>,
}

impl Counts {
    fn now(&self) -> (usize, usize) {
        let (opened, closed) = (&self.opened, &self.closed);
        (opened.load(Ordering::SeqCst), closed.load(Ordering::SeqCst))
    }

    /// Uses a resource of which any step may fail.
    async fn used(&self, steps: [bool; 3]) -> Result<usize, UsingError<usize, &'static str, u8>> {
        let counts = self.clone();
        let open = async move {
            amphi::sleep(MOMENT).await;
            if !steps[0] {
                return Err("open");
            }
            counts.opened.fetch_add(1, Ordering::SeqCst);
            let written = Vec::new();
            Ok(Resource { counts, written })
        };
        let body = async |resource: &mut Resource| {
            resource.written.push(7);
            amphi::sleep(MOMENT).await;
            steps[1].then_some(resource.written.len()).ok_or("body")
        };
        let close = move |resource: Resource| async move {
            amphi::sleep(MOMENT).await;
            assert_eq!(resource.written, [7], "the body came first");
            resource.counts.closed.fetch_add(1, Ordering::SeqCst);
            steps[2].then_some(()).ok_or(7)
        };
        using(open, body, close).await
    }
}

/// Every outcome of the three steps.
async fn every_outcome() {
    let counts = Counts::default();
    assert_eq!(counts.used([true, true, true]).await.unwrap(), 1);
    assert_eq!(counts.now(), (1, 1));
    let failed = counts.used([false, true, true]).await.unwrap_err();
    assert!(matches!(failed, UsingError::Open("open")), "{failed:?}");
    assert_eq!(counts.now(), (1, 1), "there was nothing to close");
    let failed = counts.used([true, false, true]).await.unwrap_err();
    assert!(matches!(failed, UsingError::Body("body")), "{failed:?}");
    assert_eq!(counts.now(), (2, 2));
    let failed = counts.used([true, true, false]).await.unwrap_err();
    let UsingError::Close { value: 1, error: 7 } = failed else {
        panic!("{failed:?}")
    };
    assert_eq!(counts.now(), (3, 3));
    let failed = counts.used([true, false, false]).await.unwrap_err();
    let UsingError::BodyAndClose {
        body: "body",
        close: 7,
    } = failed
    else {
        panic!("{failed:?}")
    };
    assert_eq!(counts.now(), (4, 4));
}

#[test]
fn b110_every_step_may_fail_and_nothing_is_lost() {
    in_tasks(|_| every_outcome());
    everywhere(|handle| handle.block_on(every_outcome()));
}

#[test]
fn b86_an_async_resource_serves_synchronous_code() {
    everywhere(|handle| {
        let backend = async |word: &mut &'static str| {
            amphi::sleep(MOMENT).await;
            Ok::<_, &str>(format!("{word} {}", Handle::current().backend()))
        };
        let hello = using(async { Ok("hello") }, backend, async |_| Ok::<_, u8>(()));
        assert_eq!(hello.wait().unwrap(), format!("hello {}", handle.backend()));
        // An error is left to the caller, who may absorb it.
        let fails = async |_: &mut u8| Err::<u8, _>("absorbed");
        let used = using(async { Ok(7) }, fails, async |_| Ok::<_, &str>(()));
        let value = match used.wait() {
            Err(UsingError::Body("absorbed")) => 3,
            other => panic!("{other:?}"),
        };
        assert_eq!(value, 3);
    });
}

async fn a_task_dies_inside(handle: Handle) {
    let open = async { Ok::<_, &str>(handle.spawn(async { panic!("died inside") })) };
    let body = async |_: &mut amphi::JoinHandle<()>| Ok(7);
    let failed = using(open, body, |task| task).await.unwrap_err();
    let UsingError::Close { value: 7, error } = failed else {
        panic!("{failed:?}")
    };
    assert!(error.is_panic());
}

#[test]
fn b87_a_task_that_dies_inside_surfaces_at_the_end() {
    in_tasks(a_task_dies_inside);
    everywhere(|handle| handle.block_on(a_task_dies_inside(handle.clone())));
}

#[test]
fn b110_the_errors_are_errors() {
    let fails = |body: bool, close: bool| {
        let body = async move |_: &mut ()| match body {
            true => Err(io::Error::other("body")),
            false => Ok(()),
        };
        let close = move |()| async move {
            match close {
                true => Err(io::Error::other("close")),
                false => Ok(()),
            }
        };
        using(async { Ok(()) }, body, close).wait().unwrap_err()
    };
    let both = fails(true, true);
    assert!(both.to_string().contains("(close)"), "{both}");
    assert_eq!(both.source().unwrap().to_string(), "body");
    assert_eq!(both.into_first().to_string(), "body");
    let close = fails(false, true);
    assert_eq!(close.source().unwrap().to_string(), "close");
    assert_eq!(close.into_first().to_string(), "close");
    let boxed: Box<dyn Error + Send + Sync> = fails(true, false).into();
    assert_eq!(boxed.source().unwrap().to_string(), "body");
    let open = using(
        async { Err::<(), _>(io::Error::other("open")) },
        async |_| Ok(()),
        async |()| Ok::<_, io::Error>(()),
    );
    let open = open.wait().unwrap_err();
    assert_eq!(open.source().unwrap().to_string(), "open");
    assert_eq!(open.into_first().to_string(), "open");
}

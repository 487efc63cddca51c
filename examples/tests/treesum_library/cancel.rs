//! Streams that are dropped, and runtimes that have gone.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::num::NonZeroUsize;
use std::panic::{self, AssertUnwindSafe};
use std::pin::pin;
use std::task::{Context, Waker};

use amphi::Handle;
use amphi_examples::treesum::{SumErrorKind, Treesum};
use futures::{Stream, StreamExt};
use tokio::runtime::Builder;

use crate::support::{handles, traced_list, within_deadline};

#[test]
fn a_stream_that_was_dropped_stops_the_running_and_the_queued_work() {
    within_deadline(|| {
        for handle in handles() {
            let tree = tempfile::tempdir().unwrap();
            // Hashing it to its end would take longer than the deadline.
            let huge = tree.path().join("huge");
            File::create(&huge).unwrap().set_len(1 << 42).unwrap();
            let line = format!("{}  {}\n", "0".repeat(64), huge.display());

            let (list, events) = traced_list(line.repeat(3));
            let treesum = Treesum::new(handle).with_jobs(NonZeroUsize::MIN);
            let mut checks = treesum.check(list);
            let meter = checks.meter();
            assert!(poll_once(&mut checks));
            assert_eq!(events.recv(), Ok("read"), "the closure has started");
            drop(checks);
            assert_eq!(events.recv(), Ok("dropped"), "the closure has ended");
            assert_eq!(meter.files(), 0);
        }
    });
}

#[test]
fn a_stream_that_is_never_polled_does_nothing() {
    for handle in handles() {
        let (list, events) = traced_list(String::new());
        drop(Treesum::new(handle).check(list));
        assert_eq!(events.recv(), Ok("dropped"));
    }
}

#[test]
fn a_runtime_that_has_gone_is_an_error_and_the_end() {
    within_deadline(|| {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let treesum = Treesum::new(Handle::tokio(runtime.handle().clone()));
        drop(runtime);
        let sums = treesum.sums(["."]).collect::<Vec<_>>();
        let sums = futures::executor::block_on(sums);
        assert_eq!(sums.len(), 1);
        assert_eq!(sums[0].as_ref().unwrap_err().kind(), SumErrorKind::Offload);
    });
}

#[test]
fn a_panic_in_the_work_reaches_the_reader() {
    struct Panicking;
    impl Read for Panicking {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            panic::resume_unwind(Box::new("the list panicked"));
        }
    }
    within_deadline(|| {
        for handle in handles() {
            let mut checks = Treesum::new(handle).check_blocking(BufReader::new(Panicking));
            let panicked = panic::catch_unwind(AssertUnwindSafe(|| checks.next()));
            let payload = panicked.map(|_| ()).unwrap_err();
            assert_eq!(*payload.downcast::<&str>().unwrap(), "the list panicked");
            assert!(checks.next().is_none());
        }
    });
}

/// Whether the stream is pending at its first poll.
fn poll_once(stream: &mut (impl Stream + Unpin)) -> bool {
    pin!(stream.next())
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
        .is_pending()
}

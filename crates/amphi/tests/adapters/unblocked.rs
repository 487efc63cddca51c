//! Blocking values in async code: where calls run, what they keep, how they end.

use std::io::{self, ErrorKind, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use amphi::prelude::*;
use amphi::{Handle, Unblocked, is_cancelled};

use crate::ground::{BOUND, bounded, on_each, one_blocking_thread, poll_once, told, until};

/// Calls what it is given.
struct Calls<R, W> {
    read: R,
    write: W,
}

impl<R: FnMut(&mut [u8]) -> io::Result<usize>, W> Read for Calls<R, W> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        (self.read)(buf)
    }
}

impl<R, W: FnMut(&[u8]) -> io::Result<usize>> Write for Calls<R, W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        (self.write)(buf)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn reads<R>(read: R) -> Calls<R, ()> {
    Calls { read, write: () }
}

fn writes<W>(write: W) -> Calls<(), W> {
    Calls { read: (), write }
}

#[test]
fn b01_calls_run_on_workers_in_order() {
    on_each(|handle| async move {
        let here = thread::current().id();
        let mut list = Unblocked::on(&handle, Vec::new());
        for item in 0..20 {
            let there = list.with(move |list| {
                list.push(item);
                thread::current().id()
            });
            assert_ne!(there.await.unwrap(), here);
        }
        list.get_mut().await.push(20);
        // Given up before it was polled, it is not called; afterwards it is.
        drop(list.with(|list| list.push(0)));
        let _ = poll_once(pin!(list.with(|list| list.push(21))));
        assert!(list.into_inner().await.into_iter().eq(0..22));
    });
}

#[test]
fn b03_b35_a_read_that_was_given_up_is_made_once_and_kept() {
    on_each(|handle| async move {
        let (give, given) = mpsc::channel::<&[u8]>();
        let (asked, is_asked) = mpsc::channel();
        let source = reads(move |buf: &mut [u8]| {
            asked.send(buf.len()).unwrap();
            let bytes = given.recv().unwrap();
            buf[..bytes.len()].copy_from_slice(bytes);
            Ok(bytes.len())
        });
        let mut source = Unblocked::on(&handle, source);
        let mut buf = [0; 10];
        assert!(poll_once(pin!(source.read(&mut buf))).is_none());
        // No more is asked for than the caller has room for.
        assert_eq!(is_asked.recv_timeout(BOUND), Ok(10));
        give.send(b"kept").unwrap();
        // It is taken bit by bit.
        assert_eq!(source.read(&mut buf[..3]).await.unwrap(), 3);
        assert_eq!(source.read(&mut buf[3..]).await.unwrap(), 1);
        assert_eq!(&buf[..4], b"kept");
        assert!(is_asked.try_recv().is_err());
        give.send(b"").unwrap();
        assert_eq!(source.read(&mut buf).await.unwrap(), 0);
    });
}

#[test]
fn b04_the_error_of_a_deferred_write_is_told_by_the_next_call() {
    on_each(|handle| async move {
        let mut fails = true;
        let sink = move || {
            writes(move |buf: &[u8]| {
                if std::mem::take(&mut fails) {
                    Err(io::Error::other("the disk is full"))
                } else {
                    Ok(buf.len())
                }
            })
        };
        let mut sinks = [sink(), sink(), sink()].map(|sink| Unblocked::on(&handle, sink));
        for sink in &mut sinks {
            assert_eq!(sink.write(b"lost").await.unwrap(), 4);
        }
        let [write, flush, close] = &mut sinks;
        // Other calls leave it alone.
        write.with(|_| ()).await.unwrap();
        write.get_mut().await;
        assert_eq!(
            write.write(b"next").await.unwrap_err().to_string(),
            "the disk is full"
        );
        assert_eq!(
            flush.flush().await.unwrap_err().to_string(),
            "the disk is full"
        );
        let closed = futures_lite::AsyncWriteExt::close(close).await;
        assert_eq!(closed.unwrap_err().to_string(), "the disk is full");
        // Once.
        for sink in &mut sinks {
            assert_eq!(sink.write(b"next").await.unwrap(), 4);
            sink.flush().await.unwrap();
        }
    });
}

#[test]
fn b04_the_error_of_a_read_is_told_to_a_reader_only() {
    on_each(|handle| async move {
        let file = Calls {
            read: |_: &mut [u8]| Err(ErrorKind::TimedOut.into()),
            write: |buf: &[u8]| Ok(buf.len()),
        };
        let mut file = Unblocked::on(&handle, file);
        assert_eq!(file.write(b"fine").await.unwrap(), 4);
        assert_eq!(
            file.read(&mut [0; 3]).await.unwrap_err().kind(),
            ErrorKind::TimedOut
        );
        file.flush().await.unwrap();
    });
}

#[test]
fn b04_a_panic_goes_on_with_its_payload_and_the_value_is_kept() {
    on_each(|handle| async move {
        let mut source = Unblocked::on(&handle, (1_u8, told().0));
        let mut call = Box::pin(source.with(|_| std::panic::panic_any(7_u8)));
        let raised = loop {
            match catch_unwind(AssertUnwindSafe(|| poll_once(call.as_mut()))) {
                Ok(None) => amphi::yield_now().await,
                Ok(Some(given)) => given.unwrap(),
                Err(payload) => break payload,
            }
        };
        drop(call);
        assert_eq!(*raised.downcast::<u8>().unwrap(), 7);
        assert_eq!(source.with(|value| value.0).await.unwrap(), 1);

        // That of a deferred write comes with the next call.
        let mut first = true;
        let sink = writes(move |buf: &[u8]| {
            assert!(!std::mem::take(&mut first), "in the writer");
            Ok(buf.len())
        });
        let sink = Unblocked::on(&handle, sink);
        let task = handle.spawn(async move {
            let mut sink = sink;
            sink.write(b"boom").await.unwrap();
            sink.flush().await
        });
        let error = task.await.unwrap_err();
        assert!(error.to_string().contains("in the writer"), "{error}");
    });
}

#[test]
fn b35_what_was_accepted_is_written_when_the_writer_is_dropped() {
    let (_runtime, handle) = one_blocking_thread();
    let (release, released) = mpsc::channel::<()>();
    let blocker = handle.spawn_blocking(move || released.recv());
    let written = Arc::new(Mutex::new(Vec::new()));
    let (tell, dropped) = told();
    let inner = written.clone();
    let sink = writes(move |buf: &[u8]| {
        let _tell = &tell;
        inner.lock().unwrap().extend_from_slice(buf);
        Ok(buf.len())
    });
    let mut sink = Unblocked::on(&handle, sink);
    assert_eq!(handle.block_on(sink.write(b"accepted")).unwrap(), 8);
    drop(sink);
    assert!(written.lock().unwrap().is_empty());
    drop(release);
    assert!(blocker.join().unwrap().is_err());
    // Written first, then dropped, on a worker.
    assert_ne!(dropped.recv_timeout(BOUND).unwrap(), thread::current().id());
    assert_eq!(*written.lock().unwrap(), b"accepted");
}

#[test]
fn b37_b39_a_read_is_cancelled_when_the_reader_is_dropped() {
    on_each(|handle| async move {
        let (started, has_started) = mpsc::channel();
        let (tell, dropped) = told();
        let source = reads(move |_: &mut [u8]| {
            let _tell = &tell;
            started.send(()).unwrap();
            while !is_cancelled() {
                thread::yield_now();
            }
            Ok(0)
        });
        let mut source = Unblocked::on(&handle, source);
        assert!(poll_once(pin!(source.read(&mut [0]))).is_none());
        has_started.recv_timeout(BOUND).unwrap();
        drop(source);
        assert_ne!(dropped.recv_timeout(BOUND).unwrap(), thread::current().id());
    });
    // One that has not started never does.
    let (_runtime, handle) = one_blocking_thread();
    let (release, released) = mpsc::channel::<()>();
    let blocker = handle.spawn_blocking(move || released.recv());
    let (read, has_read) = mpsc::channel::<()>();
    let source = reads(move |_: &mut [u8]| read.send(()).map_or(Ok(0), |()| Ok(0)));
    let mut source = Unblocked::on(&handle, source);
    assert!(poll_once(pin!(source.read(&mut [0]))).is_none());
    drop(source);
    drop(release);
    assert!(blocker.join().unwrap().is_err());
    assert!(has_read.recv_timeout(BOUND).is_err());
}

#[test]
fn b32_a_closure_of_a_full_pool_can_use_it() {
    let (_runtime, handle) = one_blocking_thread();
    let inner = handle.clone();
    let mut closure = handle.spawn_blocking(move || {
        let mut list = Unblocked::on(&inner, Vec::new());
        list.write_all(b"deeper").wait().unwrap();
        list.into_inner().wait()
    });
    let list = closure.join_timeout(BOUND).expect("it hangs").unwrap();
    assert_eq!(list, b"deeper");
}

#[test]
fn b111_a_value_is_dropped_by_a_worker() {
    on_each(|handle| async move {
        let (tell, dropped) = told();
        drop(Unblocked::on(&handle, tell));
        assert_ne!(dropped.recv_timeout(BOUND).unwrap(), thread::current().id());
    });
}

#[test]
fn b65_a_runtime_that_has_gone_gives_errors_and_the_value_back() {
    bounded(|| {
        let outer = Handle::async_std();
        let many = amphi::tokio::OwnedRuntime::multi_thread(1).unwrap();
        let small = amphi::smol::OwnedRuntime::new(1).unwrap();
        let ending: [(Handle, Box<dyn FnOnce() + Send>); 2] = [
            (many.handle().into(), Box::new(|| drop(many))),
            (small.handle().into(), Box::new(|| drop(small))),
        ];
        for (handle, end) in ending {
            let mut list = Unblocked::on(&handle, Vec::<u8>::new());
            outer.block_on(list.write_all(b"before")).unwrap();
            outer.block_on(list.flush()).unwrap();
            end();
            // Until its threads have seen that it ended, it may write something.
            let refused = loop {
                match outer.block_on(list.write(b".")) {
                    Ok(count) => assert_eq!(count, 1),
                    Err(error) => break error,
                }
            };
            assert!(refused.to_string().contains("shut down"), "{refused}");
            assert!(outer.block_on(list.with(|_| ())).is_err());
            let list = outer.block_on(list.into_inner());
            assert!(list.starts_with(b"before"), "{list:?}");
        }
    });
}

#[test]
fn both_halves_of_a_split_value_are_woken() {
    on_each(|handle| async move {
        let (give, given) = mpsc::channel::<u8>();
        let value = Calls {
            read: move |buf: &mut [u8]| {
                buf[0] = given.recv().unwrap();
                Ok(1)
            },
            write: |buf: &[u8]| Ok(buf.len()),
        };
        let (mut reader, mut writer) = tokio::io::split(Unblocked::on(&handle, value));
        let read = handle.spawn(async move {
            let mut all = Vec::new();
            for _ in 0..50 {
                all.push(tokio::io::AsyncReadExt::read_u8(&mut reader).await.unwrap());
            }
            all
        });
        let write = handle.spawn(async move {
            for _ in 0..50 {
                tokio::io::AsyncWriteExt::write_all(&mut writer, b"x")
                    .await
                    .unwrap();
                amphi::yield_now().await;
            }
        });
        for item in 0..50 {
            give.send(item).unwrap();
            amphi::yield_now().await;
        }
        assert!(read.await.unwrap().into_iter().eq(0..50));
        drop(give);
        write.await.unwrap();
        until("all is done", || true).await;
    });
}

#[test]
fn synchronous_code_can_use_it_too() {
    bounded(|| {
        let mut list = Unblocked::new(Vec::new());
        list.write_all(b"both sides").wait().unwrap();
        assert_eq!(list.into_inner().wait(), b"both sides");
    });
}

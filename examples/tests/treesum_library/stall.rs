//! A file that takes long keeps the results behind it waiting, but not the work on them.

use std::fs::OpenOptions;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::Command;
use std::task::{Context, Poll, Waker};
use std::thread;

use amphi_examples::treesum::{Treesum, Verdict};
use futures::{Stream, StreamExt};

use crate::support::{expected, handles, traced_list, tree, within_deadline};

/// How many results one job may be ahead.
const WINDOW: usize = 1024;

#[test]
fn the_others_go_on_behind_a_stuck_file() {
    within_deadline(|| {
        for handle in handles() {
            let tree = tree();
            let (fifo, stuck) = stuck_file(tree.path());
            let rest = String::from_utf8(expected(tree.path())).unwrap();

            let (list, events) = traced_list(stuck + &rest);
            let treesum = Treesum::new(handle.clone()).with_jobs(NonZeroUsize::new(2).unwrap());
            let checks = handle.spawn(treesum.check(list).map(Result::unwrap).collect::<Vec<_>>());
            assert_eq!(events.recv(), Ok("read"));
            assert_eq!(events.recv(), Ok("end"), "all the rest has been taken");
            assert!(!checks.is_finished());

            release(&fifo);
            let checked = checks.join().unwrap();
            assert_eq!(checked.len(), 91);
            assert!(matches!(checked[0].verdict(), Verdict::Mismatch));
            assert!(
                checked[1..]
                    .iter()
                    .all(|checked| matches!(checked.verdict(), Verdict::Match))
            );
        }
    });
}

#[test]
fn a_late_reader_waits_for_a_stuck_file() {
    within_deadline(|| {
        for handle in handles() {
            let tree = tree();
            let line = one_line(&tree.path().join("a/00"));
            let (fifo, stuck) = stuck_file(tree.path());

            let (list, _events) = traced_list(line.repeat(WINDOW) + &stuck + &line);
            let treesum = Treesum::new(handle.clone()).with_jobs(NonZeroUsize::MIN);
            let mut checks = treesum.check(list);
            let meter = checks.meter();
            let mut read = count_ready(&mut checks);
            // The first poll starts the work, this one finds the first results.
            for files in [1, WINDOW as u64] {
                while meter.files() < files {
                    thread::yield_now();
                }
                read += count_ready(&mut checks);
            }
            while read < WINDOW {
                thread::yield_now();
                read += count_ready(&mut checks);
            }
            // The closure that opens the file may only be started by the next poll.
            let releasing = thread::spawn(move || release(&fifo));
            assert_eq!(read + handle.block_on(checks.count()), WINDOW + 2);
            releasing.join().unwrap();
        }
    });
}

/// How many items there are before the stream is pending; it must not end.
fn count_ready(stream: &mut (impl Stream + Unpin)) -> usize {
    let mut cx = Context::from_waker(Waker::noop());
    let next = || {
        pin!(stream.next())
            .poll(&mut cx)
            .map(|item| item.expect("not the end"))
    };
    std::iter::repeat_with(next)
        .take_while(Poll::is_ready)
        .count()
}

/// A file that is read only when it is released, and its line in a list.
fn stuck_file(tree: &Path) -> (PathBuf, String) {
    let fifo = tree.join("fifo");
    assert!(
        Command::new("mkfifo")
            .arg(&fifo)
            .status()
            .unwrap()
            .success()
    );
    let line = one_line(&fifo);
    (fifo, line)
}

fn release(fifo: &Path) {
    drop(OpenOptions::new().write(true).open(fifo).unwrap());
}

fn one_line(path: &Path) -> String {
    format!("{}  {}\n", "0".repeat(64), path.display())
}

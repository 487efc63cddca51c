//! Loom models of tokens: a canceller against those who wait, come and go.
//!
//! Run with `just loom`.

use std::pin::Pin;
use std::task::{Context, Waker};

use loom::future::block_on;
use loom::thread;

use super::*;
use crate::{TaskHandle, offload};

#[test]
fn a_cancellation_reaches_who_registers_meanwhile() {
    loom::model(|| {
        let token = CancelToken::new();
        let waiting = token.cancelled();
        let canceller = thread::spawn(move || token.cancel());
        block_on(waiting);
        canceller.join().unwrap();
    });
}

#[test]
fn who_leaves_meanwhile_harms_nobody() {
    loom::model(|| {
        let token = CancelToken::new();
        let (mut leaves, stays) = (token.cancelled(), token.cancelled());
        let canceller = token.clone();
        let canceller = thread::spawn(move || canceller.cancel());
        let mut cx = Context::from_waker(Waker::noop());
        let _ = Pin::new(&mut leaves).poll(&mut cx);
        drop(leaves);
        block_on(stays);
        canceller.join().unwrap();
        assert!(token.is_cancelled());
    });
}

#[test]
fn a_child_that_is_made_meanwhile_is_cancelled() {
    loom::model(|| {
        let parent = CancelToken::new();
        let canceller = parent.clone();
        let canceller = thread::spawn(move || canceller.cancel());
        let child = parent.child();
        let grandchild = child.child();
        canceller.join().unwrap();
        assert!(child.is_cancelled() && grandchild.is_cancelled());
    });
}

#[test]
fn of_two_cancellers_each_has_cancelled_all_below() {
    loom::model(|| {
        let parent = CancelToken::new();
        let child = parent.child();
        let grandchild = child.child();
        let seen = grandchild.clone();
        let other = thread::spawn(move || {
            parent.cancel();
            assert!(seen.is_cancelled());
        });
        child.cancel();
        assert!(grandchild.is_cancelled());
        other.join().unwrap();
    });
}

#[test]
fn a_child_that_goes_meanwhile_harms_nobody() {
    loom::model(|| {
        let parent = CancelToken::new();
        let (goes, stays) = (parent.child(), parent.child());
        let canceller = thread::spawn(move || parent.cancel());
        drop(goes);
        block_on(stays.cancelled());
        canceller.join().unwrap();
    });
}

#[test]
fn a_closures_token_is_cancelled_with_it() {
    loom::model(|| {
        let (job, handle) = offload::new(|| CancelToken::current().unwrap());
        let worker = thread::spawn(move || job.run());
        if let Ok(token) = block_on(handle.cancel()) {
            assert!(token.is_cancelled());
        }
        worker.join().unwrap();
    });
}

#[test]
fn a_closure_stops_waiting_when_it_is_cancelled() {
    loom::model(|| {
        let (job, handle) = offload::new(|| block_on(cancellable(std::future::pending::<()>())));
        let worker = thread::spawn(move || job.run());
        match block_on(handle.cancel()) {
            Ok(stopped) => assert!(stopped.unwrap_err().is_cancelled()),
            Err(error) => assert!(error.is_cancelled()),
        }
        worker.join().unwrap();
    });
}

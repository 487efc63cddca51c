//! Blocking queues as streams.

use std::pin::pin;
use std::sync::mpsc;
use std::time::Duration;

use amphi::prelude::*;
use futures_lite::StreamExt;

use crate::ground::{BOUND, on_each, one_blocking_thread, poll_once};

const MOMENT: Duration = Duration::from_millis(2);

#[test]
fn b111_a_queue_is_read_to_its_end() {
    on_each(|handle| async move {
        let (sender, receiver) = mpsc::sync_channel(3);
        let producer = handle.spawn_blocking(move || {
            (0..500).for_each(|item| sender.send(item).unwrap());
        });
        let all: Vec<_> = receiver.into_stream_blocking().collect().await;
        assert!(all.into_iter().eq(0..500));
        producer.await.unwrap();

        let (sender, receiver) = mpsc::channel();
        let producer = handle.spawn_blocking(move || {
            (0..500).for_each(|item| sender.send(item).unwrap());
        });
        let all: Vec<_> = receiver.into_stream_polling(MOMENT).collect().await;
        assert!(all.into_iter().eq(0..500));
        producer.await.unwrap();
    });
}

#[test]
fn b111_a_full_queue_makes_its_producer_wait() {
    on_each(|handle| async move {
        let (sender, receiver) = mpsc::sync_channel(1);
        let mut stream = handle.stream_blocking(receiver).with_capacity(1);
        assert_eq!(poll_once(pin!(stream.next())), None);
        sender.send(0).unwrap();
        sender.send(1).unwrap();
        // One is in the stream, one in the queue.
        assert_eq!(sender.try_send(2), Err(mpsc::TrySendError::Full(2)));
        assert_eq!(stream.next().await, Some(0));
        let last = handle.spawn_blocking(move || sender.send(2));
        assert_eq!(stream.next().await, Some(1));
        assert_eq!(stream.next().await, Some(2));
        last.await.unwrap().unwrap();
        assert_eq!(stream.next().await, None);
    });
}

#[test]
fn b39_b111_a_polling_stream_lets_go_of_its_thread() {
    let (_runtime, handle) = one_blocking_thread();
    let (sender, receiver) = mpsc::channel::<u8>();
    let entered = handle.enter();
    let mut stream = receiver.into_stream_polling(MOMENT);
    drop(entered);
    assert_eq!(poll_once(pin!(stream.next())), None);
    sender.send(7).unwrap();
    assert_eq!(handle.block_on(stream.next()), Some(7));
    drop(stream);
    // The pool's one thread comes back, though the sender lives.
    let mut closure = handle.spawn_blocking(|| 7);
    assert_eq!(closure.join_timeout(BOUND).expect("it hangs").unwrap(), 7);
    assert!(sender.send(7).is_err(), "the receiver has gone");
}

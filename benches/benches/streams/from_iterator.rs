//! A worker feeds an async consumer.

use std::hint::black_box;
use std::pin::pin;

use amphi::Handle;
use amphi_benches::Group;
use futures_lite::{Stream, StreamExt};
use tokio::sync::mpsc;

/// Items of one stream.
const ITEMS: u32 = 200_000;

/// Measures streams whose consumer is a task of `handle`; `tokio` feeds that one's channel.
pub(crate) fn measure(handle: &Handle, tokio: &tokio::runtime::Handle) {
    let consumer = |make: Make| {
        let handle = handle.clone();
        let tokio = tokio.clone();
        move || {
            let (inner, tokio) = (handle.clone(), tokio.clone());
            handle
                .spawn(async move { make(&inner, &tokio).await })
                .join()
                .expect("it ends")
        }
    };
    Group::new(format!(
        "{}: an iterator as a stream, in a task",
        handle.backend()
    ))
    .of(ITEMS)
    .with(
        "amphi",
        consumer(|handle, _| Box::pin(sum(handle.stream_blocking(numbers())))),
    )
    .with(
        "amphi, at most 1024 ahead",
        consumer(|handle, _| Box::pin(sum(handle.stream_blocking(numbers()).with_capacity(1024)))),
    )
    .with(
        "amphi, batches of 512",
        consumer(|handle, _| Box::pin(sum(handle.stream_blocking(numbers()).with_batches(512)))),
    )
    .with(
        "blocking::Unblock",
        consumer(|_, _| Box::pin(sum(blocking::Unblock::new(numbers())))),
    )
    .with(
        "tokio mpsc of 1024",
        consumer(|_, tokio| {
            let (sender, mut receiver) = mpsc::channel(1024);
            drop(tokio.spawn_blocking(move || {
                numbers().for_each(|item| sender.blocking_send(item).expect("it is received"));
            }));
            Box::pin(async move {
                let mut sum = 0;
                while let Some(item) = receiver.recv().await {
                    sum += item;
                }
                sum
            })
        }),
    )
    .with(
        "async-channel of 1024",
        consumer(|handle, _| {
            let (sender, receiver) = async_channel::bounded(1024);
            drop(handle.spawn_blocking(move || {
                numbers().for_each(|item| sender.send_blocking(item).expect("it is received"));
            }));
            Box::pin(sum(receiver))
        }),
    )
    .with(
        "flume of 1024",
        consumer(|handle, _| {
            let (sender, receiver) = flume::bounded(1024);
            drop(handle.spawn_blocking(move || {
                numbers().for_each(|item| sender.send(item).expect("it is received"));
            }));
            Box::pin(async move { sum(receiver.into_stream()).await })
        }),
    )
    .with(
        "kanal of 1024",
        consumer(|handle, _| {
            let (sender, receiver) = kanal::bounded(1024);
            drop(handle.spawn_blocking(move || {
                numbers().for_each(|item| sender.send(item).expect("it is received"));
            }));
            let receiver = receiver.to_async();
            Box::pin(async move { sum(receiver.stream()).await })
        }),
    )
    .run();
}

type Sum = std::pin::Pin<Box<dyn Future<Output = u64> + Send>>;
type Make = fn(&Handle, &tokio::runtime::Handle) -> Sum;

fn numbers() -> impl Iterator<Item = u64> + Send + 'static {
    (0..u64::from(ITEMS)).map(black_box)
}

async fn sum(stream: impl Stream<Item = u64>) -> u64 {
    let mut stream = pin!(stream);
    let mut sum = 0;
    while let Some(item) = stream.next().await {
        sum += item;
    }
    sum
}

//! Synchronous code takes the items of a stream that are ready.

use std::hint::black_box;

use amphi::Handle;
use amphi_benches::Group;
use futures_lite::stream;

/// Items of one stream.
const ITEMS: u32 = 100_000;

/// Measures on a plain thread.
pub(crate) fn measure(handle: &Handle) {
    let ready = || stream::iter((0..u64::from(ITEMS)).map(black_box));
    Group::new(format!(
        "{}: a ready stream as an iterator, on a plain thread",
        handle.backend()
    ))
    .of(ITEMS)
    .with("futures_lite::stream::block_on", || {
        sum(stream::block_on(ready()))
    })
    .with("futures block_on_stream", || {
        sum(futures::executor::block_on_stream(ready()))
    })
    .with("amphi", || sum(handle.iter_blocking(ready())))
    .with("amphi, buffered(64)", || {
        sum(handle.iter_blocking(ready()).buffered(64))
    })
    .run();
}

/// In a loop, since `Iterator::sum` may wait for all of them at once.
fn sum(items: impl Iterator<Item = u64>) -> u64 {
    let mut sum = 0;
    for item in items {
        sum += item;
    }
    sum
}

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
    let tokio = tokio::runtime::Handle::try_current();
    assert!(tokio.is_err(), "a plain thread");
    Group::new(format!(
        "{}: a ready stream as an iterator, on a plain thread",
        handle.backend()
    ))
    .of(ITEMS)
    .with("futures_lite::stream::block_on", || {
        stream::block_on(ready()).sum::<u64>()
    })
    .with("amphi", || handle.iter_blocking(ready()).sum::<u64>())
    .with("amphi, prefetch of 64", || {
        handle.iter_blocking(ready()).prefetch(64).sum::<u64>()
    })
    .run();
}

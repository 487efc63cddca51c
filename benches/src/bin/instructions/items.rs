//! What one ready item of a stream takes in an ordinary iterator.

use amphi::Handle;
use futures_lite::stream;

use crate::bar::Bar::{Must, Reference};
use crate::bar::at_most;
use crate::operation::{Operation, operation};
use crate::tools::{smol, times, tokio};

/// On tokio most is its own: entering and leaving the context that the stream may need.
pub(crate) const OPERATIONS: &[Operation] = &[
    operation("item: futures-lite", Reference, |n| {
        take(n, stream::block_on(stream::repeat(1)));
    }),
    operation("item: amphi, on smol", Must(at_most(120)), |n| {
        let owned = smol();
        take(
            n,
            Handle::from(owned.handle()).iter_blocking(stream::repeat(1)),
        );
    }),
    operation("item: amphi, on async-std", Must(at_most(70)), |n| {
        take(n, Handle::async_std().iter_blocking(stream::repeat(1)));
    }),
    operation("item: amphi, on tokio", Must(at_most(210)), |n| {
        let owned = tokio();
        take(
            n,
            Handle::from(owned.handle()).iter_blocking(stream::repeat(1)),
        );
    }),
    operation("item: amphi, buffered(64)", Must(at_most(60)), |n| {
        let owned = tokio();
        let items = Handle::from(owned.handle()).iter_blocking(stream::repeat(1));
        take(n, items.buffered(64));
    }),
];

fn take(n: u64, mut items: impl Iterator<Item = u32>) {
    times(n, || items.next());
}

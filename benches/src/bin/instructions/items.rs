//! What one ready item of a stream takes in an ordinary iterator.

use amphi::Handle;
use futures_lite::stream;

use crate::bar::Bar::{Own, Reference};
use crate::bar::at_most;
use crate::operation::{Operation, operation};
use crate::tools::{smol, times, tokio};

const PLAIN: &str = "item: futures-lite";

/// No bar of the design is on instructions here. As the compiler lays it out smol's is 114 to 121, so its ceiling leaves room for
/// that. On tokio most is its own: entering and leaving the context that the stream may need.
pub(crate) const OPERATIONS: &[Operation] = &[
    operation(PLAIN, Reference, |n| {
        take(n, stream::block_on(stream::repeat(1)));
    }),
    operation("item: amphi, on smol", Own(at_most(130)), |n| {
        let owned = smol();
        take(
            n,
            Handle::from(owned.handle()).iter_blocking(stream::repeat(1)),
        );
    })
    .beside(PLAIN),
    operation("item: amphi, on async-std", Own(at_most(64)), |n| {
        take(n, Handle::async_std().iter_blocking(stream::repeat(1)));
    })
    .beside(PLAIN),
    operation("item: amphi, on tokio", Own(at_most(210)), |n| {
        let owned = tokio();
        take(
            n,
            Handle::from(owned.handle()).iter_blocking(stream::repeat(1)),
        );
    })
    .beside(PLAIN),
    operation("item: amphi, buffered(64)", Own(at_most(50)), |n| {
        let owned = tokio();
        let items = Handle::from(owned.handle()).iter_blocking(stream::repeat(1));
        take(n, items.buffered(64));
    })
    .beside(PLAIN),
];

fn take(n: u64, mut items: impl Iterator<Item = u32>) {
    times(n, || items.next());
}

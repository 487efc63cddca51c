//! Blocking iterators as streams and streams as blocking iterators, beside the ways without amphi.
//! The figures are for one item.

mod from_iterator;
mod to_iterator;

use amphi::Handle;
use amphi::tokio::OwnedRuntime as OwnedTokio;

fn main() {
    let tokio = OwnedTokio::multi_thread(2).expect("a runtime");
    for handle in [Handle::from(tokio.handle()), Handle::smol()] {
        from_iterator::measure(&handle, tokio.handle().as_tokio());
        to_iterator::measure(&handle);
    }
}

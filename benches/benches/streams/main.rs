//! Blocking iterators and readers in async code and streams in blocking code, beside the ways without
//! amphi. The figures are for one item, or one kilobyte.

mod from_iterator;
mod from_reader;
mod to_iterator;

use amphi::Handle;
use amphi::tokio::OwnedRuntime as OwnedTokio;

fn main() {
    let tokio = OwnedTokio::multi_thread(2).expect("a runtime");
    for handle in [Handle::from(tokio.handle()), Handle::smol()] {
        from_iterator::measure(&handle, tokio.handle().as_tokio());
        to_iterator::measure(&handle);
        from_reader::measure(&handle);
    }
}

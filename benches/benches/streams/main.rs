//! Blocking iterators and readers in async code and streams in blocking code, beside the ways without
//! amphi. The figures are for one item, or one kilobyte. The names of backends choose these.

mod from_iterator;
mod from_reader;
mod to_iterator;

use amphi::Handle;
use amphi::tokio::OwnedRuntime as OwnedTokio;

fn main() {
    let tokio = OwnedTokio::multi_thread(2).expect("a runtime");
    let chosen: Vec<_> = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'))
        .collect();
    let all = [
        Handle::from(tokio.handle()),
        Handle::smol(),
        Handle::async_std(),
    ];
    for handle in all {
        let name = handle.backend().to_string();
        if !chosen.is_empty() && !chosen.contains(&name) {
            continue;
        }
        from_iterator::measure(&handle, tokio.handle().as_tokio());
        to_iterator::measure(&handle);
        from_reader::measure(&handle);
    }
}

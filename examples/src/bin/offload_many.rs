//! Many blocking calls at once, their results in the order of the calls.
//!
//! It runs on the runtime that `AMPHI_RUNTIME` names.

use std::sync::{Arc, Barrier};

use amphi::{Handle, asyncify};
use futures::future::join_all;
use futures::{StreamExt, stream};

const WORDS: [&str; 4] = ["none", "of", "them", "waits"];

fn main() {
    // Blocks until four calls are inside: one after the other they would never end. Each call has a
    // clone of the closure, and so of the `Arc`.
    let barrier = Arc::new(Barrier::new(WORDS.len()));
    let meet = asyncify(move |word: &'static str| {
        barrier.wait();
        word.to_uppercase()
    });
    amphi::block_on(async {
        println!("runtime: {}", Handle::current().backend());

        // Calls start when they are polled; joined, they all are.
        let calls = WORDS.map(&meet);
        println!("joined: {}", join_all(calls).await.join(" "));

        // Spawned, each starts at once, and may be awaited whenever that is convenient.
        let handles = WORDS.map(|word| meet(word).spawn());
        let mut words = Vec::new();
        for handle in handles {
            words.push(handle.await.expect("it does not panic"));
        }
        println!("spawned: {}", words.join(" "));

        // At most so many at a time, from any number.
        let calls = stream::iter(WORDS.into_iter().cycle().take(400));
        let results = calls.map(&meet).buffered(4);
        println!("buffered: {}", results.count().await);
    });
}

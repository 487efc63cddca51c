//! A dialogue as a generator: an async guesser that is told "higher" or "lower", and an async stream that
//! a synchronous loop reads.
//!
//! It runs on the runtime that `AMPHI_RUNTIME` names.

use std::cmp::Ordering;
use std::time::Duration;

use amphi::prelude::*;
use amphi::{Co, Generator, Handle, Resumed};

/// Guesses a number below `end`; is sent where the number lies, as seen from the guess. Gives how many
/// guesses it took.
async fn guess(co: Co<u32, Ordering>, end: u32) -> u32 {
    let (mut low, mut high) = (0, end);
    for count in 1.. {
        // Thinking takes a while.
        amphi::sleep(Duration::from_millis(1)).await;
        let middle = low + (high - low) / 2;
        match co.yield_(middle).await {
            Ordering::Equal => return count,
            Ordering::Less => high = middle,
            Ordering::Greater => low = middle + 1,
        }
    }
    unreachable!("every number is found")
}

/// Plays it in synchronous code.
fn play(secret: u32) -> (Vec<u32>, u32) {
    let mut guesser = Generator::new(|co| guess(co, 100));
    let mut guesses = Vec::new();
    // What the first resume sends, nobody asked for.
    let mut answer = Ordering::Equal;
    loop {
        match guesser.resume_blocking(answer) {
            Ok(Resumed::Yielded(number)) => {
                guesses.push(number);
                answer = secret.cmp(&number);
            }
            Ok(Resumed::Complete(count)) => return (guesses, count),
            Err(finished) => unreachable!("{finished}"),
        }
    }
}

fn main() {
    println!("runtime: {}", Handle::current().backend());
    let (guesses, count) = play(42);
    println!("guesses: {guesses:?}, {count} of them");

    // Below a task, the same: synchronous code in async code.
    let task = amphi::spawn(async { play(7).1 });
    println!("in a task: {}", task.join().expect("it plays to the end"));

    // One that is sent nothing is a stream, and so an iterator.
    let pages = Generator::new(|co| async move {
        for page in 1_u32.. {
            amphi::sleep(Duration::from_millis(1)).await;
            co.yield_(format!("page {page}")).await;
        }
    });
    for page in pages.into_blocking_iter().take(3) {
        println!("{page}");
    }
}

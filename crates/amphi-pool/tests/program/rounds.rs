//! Rounds of random programs, each of them bounded.

use std::panic::{set_hook, take_hook};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use amphi_conformance::random::{Rng, seeds};

/// Long enough for one program on a machine that is busy with other things.
const BOUND: Duration = Duration::from_secs(60);

/// Has one program of each seed played, usually so many: the same at each run. Prints how many operations they
/// told of; fails where one hangs or finds something wrong.
pub(crate) fn rounds(usual: u64, play: fn(u64) -> Result<usize, String>) {
    // Panics are part of the programs, and thousands of reports are no help.
    set_hook(Box::new(|_| ()));
    let mut others = Rng::new(0x5EED);
    let seeds = seeds(usual, std::iter::repeat_with(|| others.next()));
    let played = seeds.iter().map(|seed| bounded(*seed, play));
    let operations: usize = played.sum();
    drop(take_hook());
    println!("{operations} operations in {} programs", seeds.len());
}

/// Plays one program.
fn bounded(seed: u64, play: fn(u64) -> Result<usize, String>) -> usize {
    let (tell, told) = channel();
    thread::spawn(move || tell.send(play(seed)));
    let failure = match told.recv_timeout(BOUND) {
        Ok(Ok(operations)) => return operations,
        Ok(Err(failure)) => failure,
        Err(_) => "it hangs, or its player panicked".into(),
    };
    drop(take_hook());
    panic!("AMPHI_SEED={seed}: {failure}");
}

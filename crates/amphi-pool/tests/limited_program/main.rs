//! Random programs: what several threads do at once to closures that go through a limiter to a pool, which may
//! be shut down meanwhile, and what must hold whatever it was.
//!
//! A program that fails names its seed: `AMPHI_SEED=7 cargo test -p amphi-pool --test limited_program` plays
//! it again, a hundred times; `AMPHI_ROUNDS=10000` plays more of them.

#[path = "../program/account.rs"]
#[expect(dead_code, reason = "closures only, and a queue without a limit")]
mod account;
mod play;
#[path = "../program/rng.rs"]
mod rng;

use std::env;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use rng::Rng;

/// Long enough for one program on a machine that is busy with other things.
const BOUND: Duration = Duration::from_secs(60);

#[test]
fn b21_b37_random_programs_lose_nothing_and_do_nothing_twice() {
    // Panics are part of the programs, and thousands of reports are no help.
    std::panic::set_hook(Box::new(|_| ()));
    let fixed = number("AMPHI_SEED");
    let rounds = number("AMPHI_ROUNDS").unwrap_or(if fixed.is_some() { 100 } else { 60 });
    let mut seeds = Rng::new(fixed.unwrap_or(0x5EED));
    let mut operations = 0;
    for _ in 0..rounds {
        let seed = fixed.unwrap_or_else(|| seeds.next());
        operations += bounded(seed);
    }
    drop(std::panic::take_hook());
    println!("{operations} operations in {rounds} programs");
}

/// Plays one program; fails where it hangs or finds something wrong.
fn bounded(seed: u64) -> usize {
    let (tell, told) = channel();
    thread::spawn(move || tell.send(play::play(seed)));
    let failure = match told.recv_timeout(BOUND) {
        Ok(Ok(operations)) => return operations,
        Ok(Err(failure)) => failure,
        Err(_) => "it hangs, or its player panicked".into(),
    };
    drop(std::panic::take_hook());
    panic!("AMPHI_SEED={seed}: {failure}");
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok()?.parse().ok()
}

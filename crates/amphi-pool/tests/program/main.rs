//! Random programs: what several threads do to a pool at once, and what must hold whatever it was.
//!
//! A program that fails names its seed: `AMPHI_SEED=7 cargo test -p amphi-pool --test program` plays it
//! again, a hundred times; `AMPHI_ROUNDS=10000` plays more of them.

mod account;
mod moves;
mod nest;
mod play;
mod rounds;

#[test]
fn c20_random_programs_lose_nothing_and_do_nothing_twice() {
    rounds::rounds(150, play::play);
}

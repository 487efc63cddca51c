//! Random programs: what several threads do at once to closures that go through a limiter to a pool, which may
//! be shut down meanwhile, and what must hold whatever it was.
//!
//! A program that fails names its seed: `AMPHI_SEED=7 cargo test -p amphi-pool --test limited_program` plays
//! it again, a hundred times; `AMPHI_ROUNDS=10000` plays more of them.

#[path = "../program/account.rs"]
#[expect(dead_code, reason = "closures only, and a queue without a limit")]
mod account;
#[path = "../program/moves.rs"]
mod moves;
mod play;
#[path = "../program/rounds.rs"]
mod rounds;

#[test]
fn b21_b37_random_programs_lose_nothing_and_do_nothing_twice() {
    rounds::rounds(60, play::play);
}

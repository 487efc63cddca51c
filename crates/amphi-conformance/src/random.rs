//! Random tests: their seeds, and numbers from a seed.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::iter;

use crate::env::number;

/// The seeds that a random test plays: so many of `others`, or as many as `AMPHI_ROUNDS` says. Where there
/// is `AMPHI_SEED` it is that one, a hundred times.
///
/// # Panics
/// Where one of the two is no number.
pub fn seeds(usual: u64, others: impl Iterator<Item = u64>) -> Vec<u64> {
    let given = number("AMPHI_SEED");
    let rounds = number("AMPHI_ROUNDS").unwrap_or(if given.is_some() { 100 } else { usual });
    let rounds = usize::try_from(rounds).unwrap_or(usize::MAX);
    let seeds = others.take(rounds);
    Vec::from_iter(seeds.map(|seed| given.unwrap_or(seed)))
}

/// Other seeds at each run.
pub fn by_chance() -> impl Iterator<Item = u64> {
    let mut rng = Rng::new(RandomState::new().hash_one(0));
    iter::repeat_with(move || rng.next())
}

/// The generator SplitMix64, after Steele, Lea and Flood.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The numbers of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    #[expect(clippy::should_implement_trait, reason = "it never ends")]
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// One time out of `times`.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// An index into what has so many.
    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).expect("below a length")
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut rng = Rng::new(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }
}

//! Chance that can be had again: from a seed that is printed.

#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// From `VESTNIK_SEED`, or from a new seed; a test that fails shows which.
    pub fn thrown() -> Self {
        let seed = asked().unwrap_or_else(fresh);
        println!("VESTNIK_SEED={seed}");
        // Zero would stay zero.
        Self(seed | 1)
    }

    /// From a seed whose neighbours throw something else (splitmix64, Steele, Lea and Flood 2014).
    pub fn of(seed: u64) -> Self {
        let mut mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self((mixed ^ (mixed >> 31)).max(1))
    }

    /// A number below `end` (xorshift64, Marsaglia 2003).
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).expect("a number of 48 bits") % end
    }

    /// So often in a thousand.
    pub fn happens(&mut self, thousandths: usize) -> bool {
        self.below(1_000) < thousandths
    }

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// The seed that somebody wants again.
pub fn asked() -> Option<u64> {
    let seed = std::env::var("VESTNIK_SEED").ok()?;
    Some(seed.parse().expect("VESTNIK_SEED is a number"))
}

/// One that nobody has had before.
pub fn fresh() -> u64 {
    u64::from_be_bytes(uuid::Uuid::new_v4().as_bytes()[..8].try_into().expect("8 bytes"))
}

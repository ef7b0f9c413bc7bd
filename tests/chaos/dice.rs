//! Chance that can be had again: from a seed that is printed.

pub struct Dice(u64);

impl Dice {
    /// From `VESTNIK_SEED`, or from a new seed; a test that fails shows which.
    pub fn thrown() -> Self {
        let seed = match std::env::var("VESTNIK_SEED") {
            Ok(seed) => seed.parse().expect("VESTNIK_SEED is a number"),
            Err(_) => u64::from_be_bytes(uuid::Uuid::new_v4().as_bytes()[..8].try_into().expect("8 bytes")),
        };
        println!("VESTNIK_SEED={seed}");
        // Zero would stay zero.
        Self(seed | 1)
    }

    /// A number below `end` (xorshift64, Marsaglia 2003).
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).expect("a number of 48 bits") % end
    }
}

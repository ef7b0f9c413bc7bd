//! Texts that are hard to encode, for tests.

pub(super) const TEXTS: [&str; 12] = [
    "",
    "\n",
    ".",
    "one\ntwo\r\nthree\rfour\n",
    "ends in spaces  \nand tabs\t\n\n.\n..\n \n\t",
    "café = crème; 100 %\nпривет\n",
    "\r\r\n\n\r",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaяяя.\u{1}",
];

/// Always the same ones.
pub(super) fn random_texts(count: usize) -> impl Iterator<Item = String> {
    const WORDS: [&str; 12] =
        ["a", " ", ".", "=", "я", "слово ", "word ", "\n", "\r\n", "long-and-plain", "\t", "👋"];
    let mut random = Random(7);
    (0..count).map(move |_| (0..random.below(60)).map(|_| random.pick(&WORDS)).collect())
}

/// A sequence that looks random (xorshift64).
pub(super) struct Random(pub u64);

impl Random {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }

    pub(super) fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices.iter().copied().nth(self.below(choices.len())).unwrap_or_default()
    }
}

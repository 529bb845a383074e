//! Chance without chance: the same seed gives the same firm everywhere.

use std::fmt::Write as _;

/// A pseudo-random sequence (`SplitMix64`, Steele et al. 2014).
pub(super) struct Dice(u64);

impl Dice {
    /// The sequence that belongs to that text (FNV-1a over its bytes).
    pub(super) fn new(seed: &str) -> Self {
        let hash = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Self(seed.bytes().fold(0xcbf2_9ce4_8422_2325, hash))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to one less than that; 0 for 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let drawn = self.next() % (bound.max(1) as u64);
        usize::try_from(drawn).unwrap_or_default()
    }

    /// A number between both, either included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = usize::try_from(high - low + 1).unwrap_or_default();
        low + i64::try_from(self.below(width)).unwrap_or_default()
    }

    /// True so many times in a hundred.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of a list that is not empty.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Text that looks like base64 of so many groups of four, with a `+` and a `/` in it.
pub(super) fn base64(seed: &str, groups: usize) -> String {
    let mut dice = Dice::new(seed);
    let mut text: String = (0..groups * 4 - 3).map(|_| char::from(*dice.pick(BASE64))).collect();
    text.push_str("+/=");
    text
}

/// So many hexadecimal digits.
pub(super) fn hex(seed: &str, digits: usize) -> String {
    let mut dice = Dice::new(seed);
    (0..digits).fold(String::new(), |mut text, _| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{:X}", dice.below(16));
        text
    })
}

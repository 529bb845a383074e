//! Random numbers that belong to a seed, so that a simulation can be run again.

use std::sync::atomic::{AtomicU64, Ordering};

/// A sequence (`SplitMix64`, Steele et al. 2014).
#[derive(Debug)]
pub(super) struct Random(AtomicU64);

/// What the state moves by.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }

    /// A number from 0 to 1.
    pub(super) fn fraction(&self) -> f64 {
        let state = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let [_, _, _, _, bytes @ ..] = (mixed ^ (mixed >> 31)).to_le_bytes();
        f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)
    }
}

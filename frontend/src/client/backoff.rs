//! How long to wait before trying again.

/// The longest wait, in milliseconds.
const LONGEST: u32 = 15_000;

/// Milliseconds before the try after so many failed ones: half a second, doubled each time, at most a quarter minute.
pub fn wait(tried: u32) -> u32 {
    500_u32.saturating_mul(1_u32.checked_shl(tried).unwrap_or(u32::MAX)).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn waits_double_up_to_a_quarter_minute() {
        let waits: Vec<u32> = (0..8).map(wait).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
        assert_eq!(wait(u32::MAX), 15_000);
    }
}

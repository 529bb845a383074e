//! How the mailbox's clock stands to ours (M3): measured at every exchange.

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use crate::mailbox::ClockDifference;

/// The last measurements of one mailbox.
#[derive(Debug, Default)]
pub(super) struct Differences(VecDeque<ClockDifference>);

/// How many of them count.
const LAST: usize = 16;
/// The header is cut to the second: on average it says half of one too little.
const HALF: SignedDuration = SignedDuration::from_millis(500);
/// What that may be off, and a little.
const CUT: SignedDuration = SignedDuration::from_secs(1);

impl Differences {
    /// Takes a measurement: the service's clock stood at `date` at some time between the two of ours.
    pub(super) fn take(&mut self, sent: Timestamp, answered: Timestamp, date: Timestamp) {
        let trip = answered.duration_since(sent);
        if trip.is_negative() {
            return;
        }
        let middle = sent.checked_add(trip / 2).unwrap_or(sent);
        let add = middle.duration_since(date).saturating_sub(HALF);
        let taken = ClockDifference { add, uncertainty: (trip / 2).saturating_add(CUT) };
        // One that cannot be true together with this one is of before a clock was set.
        self.0.retain(|other| other.agrees(&taken));
        self.0.push_back(taken);
        if self.0.len() > LAST {
            self.0.pop_front();
        }
    }

    /// The surest of them; of those that are equally sure, the last.
    pub(super) fn best(&self) -> Option<ClockDifference> {
        self.0.iter().rev().min_by_key(|one| one.uncertainty).copied()
    }
}

impl ClockDifference {
    fn agrees(&self, other: &Self) -> bool {
        self.add.saturating_sub(other.add).abs() <= self.uncertainty.saturating_add(other.uncertainty)
    }
}

/// The instant that an HTTP header says.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text.trim()).ok()
}

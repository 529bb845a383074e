//! What stops a run before it writes anything: too many changes (A4), too many deletions (M8).

use serde::{Deserialize, Serialize};

use super::Change;
use crate::merge::Side;

/// This many deletions are always too many, however much is linked (M8).
pub const DELETIONS: usize = 5;

/// What a run is measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Guards {
    /// *Require confirmation when at least N records will be synchronized*; `None` is off (A4).
    pub threshold: Option<u32>,
    /// What automatic runs have written within the last hour: a flood of small runs is caught too (A4).
    pub already: usize,
    /// How many pairs are linked in the folder.
    pub linked: usize,
}

/// Why a run is suspended (A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Suspension {
    /// It would write as many records as the threshold says, or more (A4).
    Threshold {
        /// How many, with those of the last hour.
        count: usize,
        /// The threshold.
        limit: usize,
    },
    /// It would delete too many (M8).
    Deletions {
        /// How many.
        count: usize,
        /// From how many on it is suspended.
        limit: usize,
    },
    /// A setting was changed by someone else, and makes a whole synchronization necessary.
    Settings,
    /// Something that concerns the whole mailbox.
    Exception(Exception),
}

/// What concerns a whole mailbox (A5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Exception {
    /// The folder is not there any more.
    FolderGone,
    /// Access is refused.
    Refused,
    /// The mailbox went back in time: it was restored from a backup.
    MailboxRestored,
    /// The practice database did.
    PracticeRestored,
    /// Nothing that was linked is there any more.
    Emptied,
    /// A run was undone, and nothing is done again by itself (P10).
    Undone,
}

json_words!(Exception { FolderGone, Refused, MailboxRestored, PracticeRestored, Emptied, Undone });

/// The changes that count: those that write a side, but for those in the list apart.
pub fn counted(changes: &[Change]) -> usize {
    let counts = |change: &&Change| {
        !change.apart
            && (change.what.writes(Side::Practice) || change.what.writes(Side::Outlook) || !change.fields.is_empty())
    };
    changes.iter().filter(counts).count()
}

/// What stops the run, if anything does. Deletions are looked at first: they are the worse surprise.
pub fn guard(changes: &[Change], guards: &Guards) -> Option<Suspension> {
    let deletions = changes.iter().filter(|change| change.deletes()).count();
    let limit = DELETIONS.max(guards.linked.div_ceil(10));
    if deletions >= limit {
        return Some(Suspension::Deletions { count: deletions, limit });
    }
    let limit = guards.threshold? as usize;
    let own = counted(changes);
    let count = own.saturating_add(guards.already);
    (own > 0 && count >= limit).then_some(Suspension::Threshold { count, limit })
}

//! Who wins when both sides changed (M2, M3), and why, as a value.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::merge::Side;

/// What a staff member chose to happen when both sides changed (M2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Policy {
    /// The most recently changed record wins, whole (C7).
    #[default]
    NewestRecord,
    /// Field by field; one that both changed goes to the newer side.
    NewestField,
    /// The practice database wins.
    PracticeWins,
    /// Outlook wins.
    OutlookWins,
    /// The person chooses.
    AskMe,
}

json_words!(Policy { NewestRecord, NewestField, PracticeWins, OutlookWins, AskMe });

impl Policy {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 5] =
        [Self::NewestRecord, Self::NewestField, Self::PracticeWins, Self::OutlookWins, Self::AskMe];
}

/// Which ways records travel, as set by the staff member (A1), and for single fields by the firm (M9).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// Both ways.
    #[default]
    Both,
    /// From the practice database to Outlook only.
    ToOutlook,
    /// From Outlook to the practice database only.
    ToPractice,
    /// Not at all.
    Off,
}

json_words!(Direction { Both, ToOutlook, ToPractice, Off });

impl Direction {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Both, Self::ToOutlook, Self::ToPractice, Self::Off];

    /// The direction that two switches say.
    pub const fn from_switches(to_outlook: bool, to_practice: bool) -> Self {
        match (to_outlook, to_practice) {
            (true, true) => Self::Both,
            (true, false) => Self::ToOutlook,
            (false, true) => Self::ToPractice,
            (false, false) => Self::Off,
        }
    }

    /// May that side be written? (P19)
    pub const fn writes(self, side: Side) -> bool {
        matches!((self, side), (Self::Both, _) | (Self::ToOutlook, Side::Outlook) | (Self::ToPractice, Side::Practice))
    }

    /// What both allow.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self::from_switches(
            self.writes(Side::Outlook) && other.writes(Side::Outlook),
            self.writes(Side::Practice) && other.writes(Side::Practice),
        )
    }
}

/// When each side was last edited, as far as known (M3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EditTimes {
    /// The record's, by its trigger.
    pub practice: Option<Timestamp>,
    /// The item's, corrected by the measured clock difference; `None` while it is being composed.
    pub outlook: Option<Timestamp>,
    /// How far the measured difference may be off.
    pub uncertainty: SignedDuration,
}

json_struct!(EditTimes { practice, outlook, uncertainty });

/// Which side is newer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Newer {
    /// The record, later by more than the uncertainty.
    Practice,
    /// The item, later by more than the uncertainty.
    Outlook,
    /// As close as the clocks can tell: the practice side wins (M3).
    Close,
    /// A side has no time.
    Unknown,
}

impl EditTimes {
    /// Compares the two.
    pub fn newer(&self) -> Newer {
        let (Some(practice), Some(outlook)) = (self.practice, self.outlook) else {
            return Newer::Unknown;
        };
        let lead = outlook.duration_since(practice);
        let slack = self.uncertainty.abs();
        if lead.abs() <= slack {
            Newer::Close
        } else if lead.is_positive() {
            Newer::Outlook
        } else {
            Newer::Practice
        }
    }
}

/// Why a side won, or nobody could.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Why {
    /// Its edit is the later one (C7).
    Later,
    /// The times are too close to tell, so the practice side wins (M3).
    TooClose,
    /// The staff member's policy says so (M2).
    Policy,
    /// The staff member answered so (M2).
    Answer,
    /// A side has no edit time: the person is asked (M3).
    NoTime,
    /// The policy is to ask (M2).
    AskMe,
}

json_words!(Why { Later, TooClose, Policy, Answer, NoTime, AskMe });

/// The outcome of a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Who wins; `None` asks the person.
    pub winner: Option<Side>,
    /// Why.
    pub why: Why,
}

/// Who wins under a policy.
pub fn resolve(policy: Policy, times: &EditTimes) -> Verdict {
    match policy {
        Policy::PracticeWins => Verdict { winner: Some(Side::Practice), why: Why::Policy },
        Policy::OutlookWins => Verdict { winner: Some(Side::Outlook), why: Why::Policy },
        Policy::AskMe => Verdict { winner: None, why: Why::AskMe },
        Policy::NewestRecord | Policy::NewestField => by_time(times.newer()),
    }
}

const fn by_time(newer: Newer) -> Verdict {
    match newer {
        Newer::Practice => Verdict { winner: Some(Side::Practice), why: Why::Later },
        Newer::Outlook => Verdict { winner: Some(Side::Outlook), why: Why::Later },
        Newer::Close => Verdict { winner: Some(Side::Practice), why: Why::TooClose },
        Newer::Unknown => Verdict { winner: None, why: Why::NoTime },
    }
}

//! The decision for one link: one total match over what can be known of it.
//!
//! `rules/tests/decisions.txt` holds every combination with its outcome and its rule.

use serde::{Deserialize, Serialize};

use crate::{
    conflict::{Direction, Policy},
    merge::Side,
};

/// What became of one side since the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Presence {
    /// It is there, with the base's content.
    Unchanged,
    /// It is there, with other content (M1).
    Changed,
    /// It was deleted, and that was proven (M6).
    Deleted,
    /// It was not found, which proves nothing (M6).
    Missing,
}

impl Presence {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Unchanged, Self::Changed, Self::Deleted, Self::Missing];
}

/// Whether a link is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "PairState"))]
#[serde(rename_all = "camelCase")]
pub enum Tie {
    /// Kept in agreement.
    Joined,
    /// Remembered, and left alone until a person or the filter rejoins it.
    Parted,
}

json_words!(Tie { Joined, Parted });

impl Tie {
    /// Both of them.
    pub const ALL: [Self; 2] = [Self::Joined, Self::Parted];
}

/// All that the decision depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkState {
    /// The record.
    pub practice: Presence,
    /// The item.
    pub outlook: Presence,
    /// Is there a base?
    pub base: bool,
    /// Joined or parted.
    pub tie: Tie,
    /// The staff member's policy.
    pub policy: Policy,
    /// The ways that are open.
    pub direction: Direction,
}

/// What is to be done for one link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    /// Nothing.
    Nothing,
    /// Write the record's edit to the item.
    UpdateItem,
    /// Write the item's edit to the record.
    UpdateRecord,
    /// Both changed: the newer one wins, whole.
    TakeNewer,
    /// Both changed: merge by field.
    MergeFields,
    /// Ask the person.
    Ask,
    /// Make the deleted item again from the edited record.
    RecreateItem,
    /// Take the deleted record out of the bin, with the item's edit.
    RestoreRecord,
    /// Remove the item, its record having been deleted.
    RemoveItem,
    /// Do to the record what its kind does when its item is deleted (M7).
    FollowItemDeletion,
    /// Forget the link: neither side exists any more.
    DropLink,
    /// Ask that side for this very record or item before anything is believed.
    Prove(Side),
    /// Wait: the way is closed.
    Hold,
}

json_either!(Action {
    Nothing, UpdateItem, UpdateRecord, TakeNewer, MergeFields, Ask, RecreateItem, RestoreRecord, RemoveItem,
    FollowItemDeletion, DropLink, Hold,
} holding { Prove });

/// Why, and the rule that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reason {
    /// Neither side was edited.
    InStep,
    /// Only one side was edited.
    OneSideEdited,
    /// Both were, and the policy decides.
    BothEdited,
    /// There is no base to tell an edit from the older content, so the policy decides.
    NoBase,
    /// There is no base to tell whether what was deleted had been edited.
    NoBaseForDeletion,
    /// An edit wins over a deletion.
    EditBeatsDeletion,
    /// One side was deleted, the other is as it was.
    Deleted,
    /// Both were deleted.
    BothDeleted,
    /// Absence is not a deletion.
    NotProven,
    /// The pair was parted, and nothing comes back by itself.
    Parted,
    /// The direction does not lead there.
    DirectionOff,
    /// The policy's winner may not be written to the other side.
    WinnerMayNotTravel,
}

json_words!(Reason {
    InStep,
    OneSideEdited,
    BothEdited,
    NoBase,
    NoBaseForDeletion,
    EditBeatsDeletion,
    Deleted,
    BothDeleted,
    NotProven,
    Parted,
    DirectionOff,
    WinnerMayNotTravel,
});

impl Reason {
    /// The number of the rule.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::InStep => "P2",
            Self::OneSideEdited => "M1",
            Self::BothEdited | Self::NoBase | Self::WinnerMayNotTravel => "M2",
            Self::NoBaseForDeletion => "P3",
            Self::EditBeatsDeletion => "M5",
            Self::Deleted | Self::BothDeleted => "M7",
            Self::NotProven => "M6",
            Self::Parted => "C10",
            Self::DirectionOff => "P19",
        }
    }
}

/// What to do, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Decision {
    /// What to do.
    pub action: Action,
    /// Why.
    pub reason: Reason,
}

json_struct!(Decision { action, reason });

const fn because(action: Action, reason: Reason) -> Decision {
    Decision { action, reason }
}

/// Decides for one link.
pub const fn decide(state: LinkState) -> Decision {
    match state.tie {
        Tie::Parted => parted(state),
        Tie::Joined => joined(state),
    }
}

/// A parted pair is only ever forgotten, once neither side exists.
const fn parted(state: LinkState) -> Decision {
    match (state.practice, state.outlook) {
        (Presence::Deleted, Presence::Deleted) => because(Action::DropLink, Reason::BothDeleted),
        (Presence::Unchanged | Presence::Changed | Presence::Missing, _)
        | (Presence::Deleted, Presence::Unchanged | Presence::Changed | Presence::Missing) => {
            because(Action::Nothing, Reason::Parted)
        }
    }
}

const fn joined(state: LinkState) -> Decision {
    use Presence::{Changed, Deleted, Missing, Unchanged};
    match (state.practice, state.outlook, state.base) {
        // Absence proves nothing, on whichever side; the item is asked for first.
        (_, Missing, _) => because(Action::Prove(Side::Outlook), Reason::NotProven),
        (Missing, Unchanged | Changed | Deleted, _) => because(Action::Prove(Side::Practice), Reason::NotProven),

        (Deleted, Deleted, _) => because(Action::DropLink, Reason::BothDeleted),

        (Unchanged, Unchanged, true) => because(Action::Nothing, Reason::InStep),
        (Changed, Unchanged, true) => write(state, Side::Outlook, Action::UpdateItem, Reason::OneSideEdited),
        (Unchanged, Changed, true) => write(state, Side::Practice, Action::UpdateRecord, Reason::OneSideEdited),
        (Changed, Changed, true) => conflict(state, Reason::BothEdited),
        (Unchanged | Changed, Unchanged | Changed, false) => conflict(state, Reason::NoBase),

        (Deleted, Unchanged, true) => write(state, Side::Outlook, Action::RemoveItem, Reason::Deleted),
        (Deleted, Changed, true) => write(state, Side::Practice, Action::RestoreRecord, Reason::EditBeatsDeletion),
        (Unchanged, Deleted, true) => write(state, Side::Practice, Action::FollowItemDeletion, Reason::Deleted),
        (Changed, Deleted, true) => write(state, Side::Outlook, Action::RecreateItem, Reason::EditBeatsDeletion),
        (Deleted, Unchanged | Changed, false) | (Unchanged | Changed, Deleted, false) => {
            because(Action::Ask, Reason::NoBaseForDeletion)
        }
    }
}

/// An action that writes that side, where the direction leads there.
const fn write(state: LinkState, side: Side, action: Action, reason: Reason) -> Decision {
    if state.direction.writes(side) { because(action, reason) } else { because(Action::Hold, Reason::DirectionOff) }
}

/// Both sides stand against each other.
const fn conflict(state: LinkState, reason: Reason) -> Decision {
    match (state.policy, state.direction) {
        (_, Direction::Off) => because(Action::Hold, Reason::DirectionOff),
        (Policy::NewestRecord, Direction::Both | Direction::ToOutlook | Direction::ToPractice) => {
            because(Action::TakeNewer, reason)
        }
        (Policy::NewestField, Direction::Both | Direction::ToOutlook | Direction::ToPractice) => {
            because(Action::MergeFields, reason)
        }
        (Policy::AskMe, Direction::Both | Direction::ToOutlook | Direction::ToPractice) => because(Action::Ask, reason),
        (Policy::PracticeWins, Direction::Both | Direction::ToOutlook) => because(Action::UpdateItem, reason),
        (Policy::OutlookWins, Direction::Both | Direction::ToPractice) => because(Action::UpdateRecord, reason),
        (Policy::PracticeWins, Direction::ToPractice) | (Policy::OutlookWins, Direction::ToOutlook) => {
            because(Action::Hold, Reason::WinnerMayNotTravel)
        }
    }
}

//! The plan for a linked item as the mailbox keeps it, whole and saved: what a run plans for each link.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Action, Answers, Decision, ItemPlan, Known, LinkState, PlannedRow, Presence, Reason, RecordState, decide,
    open_item::{digest, open_way, state, verdict, wanted},
};
use crate::{
    conflict::EditTimes,
    json::ToJson,
    merge::{self, Row, Side, Standing},
    record::View,
};

/// Whether a linked item is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ItemState {
    /// It is there.
    #[default]
    Present,
    /// It was asked for by itself, and is gone (M6).
    Deleted,
    /// It was not found, which proves nothing (M6).
    Missing,
    /// A person moved it to another folder of the mailbox, which is no deletion (M6).
    Elsewhere,
}

/// A linked item as the mailbox keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Stored {
    /// Whether it is there.
    pub state: ItemState,
    /// What it holds, where it is there.
    pub view: View,
    /// When it was first seen to hold that, by our clock (M3).
    pub modified: Option<Timestamp>,
}

/// Plans for one link. [`ItemPlan::saved`] is always so.
pub fn plan_stored(known: &Known, item: &Stored, times: &EditTimes, answers: &Answers) -> ItemPlan {
    let view = view(known, item);
    let rows = merge::compare(known.kind, &known.record, &view, known.base.as_ref(), known.pending.as_ref());
    let decision = meant(known, answers, decide(link_state(known, item, &rows)), &rows);
    let verdict = verdict(known, decision.action, &rows, times);
    let planned: Vec<PlannedRow> = rows
        .into_iter()
        .map(|row| {
            let wanted = wanted(known.kind, &row, decision, verdict, answers);
            PlannedRow { fate: open_way(wanted, &row, &known.settings), row }
        })
        .collect();
    let hash = digest(&[known as &dyn ToJson, &view, &decision, &planned]);
    ItemPlan { decision, verdict, rows: planned, saved: true, hash }
}

/// A deletion that nobody can judge, once the person said whose word counts. As edit beats deletion, so does the side
/// that is there where they said both.
fn meant(known: &Known, answers: &Answers, asked: Decision, rows: &[Row]) -> Decision {
    let given: Vec<Side> = rows.iter().filter_map(|row| answers.get(&row.field).copied()).collect();
    if asked.reason != Reason::NoBaseForDeletion || given.is_empty() {
        return asked;
    }
    let there = if known.state == RecordState::Present { Side::Practice } else { Side::Outlook };
    let (action, target) = match (there, given.contains(&there)) {
        (Side::Practice, true) => (Action::RecreateItem, Side::Outlook),
        (Side::Practice, false) => (Action::FollowItemDeletion, Side::Practice),
        (Side::Outlook, true) => (Action::RestoreRecord, Side::Practice),
        (Side::Outlook, false) => (Action::RemoveItem, Side::Outlook),
    };
    if known.settings.direction.writes(target) {
        Decision { action, ..asked }
    } else {
        Decision { action: Action::Hold, reason: Reason::DirectionOff }
    }
}

/// What an item that is not there held last: by it the record's own edits are told.
fn view(known: &Known, item: &Stored) -> View {
    match item.state {
        ItemState::Present => item.view.clone(),
        ItemState::Deleted | ItemState::Missing | ItemState::Elsewhere => {
            let last = known.base.as_ref().map(|base| base.outlook.clone()).unwrap_or_default();
            View::whole(known.kind, last)
        }
    }
}

fn link_state(known: &Known, item: &Stored, rows: &[Row]) -> LinkState {
    let there = state(known, rows);
    let no_base = known.base.is_none() && known.pending.is_none();
    let (outlook, base) = match item.state {
        ItemState::Present => (there.outlook, there.base),
        ItemState::Deleted => (Presence::Deleted, !no_base),
        ItemState::Missing | ItemState::Elsewhere => (Presence::Missing, !no_base),
    };
    // A binned record whose item differs from what both agreed on was edited in Outlook.
    let practice = match known.state {
        RecordState::Present if item.state != ItemState::Present => {
            let edited = rows.iter().any(|row| matches!(row.standing, Standing::PracticeChanged | Standing::Both));
            if edited { Presence::Changed } else { Presence::Unchanged }
        }
        RecordState::Present | RecordState::Binned | RecordState::Missing => there.practice,
    };
    LinkState { practice, outlook, base, ..there }
}

//! The plan for a linked item as the mailbox keeps it, whole and saved: what a run plans for each link.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Answers, ItemPlan, Known, LinkState, PlannedRow, Presence, RecordState, decide,
    open_item::{digest, open_way, state, verdict, wanted},
};
use crate::{
    conflict::EditTimes,
    json::ToJson,
    merge::{self, Row, Standing},
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
    let decision = decide(link_state(known, item, &rows));
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

//! The plan for the item that is open in Outlook, its link and its record.
//!
//! The pane makes it to show what Sync will do, the server makes it again to do it; the [`ItemPlan::hash`] of both must
//! be the same (P9).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Action, Decision, LinkState, Presence, Reason, Tie, decide};
use crate::{
    conflict::{self, Direction, EditTimes, Policy, Verdict},
    merge::{self, Base, Row, Side, Standing},
    normalize,
    outlook::item::Mode,
    record::{FieldId, Image, RecordKind, Value, View},
};

/// What a staff member and the firm have set that bears on one item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Who wins when both sides changed (M2).
    pub policy: Policy,
    /// The ways that are open (A1).
    pub direction: Direction,
    /// The ways of single fields, where the firm narrowed them (M9).
    #[serde(default)]
    pub fields: BTreeMap<FieldId, Direction>,
}

impl Settings {
    /// The ways open to that field.
    pub fn direction_of(&self, field: FieldId) -> Direction {
        self.fields.get(&field).copied().unwrap_or_default().and(self.direction)
    }
}

/// Whether the linked record is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RecordState {
    /// It is there.
    Present,
    /// It lies in the practice bin, which is proof of its deletion.
    Binned,
    /// It was not found.
    Missing,
}

/// What the practice side knows of a linked item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Known {
    /// Which field table.
    pub kind: RecordKind,
    /// The record's content.
    pub record: Image,
    /// Whether it is there.
    pub state: RecordState,
    /// The record's version: a write must find it unchanged (P3).
    pub version: i64,
    /// When it was last edited (M3).
    pub edited_at: Timestamp,
    /// Joined or parted.
    pub tie: Tie,
    /// What both agreed on, known from the saved item.
    pub base: Option<Base>,
    /// What a form being composed was last synchronized with. It may never have been saved, so it is no base, but it
    /// counts as a second one (P7): an edit is what differs from both.
    pub pending: Option<Base>,
    /// The settings in force.
    pub settings: Settings,
}

/// The open item, mapped: what is seen of it, and what its window can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presented {
    /// What was seen.
    pub view: View,
    /// Read or compose.
    pub mode: Mode,
    /// When the item was saved, if the window tells.
    pub modified: Option<Timestamp>,
    /// The fields that the window can be told to show.
    pub can_set: std::collections::BTreeSet<FieldId>,
}

/// The person's choices under *ask me*: whose value is kept, by field.
pub type Answers = BTreeMap<FieldId, Side>;

/// Why a value stays where it is although the other side has another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Held {
    /// The staff member's direction does not lead there (P19).
    Direction,
    /// The firm's direction for this field does not (M9).
    FieldDirection,
    /// The policy's winner may not be written to the other side.
    WinnerMayNotTravel,
    /// The window shows a saved item that only its organiser, or Outlook itself, can change.
    ReadOnly,
    /// Office.js cannot set this field.
    NotSettable,
    /// The pair is parted, or a side waits for proof.
    Waiting,
}

/// What happens to one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// Nothing: both have it.
    Keep,
    /// The record takes the item's value.
    ToRecord,
    /// The item takes the record's value.
    ToItem,
    /// The person chooses.
    Ask,
    /// Each keeps its own.
    Held(Held),
}

/// A compared field and what happens to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedRow {
    /// The comparison.
    #[serde(flatten)]
    pub row: Row,
    /// What happens.
    pub fate: Fate,
}

/// A value that gives way, to be kept in the history (M4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Replaced {
    /// The field.
    pub field: FieldId,
    /// Whose value it was.
    pub side: Side,
    /// The value; `None` where it was empty.
    pub value: Option<Value>,
    /// What took its place.
    pub by: Option<Value>,
}

/// The plan for the open item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemPlan {
    /// What is to be done with the pair, and why.
    pub decision: Decision,
    /// Who won, where both had changed.
    pub verdict: Option<Verdict>,
    /// Every field that was seen, and what happens to it.
    pub rows: Vec<PlannedRow>,
    /// Is the item saved as it is shown? Only then does the base move.
    pub saved: bool,
    /// A digest of all that the plan was made from and of what it says (P9).
    pub hash: String,
}

/// Plans for the open item.
///
/// `uncertainty` of the clocks is in `times` together with the edit times; `answers` are empty until the person chose.
pub fn plan_open_item(known: &Known, item: &Presented, times: &EditTimes, answers: &Answers) -> ItemPlan {
    let rows = merge::compare(known.kind, &known.record, &item.view, known.base.as_ref(), known.pending.as_ref());
    let decision = decide(state(known, &rows));
    let verdict = verdict(known, decision.action, &rows, times);
    let planned: Vec<PlannedRow> = rows
        .into_iter()
        .map(|row| {
            let wanted = wanted(&row, decision, verdict, answers);
            PlannedRow { fate: permitted(wanted, &row, known, item), row }
        })
        .collect();
    let saved = item.mode == Mode::Read;
    let hash = hash(known, item, times, decision, &planned);
    ItemPlan { decision, verdict, rows: planned, saved, hash }
}

fn state(known: &Known, rows: &[Row]) -> LinkState {
    let edited = |side: Standing| rows.iter().any(|row| row.standing == side || row.standing == Standing::Both);
    let presence = |changed| {
        if changed { Presence::Changed } else { Presence::Unchanged }
    };
    LinkState {
        practice: match known.state {
            RecordState::Present => presence(edited(Standing::PracticeChanged)),
            RecordState::Binned => Presence::Deleted,
            RecordState::Missing => Presence::Missing,
        },
        outlook: presence(edited(Standing::OutlookChanged)),
        base: known.base.is_some() || known.pending.is_some() || rows.iter().all(|row| row.standing != Standing::Both),
        tie: known.tie,
        policy: known.settings.policy,
        direction: known.settings.direction,
    }
}

/// Who wins, when the decision is one between two edits.
fn verdict(known: &Known, action: Action, rows: &[Row], times: &EditTimes) -> Option<Verdict> {
    let contested = rows.iter().any(|row| row.standing == Standing::Both);
    let newest = conflict::resolve(known.settings.policy, times);
    let between_edits = match action {
        Action::TakeNewer => true,
        Action::MergeFields | Action::UpdateItem | Action::UpdateRecord | Action::Ask | Action::Hold => contested,
        Action::Nothing
        | Action::RecreateItem
        | Action::RestoreRecord
        | Action::RemoveItem
        | Action::FollowItemDeletion
        | Action::DropLink
        | Action::Prove(_) => false,
    };
    between_edits.then_some(newest)
}

/// What the decision wants for one field, before anybody asks whether it may or can be done.
fn wanted(row: &Row, decision: Decision, verdict: Option<Verdict>, answers: &Answers) -> Fate {
    if matches!(row.standing, Standing::Same | Standing::Agreed) {
        return if row.blanks { blanks(row) } else { Fate::Keep };
    }
    match decision.action {
        Action::Hold if decision.reason == Reason::WinnerMayNotTravel => Fate::Held(Held::WinnerMayNotTravel),
        Action::Hold => Fate::Held(Held::Direction),
        Action::Nothing | Action::Prove(_) | Action::DropLink | Action::RemoveItem | Action::FollowItemDeletion => {
            Fate::Held(Held::Waiting)
        }
        Action::UpdateItem | Action::RecreateItem => Fate::ToItem,
        Action::UpdateRecord | Action::RestoreRecord => Fate::ToRecord,
        Action::TakeNewer => whole(row, verdict, answers),
        Action::MergeFields | Action::Ask => by_field(row, verdict, answers),
    }
}

/// C9: the side that has the blanks is written.
fn blanks(row: &Row) -> Fate {
    let clean = |value: &Option<Value>| value.as_ref().and_then(normalize::clean) == *value;
    if clean(&row.practice) { Fate::ToItem } else { Fate::ToRecord }
}

/// The newest record wins whole; where nobody can tell, as by field.
fn whole(row: &Row, verdict: Option<Verdict>, answers: &Answers) -> Fate {
    match verdict.and_then(|verdict| verdict.winner) {
        Some(winner) => take(winner),
        None => by_field(row, verdict, answers),
    }
}

/// An edit of one side travels; a field that both changed goes to the winner, or to the person.
fn by_field(row: &Row, verdict: Option<Verdict>, answers: &Answers) -> Fate {
    match row.standing {
        Standing::Both => {
            let winner = answers.get(&row.field).copied().or_else(|| verdict.and_then(|verdict| verdict.winner));
            winner.map_or(Fate::Ask, take)
        }
        _ => one_sided(row),
    }
}

const fn one_sided(row: &Row) -> Fate {
    match row.standing {
        Standing::PracticeChanged => Fate::ToItem,
        Standing::OutlookChanged => Fate::ToRecord,
        Standing::Both => Fate::Ask,
        Standing::Same | Standing::Agreed => Fate::Keep,
    }
}

/// The winner's value is taken by the other side.
const fn take(winner: Side) -> Fate {
    match winner {
        Side::Practice => Fate::ToItem,
        Side::Outlook => Fate::ToRecord,
    }
}

/// What remains of a wish once directions (P19, M9) and the window's abilities are asked.
fn permitted(wanted: Fate, row: &Row, known: &Known, item: &Presented) -> Fate {
    let target = match wanted {
        Fate::ToRecord => Side::Practice,
        Fate::ToItem => Side::Outlook,
        Fate::Keep | Fate::Ask | Fate::Held(_) => return wanted,
    };
    if !known.settings.direction.writes(target) {
        Fate::Held(Held::Direction)
    } else if !known.settings.direction_of(row.field).writes(target) {
        Fate::Held(Held::FieldDirection)
    } else if target == Side::Practice {
        wanted
    } else if item.mode == Mode::Read {
        if row.standing == Standing::Same { Fate::Keep } else { Fate::Held(Held::ReadOnly) }
    } else if !item.can_set.contains(&row.field) {
        Fate::Held(Held::NotSettable)
    } else {
        wanted
    }
}

/// P9: a digest over the canonical JSON of everything that went in and came out.
fn hash(known: &Known, item: &Presented, times: &EditTimes, decision: Decision, rows: &[PlannedRow]) -> String {
    let all = serde_json::to_vec(&(known, item, times, decision, rows)).unwrap_or_default();
    Sha256::digest(&all).iter().take(16).fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

impl ItemPlan {
    /// The rows with that fate.
    pub fn with_fate(&self, fate: Fate) -> impl Iterator<Item = &PlannedRow> {
        self.rows.iter().filter(move |row| row.fate == fate)
    }

    /// Fields that wait for the person's choice. While there is one, the plan writes nothing.
    pub fn asks(&self) -> bool {
        self.with_fate(Fate::Ask).next().is_some()
    }

    /// Fields on which the sides differ and stay different, and why.
    pub fn held(&self) -> impl Iterator<Item = (&PlannedRow, Held)> {
        self.rows.iter().filter_map(|row| match row.fate {
            Fate::Held(why) => Some((row, why)),
            Fate::Keep | Fate::ToRecord | Fate::ToItem | Fate::Ask => None,
        })
    }

    /// Nothing to write, to ask or to hold.
    pub fn in_step(&self) -> bool {
        !self.waits() && self.rows.iter().all(|row| row.fate == Fate::Keep)
    }

    /// The pair is parted, a side is deleted or not proven: nothing that the open window could bring about.
    pub fn waits(&self) -> bool {
        match self.decision.action {
            Action::Prove(_)
            | Action::RemoveItem
            | Action::RecreateItem
            | Action::FollowItemDeletion
            | Action::DropLink => true,
            Action::Nothing => self.decision.reason == Reason::Parted,
            Action::UpdateItem
            | Action::UpdateRecord
            | Action::TakeNewer
            | Action::MergeFields
            | Action::Ask
            | Action::RestoreRecord
            | Action::Hold => false,
        }
    }

    /// What the record is set to.
    pub fn record_changes(&self) -> Vec<(FieldId, Option<Value>)> {
        self.changes(Fate::ToRecord, |row| row.outlook.as_ref())
    }

    /// What the form is told to show.
    pub fn item_changes(&self) -> Vec<(FieldId, Option<Value>)> {
        self.changes(Fate::ToItem, |row| row.practice.as_ref())
    }

    fn changes(&self, fate: Fate, from: impl Fn(&Row) -> Option<&Value>) -> Vec<(FieldId, Option<Value>)> {
        if self.asks() {
            return Vec::new();
        }
        let clean = |row: &PlannedRow| from(&row.row).and_then(normalize::clean);
        self.with_fate(fate).map(|row| (row.row.field, clean(row))).collect()
    }

    /// The values that give way (M4). A value that merely loses its blanks is none.
    pub fn replaced(&self) -> Vec<Replaced> {
        if self.asks() {
            return Vec::new();
        }
        self.rows.iter().filter(|row| !row.row.blanks).filter_map(replaced).collect()
    }

    /// The images that both sides have once the plan is done, over what the base held before.
    pub fn agreed(&self, base: Option<&Base>) -> Base {
        let mut agreed = base.cloned().unwrap_or_default();
        if self.asks() {
            return agreed;
        }
        for planned in &self.rows {
            let row = &planned.row;
            let (practice, outlook) = match planned.fate {
                Fate::Keep => (row.practice.clone(), row.outlook.clone()),
                Fate::ToRecord => (row.outlook.as_ref().and_then(normalize::clean), row.outlook.clone()),
                Fate::ToItem => (row.practice.clone(), row.practice.as_ref().and_then(normalize::clean)),
                Fate::Ask | Fate::Held(_) => continue,
            };
            agreed.practice.set(row.field, practice);
            agreed.outlook.set(row.field, outlook);
        }
        agreed
    }
}

fn replaced(planned: &PlannedRow) -> Option<Replaced> {
    let row = &planned.row;
    let (side, value, by) = match planned.fate {
        Fate::ToRecord => (Side::Practice, &row.practice, &row.outlook),
        Fate::ToItem => (Side::Outlook, &row.outlook, &row.practice),
        Fate::Keep | Fate::Ask | Fate::Held(_) => return None,
    };
    (value != by).then(|| Replaced { field: row.field, side, value: value.clone(), by: by.clone() })
}

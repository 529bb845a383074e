//! The plan for the open item, and what can be read off it.

use serde::{Deserialize, Serialize};

use super::{Action, Decision, Reason};
use crate::{
    conflict::Verdict,
    json::{ToJson, write_object},
    merge::{Base, Pending, Row, Side},
    normalize,
    record::{FieldId, Value},
};

/// Why a value stays where it is although the other side has another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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

json_words!(Held { Direction, FieldDirection, WinnerMayNotTravel, ReadOnly, NotSettable, Waiting });

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

json_either!(Fate { Keep, ToRecord, ToItem, Ask } holding { Held });

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

impl ToJson for PlannedRow {
    fn write(&self, out: &mut String) {
        let Row { field, practice, outlook, standing, blanks } = &self.row;
        write_object(
            out,
            &[
                ("field", field),
                ("practice", practice),
                ("outlook", outlook),
                ("standing", standing),
                ("blanks", blanks),
                ("fate", &self.fate),
            ],
        );
    }
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

    /// What is to be remembered of a form that was synchronized: what it showed, and what both sides were to hold. Of a
    /// field that was held back or asked for, the form's value says nothing.
    pub fn pending(&self, base: Option<&Base>) -> Pending {
        let agreed = self.agreed(base).outlook;
        let mut shown = agreed.clone();
        let synchronized = |fate| matches!(fate, Fate::Keep | Fate::ToRecord | Fate::ToItem);
        for planned in self.rows.iter().filter(|planned| !self.asks() && synchronized(planned.fate)) {
            shown.set(planned.row.field, planned.row.outlook.clone());
        }
        Pending { shown, agreed }
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

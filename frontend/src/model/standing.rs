//! How a linked item stands: the comparison, made here by the rules that the server runs too.

use std::collections::BTreeMap;

use api::{ItemState, ItemStatus, Linked};
use rules::{
    conflict::{EditTimes, Newer},
    mapping::{Unmappable, open_item::present},
    merge::{Side, Standing},
    outlook::item::Snapshot,
    plan::{Action, Answers, Fate, Held, ItemPlan, PlannedRow, Presented, RecordState, Tie, plan_open_item},
    record::{FieldId, RecordKind, Unit, Value},
};

/// A linked item, compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Compared {
    /// The item as the rules see it.
    pub presented: Presented,
    /// When each side was edited.
    pub times: EditTimes,
    /// The plan before any answer: which rows are asked.
    pub asking: ItemPlan,
    /// The plan with the person's answers.
    pub plan: ItemPlan,
    /// Fields that could not be understood.
    pub unmapped: Vec<Unmappable>,
}

/// Compares the open item with its record.
pub fn compare(linked: &Linked, snapshot: &Snapshot, answers: &Answers) -> Compared {
    let (presented, unmapped) = present(snapshot, Some(&linked.known.record));
    let times = EditTimes {
        practice: Some(linked.known.edited_at),
        outlook: presented.modified,
        uncertainty: linked.uncertainty,
    };
    let asking = plan_open_item(&linked.known, &presented, &times, &Answers::new());
    let plan = plan_open_item(&linked.known, &presented, &times, answers);
    Compared { presented, times, asking, plan, unmapped }
}

/// What there is to say about a linked item, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headline {
    /// The pair was parted.
    Parted,
    /// The record lies in the bin, and the item was not edited since.
    Binned,
    /// The record lies in the bin, and the item's edit would bring it back.
    BinnedEdit,
    /// The record was not found.
    Missing,
    /// Both agree.
    InStep,
    /// Fields differ; so many.
    Differs(usize),
}

impl Compared {
    /// The sentence above the comparison.
    pub fn headline(&self, linked: &Linked) -> Headline {
        match (linked.known.tie, linked.known.state, self.plan.decision.action) {
            (Tie::Parted, _, _) => Headline::Parted,
            (Tie::Joined, RecordState::Missing, _) => Headline::Missing,
            (Tie::Joined, RecordState::Binned, Action::RestoreRecord) => Headline::BinnedEdit,
            (Tie::Joined, RecordState::Binned, _) => Headline::Binned,
            (Tie::Joined, RecordState::Present, _) if self.asking.in_step() => Headline::InStep,
            (Tie::Joined, RecordState::Present, _) => Headline::Differs(self.differing().count()),
        }
    }

    /// The rows to show: what differs, in the order of the field table.
    pub fn differing(&self) -> impl Iterator<Item = (&PlannedRow, bool)> {
        let asked = self.asking.rows.iter().map(|row| row.fate == Fate::Ask);
        self.plan.rows.iter().zip(asked).filter(|(row, asked)| *asked || row.fate != Fate::Keep)
    }

    /// The fields that the person has to choose for.
    pub fn asked(&self) -> impl Iterator<Item = FieldId> + '_ {
        self.asking.with_fate(Fate::Ask).map(|row| row.row.field)
    }

    /// Which side's value of that row is the newer one.
    pub fn newer(&self, row: &PlannedRow) -> Option<Side> {
        match row.row.standing {
            Standing::PracticeChanged => Some(Side::Practice),
            Standing::OutlookChanged => Some(Side::Outlook),
            Standing::Both => match self.times.newer() {
                Newer::Practice => Some(Side::Practice),
                Newer::Outlook => Some(Side::Outlook),
                Newer::Close | Newer::Unknown => None,
            },
            Standing::Same | Standing::Agreed => None,
        }
    }

    /// Is something held back only because the window shows a saved item?
    pub fn read_only(&self) -> bool {
        self.plan.held().any(|(_, why)| why == Held::ReadOnly)
    }

    /// May Sync be pressed? Not while the person has to choose, or the pair is parted.
    pub fn can_sync(&self, linked: &Linked) -> bool {
        linked.known.tie == Tie::Joined && self.asking.with_fate(Fate::Ask).next().is_none()
    }
}

/// The message that says what Sync does to a row.
pub fn fate_key(row: &PlannedRow) -> &'static str {
    match row.fate {
        Fate::Keep | Fate::Ask => "fate-ask",
        Fate::ToRecord | Fate::ToItem if row.row.blanks => "fate-blanks",
        Fate::ToRecord => "fate-toRecord",
        Fate::ToItem => "fate-toItem",
        Fate::Held(why) => held_key(why),
    }
}

/// The message that says why a value stays apart.
pub const fn held_key(why: Held) -> &'static str {
    match why {
        Held::Direction => "held-direction",
        Held::FieldDirection => "held-fieldDirection",
        Held::WinnerMayNotTravel => "held-winnerMayNotTravel",
        Held::ReadOnly => "held-readOnly",
        Held::NotSettable => "held-notSettable",
        Held::Waiting => "held-waiting",
    }
}

/// The record that a status speaks of.
pub fn record_of(status: &ItemStatus) -> Option<&str> {
    match &status.state {
        ItemState::Linked(linked) => Some(&linked.record),
        ItemState::UnknownOccurrence { series } => Some(series),
        ItemState::Unsaved | ItemState::Unlinked { .. } => None,
    }
}

/// Answers that still belong to a question.
pub fn still_asked(answers: &Answers, compared: &Compared) -> Answers {
    let asked: Vec<FieldId> = compared.asked().collect();
    answers.iter().filter(|(field, _)| asked.contains(field)).map(|(field, side)| (*field, *side)).collect()
}

/// Those of the fields that make sense only together with that one, itself among them.
pub fn together(field: FieldId, among: impl Iterator<Item = FieldId>) -> impl Iterator<Item = FieldId> {
    let unit = unit(field);
    among.filter(move |other| *other == field || unit != Unit::Single && self::unit(*other) == unit)
}

fn unit(field: FieldId) -> Unit {
    RecordKind::Appointment.field(field).map_or(Unit::Single, |field| field.unit)
}

/// New values by field, as the form gets them.
pub type Changes = BTreeMap<FieldId, Option<Value>>;

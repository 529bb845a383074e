//! The plan of a whole run: every link, every unlinked item and record of one folder.
//!
//! Pure and total: the same inputs give the same plan whatever their order (P12, P18), and nothing is done by it.

mod changes;
mod linked;
mod unlinked;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::{
    linked::plan_pair,
    unlinked::{plan_items, plan_record},
};
use super::{Answers, Change, Held, Known, Parting, Settings, Stored, open_item::digest, untouched::Untouched};
use crate::{
    conflict::EditTimes,
    filter::{ClientsById, Filter},
    json::ToJson,
    mapping::{Unmappable, item},
    merge::Side,
    record::{FieldId, Image, RecordKind, Value, View, contact},
};

/// What a run is planned from, beside the links, items and records.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// Which kind of record the folder holds.
    pub kind: RecordKind,
    /// Policy and directions.
    pub settings: Settings,
    /// Is it the folder's first run? Only then are unlinked items matched with records (C8).
    pub first: bool,
    /// The filter in force (C3).
    pub filter: Option<&'a Filter>,
    /// All clients, as the filter sees them.
    pub clients: &'a ClientsById,
    /// The staff member whose filter it is.
    pub me: &'a str,
    /// A record that fails the filter is parted from its item, which stays (C4).
    pub keep_filtered: bool,
    /// A deleted item deletes its record (M7).
    pub delete_records: bool,
    /// What the practice side of an imported record holds, such as its kind (C5).
    pub imported: Image,
}

impl Terms<'_> {
    fn selects(&self, record: &Image) -> bool {
        self.filter.is_none_or(|filter| filter.selects(record, self.clients, self.me))
    }

    fn writes(&self, side: Side) -> bool {
        self.settings.direction.writes(side)
    }
}

/// A link with both of its sides.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The link.
    pub link: String,
    /// The record.
    pub record: String,
    /// The item.
    pub item: String,
    /// What the practice side knows.
    pub known: Known,
    /// What the mailbox holds.
    pub stored: Stored,
    /// The fields of the item that make no sense.
    pub unmapped: Vec<Unmappable>,
    /// How far Outlook's time may be off.
    pub times: EditTimes,
    /// What the person answered, where they were asked (M2).
    pub answers: Answers,
    /// Why it is parted, if it is.
    pub parted: Option<Parting>,
}

/// A record without a link in the folder.
#[derive(Clone, Debug)]
pub struct LooseRecord {
    /// Its identifier.
    pub id: String,
    /// Its version.
    pub version: i64,
    /// When it was edited.
    pub edited_at: Timestamp,
    /// All its fields.
    pub image: Image,
}

/// An item without a link.
#[derive(Clone, Debug)]
pub struct LooseItem {
    /// Its identifier.
    pub id: String,
    /// What it holds.
    pub view: View,
    /// The fields that make no sense.
    pub unmapped: Vec<Unmappable>,
    /// When it was modified, by our clock.
    pub modified: Option<Timestamp>,
}

/// What the person said an item is (C8).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MatchAnswer {
    /// That record.
    Record(String),
    /// None of them.
    New,
    /// They were asked, and have not answered: it is matched again, in whichever run, and waits.
    Open,
}

impl MatchAnswer {
    const fn record(&self) -> Option<&String> {
        match self {
            Self::Record(id) => Some(id),
            Self::New | Self::Open => None,
        }
    }
}

/// Everything of a folder that a run looks at.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Links with their sides.
    pub pairs: Vec<Pair>,
    /// Records without a link, none of them in the bin, with gaps in their lists or without.
    pub records: Vec<LooseRecord>,
    /// Items without a link.
    pub items: Vec<LooseItem>,
    /// What the person said of items, by their identifiers.
    pub answers: BTreeMap<String, MatchAnswer>,
}

/// Something only a person can decide. It holds that one pair or item, and nothing else (A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ask {
    /// Which value is kept (M2); or whether a deletion is meant.
    Conflict {
        /// The link.
        link: String,
        /// The record.
        record: String,
        /// What a person would call it.
        title: String,
        /// The fields that differ, with the two values.
        rows: Vec<AskRow>,
    },
    /// Which record the item is (C8).
    Match {
        /// The item.
        item: String,
        /// What a person would call it.
        title: String,
        /// The records that it may be.
        candidates: BTreeSet<String>,
    },
}

impl Ask {
    /// The link that waits.
    pub fn link(&self) -> Option<&str> {
        match self {
            Self::Conflict { link, .. } => Some(link),
            Self::Match { .. } => None,
        }
    }
}

/// One field of a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AskRow {
    /// The field.
    pub field: FieldId,
    /// What both had.
    pub base: Option<Value>,
    /// The record's value.
    pub practice: Option<Value>,
    /// The item's.
    pub outlook: Option<Value>,
}

json_struct!(AskRow { field, base, practice, outlook });

/// A pair or an item that does not synchronize now, and why. The report names it (P2, P15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HeldBack {
    /// The record, if there is one.
    pub record: Option<String>,
    /// The item, if there is one.
    pub item: Option<String>,
    /// What a person would call it.
    pub title: String,
    /// Why.
    pub why: HeldWhy,
}

json_struct!(HeldBack { record, item, title, why });

/// Why something is held back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum HeldWhy {
    /// Fields that stay different, with the reason for each.
    Fields(Vec<(FieldId, Held)>),
    /// The direction does not lead there (P19).
    Direction,
    /// Fields of the item that make no sense.
    Unmapped(Vec<Unmappable>),
    /// It fails the filter and has edits of Outlook's that the direction forbids to take in (C4).
    FilterWaitsForEdits,
    /// The mailbox does not give the item, for that reason (P15).
    Unread(String),
}

json_either!(HeldWhy { Direction, FilterWaitsForEdits } holding { Fields, Unmapped, Unread });

/// The plan of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RunPlan {
    /// What is to be done, in order.
    pub changes: Vec<Change>,
    /// What the person is asked.
    pub asks: Vec<Ask>,
    /// What does not synchronize.
    pub held: Vec<HeldBack>,
    /// Items to be asked for before anything is believed, by link (M6).
    pub prove: Vec<String>,
    /// Pairs that are in step.
    pub in_step: usize,
}

impl RunPlan {
    /// A digest of all changes (P9).
    pub fn hash(&self) -> String {
        let hashes: Vec<String> = self.changes.iter().map(|change| change.hash.clone()).collect();
        digest(&[&hashes as &dyn ToJson])
    }
}

/// Plans a run.
pub fn plan_run(terms: &Terms<'_>, mut found: Found) -> RunPlan {
    in_order(&mut found);
    let mut plan = RunPlan::default();
    let untouched = Untouched::of(terms.kind);
    for pair in &mut found.pairs {
        if untouched.holds(pair) && terms.selects(&pair.known.record) {
            plan.in_step += 1;
            continue;
        }
        pair.known.record = item::comparable_record(terms.kind, &pair.known.record);
        plan_pair(terms, pair, &mut plan);
    }
    let taken = plan_items(terms, &found, &mut plan);
    for record in found.records.iter().filter(|record| !taken.contains(&record.id)) {
        plan_record(terms, record, &mut plan);
    }
    plan
}

/// Everything once, in an order of its own (P12): of an item that came twice the later one counts.
fn in_order(found: &mut Found) {
    found.pairs.sort_by(|a, b| a.link.cmp(&b.link));
    found.pairs.dedup_by(|a, b| a.link == b.link);
    found.records.sort_by(|a, b| (&a.id, b.version).cmp(&(&b.id, a.version)));
    found.records.dedup_by(|a, b| a.id == b.id);
    found.items.sort_by(|a, b| (&a.id, b.modified).cmp(&(&b.id, a.modified)));
    found.items.dedup_by(|a, b| a.id == b.id);
    // A record that was tied or binned since it was named is no answer any more: it is matched, and asked, again.
    let loose: BTreeSet<&String> = found.records.iter().map(|record| &record.id).collect();
    for answer in found.answers.values_mut() {
        if answer.record().is_some_and(|record| !loose.contains(record)) {
            *answer = MatchAnswer::Open;
        }
    }
}

/// What a contact that is imported is to the firm (C5).
pub fn imported_contact(kind: &'static str) -> Image {
    Image::new().with(contact::KIND, Value::text(kind))
}

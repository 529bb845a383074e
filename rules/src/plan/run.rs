//! The plan of a whole run: every link, every unlinked item and record of one folder.
//!
//! Pure and total: the same inputs give the same plan whatever their order (P12, P18), and nothing is done by it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Action, Answers, Change, Fate, FieldChange, Held, ItemPlan, ItemState, Known, Parting, PlannedRow, Reason,
    RecordState, Replaced, Settings, Stored, Tie, What,
    open_item::{digest, open_way},
    plan_stored,
};
use crate::{
    conflict::{EditTimes, Why},
    filter::{ClientsById, Filter},
    json::ToJson,
    mapping::{Unmappable, item},
    matching::{self, Face, Match},
    merge::{Base, Side, Standing},
    normalize::{self, clean},
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
}

json_either!(HeldWhy { Direction, FilterWaitsForEdits } holding { Fields, Unmapped });

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
    in_order(terms.kind, &mut found);
    let mut plan = RunPlan::default();
    for pair in &found.pairs {
        plan_pair(terms, pair, &mut plan);
    }
    let taken = plan_items(terms, &found, &mut plan);
    for record in found.records.iter().filter(|record| !taken.contains(&record.id)) {
        plan_record(terms, record, &mut plan);
    }
    plan
}

/// Everything once, in an order of its own (P12): of an item that came twice the later one counts.
fn in_order(kind: RecordKind, found: &mut Found) {
    found.pairs.sort_by(|a, b| a.link.cmp(&b.link));
    found.pairs.dedup_by(|a, b| a.link == b.link);
    for pair in &mut found.pairs {
        pair.known.record = item::comparable_record(kind, &pair.known.record);
    }
    found.records.sort_by(|a, b| (&a.id, b.version).cmp(&(&b.id, a.version)));
    found.records.dedup_by(|a, b| a.id == b.id);
    found.items.sort_by(|a, b| (&a.id, b.modified).cmp(&(&b.id, a.modified)));
    found.items.dedup_by(|a, b| a.id == b.id);
    // A record that was tied or binned since it was named is no answer any more.
    let loose: BTreeSet<&String> = found.records.iter().map(|record| &record.id).collect();
    found.answers.retain(|_, answer| answer.record().is_none_or(|record| loose.contains(record)));
}

fn plan_pair(terms: &Terms<'_>, pair: &Pair, plan: &mut RunPlan) {
    if pair.known.tie == Tie::Parted {
        return plan_parted(terms, pair, plan);
    }
    let own = plan_stored(&pair.known, &pair.stored, &pair.times, &pair.answers);
    if pair.stored.state == ItemState::Present && !pair.unmapped.is_empty() {
        plan.held.push(held(pair, HeldWhy::Unmapped(pair.unmapped.clone())));
    }
    let there = pair.known.state == RecordState::Present;
    if pair.stored.state == ItemState::Elsewhere {
        return plan.changes.push(parted(terms, pair, None, Parting::Person, "M6"));
    }
    if own.asks() || own.decision.reason == Reason::NoBaseForDeletion && own.decision.action == Action::Ask {
        plan.asks.push(conflict(pair, &own));
    } else if both_there(pair) && !terms.selects(&after(pair, &own)) {
        filtered_out(terms, pair, &own, plan);
    } else if there && pair.stored.state == ItemState::Deleted && !terms.selects(&pair.known.record) {
        // Whoever removed it, the filter wants it so: it comes back when the filter selects the record again.
        plan.changes.push(parted(terms, pair, None, Parting::Filter, "C4"));
    } else {
        act(terms, pair, &own, plan);
    }
}

/// The record with the item's edits taken in.
fn after(pair: &Pair, own: &ItemPlan) -> Image {
    let mut image = pair.known.record.clone();
    for (id, value) in own.record_changes() {
        image.set(id, value);
    }
    image
}

/// A parted pair comes back only when the filter that parted it selects the record again.
fn plan_parted(terms: &Terms<'_>, pair: &Pair, plan: &mut RunPlan) {
    if pair.known.state == RecordState::Binned && pair.stored.state == ItemState::Deleted {
        return plan.changes.push(change(terms, pair, What::DropLink, None, Reason::BothDeleted.rule()));
    }
    let returns = pair.parted == Some(Parting::Filter)
        && pair.known.state == RecordState::Present
        && terms.selects(&pair.known.record);
    if !returns {
        return;
    }
    match pair.stored.state {
        ItemState::Missing => plan.prove.push(pair.link.clone()),
        ItemState::Elsewhere => {}
        ItemState::Deleted if terms.writes(Side::Outlook) => {
            plan.changes.push(recreate(terms, pair, "C4"));
        }
        ItemState::Deleted => plan.held.push(held(pair, HeldWhy::Direction)),
        ItemState::Present => {
            let joined = Known { tie: Tie::Joined, ..pair.known.clone() };
            let own = plan_stored(&joined, &pair.stored, &pair.times, &pair.answers);
            // Only tied: what differs is the next run's, as of any other pair.
            if terms.selects(&after(pair, &own)) {
                plan.changes.push(change(terms, pair, What::Rejoin, None, "C4"));
            }
        }
    }
}

/// C4: what fails the filter leaves the folder, and only that; Outlook's edits are taken in first. What cannot leave
/// stays in agreement as far as it may.
fn filtered_out(terms: &Terms<'_>, pair: &Pair, own: &ItemPlan, plan: &mut RunPlan) {
    let edited = |row: &PlannedRow| matches!(row.row.standing, Standing::OutlookChanged | Standing::Both);
    let edits_wait = own.rows.iter().any(|row| matches!(row.fate, Fate::Held(_)) && edited(row));
    if terms.keep_filtered && !edits_wait {
        plan.changes.push(parted(terms, pair, Some(own), Parting::Filter, "C4"));
    } else if edits_wait {
        plan.held.push(held(pair, HeldWhy::FilterWaitsForEdits));
        act(terms, pair, own, plan);
    } else if !terms.writes(Side::Outlook) {
        plan.held.push(held(pair, HeldWhy::Direction));
        act(terms, pair, own, plan);
    } else if pair.unmapped.is_empty() {
        let mut removal = removal(terms, pair, Some(own), "C4");
        removal.parting = Some(Parting::Filter);
        plan.changes.push(removal);
    }
}

fn act(terms: &Terms<'_>, pair: &Pair, own: &ItemPlan, plan: &mut RunPlan) {
    let rule = own.decision.reason.rule();
    match own.decision.action {
        Action::Prove(Side::Outlook) => plan.prove.push(pair.link.clone()),
        // The practice database is asked whenever a pair is read: what it does not have is gone.
        Action::Prove(Side::Practice) => {}
        Action::DropLink => plan.changes.push(change(terms, pair, What::DropLink, None, rule)),
        // What cannot be read may be an edit: the item stays, and is named.
        Action::RemoveItem if !pair.unmapped.is_empty() => {}
        Action::RemoveItem => plan.changes.push(removal(terms, pair, None, rule)),
        Action::FollowItemDeletion if terms.delete_records || terms.kind == RecordKind::Appointment => {
            plan.changes.push(binned(terms, pair, rule));
        }
        Action::FollowItemDeletion => plan.changes.push(parted(terms, pair, None, Parting::Deletion, rule)),
        Action::RecreateItem => plan.changes.push(recreate(terms, pair, rule)),
        Action::RestoreRecord => plan.changes.push(change(terms, pair, What::RestoreRecord, Some(own), rule)),
        Action::Hold if !both_there(pair) => plan.held.push(held(pair, HeldWhy::Direction)),
        Action::Nothing
        | Action::Hold
        | Action::UpdateItem
        | Action::UpdateRecord
        | Action::TakeNewer
        | Action::MergeFields
        | Action::Ask => update(terms, pair, own, plan),
    }
}

fn both_there(pair: &Pair) -> bool {
    pair.stored.state == ItemState::Present && pair.known.state == RecordState::Present
}

fn update(terms: &Terms<'_>, pair: &Pair, own: &ItemPlan, plan: &mut RunPlan) {
    let (to_record, to_item) = (own.record_changes().is_empty(), own.item_changes().is_empty());
    let waits: Vec<(FieldId, Held)> = own.held().map(|(row, why)| (row.row.field, why)).collect();
    let waiting = !waits.is_empty();
    if waiting {
        plan.held.push(held(pair, HeldWhy::Fields(waits)));
    }
    let what = match (to_record, to_item) {
        (false, true) => What::UpdateRecord,
        (true, false) => What::UpdateItem,
        (false, false) => What::UpdateBoth,
        // A write in doubt is settled with the next base, though it be the same as before.
        (true, true) if is_agreed(pair, own) && pair.known.pending.is_none() => {
            plan.in_step += usize::from(!waiting);
            return;
        }
        (true, true) => What::Rebase,
    };
    plan.changes.push(change(terms, pair, what, Some(own), rule(own)));
}

/// Is what both hold what they agreed on already? Where nothing was seen, there is nothing to agree on.
fn is_agreed(pair: &Pair, own: &ItemPlan) -> bool {
    let base = pair.known.base.as_ref();
    Some(&own.agreed(base)) == base || own.rows.is_empty()
}

/// The rule by which values give way, else the one that decided.
fn rule(own: &ItemPlan) -> &'static str {
    match own.verdict.map(|verdict| verdict.why) {
        Some(Why::Later) => "C7",
        Some(Why::TooClose) => "M3",
        Some(Why::Policy | Why::Answer | Why::AskMe | Why::NoTime) => "M2",
        None if own.decision.reason == Reason::InStep && own.rows.iter().any(|row| row.row.blanks) => "C9",
        None => own.decision.reason.rule(),
    }
}

fn change(terms: &Terms<'_>, pair: &Pair, what: What, own: Option<&ItemPlan>, rule: &str) -> Change {
    let image = own.map_or_else(|| pair.known.record.clone(), |own| after(pair, own));
    Change {
        what,
        kind: terms.kind,
        link: Some(pair.link.clone()),
        record: Some(pair.record.clone()),
        item: Some(pair.item.clone()),
        title: item::title(terms.kind, &image),
        fields: own.map(field_changes).unwrap_or_default(),
        replaced: own.map(ItemPlan::replaced).unwrap_or_default(),
        apart: false,
        parting: None,
        rule: rule.to_owned(),
        agreed: own.map(|own| own.agreed(pair.known.base.as_ref())),
        version: pair.known.version,
        hash: change_hash(what, pair, own),
        record_image: image,
    }
}

fn change_hash(what: What, pair: &Pair, own: Option<&ItemPlan>) -> String {
    let made_from =
        own.map_or_else(|| digest(&[&pair.known as &dyn ToJson, &pair.stored.view]), |own| own.hash.clone());
    digest(&[&format!("{what:?}") as &dyn ToJson, &pair.link, &pair.record, &pair.item, &made_from])
}

/// While something is asked, nothing is written.
fn field_changes(own: &ItemPlan) -> Vec<FieldChange> {
    if own.asks() {
        return Vec::new();
    }
    let side = |row: &PlannedRow| match row.fate {
        Fate::ToRecord => Some(Side::Practice),
        Fate::ToItem => Some(Side::Outlook),
        Fate::Keep | Fate::Ask | Fate::Held(_) => None,
    };
    let rows = own.rows.iter().filter_map(|row| Some((row, side(row)?)));
    rows.map(|(PlannedRow { row, .. }, side)| {
        let (before, after) = match side {
            Side::Practice => (&row.practice, &row.outlook),
            Side::Outlook => (&row.outlook, &row.practice),
        };
        FieldChange { field: row.field, side, before: before.clone(), after: after.as_ref().and_then(clean) }
    })
    .collect()
}

/// The item goes; what it held is shown. An edit of Outlook's that lost is kept, though nothing takes its place (M4).
fn removal(terms: &Terms<'_>, pair: &Pair, own: Option<&ItemPlan>, rule: &str) -> Change {
    let mut removal = change(terms, pair, What::RemoveItem, own.map(leaving_the_item).as_ref(), rule);
    removal.replaced.extend(own.into_iter().flat_map(lost_edits));
    removal.replaced.extend(only_outlooks(terms, pair));
    removal.fields.extend(gone(Side::Outlook, &pair.stored.view.image));
    removal
}

/// What only the item holds, since the firm's directions keep it from the record: it goes with the item (M4, M9).
fn only_outlooks(terms: &Terms<'_>, pair: &Pair) -> Vec<Replaced> {
    let kept_out = terms.kind.synced().filter(|field| !terms.settings.direction_of(field.id).writes(Side::Practice));
    let (record, item) = (&pair.known.record, &pair.stored.view.image);
    let held = kept_out.filter(|field| !normalize::same(field, record.get(field.id), item.get(field.id)));
    let values = held.filter_map(|field| Some((field.id, item.get(field.id)?.clone())));
    values.map(|(field, value)| Replaced { field, side: Side::Outlook, value: Some(value), by: None }).collect()
}

/// All that a side held which goes.
fn gone(side: Side, image: &Image) -> Vec<FieldChange> {
    let held = image.iter().map(|(id, value)| (*id, Some(value.clone())));
    held.map(|(field, before)| FieldChange { field, side, before, after: None }).collect()
}

/// The same with nothing written to the item, nor agreed on as if it had been.
fn leaving_the_item(own: &ItemPlan) -> ItemPlan {
    let mut own = own.clone();
    for row in own.rows.iter_mut().filter(|row| row.fate == Fate::ToItem) {
        row.fate = Fate::Held(Held::Waiting);
    }
    own
}

/// What Outlook's side would have lost to the record's: also where the newer record wins whole, over fields that only
/// Outlook's side edited.
fn lost_edits(own: &ItemPlan) -> Vec<Replaced> {
    let is_edit = |standing| matches!(standing, Standing::Both | Standing::OutlookChanged);
    let edited = own.rows.iter().filter(|row| is_edit(row.row.standing));
    let edited: BTreeSet<FieldId> = edited.map(|row| row.row.field).collect();
    let lost = own.replaced().into_iter();
    lost.filter(|replaced| replaced.side == Side::Outlook && edited.contains(&replaced.field)).collect()
}

/// The record goes to the bin; what it held is shown.
fn binned(terms: &Terms<'_>, pair: &Pair, rule: &str) -> Change {
    let mut binned = change(terms, pair, What::BinRecord, None, rule);
    binned.fields = gone(Side::Practice, &pair.known.record);
    binned
}

fn parted(terms: &Terms<'_>, pair: &Pair, own: Option<&ItemPlan>, why: Parting, rule: &str) -> Change {
    let mut change = change(terms, pair, What::Part, own.map(leaving_the_item).as_ref(), rule);
    change.parting = Some(why);
    change
}

/// The item is made again, of all that may go to Outlook.
fn recreate(terms: &Terms<'_>, pair: &Pair, rule: &str) -> Change {
    let mut change = change(terms, pair, What::RecreateItem, None, rule);
    change.fields = all_of(terms, &pair.known.record, Side::Outlook);
    change
}

fn all_of(terms: &Terms<'_>, image: &Image, side: Side) -> Vec<FieldChange> {
    let fields = terms.kind.synced().filter(|field| terms.settings.direction_of(field.id).writes(side));
    let values = fields.filter_map(|field| Some((field.id, clean(image.get(field.id)?)?)));
    values.map(|(field, value)| FieldChange { field, side, before: None, after: Some(value) }).collect()
}

fn held(pair: &Pair, why: HeldWhy) -> HeldBack {
    HeldBack {
        record: Some(pair.record.clone()),
        item: Some(pair.item.clone()),
        title: item::title(pair.known.kind, &pair.known.record),
        why,
    }
}

fn conflict(pair: &Pair, own: &ItemPlan) -> Ask {
    let base = |id| pair.known.base.as_ref().and_then(|base| base.practice.get(id).cloned());
    let rows = own.rows.iter().filter(|row| row.fate != Fate::Keep).map(|PlannedRow { row, .. }| AskRow {
        field: row.field,
        base: base(row.field),
        practice: row.practice.clone(),
        outlook: row.outlook.clone(),
    });
    Ask::Conflict {
        link: pair.link.clone(),
        record: pair.record.clone(),
        title: item::title(pair.known.kind, &pair.known.record),
        rows: rows.collect(),
    }
}

/// Unlinked items: matched at the first run, else new. Answers the records that are not to become items of their own:
/// those that were matched, and those that wait for an answer.
fn plan_items(terms: &Terms<'_>, found: &Found, plan: &mut RunPlan) -> BTreeSet<String> {
    let records: BTreeMap<&String, &LooseRecord> = found.records.iter().map(|record| (&record.id, record)).collect();
    let matches = match_items(terms, found);
    let mut taken = BTreeSet::new();
    for item in &found.items {
        if !item.unmapped.is_empty() {
            plan.held.push(unmapped(terms, item));
            continue;
        }
        match answered(item, found).unwrap_or_else(|| matches.get(&item.id).cloned().unwrap_or(Match::New)) {
            Match::Same(record) if let Some(known) = records.get(&record) => {
                // Two items cannot be one record: the second is new.
                if taken.insert(record) {
                    let join = join(terms, item, known);
                    let judged = join.agreed.is_some().then(|| judged(terms, item, &join)).flatten();
                    plan.changes.push(join);
                    plan.changes.extend(judged);
                } else {
                    import(terms, item, plan);
                }
            }
            Match::Ask(candidates) => {
                taken.extend(candidates.iter().cloned());
                let title = item::title(terms.kind, &item.view.image);
                plan.asks.push(Ask::Match { item: item.id.clone(), title, candidates });
            }
            Match::Same(_) | Match::New => import(terms, item, plan),
        }
    }
    taken
}

fn match_items(terms: &Terms<'_>, found: &Found) -> BTreeMap<String, Match> {
    if terms.kind != RecordKind::Contact {
        return BTreeMap::new();
    }
    let open = found.items.iter().filter(|item| is_matched(terms, found, item));
    let items = open.map(|item| (item.id.clone(), Face::of(&item.view.image))).collect();
    let given: BTreeSet<&String> = found.answers.values().filter_map(MatchAnswer::record).collect();
    let left = found.records.iter().filter(|record| !given.contains(&record.id));
    let records = left.map(|record| (record.id.clone(), Face::of(&record.image))).collect();
    matching::matches(&items, &records)
}

/// Only at the first run, and until the person answered what was asked then.
fn is_matched(terms: &Terms<'_>, found: &Found, item: &LooseItem) -> bool {
    match found.answers.get(&item.id) {
        None => terms.first,
        Some(MatchAnswer::Open) => true,
        Some(MatchAnswer::Record(_) | MatchAnswer::New) => false,
    }
}

impl MatchAnswer {
    const fn record(&self) -> Option<&String> {
        match self {
            Self::Record(id) => Some(id),
            Self::New | Self::Open => None,
        }
    }
}

fn answered(item: &LooseItem, found: &Found) -> Option<Match> {
    match found.answers.get(&item.id)? {
        MatchAnswer::Record(id) => Some(Match::Same(id.clone())),
        MatchAnswer::New => Some(Match::New),
        MatchAnswer::Open => None,
    }
}

fn unmapped(terms: &Terms<'_>, item: &LooseItem) -> HeldBack {
    HeldBack {
        record: None,
        item: Some(item.id.clone()),
        title: item::title(terms.kind, &item.view.image),
        why: HeldWhy::Unmapped(item.unmapped.clone()),
    }
}

/// An item and a record that are the same. Neither was edited since they agreed, for they never did: an empty field
/// takes the other's value, and where both have one the policy decides.
fn join(terms: &Terms<'_>, loose: &LooseItem, record: &LooseRecord) -> Change {
    let known = Known {
        kind: terms.kind,
        record: item::comparable_record(terms.kind, &record.image),
        state: RecordState::Present,
        version: record.version,
        edited_at: record.edited_at,
        tie: Tie::Joined,
        base: None,
        pending: None,
        settings: terms.settings.clone(),
    };
    let stored = Stored { state: ItemState::Present, view: loose.view.clone(), modified: loose.modified };
    let times = EditTimes {
        practice: Some(record.edited_at),
        outlook: loose.modified,
        uncertainty: jiff::SignedDuration::ZERO,
    };
    let mut own = plan_stored(&known, &stored, &times, &Answers::new());
    for row in &mut own.rows {
        row.fate = fill(row, &terms.settings);
    }
    let asks = own.asks();
    let pair = Pair {
        link: String::new(),
        record: record.id.clone(),
        item: loose.id.clone(),
        known,
        stored,
        unmapped: Vec::new(),
        times,
        answers: Answers::new(),
        parted: None,
    };
    let mut change = change(terms, &pair, What::Join, Some(&own), "C8");
    change.link = None;
    if asks {
        // What the person is to be asked is asked once the two are tied.
        change.agreed = None;
        change.fields.clear();
        change.replaced.clear();
        change.record_image.clone_from(&record.image);
    }
    change
}

fn fill(row: &PlannedRow, settings: &Settings) -> Fate {
    let wish = match (&row.row.practice, &row.row.outlook) {
        (None, Some(_)) => Fate::ToRecord,
        (Some(_), None) => Fate::ToItem,
        (Some(_), Some(_)) | (None, None) => return row.fate,
    };
    open_way(wish, &row.row, settings)
}

/// An item that only Outlook has: it becomes a record, and is judged by the filter afterwards (C4, C5).
fn import(terms: &Terms<'_>, loose: &LooseItem, plan: &mut RunPlan) {
    let title = item::title(terms.kind, &loose.view.image);
    if !terms.writes(Side::Practice) {
        return;
    }
    let fields = all_of(terms, &loose.view.image, Side::Practice);
    let mut image = terms.imported.clone();
    for change in &fields {
        image.set(change.field, change.after.clone());
    }
    let agreed = Base { practice: synced(terms.kind, &image), outlook: loose.view.image.clone() };
    let add = Change {
        what: What::AddRecord,
        kind: terms.kind,
        link: None,
        record: None,
        item: Some(loose.id.clone()),
        title,
        fields,
        replaced: Vec::new(),
        apart: false,
        parting: None,
        rule: "C5".to_owned(),
        agreed: Some(agreed),
        version: 0,
        hash: digest(&[&"import" as &dyn ToJson, &loose.id, &loose.view, &image]),
        record_image: image,
    };
    let judged = judged(terms, loose, &add);
    plan.changes.push(add);
    plan.changes.extend(judged);
}

/// C4: an item that fails the filter is not removed in the run that imported it, or found it to be a record's, unless
/// the person accepts that in a list apart.
fn judged(terms: &Terms<'_>, loose: &LooseItem, add: &Change) -> Option<Change> {
    if terms.selects(&add.record_image) {
        return None;
    }
    let removed = !terms.keep_filtered;
    if removed && !terms.writes(Side::Outlook) {
        return None;
    }
    let what = if removed { What::RemoveItem } else { What::Part };
    Some(Change {
        what,
        fields: if removed { gone(Side::Outlook, &loose.view.image) } else { Vec::new() },
        apart: removed,
        parting: Some(Parting::Filter),
        rule: "C4".to_owned(),
        replaced: Vec::new(),
        agreed: None,
        hash: digest(&[&format!("{what:?}") as &dyn ToJson, &add.hash]),
        ..add.clone()
    })
}

/// Only what travels between the two sides.
fn synced(kind: RecordKind, image: &Image) -> Image {
    image.only(&kind.synced().map(|field| field.id).collect())
}

/// A record that only the practice database has.
fn plan_record(terms: &Terms<'_>, record: &LooseRecord, plan: &mut RunPlan) {
    if !terms.selects(&record.image) || !terms.writes(Side::Outlook) {
        return;
    }
    let title = item::title(terms.kind, &record.image);
    let compared = item::comparable_record(terms.kind, &record.image);
    let fields = all_of(terms, &compared, Side::Outlook);
    let sent: Vec<(FieldId, Option<Value>)> =
        fields.iter().map(|change| (change.field, change.after.clone())).collect();
    plan.changes.push(Change {
        what: What::AddItem,
        kind: terms.kind,
        link: None,
        record: Some(record.id.clone()),
        item: None,
        title,
        fields,
        replaced: Vec::<Replaced>::new(),
        apart: false,
        parting: None,
        rule: "C4".to_owned(),
        agreed: None,
        version: record.version,
        hash: digest(&[&"export" as &dyn ToJson, &record.id, &record.image, &sent]),
        record_image: record.image.clone(),
    });
}

/// What a contact that is imported is to the firm (C5).
pub fn imported_contact(kind: &'static str) -> Image {
    Image::new().with(contact::KIND, Value::text(kind))
}

//! What is to be done for items and records without a link.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Ask, Found, HeldBack, HeldWhy, LooseItem, LooseRecord, MatchAnswer, Pair, RunPlan, Terms,
    changes::{all_of, change, gone},
};
use crate::{
    conflict::EditTimes,
    json::ToJson,
    mapping::item,
    matching::{self, Face, Match},
    merge::{Base, Side},
    plan::{
        Answers, Change, Fate, ItemState, Known, Parting, PlannedRow, RecordState, Settings, Stored, Tie, What,
        open_item::{digest, open_way},
        plan_stored,
    },
    record::{FieldId, Image, RecordKind, Value},
};

/// Unlinked items: matched at the first run, else new. Answers the records that are not to become items of their own:
/// those that were matched, and those that wait for an answer.
pub(super) fn plan_items(terms: &Terms<'_>, found: &Found, plan: &mut RunPlan) -> BTreeSet<String> {
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

/// A record that only the practice database has.
pub(super) fn plan_record(terms: &Terms<'_>, record: &LooseRecord, plan: &mut RunPlan) {
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
        replaced: Vec::new(),
        apart: false,
        parting: None,
        rule: "C4".to_owned(),
        agreed: None,
        version: record.version,
        hash: digest(&[&"export" as &dyn ToJson, &record.id, &record.image, &sent]),
        record_image: record.image.clone(),
    });
}

/// Only what travels between the two sides.
fn synced(kind: RecordKind, image: &Image) -> Image {
    image.only(&kind.synced().map(|field| field.id).collect())
}

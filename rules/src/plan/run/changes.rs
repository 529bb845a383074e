//! Changes, as they are shown and done.

use std::collections::BTreeSet;

use super::{Ask, AskRow, HeldBack, HeldWhy, Pair, Terms};
use crate::{
    json::ToJson,
    mapping::item,
    merge::{Side, Standing},
    normalize::{self, clean},
    plan::{Change, Fate, FieldChange, Held, ItemPlan, Parting, PlannedRow, Replaced, What, open_item::digest},
    record::{FieldId, Image},
};

/// The record with the item's edits taken in.
pub(super) fn after(pair: &Pair, own: &ItemPlan) -> Image {
    let mut image = pair.known.record.clone();
    for (id, value) in own.record_changes() {
        image.set(id, value);
    }
    image
}

pub(super) fn change(terms: &Terms<'_>, pair: &Pair, what: What, own: Option<&ItemPlan>, rule: &str) -> Change {
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
pub(super) fn removal(terms: &Terms<'_>, pair: &Pair, own: Option<&ItemPlan>, rule: &str) -> Change {
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
pub(super) fn gone(side: Side, image: &Image) -> Vec<FieldChange> {
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
pub(super) fn binned(terms: &Terms<'_>, pair: &Pair, rule: &str) -> Change {
    let mut binned = change(terms, pair, What::BinRecord, None, rule);
    binned.fields = gone(Side::Practice, &pair.known.record);
    binned
}

pub(super) fn parted(terms: &Terms<'_>, pair: &Pair, own: Option<&ItemPlan>, why: Parting, rule: &str) -> Change {
    let mut change = change(terms, pair, What::Part, own.map(leaving_the_item).as_ref(), rule);
    change.parting = Some(why);
    change
}

/// The item is made again, of all that may go to Outlook.
pub(super) fn recreate(terms: &Terms<'_>, pair: &Pair, rule: &str) -> Change {
    let mut change = change(terms, pair, What::RecreateItem, None, rule);
    change.fields = all_of(terms, &pair.known.record, Side::Outlook);
    change
}

pub(super) fn all_of(terms: &Terms<'_>, image: &Image, side: Side) -> Vec<FieldChange> {
    let fields = terms.kind.synced().filter(|field| terms.settings.direction_of(field.id).writes(side));
    let values = fields.filter_map(|field| Some((field.id, clean(image.get(field.id)?)?)));
    values.map(|(field, value)| FieldChange { field, side, before: None, after: Some(value) }).collect()
}

pub(super) fn held(pair: &Pair, why: HeldWhy) -> HeldBack {
    HeldBack {
        record: Some(pair.record.clone()),
        item: Some(pair.item.clone()),
        title: item::title(pair.known.kind, &pair.known.record),
        why,
    }
}

pub(super) fn conflict(pair: &Pair, own: &ItemPlan) -> Ask {
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

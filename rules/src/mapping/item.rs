//! The lens of each kind of record, behind one door: what moves records need not know their kind.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::{Unmappable, appointment, contact};
use crate::{
    normalize,
    outlook::graph::Event,
    record::{FieldId, Image, RecordKind, View, appointment as event_field},
};

/// An item's properties by their names in Graph.
pub type Properties = Map<String, Json>;

/// What the item says, and the fields that make no sense.
pub fn get(kind: RecordKind, item: &Properties) -> (View, Vec<Unmappable>) {
    match kind {
        RecordKind::Contact => contact::get(item),
        RecordKind::Appointment => match appointment::get(&Event(item.clone())) {
            Ok(view) => (view, Vec::new()),
            Err(error) => (View::default(), vec![error]),
        },
    }
}

/// The properties to send so that the item holds these fields of the image; without `item`, of a new one.
///
/// # Errors
/// A value that Outlook cannot hold.
pub fn changes(
    kind: RecordKind,
    item: Option<&Properties>,
    image: &Image,
    fields: &BTreeSet<FieldId>,
) -> Result<Properties, Unmappable> {
    match kind {
        RecordKind::Contact => Ok(contact::changes(item, image, fields)),
        RecordKind::Appointment => {
            let old = item.cloned().unwrap_or_default();
            let mut wanted = appointment::get(&Event(old.clone()))?.image;
            for id in fields {
                wanted.set(*id, image.get(*id).cloned());
            }
            let new = appointment::put(&Event(old.clone()), &wanted)?.0;
            Ok(new.into_iter().filter(|(name, value)| old.get(name) != Some(value)).collect())
        }
    }
}

/// A record's content as it is compared with an item's: a list has no gaps in Outlook.
#[must_use]
pub fn comparable_record(kind: RecordKind, image: &Image) -> Image {
    match kind {
        RecordKind::Contact => contact::packed(image),
        RecordKind::Appointment => image.clone(),
    }
}

/// What a person would call the record.
pub fn title(kind: RecordKind, image: &Image) -> String {
    match kind {
        RecordKind::Contact => contact::title(image),
        RecordKind::Appointment => normalize::clean_text(image.text(event_field::SUBJECT)),
    }
}

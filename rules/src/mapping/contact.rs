//! The lens between a contact and Graph's contact.
//!
//! It is driven by the `graph` column of [`contact::FIELDS`]: `givenName` is a property, `emailAddresses/0` the first
//! entry of a list that Graph replaces whole. [`get`] reads what is there, [`changes`] says which properties to send so
//! that an item holds an image; what the item says in its own way (an address's display name, a fourth entry, a
//! property nobody knows) survives (P13).
//!
//! A list has no gaps in Outlook, so a record is compared as [`packed`]: its second e-mail address counts as the first
//! one when it has no first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde_json::{Map, Value as Json, json};

use super::Unmappable;
use crate::record::{Address, Field, FieldId, Image, Kind, Value, View, contact};

/// Properties of a contact by their names in Graph (`microsoft.graph.contact`).
pub type Properties = Map<String, Json>;

/// The parts of a postal address: `microsoft.graph.physicalAddress`.
const PARTS: [&str; 5] = ["street", "city", "state", "postalCode", "countryOrRegion"];

/// Graph's time of a birthday, which is a date: far from both midnights.
const BIRTHDAY_TIME: &str = "T11:59:00Z";

/// Where a field is in Graph's JSON.
enum Place {
    Property(&'static str),
    Entry(&'static str, usize),
}

fn place(field: &Field) -> Place {
    let entry = field.graph.split_once('/').and_then(|(list, at)| Some((list, at.parse().ok()?)));
    entry.map_or(Place::Property(field.graph), |(list, at)| Place::Entry(list, at))
}

fn synced() -> impl Iterator<Item = &'static Field> {
    contact::FIELDS.iter().filter(|field| field.is_synced())
}

/// What the contact says, and the fields that make no sense. A property that is not there was not seen, nor was one
/// that makes no sense.
pub fn get(item: &Properties) -> (View, Vec<Unmappable>) {
    let mut view = View::default();
    let mut unmapped = Vec::new();
    for field in synced() {
        let (name, at) = match place(field) {
            Place::Property(name) => (name, None),
            Place::Entry(name, at) => (name, Some(at)),
        };
        let Some(property) = item.get(name) else { continue };
        let read = match at {
            Some(at) => Ok(entries(property, field.kind).get(at).map(|text| Value::text(*text))),
            None => read(field, property),
        };
        match read {
            Ok(value) => view.see(field.id, value),
            Err(error) => unmapped.push(error),
        }
    }
    (view, unmapped)
}

/// The texts of a list, without those that are empty: the slots that a record has.
fn entries(property: &Json, kind: Kind) -> Vec<&str> {
    let list = property.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts = list.iter().filter_map(|entry| entry_text(entry, kind));
    texts.filter(|text| !text.trim().is_empty()).collect()
}

fn entry_text(entry: &Json, kind: Kind) -> Option<&str> {
    if kind == Kind::Email { entry.get("address")?.as_str() } else { entry.as_str() }
}

fn read(field: &Field, property: &Json) -> Result<Option<Value>, Unmappable> {
    if property.is_null() {
        return Ok(None);
    }
    let value = match field.kind {
        Kind::Address => property.as_object().map(|parts| Value::Address(address(parts))),
        Kind::Date => property.as_str().and_then(birthday).map(Value::Date),
        Kind::Labels => texts(property).map(Value::labels),
        Kind::List => texts(property).map(|texts| Value::List(texts.into_iter().map(str::to_owned).collect())),
        _ => property.as_str().map(Value::text),
    };
    value.map(Some).ok_or_else(|| Unmappable::new(field.id, format!("Outlook says {property}, which is none")))
}

fn texts(property: &Json) -> Option<Vec<&str>> {
    Some(property.as_array()?.iter().filter_map(Json::as_str).collect())
}

fn address(parts: &Properties) -> Address {
    let part = |name| parts.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let [street, city, state, postal_code, country] = PARTS.map(part);
    Address { street, city, state, postal_code, country }
}

/// The date that was meant. Some clients store midnight of the person's own zone, which is the evening before in UTC
/// east of Greenwich: the nearest midnight is right from UTC−12 to UTC+12.
fn birthday(text: &str) -> Option<Date> {
    if let Ok(date) = text.parse::<Date>()
        && text.len() == 10
    {
        return Some(date);
    }
    let at: Timestamp = text.parse().ok()?;
    let civil = at.to_zoned(TimeZone::UTC).datetime();
    let noon = civil.time() >= Time::constant(12, 0, 0, 0);
    if noon { civil.date().checked_add(SignedDuration::from_hours(24)).ok() } else { Some(civil.date()) }
}

/// A contact's image with its lists packed: no empty slot stands before a full one.
#[must_use]
pub fn packed(image: &Image) -> Image {
    let mut packed = image.clone();
    for (_, slots) in lists() {
        let mut full: Vec<Value> = slots.iter().filter_map(|field| image.get(field.id).cloned()).collect();
        full.retain(|value| !value.as_text().unwrap_or_default().trim().is_empty());
        let mut full = full.into_iter();
        for field in slots {
            packed.set(field.id, full.next());
        }
    }
    packed
}

/// The lists of the table with their slots in order.
fn lists() -> BTreeMap<&'static str, Vec<&'static Field>> {
    let mut lists: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for field in synced() {
        if let Place::Entry(list, _) = place(field) {
            lists.entry(list).or_default().push(field);
        }
    }
    lists
}

/// The properties to send so that the item holds these fields of the image. Without `item`, of a new one.
///
/// A list is sent whole: the slots of the image, the old entry where the text is the same, and what the item had
/// beyond the slots.
pub fn changes(item: Option<&Properties>, image: &Image, fields: &BTreeSet<FieldId>) -> Properties {
    let mut sent = Properties::new();
    for field in synced().filter(|field| fields.contains(&field.id)) {
        match place(field) {
            Place::Property(name) => {
                sent.insert(name.to_owned(), write(field, image.get(field.id)));
            }
            Place::Entry(list, _) if !sent.contains_key(list) => {
                sent.insert(list.to_owned(), write_list(list, item, image));
            }
            Place::Entry(..) => {}
        }
    }
    display_name(&mut sent, item, image);
    sent
}

/// The properties of a new item.
pub fn create(image: &Image) -> Properties {
    let fields = image.iter().map(|(id, _)| *id).collect();
    changes(None, image, &fields)
}

fn write(field: &Field, value: Option<&Value>) -> Json {
    match value {
        Some(Value::Text(text)) => json!(text),
        Some(Value::Date(date)) => json!(format!("{date}{BIRTHDAY_TIME}")),
        Some(Value::Labels(words)) => json!(words),
        Some(Value::List(entries)) => json!(entries),
        Some(Value::Address(address)) => {
            let parts = PARTS.into_iter().zip(address.parts()).filter(|(_, text)| !text.is_empty());
            parts.map(|(name, text)| (name.to_owned(), json!(text))).collect::<Properties>().into()
        }
        _ => match field.kind {
            Kind::Labels | Kind::List => json!([]),
            Kind::Address => json!({}),
            _ => Json::Null,
        },
    }
}

fn write_list(list: &'static str, item: Option<&Properties>, image: &Image) -> Json {
    let slots = lists().remove(list).unwrap_or_default();
    let kind = slots.first().map_or(Kind::Text, |field| field.kind);
    let old: Vec<&Json> = item
        .and_then(|item| item.get(list)?.as_array())
        .into_iter()
        .flatten()
        .filter(|entry| entry_text(entry, kind).is_some_and(|text| !text.trim().is_empty()))
        .collect();
    let image = packed(image);
    let texts = slots.iter().filter_map(|field| image.get(field.id)?.as_text());
    let entry = |text: &str| {
        let same = old.iter().find(|entry| entry_text(entry, kind) == Some(text));
        same.map_or_else(|| new_entry(kind, text), |entry| (*entry).clone())
    };
    let beyond = old.iter().skip(slots.len()).map(|entry| (*entry).clone());
    texts.map(entry).chain(beyond).collect()
}

fn new_entry(kind: Kind, text: &str) -> Json {
    if kind == Kind::Email { json!({ "address": text, "name": text }) } else { json!(text) }
}

/// Outlook makes the name that it shows from given name and surname. A company has neither: it is shown by what it is
/// filed as.
fn display_name(sent: &mut Properties, item: Option<&Properties>, image: &Image) {
    let named = [contact::GIVEN, contact::SURNAME, contact::MIDDLE].iter().any(|id| !image.text(*id).is_empty());
    let named_by = [contact::FILE_AS, contact::COMPANY, contact::NICKNAME, contact::EMAIL1];
    let wanted = named_by.iter().map(|id| image.text(*id)).find(|text| !text.is_empty());
    let shown = item.and_then(|item| item.get("displayName")?.as_str());
    if let (false, Some(wanted)) = (named, wanted)
        && shown != Some(wanted)
        && (item.is_none() || sent.contains_key("fileAs") || sent.contains_key("companyName"))
    {
        sent.insert("displayName".to_owned(), json!(wanted));
    }
}

/// What a person would call the contact: file as, else its names, else company, else an address.
pub fn title(image: &Image) -> String {
    let names = [contact::TITLE, contact::GIVEN, contact::MIDDLE, contact::SURNAME, contact::SUFFIX];
    let names: Vec<&str> = names.iter().map(|id| image.text(*id).trim()).filter(|text| !text.is_empty()).collect();
    let names = names.join(" ");
    let others =
        [contact::COMPANY, contact::NICKNAME, contact::EMAIL1, contact::MOBILE].map(|id| image.text(id).trim());
    let first = [image.text(contact::FILE_AS).trim(), &names].into_iter().chain(others);
    first.into_iter().find(|text| !text.is_empty()).unwrap_or_default().to_owned()
}

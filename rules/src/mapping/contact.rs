//! The lens between a contact and Graph's contact.
//!
//! It is driven by the `graph` column of [`contact::FIELDS`]: `givenName` is a property, `emailAddresses/0` the first
//! entry of a list that Graph replaces whole. [`get`] reads what is there, [`changes`] says which properties to send so
//! that an item holds an image; what the item says in its own way (an address's display name, a fourth entry, a
//! property nobody knows, nothing as `null` or as `""`) survives (P13).
//!
//! A list has no gaps in Outlook, so a record is compared as [`packed`]: its second e-mail address counts as the first
//! one when it has no first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::TimeZone,
};
use serde_json::{Map, Value as Json, json};

use super::Unmappable;
use crate::{
    normalize,
    record::{Address, Field, FieldId, Image, Kind, Value, View, contact},
};

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
/// that makes no sense, wholly or in part: what cannot be read is not empty.
pub fn get(item: &Properties) -> (View, Vec<Unmappable>) {
    let mut view = View::default();
    let mut unmapped = Vec::new();
    for field in synced() {
        match property(field, item) {
            Some(Ok(value)) => view.see(field.id, value),
            Some(Err(error)) => unmapped.push(error),
            None => {}
        }
    }
    (view, unmapped)
}

/// What the item holds of a field; `None` where the property is not there.
fn property(field: &Field, item: &Properties) -> Option<Result<Option<Value>, Unmappable>> {
    let (name, at) = match place(field) {
        Place::Property(name) => (name, None),
        Place::Entry(name, at) => (name, Some(at)),
    };
    let property = item.get(name)?;
    if property.is_null() {
        return Some(Ok(None));
    }
    let read = match at {
        Some(at) => entries(property, field.kind).map(|texts| texts.get(at).map(|text| Value::text(*text))),
        None => read(field.kind, property).map(Some),
    };
    let read = read.ok_or_else(|| Unmappable::new(field.id, format!("Outlook says {property}, which is none")));
    Some(read.map(|value| value.filter(|value| !value.is_empty())))
}

/// The texts of a list, without those that are empty: the slots that a record has. `None` if it is no such list.
fn entries(property: &Json, kind: Kind) -> Option<Vec<&str>> {
    let texts: Option<Vec<&str>> = property.as_array()?.iter().map(|entry| entry_text(entry, kind)).collect();
    Some(texts?.into_iter().filter(|text| !text.trim().is_empty()).collect())
}

/// The text of an entry, empty where it has none. `None` if it is no such entry.
fn entry_text(entry: &Json, kind: Kind) -> Option<&str> {
    match (kind, entry) {
        (_, Json::Null) => Some(""),
        (Kind::Email, entry) => text_or_nothing(entry.as_object()?.get("address")),
        (_, entry) => entry.as_str(),
    }
}

fn text_or_nothing(json: Option<&Json>) -> Option<&str> {
    match json {
        None | Some(Json::Null) => Some(""),
        Some(json) => json.as_str(),
    }
}

fn read(kind: Kind, property: &Json) -> Option<Value> {
    match kind {
        Kind::Address => address(property.as_object()?).map(Value::Address),
        Kind::Date => birthday(property.as_str()?).map(Value::Date),
        Kind::Labels => texts(property).map(Value::labels),
        Kind::List => texts(property).map(|texts| Value::List(texts.into_iter().map(str::to_owned).collect())),
        _ => property.as_str().map(Value::text),
    }
}

fn texts(property: &Json) -> Option<Vec<&str>> {
    property.as_array()?.iter().filter(|entry| !entry.is_null()).map(Json::as_str).collect()
}

fn address(parts: &Properties) -> Option<Address> {
    let part = |name| Some(text_or_nothing(parts.get(name))?.to_owned());
    let [street, city, state, postal_code, country] = PARTS.map(part);
    Some(Address { street: street?, city: city?, state: state?, postal_code: postal_code?, country: country? })
}

/// The date that was meant. Some clients store midnight of the person's own zone, which is the evening before in UTC
/// east of Greenwich: the nearest midnight is right from UTC−11 to UTC+12. A time without a zone is of that day.
fn birthday(text: &str) -> Option<Date> {
    let Ok(at) = text.parse::<Timestamp>() else {
        return text.parse::<DateTime>().ok().map(DateTime::date);
    };
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

/// The properties to send so that the item holds these fields of the image, which is what the whole item is to hold.
/// Without `item`, of a new one or of one that was not read.
///
/// A list is sent whole: the slots that are asked for, the others as the item has them, each with its old entry where the
/// text is the same, and what the item had beyond the slots. What says the same already is sent as it was.
pub fn changes(item: Option<&Properties>, image: &Image, fields: &BTreeSet<FieldId>) -> Properties {
    let wanted = held(item, image, fields);
    let mut sent = Properties::new();
    for field in synced().filter(|field| fields.contains(&field.id)) {
        match place(field) {
            Place::Property(name) => {
                sent.insert(name.to_owned(), write(field, item, &wanted));
            }
            Place::Entry(list, _) if !sent.contains_key(list) => {
                sent.insert(list.to_owned(), write_list(list, item, &wanted));
            }
            Place::Entry(..) => {}
        }
    }
    display_name(&mut sent, item, &wanted);
    sent
}

/// The properties of a new item.
pub fn create(image: &Image) -> Properties {
    let image = packed(image);
    let fields = image.iter().map(|(id, _)| *id).collect();
    changes(None, &image, &fields)
}

/// What the item holds once these fields of the image are sent.
fn held(item: Option<&Properties>, image: &Image, fields: &BTreeSet<FieldId>) -> Image {
    let Some(item) = item else { return image.clone() };
    let mut held = get(item).0.image;
    for id in fields {
        held.set(*id, image.get(*id).cloned());
    }
    held
}

/// The value as Graph has it; the property that is there, where it says the same.
fn write(field: &Field, item: Option<&Properties>, wanted: &Image) -> Json {
    let wanted = wanted.get(field.id);
    let old = item.and_then(|item| item.get(field.graph));
    let same = item.and_then(|item| property(field, item)?.ok()).is_some_and(|value| value.as_ref() == wanted);
    match (old, wanted) {
        (Some(old), _) if same => old.clone(),
        (_, Some(Value::Text(text))) => json!(text),
        (_, Some(Value::Date(date))) => json!(format!("{date}{BIRTHDAY_TIME}")),
        (_, Some(Value::Labels(words))) => json!(words),
        (_, Some(Value::List(entries))) => json!(entries),
        (old, Some(Value::Address(address))) => write_address(old, address),
        (old, _) => match field.kind {
            Kind::Labels | Kind::List => json!([]),
            Kind::Address => write_address(old, &Address::default()),
            _ => Json::Null,
        },
    }
}

/// An address is replaced whole, so what nobody knows of it is sent along.
fn write_address(old: Option<&Json>, address: &Address) -> Json {
    let old = old.and_then(Json::as_object).into_iter().flatten();
    let unknown = old.filter(|(name, _)| !PARTS.contains(&name.as_str()));
    let unknown = unknown.map(|(name, value)| (name.clone(), value.clone()));
    let parts = PARTS.into_iter().zip(address.parts()).filter(|(_, text)| !text.is_empty());
    unknown.chain(parts.map(|(name, text)| (name.to_owned(), json!(text)))).collect::<Properties>().into()
}

fn write_list(list: &'static str, item: Option<&Properties>, wanted: &Image) -> Json {
    let slots = lists().remove(list).unwrap_or_default();
    let kind = slots.first().map_or(Kind::Text, |field| field.kind);
    let property = item.and_then(|item| item.get(list));
    let text = |entry| entry_text(entry, kind).filter(|text| !text.trim().is_empty());
    let entries = property.and_then(Json::as_array).into_iter().flatten();
    let old: Vec<&Json> = entries.filter(|entry| text(entry).is_some()).collect();
    let wanted = slots.iter().filter_map(|field| wanted.get(field.id)?.as_text());
    let wanted: Vec<&str> = wanted.filter(|text| !text.trim().is_empty()).collect();
    let readable = property.filter(|property| property.is_null() || property.is_array());
    if let Some(same) = readable
        && old.iter().take(slots.len()).filter_map(|entry| text(entry)).eq(wanted.iter().copied())
    {
        return same.clone();
    }
    let beyond = old.iter().skip(slots.len()).map(|entry| (*entry).clone());
    wanted.iter().map(|text| entry(&old, kind, text)).chain(beyond).collect()
}

/// The old entry of that text, with its name; an entry of its own where there is none.
fn entry(old: &[&Json], kind: Kind, text: &str) -> Json {
    if kind != Kind::Email {
        return json!(text);
    }
    let reduced = |text: &str| normalize::comparable(kind, &Value::text(text));
    let is = |entry: &&&Json| entry_text(entry, kind) == Some(text);
    let like = |entry: &&&Json| entry_text(entry, kind).map(reduced) == Some(reduced(text));
    let named = old.iter().find(is).or_else(|| old.iter().find(like)).and_then(|entry| entry.as_object());
    let mut entry = named.cloned().unwrap_or_default();
    let unnamed = entry.get("name").is_none_or(|name| Some(name) == entry.get("address"));
    if unnamed {
        entry.insert("name".to_owned(), json!(text));
    }
    entry.insert("address".to_owned(), json!(text));
    entry.into()
}

/// The properties of which Outlook makes the name that it shows.
const NAMES: [&str; 5] = ["givenName", "middleName", "surname", "fileAs", "companyName"];

/// Outlook makes the name that it shows anew from given name and surname, unless it is sent along. A company has
/// neither: it is shown by what it is filed as, or as somebody had it shown.
fn display_name(sent: &mut Properties, item: Option<&Properties>, wanted: &Image) {
    let text = |id: &FieldId| Some(wanted.text(*id)).filter(|text| !text.trim().is_empty());
    if sent.is_empty() || [contact::GIVEN, contact::MIDDLE, contact::SURNAME].iter().any(|id| text(id).is_some()) {
        return;
    }
    let own = [contact::FILE_AS, contact::COMPANY, contact::NICKNAME, contact::EMAIL1].iter().find_map(text);
    let shown = item.and_then(|item| item.get("displayName")?.as_str()).filter(|text| !text.trim().is_empty());
    let old = |name: &str| item.and_then(|item| item.get(name)).unwrap_or(&Json::Null);
    let renamed = NAMES.iter().any(|name| sent.get(*name).is_some_and(|value| item.is_none() || value != old(name)));
    let name = match (item, renamed) {
        (_, true) => own.or(shown),
        (Some(_), false) => shown.or(own),
        // Not read, or new: what else there is to show it by.
        (None, false) => own.filter(|_| ["nickName", "emailAddresses"].iter().any(|name| sent.contains_key(*name))),
    };
    if let Some(name) = name {
        sent.insert("displayName".to_owned(), json!(name));
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

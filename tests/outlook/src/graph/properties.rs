//! The properties of a contact, as a table: what each holds, and what Exchange makes of a value that is written.

use super::{knobs::Knobs, problem::Problem};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text or null.
    Text,
    /// Text that is empty instead of null.
    Notes,
    /// A list of texts of at most so many.
    Texts(usize),
    /// E-mail addresses with names, at most three.
    Emails,
    /// The first, second or third of the e-mail addresses.
    EmailAt(usize),
    /// A postal address; an empty object when there is none.
    Address,
    /// A day, which Exchange keeps as a moment.
    Day,
}

/// No limit that a contact meets.
const MANY: usize = 1000;

/// The most e-mail addresses of a contact.
const EMAILS: usize = 3;

/// The order is that of Graph's answers.
pub(super) const PROPERTIES: [(&str, Kind); 36] = [
    ("categories", Kind::Texts(MANY)),
    ("birthday", Kind::Day),
    ("fileAs", Kind::Text),
    ("displayName", Kind::Text),
    ("givenName", Kind::Text),
    ("initials", Kind::Text),
    ("middleName", Kind::Text),
    ("nickName", Kind::Text),
    ("surname", Kind::Text),
    ("title", Kind::Text),
    ("yomiGivenName", Kind::Text),
    ("yomiSurname", Kind::Text),
    ("yomiCompanyName", Kind::Text),
    ("generation", Kind::Text),
    ("imAddresses", Kind::Texts(3)),
    ("jobTitle", Kind::Text),
    ("companyName", Kind::Text),
    ("department", Kind::Text),
    ("officeLocation", Kind::Text),
    ("profession", Kind::Text),
    ("businessHomePage", Kind::Text),
    ("assistantName", Kind::Text),
    ("manager", Kind::Text),
    ("homePhones", Kind::Texts(2)),
    ("mobilePhone", Kind::Text),
    ("businessPhones", Kind::Texts(2)),
    ("spouseName", Kind::Text),
    ("personalNotes", Kind::Notes),
    ("children", Kind::Texts(MANY)),
    ("emailAddresses", Kind::Emails),
    ("primaryEmailAddress", Kind::EmailAt(0)),
    ("secondaryEmailAddress", Kind::EmailAt(1)),
    ("tertiaryEmailAddress", Kind::EmailAt(2)),
    ("homeAddress", Kind::Address),
    ("businessAddress", Kind::Address),
    ("otherAddress", Kind::Address),
];

/// What the service sets and nobody else; written values are passed over.
const READ_ONLY: [&str; 7] =
    ["id", "changeKey", "createdDateTime", "lastModifiedDateTime", "parentFolderId", "photo", "extensions"];

/// Parts of a name, in the order in which they make one.
const NAME_PARTS: [&str; 4] = ["givenName", "middleName", "surname", "generation"];

/// The parts of a postal address that a contact has.
const ADDRESS_PARTS: [&str; 5] = ["street", "city", "state", "countryOrRegion", "postalCode"];

static KINDS: LazyLock<BTreeMap<&'static str, Kind>> = LazyLock::new(|| PROPERTIES.into_iter().collect());

/// What a property holds; none for one that the table does not know.
pub(super) fn kind_of(name: &str) -> Option<Kind> {
    KINDS.get(name).copied()
}

/// A contact's own properties: what differs from the default.
pub(super) type Fields = Map<String, Value>;

/// Writes what a request gives into the properties, as Exchange does: null clears, lists and addresses are replaced whole.
pub(super) fn write(fields: &mut Fields, given: &Fields, knobs: &Knobs) -> Result<(), Problem> {
    for (name, value) in given {
        if READ_ONLY.contains(&name.as_str()) || name.starts_with('@') || name.ends_with("ExtendedProperties") {
            continue;
        }
        match kind_of(name) {
            Some(Kind::EmailAt(place)) => set_email(fields, place, value)?,
            Some(kind) => put(fields, name, normalised(kind, name, value, knobs)?),
            None => put(fields, name, value.clone()),
        }
    }
    let touches_name = NAME_PARTS.iter().any(|part| given.contains_key(*part));
    if knobs.regenerates(touches_name) && !given.contains_key("displayName") || text(fields, "displayName").is_empty() {
        put(fields, "displayName", whole_name(fields));
    }
    if knobs.file_as_default && text(fields, "fileAs").is_empty() {
        put(fields, "fileAs", filing_name(fields));
    }
    Ok(())
}

fn put(fields: &mut Fields, name: &str, value: Value) {
    let default = match kind_of(name) {
        Some(Kind::Notes) => value.is_null() || value == "",
        Some(Kind::Texts(_) | Kind::Emails) => value.as_array().is_none_or(Vec::is_empty),
        Some(Kind::Address) => value.as_object().is_none_or(Map::is_empty),
        _ => value.is_null(),
    };
    if default { drop(fields.remove(name)) } else { drop(fields.insert(name.to_owned(), value)) }
}

fn normalised(kind: Kind, name: &str, value: &Value, knobs: &Knobs) -> Result<Value, Problem> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    match kind {
        Kind::Text => Ok(json!(trimmed(as_text(name, value)?, knobs))),
        Kind::Notes => Ok(json!(notes(as_text(name, value)?, knobs))),
        Kind::Texts(most) => texts(name, value, most, knobs),
        Kind::Emails | Kind::EmailAt(_) => emails(name, value),
        Kind::Address => address(name, value, knobs),
        Kind::Day => day(value),
    }
}

fn as_text<'a>(name: &str, value: &'a Value) -> Result<&'a str, Problem> {
    value.as_str().ok_or_else(|| Problem::Body(format!("Cannot convert the value of '{name}' to 'Edm.String'.")))
}

fn trimmed(text: &str, knobs: &Knobs) -> String {
    if knobs.trim_trailing { text.trim_end().to_owned() } else { text.to_owned() }
}

fn notes(text: &str, knobs: &Knobs) -> String {
    let text = if knobs.crlf_notes { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text.to_owned() };
    trimmed(&text, knobs)
}

fn array<'a>(name: &str, value: &'a Value, most: usize) -> Result<&'a Vec<Value>, Problem> {
    let wrong = || Problem::Body(format!("A collection was expected for '{name}'."));
    let list = value.as_array().ok_or_else(wrong)?;
    if list.len() > most {
        let (first, rest) = name.split_at(1);
        return Err(Problem::Invalid(format!(
            "The multi value property {}{rest} has {} entries, that exceeds the max allowed value of {most}",
            first.to_uppercase(),
            list.len()
        )));
    }
    Ok(list)
}

fn texts(name: &str, value: &Value, most: usize, knobs: &Knobs) -> Result<Value, Problem> {
    let list = array(name, value, most)?;
    let mut kept: Vec<Value> = Vec::with_capacity(list.len());
    for entry in list {
        let entry = json!(trimmed(as_text(name, entry)?, knobs));
        // A category stands once, however often it is given.
        if name != "categories" || !kept.contains(&entry) {
            kept.push(entry);
        }
    }
    Ok(Value::Array(kept))
}

fn emails(name: &str, value: &Value) -> Result<Value, Problem> {
    let list = array(name, value, EMAILS)?;
    let read = list.iter().filter_map(|entry| email(name, entry).transpose());
    Ok(Value::Array(read.collect::<Result<_, _>>()?))
}

/// An address with its name, which is the address where none is given; none for an entry that is empty.
fn email(name: &str, entry: &Value) -> Result<Option<Value>, Problem> {
    let entry = entry.as_object().ok_or_else(|| Problem::Body(format!("An object was expected in '{name}'.")))?;
    let part = |key: &str| entry.get(key).filter(|value| !value.is_null()).map(|value| as_text(key, value)).transpose();
    let (address, shown) = (part("address")?.unwrap_or_default(), part("name")?.unwrap_or_default());
    if address.is_empty() && shown.is_empty() {
        return Ok(None);
    }
    Ok(Some(json!({"name": if shown.is_empty() { address } else { shown }, "address": address})))
}

fn set_email(fields: &mut Fields, place: usize, value: &Value) -> Result<(), Problem> {
    let mut list = fields.get("emailAddresses").and_then(Value::as_array).cloned().unwrap_or_default();
    let given = if value.is_null() { None } else { email("emailAddresses", value)? };
    match given {
        Some(given) if place < list.len() => list[place] = given,
        Some(given) => list.push(given),
        None if place < list.len() => drop(list.remove(place)),
        None => {}
    }
    put(fields, "emailAddresses", Value::Array(list));
    Ok(())
}

/// An address of exactly the parts given.
fn address(name: &str, value: &Value, knobs: &Knobs) -> Result<Value, Problem> {
    let given = value.as_object().ok_or_else(|| Problem::Body(format!("An object was expected for '{name}'.")))?;
    let mut kept = Map::new();
    for (part, value) in given.iter().filter(|(_, value)| !value.is_null()) {
        let known = ADDRESS_PARTS.contains(&part.as_str());
        let value = if known { json!(trimmed(as_text(part, value)?, knobs)) } else { value.clone() };
        kept.insert(part.clone(), value);
    }
    Ok(Value::Object(kept))
}

/// The day of the moment given, in UTC, at the minute at which Outlook keeps it.
fn day(value: &Value) -> Result<Value, Problem> {
    let text = as_text("birthday", value)?;
    let moment = text.parse::<jiff::Timestamp>().ok().map(|moment| moment.to_zoned(jiff::tz::TimeZone::UTC).date());
    let date = moment.or_else(|| text.parse::<Date>().ok().filter(|_| text.len() == 10));
    let wrong =
        || Problem::Body(format!("Cannot convert the literal '{text}' to the expected type 'Edm.DateTimeOffset'."));
    Ok(json!(format!("{}T11:59:00Z", date.ok_or_else(wrong)?)))
}

fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The name that Exchange makes of the parts; of a company or an address where there are none.
fn whole_name(fields: &Fields) -> Value {
    let parts: Vec<&str> =
        NAME_PARTS.iter().map(|part| text(fields, part).trim()).filter(|part| !part.is_empty()).collect();
    let name = if parts.is_empty() { stand_in_name(fields) } else { parts.join(" ") };
    if name.is_empty() { Value::Null } else { json!(name) }
}

fn stand_in_name(fields: &Fields) -> String {
    let company = text(fields, "companyName");
    let first = fields.get("emailAddresses").and_then(|list| list[0]["name"].as_str()).unwrap_or_default();
    if company.is_empty() { first.to_owned() } else { company.to_owned() }
}

/// `Surname, Given Middle`, or what else names the contact.
fn filing_name(fields: &Fields) -> Value {
    let (surname, given) = (text(fields, "surname").trim(), text(fields, "givenName").trim());
    let given = [given, text(fields, "middleName").trim()].join(" ");
    let name = match (surname, given.trim()) {
        ("", "") => match stand_in_name(fields) {
            company if !company.is_empty() => company,
            _ => text(fields, "displayName").to_owned(),
        },
        ("", given) => given.to_owned(),
        (surname, "") => surname.to_owned(),
        (surname, given) => format!("{surname}, {given}"),
    };
    if name.is_empty() { Value::Null } else { json!(name) }
}

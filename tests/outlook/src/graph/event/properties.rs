//! The properties of an event, as a table: what each holds, and what Exchange makes of a value that is written.

use super::super::problem::Problem;
use super::super::properties::Fields;
use super::{Writer, body, recurrence, times};
use crate::zones;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// What a property holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Flag,
    Minutes,
    OneOf(&'static [&'static str]),
    Names,
    Time,
    Body,
    Place,
    Places,
    People,
    Recurrence,
}

/// What an application may write.
const PROPERTIES: [(&str, Kind); 22] = [
    ("subject", Kind::Text),
    ("body", Kind::Body),
    ("start", Kind::Time),
    ("end", Kind::Time),
    ("location", Kind::Place),
    ("locations", Kind::Places),
    ("attendees", Kind::People),
    ("categories", Kind::Names),
    ("importance", Kind::OneOf(&["low", "normal", "high"])),
    ("sensitivity", Kind::OneOf(&["normal", "personal", "private", "confidential"])),
    ("showAs", Kind::OneOf(&["free", "tentative", "busy", "oof", "workingElsewhere", "unknown"])),
    ("isAllDay", Kind::Flag),
    ("isReminderOn", Kind::Flag),
    ("reminderMinutesBeforeStart", Kind::Minutes),
    ("recurrence", Kind::Recurrence),
    ("responseRequested", Kind::Flag),
    ("allowNewTimeProposals", Kind::Flag),
    ("hideAttendees", Kind::Flag),
    ("isOnlineMeeting", Kind::Flag),
    ("onlineMeetingProvider", Kind::OneOf(&["unknown", "teamsForBusiness", "skypeForBusiness", "skypeForConsumer"])),
    ("transactionId", Kind::Text),
    ("isDraft", Kind::Flag),
];

/// What the service sets; what an application writes there is passed over.
const READ_ONLY: [&str; 22] = [
    "id",
    "changeKey",
    "createdDateTime",
    "lastModifiedDateTime",
    "iCalUId",
    "uid",
    "type",
    "seriesMasterId",
    "occurrenceId",
    "bodyPreview",
    "hasAttachments",
    "isOrganizer",
    "isCancelled",
    "organizer",
    "onlineMeeting",
    "onlineMeetingUrl",
    "originalStart",
    "originalStartTimeZone",
    "originalEndTimeZone",
    "responseStatus",
    "webLink",
    "cancelledOccurrences",
];

/// What is kept beside the fields, whoever writes.
const APART: [&str; 8] = [
    "id",
    "changeKey",
    "createdDateTime",
    "lastModifiedDateTime",
    "type",
    "seriesMasterId",
    "originalStart",
    "cancelledOccurrences",
];

/// What an event is where nothing was written.
pub(super) static DEFAULTS: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let Value::Object(defaults) = json!({
        "subject": "", "body": {"contentType": "html", "content": ""}, "bodyPreview": "", "categories": [],
        "importance": "normal", "sensitivity": "normal", "showAs": "busy", "isAllDay": false, "isCancelled": false,
        "isOrganizer": true, "isDraft": false, "responseRequested": true, "allowNewTimeProposals": true,
        "hideAttendees": false, "isReminderOn": true, "reminderMinutesBeforeStart": 15, "hasAttachments": false,
        "location": {"displayName": ""}, "locations": [], "attendees": [], "isOnlineMeeting": false,
        "onlineMeetingProvider": "unknown", "onlineMeeting": null, "onlineMeetingUrl": null, "recurrence": null,
        "seriesMasterId": null, "transactionId": null,
    }) else {
        return Map::new();
    };
    defaults
});

/// Writes what is given into the properties, and tidies and checks the whole as Exchange does.
pub(super) fn write(fields: &mut Fields, given: &Fields, writer: Writer) -> Result<(), Problem> {
    for (name, value) in given {
        let beside = name.contains('@') || name.ends_with("ExtendedProperties");
        if beside || APART.contains(&name.as_str()) {
            continue;
        }
        match writer {
            Writer::Person => put(fields, name, value.clone()),
            Writer::Application if READ_ONLY.contains(&name.as_str()) => {}
            Writer::Application => {
                let value = normalised(name, value)?;
                put(fields, name, value);
            }
        }
    }
    tidy(fields, given, writer)?;
    times::check(fields)
}

fn put(fields: &mut Fields, name: &str, value: Value) {
    if value.is_null() { drop(fields.remove(name)) } else { drop(fields.insert(name.to_owned(), value)) }
}

/// What follows from what was written.
fn tidy(fields: &mut Fields, given: &Fields, writer: Writer) -> Result<(), Problem> {
    for (name, original) in [("start", "originalStartTimeZone"), ("end", "originalEndTimeZone")] {
        let time = times::tidy(fields.get(name).unwrap_or(&Value::Null), name)?;
        let named = writer == Writer::Person && given.contains_key(original);
        if !named && (given.contains_key(name) || !fields.contains_key(original)) {
            fields.insert(original.to_owned(), json!(zones::zone_name(&time)));
        }
        fields.insert(name.to_owned(), time);
    }
    if let Some(kept) = fields.get("body").filter(|_| given.contains_key("body")) {
        let preview = body::preview(kept);
        end_online_meeting(fields);
        fields.insert("bodyPreview".to_owned(), json!(preview));
    }
    tidy_location(fields, given);
    if let Some(kept) = fields.get("recurrence") {
        let start = &fields["start"];
        if writer == Writer::Application && given.contains_key("recurrence") {
            recurrence::check(kept, start)?;
        }
        let kept = recurrence::tidy(kept, start)?;
        fields.insert("recurrence".to_owned(), kept);
    }
    Ok(())
}

/// Whoever writes a body without the part that leads to the online meeting ends it.
fn end_online_meeting(fields: &mut Fields) {
    let content = fields.get("body").and_then(|body| body["content"].as_str()).unwrap_or_default();
    let url = fields.get("onlineMeeting").and_then(|meeting| meeting["joinUrl"].as_str());
    if url.is_some_and(|url| !content.contains(url)) {
        fields.remove("onlineMeeting");
        fields.insert("isOnlineMeeting".to_owned(), json!(false));
    }
}

/// Whoever writes only one of `location` and `locations` writes both.
fn tidy_location(fields: &mut Fields, given: &Fields) {
    if given.contains_key("locations") && !given.contains_key("location") {
        let first = fields.get("locations").and_then(|list| list.get(0)).cloned().unwrap_or(Value::Null);
        put(fields, "location", first);
    } else if given.contains_key("location") && !given.contains_key("locations") {
        let name = fields.get("location").and_then(|place| place["displayName"].as_str()).unwrap_or_default();
        let list = match name {
            "" => json!([]),
            name => {
                json!([{"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"}])
            }
        };
        fields.insert("locations".to_owned(), list);
    }
}

fn mismatch(name: &str, kind: &str) -> Problem {
    Problem::Body(format!("Cannot convert the value of '{name}' to the expected type '{kind}'."))
}

/// A value as an application may give it.
fn normalised(name: &str, value: &Value) -> Result<Value, Problem> {
    let Some(kind) = PROPERTIES.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind) else {
        let message = format!(
            "The property '{name}' does not exist on type 'microsoft.graph.event'. Make sure to only use property names that are defined by the type."
        );
        return Err(Problem::Body(message));
    };
    match (kind, value) {
        (Kind::Time, Value::Null) => Err(Problem::Property(format!("The event needs '{name}'."))),
        (_, Value::Null) => Ok(Value::Null),
        (Kind::Text, Value::String(_))
        | (Kind::Flag, Value::Bool(_))
        | (Kind::Place | Kind::Recurrence, Value::Object(_)) => Ok(value.clone()),
        (Kind::Minutes, Value::Number(number)) if number.is_i64() => Ok(value.clone()),
        (Kind::OneOf(names), Value::String(text)) => one_of(name, names, text),
        (Kind::Names, Value::Array(list)) => names(name, list),
        (Kind::Time, Value::Object(_)) => time(name, value),
        (Kind::Body, Value::Object(_)) => body_of(value),
        (Kind::Places, Value::Array(list)) if list.iter().all(Value::is_object) => Ok(value.clone()),
        (Kind::People, Value::Array(list)) => {
            list.iter().map(attendee).collect::<Result<Vec<_>, _>>().map(Value::Array)
        }
        _ => Err(mismatch(name, "the type of the property")),
    }
}

fn one_of(name: &str, names: &[&str], text: &str) -> Result<Value, Problem> {
    let found = names.iter().find(|known| known.eq_ignore_ascii_case(text));
    found.map(|known| json!(known)).ok_or_else(|| mismatch(name, &names.join(" | ")))
}

/// Each name once, however often it is given.
fn names(name: &str, list: &[Value]) -> Result<Value, Problem> {
    let mut kept: Vec<Value> = Vec::with_capacity(list.len());
    for entry in list {
        if !entry.is_string() {
            return Err(mismatch(name, "Edm.String"));
        }
        if !kept.contains(entry) {
            kept.push(entry.clone());
        }
    }
    Ok(Value::Array(kept))
}

/// Exactly a date and time without an offset, and a zone.
fn time(name: &str, value: &Value) -> Result<Value, Problem> {
    let text = value["dateTime"].as_str().ok_or_else(|| mismatch(name, "microsoft.graph.dateTimeTimeZone"))?;
    let offset = text.get(11..).is_some_and(|rest| rest.contains(['+', '-']));
    if offset { Err(mismatch(name, "a date and time without an offset")) } else { Ok(value.clone()) }
}

fn body_of(value: &Value) -> Result<Value, Problem> {
    let kind = match &value["contentType"] {
        Value::Null => json!("text"),
        Value::String(kind) => one_of("contentType", &["text", "html"], kind)?,
        _ => return Err(mismatch("contentType", "microsoft.graph.bodyType")),
    };
    match &value["content"] {
        Value::Null => Ok(json!({"contentType": kind, "content": ""})),
        Value::String(content) => Ok(json!({"contentType": kind, "content": content})),
        _ => Err(mismatch("content", "Edm.String")),
    }
}

fn attendee(given: &Value) -> Result<Value, Problem> {
    let address = given["emailAddress"]["address"].as_str().filter(|address| !address.is_empty());
    let address = address.ok_or_else(|| Problem::Property("An attendee needs an e-mail address.".to_owned()))?;
    let name = given["emailAddress"]["name"].as_str().unwrap_or(address);
    let kind = match given["type"].as_str() {
        None => json!("required"),
        Some(kind) => one_of("type", &["required", "optional", "resource"], kind)?,
    };
    // Nobody answers for somebody else.
    let status = json!({"response": "none", "time": "0001-01-01T00:00:00Z"});
    Ok(json!({"type": kind, "status": status, "emailAddress": {"name": name, "address": address}}))
}

//! One full sample of each type and of each form that it takes.

mod runs;

pub(crate) use runs::*;
use serde_json::{Value, json};

fn snapshot() -> Value {
    json!({
        "itemType": "appointment", "mode": "compose", "mailbox": "a@example.com", "itemId": "AAk-_", "seriesId": null,
        "subject": "Call", "location": "Room \"1\"", "start": "2026-11-22T10:00:00Z", "end": "2026-11-22T10:30:00.5Z",
        "allDay": false, "notes": "one\ntwo\t\u{1f600}", "categories": ["Court"], "sensitivity": "normal",
        "recurrence": {
            "recurrenceType": "weekly",
            "recurrenceProperties": { "interval": 2, "days": ["mon", "tue"], "firstDayOfWeek": "sun" },
            "recurrenceTimeZone": { "name": "W. Europe Standard Time", "offset": 60 },
            "seriesTime": { "startDate": "2026-11-22", "endDate": null, "startTime": "10:00", "durationMinutes": 30 }
        },
        "recurrenceKnown": true, "organizer": { "name": "A", "address": "a@example.com" },
        "required": [{ "name": "B", "address": "b@example.com" }], "optional": [],
        "modified": "2026-11-21T09:59:59.123456789Z", "timeZone": "W. Europe Standard Time",
        "canSet": ["subject", "start"]
    })
}

fn image() -> Value {
    json!({
        "subject": { "text": "Call" }, "private": { "flag": true }, "reminder": { "minutes": 15 },
        "start": { "instant": "2026-11-22T10:00:00Z" }, "end": { "date": "2026-11-23" },
        "categories": { "labels": ["Court", "Tax"] }, "children": { "list": ["Ann", "", "Bob"] },
        "cancelled": { "dates": ["2026-11-29", "2026-12-06"] },
        "homeAddress": { "address": { "street": "1 Road", "city": "Town", "state": "", "postalCode": "1", "country": "" } },
        "recurrence": { "recurrence": {
            "pattern": { "type": "weekly", "interval": 2, "days": ["monday"], "firstDay": "sunday" },
            "range": { "until": "2027-01-01" }
        } }
    })
}

fn series() -> Vec<Value> {
    let patterns = [
        json!({ "type": "daily", "interval": 1 }),
        json!({ "type": "absoluteMonthly", "interval": 1, "day": 31 }),
        json!({ "type": "relativeMonthly", "interval": 1, "days": ["friday"], "index": "last" }),
        json!({ "type": "absoluteYearly", "interval": 1, "month": 2, "day": 29 }),
        json!({ "type": "relativeYearly", "interval": 1, "month": 11, "days": ["monday"], "index": "first" }),
    ];
    let ranges = [json!("noEnd"), json!({ "count": 10 })];
    let of = |(pattern, range): (Value, &Value)| json!({ "recurrence": { "pattern": pattern, "range": range } });
    patterns.into_iter().zip(ranges.iter().cycle()).map(of).collect()
}

fn matter() -> Value {
    json!({ "id": "m1", "number": "17", "title": "Estate" })
}

fn filing() -> Value {
    json!({ "client": client()[0], "matter": matter(), "code": "COURT", "staff": staff()[0] })
}

fn linked() -> Value {
    json!({
        "is": "linked", "link": "l1", "record": "r1", "occurrence": "2026-11-22", "uncertainty": "PT1M2.5S",
        "filing": filing(),
        "known": {
            "kind": "appointment", "record": image(), "state": "present", "version": 7,
            "editedAt": "2026-11-22T08:00:00Z", "tie": "joined",
            "base": { "practice": image(), "outlook": {} }, "pending": { "shown": {}, "agreed": image() },
            "settings": settings()
        }
    })
}

fn settings() -> Value {
    json!({ "policy": "newestField", "direction": "toOutlook", "fields": { "subject": "off" } })
}

pub(crate) fn status() -> Vec<Value> {
    let states = [
        json!({ "is": "unsaved" }),
        json!({ "is": "unlinked", "suggestion": filing() }),
        json!({ "is": "unknownOccurrence", "series": "r1" }),
        linked(),
    ];
    states.map(|state| json!({ "state": state, "part": "occurrence" })).into()
}

pub(crate) fn add_contact() -> Vec<Value> {
    vec![json!({ "name": "B", "address": "b@example.com", "kind": "standalone", "clients": ["c1"] })]
}

pub(crate) fn add_item() -> Vec<Value> {
    vec![json!({ "item": snapshot(), "client": "c1", "matter": "m1", "code": "COURT", "staff": ["s1"] })]
}

pub(crate) fn calendar_code() -> Vec<Value> {
    vec![json!({ "code": "COURT", "title": "Court hearing", "category": "Court" })]
}

pub(crate) fn client() -> Vec<Value> {
    vec![json!({ "id": "c1", "number": "100", "name": "Meyer", "matters": [matter()] })]
}

pub(crate) fn complete() -> Vec<Value> {
    vec![json!({ "version": 3, "fields": { "clientId": "4711", "associate": "s1" } })]
}

pub(crate) fn incomplete_one() -> Vec<Value> {
    vec![json!({
        "id": "k1", "version": 3, "name": "B", "detail": "b@example.com", "kind": "client",
        "lacks": [["surname", "company"], ["clientId"]]
    })]
}

pub(crate) fn incomplete() -> Vec<Value> {
    vec![json!({ "count": 17, "contacts": incomplete_one() })]
}

pub(crate) fn development() -> Vec<Value> {
    vec![json!({ "staff": "s1" })]
}

pub(crate) fn first_admin() -> Vec<Value> {
    vec![json!({ "code": "1234", "staff": "s1" })]
}

pub(crate) fn history() -> Vec<Value> {
    let entry = |value: &Value| {
        json!({
            "id": "h1", "field": "recurrence", "side": "outlook", "value": value, "replacedBy": { "text": "x" },
            "at": "2026-11-22T10:00:00Z", "by": "Ann", "rule": "M2", "restoredAt": null
        })
    };
    series().iter().map(entry).collect()
}

pub(crate) fn item() -> Vec<Value> {
    vec![json!({ "item": snapshot() })]
}

pub(crate) fn live() -> Vec<Value> {
    vec![
        json!({ "is": "hello", "rules": "0.1.0" }),
        json!({ "is": "changed", "sequence": 12, "records": [{ "kind": "appointment", "id": "r1" }] }),
        json!({ "is": "sync" }),
        json!({ "is": "progress", "progress": progress() }),
    ]
}

pub(crate) fn me() -> Vec<Value> {
    vec![json!({
        "staff": staff()[0][0], "mailbox": "a@example.com", "role": "admin", "development": true,
        "settings": settings(), "rules": "0.1.0", "terms": [["client", "customer"]]
    })]
}

pub(crate) fn problem() -> Vec<Value> {
    vec![json!({
        "type": "urn:concordat:problem:moved", "title": "Moved", "status": 409, "detail": "it moved",
        "field": "item.start", "request": "r-1", "now": status()[3]
    })]
}

pub(crate) fn record() -> Vec<Value> {
    vec![json!({
        "id": "r1", "image": image(), "version": 7, "editedAt": "2026-11-22T10:00:00Z",
        "binnedAt": "2026-11-22T11:00:00Z", "filing": filing()
    })]
}

pub(crate) fn report() -> Vec<Value> {
    vec![json!({
        "outcome": "held", "toRecord": ["subject"], "toItem": [{ "field": "location", "value": { "text": "x" } }],
        "asked": ["start"], "held": [["notes", "readOnly"]], "replaced": 2, "status": status()[0]
    })]
}

pub(crate) fn restore() -> Vec<Value> {
    vec![json!({ "entries": ["h1", "h2"] })]
}

pub(crate) fn restored() -> Vec<Value> {
    vec![json!({ "record": "r1", "version": 8, "fields": ["subject", "start"] })]
}

pub(crate) fn sign_in() -> Vec<Value> {
    let entra =
        json!({ "clientId": "i", "authority": "https://a", "scope": "api://i/access_as_user", "firstAdmin": true });
    vec![json!({ "development": staff()[0], "entra": entra }), json!({ "development": null })]
}

pub(crate) fn signed() -> Vec<Value> {
    vec![json!({ "token": "t", "me": staff()[0][0] })]
}

pub(crate) fn staff() -> Vec<Value> {
    vec![
        json!([{ "id": "s1", "name": "Ann", "initials": "A", "tied": true }, { "id": "s2", "name": "Bob", "initials": "B" }]),
    ]
}

pub(crate) fn sync() -> Vec<Value> {
    vec![json!({ "item": snapshot(), "shown": "abc", "answers": { "subject": "practice", "start": "outlook" } })]
}

pub(crate) fn tie() -> Vec<Value> {
    vec![json!({ "tenant": "t", "object": "o" })]
}

pub(crate) fn unlink() -> Vec<Value> {
    item()
}

pub(crate) fn waiting() -> Vec<Value> {
    vec![json!({ "tenant": "t", "object": "o", "name": "N", "username": "u", "at": "2026-11-22T10:00:00Z" })]
}

pub(crate) fn who() -> Vec<Value> {
    vec![json!({
        "address": "b@example.com", "contact": "k1", "name": "B", "kind": "client", "staff": false, "clients": client()
    })]
}

pub(crate) fn who_is() -> Vec<Value> {
    vec![json!({ "addresses": ["a@example.com"] })]
}

//! The sample practice: big enough, the same every time, and in step with the Outlook side it comes with.

#[path = "support/practice.rs"]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, date};
use rules::mapping::{appointment as lens, expand, occurrence};
use rules::outlook::graph::Event;
use rules::record::{Image, RecordKind, Value, appointment, check, recurrence::Pattern};
use serde_json::Value as Json;
use server::practice::{Appointments, FolderKey, Links, Practice, Record, Staff, Store};
use server::sample::{self, Filled, LINKED};
use support::{Foreign, sqlite};

const ANCHOR: Date = date(2026, 11, 22);

/// Dates on which something may be special: ends of months, a leap day, clock changes, a year's end.
const ANCHORS: [Date; 6] =
    [ANCHOR, date(2028, 2, 29), date(2027, 3, 28), date(2026, 12, 31), date(2027, 1, 31), date(2026, 11, 1)];

async fn filled(anchor: Date) -> (tempfile::TempDir, Arc<Store>, support::Sqlite3, Filled) {
    let (dir, store, sqlite3) = sqlite().await;
    let filled = sample::fill(store.as_ref(), anchor).await.expect("fills").expect("was empty");
    (dir, store, sqlite3, filled)
}

#[tokio::test]
async fn it_is_big_enough_and_filled_once() {
    let (_dir, store, sqlite3, filled) = filled(ANCHOR).await;
    assert!(
        filled.staff >= 6 && filled.clients >= 40 && filled.contacts >= 150 && filled.appointments >= 250,
        "{filled:?}"
    );
    let count = |table: &str| sqlite3.sql(&format!("SELECT count(*) FROM {table}")).parse::<usize>().unwrap();
    let tables = ["staff", "client", "matter", "contact", "appointment", "link", "base"];
    let Filled { staff, clients, matters, contacts, appointments, links } = filled;
    assert_eq!(tables.map(count), [staff, clients, matters, contacts, appointments, links, links]);
    assert!(links >= 150, "{links}");
    assert_eq!(sqlite3.sql("SELECT count(*) FROM client WHERE id NOT IN (SELECT client_id FROM matter)"), "0");
    assert_eq!(sample::fill(store.as_ref(), ANCHOR).await, Ok(None), "a second filling changes nothing");
    assert_eq!(tables.map(count)[4], appointments);
    assert!(store.staff().await.unwrap().iter().all(|member| member.mailbox.ends_with("@example.com")));
}

#[tokio::test]
async fn p18_the_same_anchor_gives_the_same_sample() {
    let (dir1, ..) = filled(ANCHOR).await;
    let (dir2, ..) = filled(ANCHOR).await;
    for table in ["staff", "client", "matter", "contact", "contact_client", "appointment", "appointment_staff", "base"]
    {
        let dump = |dir: &tempfile::TempDir| {
            let sql = format!("SELECT * FROM {table}");
            let mut lines: Vec<_> =
                support::Sqlite3(dir.path().join("practice.db")).sql(&sql).lines().map(masked).collect();
            lines.sort();
            lines
        };
        assert_eq!(dump(&dir1), dump(&dir2), "{table}");
    }
    let seed = |anchor| serde_json::to_string(&sample::outlook_seed(anchor).unwrap()).unwrap();
    assert_eq!(seed(ANCHOR), seed(ANCHOR));
    assert_ne!(seed(ANCHOR), seed(date(2026, 11, 23)));
}

/// A row without the token of the write that made it, which is new each time.
fn masked(line: &str) -> String {
    let fresh = |part: &&str| part.len() == 36 && part.bytes().filter(|byte| *byte == b'-').count() == 4;
    line.split('|').filter(|part| !fresh(part)).collect::<Vec<_>>().join("|")
}

#[tokio::test]
async fn p1_p14_for_any_anchor_it_makes_sense_and_begins_in_step() {
    for anchor in ANCHORS {
        let (_dir, store, sqlite3, filled) = filled(anchor).await;
        for record in all(&store, &sqlite3).await {
            makes_sense(anchor, &record);
            is_a_day_of_its_series(&store, &record).await;
        }
        assert_eq!(linked_in_step(&store, &sample::outlook_seed(anchor).unwrap()).await, filled.links);
    }
}

fn makes_sense(anchor: Date, record: &Record) {
    let faults = check::faults(RecordKind::Appointment, &record.image);
    assert!(faults.is_empty(), "{}: {faults:?}", record.record);
    for id in [appointment::SUBJECT, appointment::NOTES] {
        let text = record.image.text(id);
        assert!(!text.contains(['{', '}']) && text.trim_end() == text, "{text:?}");
    }
    assert!(record.edited_at.to_zoned(jiff::tz::TimeZone::UTC).date() < anchor);
}

/// A series begins on a day of its own; days that are cancelled or changed are days of the series.
async fn is_a_day_of_its_series(store: &Store, record: &Record) {
    if let Some(Value::Recurrence(recurrence)) = record.image.get(appointment::RECURRENCE) {
        let first = lens::first_day(&record.image).expect("a start");
        assert_eq!(expand::occurrences(recurrence, first).next(), Some(first), "{}", record.record);
        recurrence.check(first).expect("in bounds");
        if let Some(Value::Dates(days)) = record.image.get(appointment::CANCELLED) {
            assert!(days.iter().all(|day| expand::occurs_on(recurrence, first, *day)));
        }
    }
    if let Some(day) = &record.series {
        let series = store.appointment(&day.series_id).await.unwrap();
        assert!(occurrence::takes_place(&series.image, day.original), "{}", record.record);
    }
}

/// Each linked event reads as its record, and as its base. How many there are.
async fn linked_in_step(store: &Store, seed: &Json) -> usize {
    let synced = RecordKind::Appointment.synced().map(|field| field.id).collect();
    let mut linked = 0;
    for (mailbox, event) in events(seed) {
        let folder = store.folder(&FolderKey::default_of(mailbox, RecordKind::Appointment)).await.unwrap();
        let Some(link) = store.link_of_item(&folder.id, &rest(event.text("id").unwrap())).await.unwrap() else {
            continue;
        };
        linked += 1;
        let record = store.appointment(&link.record.id).await.unwrap();
        let base = store.base(&link.id).await.unwrap().expect("a base");
        let read = lens::get(&event).unwrap().image;
        assert_eq!(base.outlook, read, "{}", record.record);
        assert_eq!(base.practice, record.image);
        assert_eq!(record.image.only(&synced), read, "{}", record.record);
        assert_eq!(base.outlook_modified, lens::modified(&event));
        assert_eq!(Some(record.edited_at), lens::modified(&event));
        assert_eq!(link.ical_uid.as_deref(), event.text("iCalUId"));
        assert_eq!(link.series_item_id, event.text("seriesMasterId").map(rest));
    }
    linked
}

async fn all(store: &Store, sqlite3: &dyn Foreign) -> Vec<Record> {
    let ids = sqlite3.sql("SELECT id FROM appointment ORDER BY id");
    let mut records = Vec::new();
    for id in ids.lines() {
        records.push(store.appointment(id).await.expect("readable"));
    }
    records
}

#[tokio::test]
async fn a7_it_has_every_kind_of_appointment() {
    let (_dir, store, sqlite3, _) = filled(ANCHOR).await;
    let records = all(&store, &sqlite3).await;
    let with = |wanted: &dyn Fn(&Image) -> bool| records.iter().filter(|record| wanted(&record.image)).count();
    let has = |id| move |image: &Image| image.get(id).is_some();
    assert!(with(&has(appointment::ALL_DAY)) >= 10);
    assert!(with(&has(appointment::PRIVATE)) >= 5);
    assert!(with(&has(appointment::CLIENT)) >= 150);
    assert!(with(&has(appointment::CANCELLED)) >= 5);
    assert!(records.iter().filter(|record| record.series.is_some()).count() >= 5);
    assert!(
        sqlite3.sql("SELECT count(DISTINCT appointment_id) FROM appointment_attendee").parse::<u32>().unwrap() >= 50
    );
    let zones: BTreeSet<_> = records.iter().map(|record| record.image.text(appointment::ZONE)).collect();
    assert!(zones.len() >= 5, "{zones:?}");
    let patterns: BTreeSet<_> = records.iter().filter_map(|record| pattern(&record.image)).collect();
    assert_eq!(patterns.len(), 6, "{patterns:?}");
    let first = sqlite3.sql("SELECT min(start) FROM appointment WHERE recurrence IS NULL");
    let last = sqlite3.sql("SELECT max(start) FROM appointment WHERE recurrence IS NULL");
    assert!(first.as_str() < "2026-06-20" && last.as_str() > "2027-04-20", "{first} to {last}");
}

fn pattern(image: &Image) -> Option<&'static str> {
    let Some(Value::Recurrence(recurrence)) = image.get(appointment::RECURRENCE) else { return None };
    Some(match recurrence.pattern {
        Pattern::Daily { .. } => "daily",
        Pattern::Weekly { .. } => "weekly",
        Pattern::AbsoluteMonthly { .. } => "absoluteMonthly",
        Pattern::RelativeMonthly { .. } => "relativeMonthly",
        Pattern::AbsoluteYearly { .. } => "absoluteYearly",
        Pattern::RelativeYearly { .. } => "relativeYearly",
    })
}

fn events(seed: &Json) -> Vec<(&str, Event)> {
    let mailboxes = seed["mailboxes"].as_array().unwrap();
    mailboxes
        .iter()
        .flat_map(|mailbox| {
            let address = mailbox["address"].as_str().unwrap();
            let events = mailbox["events"].as_array().unwrap().iter();
            events.map(move |event| (address, serde_json::from_value(event.clone()).unwrap()))
        })
        .collect()
}

fn rest(id: &str) -> String {
    id.replace('/', "-").replace('+', "_")
}

#[tokio::test]
async fn the_outlook_side_is_whole() {
    let (_dir, store, ..) = filled(ANCHOR).await;
    let seed = sample::outlook_seed(ANCHOR).unwrap();
    assert_eq!(seed["mailboxes"].as_array().unwrap().len(), store.staff().await.unwrap().len());
    let mut ids = BTreeMap::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut only_outlook = 0;
    for (mailbox, event) in events(&seed) {
        let id = event.text("id").unwrap().to_owned();
        assert!(id.contains('+') && id.contains('/') && id.ends_with('='), "{id}");
        assert_eq!(ids.insert(id.clone(), mailbox), None, "an identifier is one item's");
        *kinds.entry(event.text("type").unwrap().to_owned()).or_default() += 1;
        let folder = store.folder(&FolderKey::default_of(mailbox, RecordKind::Appointment)).await.unwrap();
        only_outlook += usize::from(store.link_of_item(&folder.id, &rest(&id)).await.unwrap().is_none());
        for moment in ["start", "end"] {
            let text = event.inner_text(moment, "dateTime").unwrap();
            assert_eq!(text.split_once('.').unwrap().1.len(), 7, "{text}");
        }
        assert_eq!(event.inner_text("body", "contentType"), Some("text"));
        let organizer = event.person("organizer").unwrap().address;
        assert_eq!(event.flag("isOrganizer").unwrap(), organizer == mailbox);
        assert!(event.attendees().iter().all(|person| person.address != organizer));
        if organizer != mailbox {
            assert!(event.attendees().iter().any(|person| person.address == mailbox), "who did not invite was invited");
        }
    }
    assert!(only_outlook >= 8 * LINKED, "{only_outlook}");
    assert!(kinds["exception"] >= 5 && kinds["seriesMaster"] >= 12 && kinds["singleInstance"] >= 150, "{kinds:?}");
    senders(store.as_ref(), &seed).await;
}

/// Messages come from people whom the practice database knows, and from strangers.
async fn senders(practice: &dyn Practice, seed: &Json) {
    let (mut known, mut unknown) = (0, 0);
    for mailbox in seed["mailboxes"].as_array().unwrap() {
        for message in mailbox["messages"].as_array().unwrap() {
            let sender = message["from"]["emailAddress"]["address"].as_str().unwrap().to_owned();
            assert!(!message["subject"].as_str().unwrap().contains('{'));
            assert_eq!(message["toRecipients"][0]["emailAddress"]["address"], mailbox["address"]);
            let found = practice.contacts_by_address(&[sender]).await.unwrap();
            *(if found.is_empty() { &mut unknown } else { &mut known }) += 1;
        }
    }
    assert!(known >= 50 && unknown >= 20, "{known} known, {unknown} not");
}

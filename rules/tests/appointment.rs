//! The lens between an appointment and Graph's event.

mod support;

use std::{fs, path::Path};

use jiff::civil::date;
use proptest::prelude::*;
use rules::{
    mapping::{
        appointment::{covers, create, get, put},
        open_item::present,
    },
    normalize::{clean, clean_image, comparable, same_image},
    outlook::{
        graph::Event,
        item::{ItemType, Mode, Snapshot},
    },
    record::{Image, Kind, RecordKind, Value, appointment as field},
};
use serde_json::{Value as Json, json};
use support::appointment;

fn event(json: Json) -> Event {
    serde_json::from_value(json).expect("an object")
}

proptest! {
    #[test]
    fn p13_put_then_get_gives_what_was_put(image in appointment(), other in appointment()) {
        let first = create(&image).expect("representable");
        prop_assert_eq!(&get(&first).expect("readable").image, &image);
        let second = put(&first, &other).expect("representable");
        prop_assert_eq!(&get(&second).expect("readable").image, &other);
    }

    #[test]
    fn p13_get_then_put_changes_nothing(image in appointment()) {
        let event = create(&image).expect("representable");
        let seen = get(&event).expect("readable").image;
        prop_assert_eq!(put(&event, &seen).expect("representable"), event);
    }

    #[test]
    fn p13_normalising_twice_is_normalising_once(image in appointment(), raw in "\\PC{0,20}[ \t\r\n\u{a0}]{0,4}") {
        let once = clean_image(&image);
        prop_assert_eq!(&clean_image(&once), &once);
        for kind in RecordKind::Contact.fields().iter().chain(RecordKind::Appointment.fields()).map(|field| field.kind) {
            let value = Value::text(raw.clone());
            let once = clean(&value);
            prop_assert_eq!(once.as_ref().and_then(clean), once);
            let once = comparable(kind, &value);
            prop_assert_eq!(once.as_ref().and_then(|value| comparable(kind, value)), once);
        }
    }

    #[test]
    fn p16_no_event_makes_the_mapping_panic(event in support::json_object(), image in appointment()) {
        let event: Event = serde_json::from_value(event).expect("an object");
        let _ = get(&event);
        let _ = put(&event, &image);
    }

    #[test]
    fn p18_same_event_same_image(image in appointment()) {
        prop_assert_eq!(create(&image), create(&image));
    }
}

#[test]
fn p13_a_web_address_is_compared_the_same_however_often_it_is_reduced() {
    for raw in ["x /", "a / /", "https:// x", "https://http://x", "HTTP://x/", "Example.COM/Path/", "https://", "/ "] {
        let once = comparable(Kind::Web, &Value::text(raw));
        assert_eq!(once.as_ref().and_then(|value| comparable(Kind::Web, value)), once, "{raw:?}");
    }
}

#[test]
fn p13_the_lens_covers_every_synced_field() {
    let synced: Vec<_> = RecordKind::Appointment.synced().map(|field| field.id).collect();
    let mut covered: Vec<_> = covers().collect();
    covered.sort_by_key(|id| synced.iter().position(|other| other == id));
    assert_eq!(covered, synced);
}

#[test]
fn p14_an_all_day_event_stays_on_its_date_in_every_zone() {
    for zone in ["UTC", "Pacific Standard Time", "Tonga Standard Time", "Europe/Berlin"] {
        let moment = |day: &str| json!({ "dateTime": format!("{day}T00:00:00.0000000"), "timeZone": zone });
        let event = event(json!({ "isAllDay": true, "start": moment("2026-03-29"), "end": moment("2026-03-30") }));
        let image = get(&event).expect("readable").image;
        assert_eq!(image.get(field::START), Some(&Value::Date(date(2026, 3, 29))), "{zone}");
        assert_eq!(image.get(field::END), Some(&Value::Date(date(2026, 3, 30))), "{zone}");
    }
}

#[test]
fn p14_the_hour_that_comes_twice_is_two_hours() {
    for hour in ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"] {
        let at: jiff::Timestamp = hour.parse().expect("a time");
        let image = Image::new()
            .with(field::START, Value::Instant(at))
            .with(field::END, Value::Instant(at))
            .with(field::ZONE, Value::text("Europe/Berlin"));
        assert_eq!(get(&create(&image).expect("representable")).expect("readable").image, image, "{hour}");
    }
}

#[test]
fn p13_what_an_event_says_in_its_own_way_survives_an_edit_elsewhere() {
    let event = event(json!({
        "subject": "Hearing", "sensitivity": "confidential", "showAs": "busy", "x-unknown": {"kept": true},
        "location": {"displayName": "Room 1; Room 2", "locationType": "default"},
        "locations": [{"displayName": "Room 1"}, {"displayName": "Room 2"}],
        "body": {"contentType": "html", "content": "<p>Bring&nbsp;<b>files</b></p>"},
    }));
    let seen = get(&event).expect("readable").image;
    assert_eq!(seen.text(field::NOTES), "\nBring files".trim());
    let edited = put(&event, &seen.clone().with(field::SUBJECT, Value::text("Hearing moved"))).expect("representable");
    let mut expected = event.clone();
    expected.set("subject", json!("Hearing moved"));
    assert_eq!(edited, expected, "nothing but the subject is written");
}

#[test]
fn p13_the_part_for_joining_an_online_meeting_stays_below_the_notes() {
    let join = "________________________________________\nJoin: https://teams.example.com/l/1\n";
    let event = event(json!({ "body": {"contentType": "text", "content": format!("Agenda\n{join}")} }));
    let seen = get(&event).expect("readable").image;
    assert_eq!(seen.text(field::NOTES).trim_end(), "Agenda");
    let edited = put(&event, &Image::new().with(field::NOTES, Value::text("New agenda\n"))).expect("representable");
    assert_eq!(edited.inner_text("body", "content"), Some(format!("New agenda\n{join}").as_str()));
}

#[test]
fn p16_an_unknown_zone_is_an_error_that_names_the_field() {
    let moment = json!({ "dateTime": "2026-03-29T10:00:00.0000000", "timeZone": "tzone://Microsoft/Custom" });
    let error = get(&event(json!({ "start": moment }))).expect_err("nobody knows that zone");
    assert_eq!(error.field, field::START);
}

/// A yearly series of whole days that begins on the day with 25 hours in Berlin.
fn yearly(minutes: i64) -> Snapshot {
    let recurrence = json!({
        "recurrenceType": "yearly", "recurrenceProperties": {"interval": 1, "month": "oct", "dayOfMonth": 25},
        "recurrenceTimeZone": {"name": "W. Europe Standard Time"},
        "seriesTime": {"startDate": "2026-10-25", "startTime": "00:00", "durationMinutes": minutes},
    });
    Snapshot {
        all_day: Some(true),
        recurrence: serde_json::from_value(recurrence).ok(),
        recurrence_known: true,
        time_zone: "W. Europe Standard Time".into(),
        ..Snapshot::new(ItemType::Appointment, Mode::Compose, "anna@example.com")
    }
}

#[test]
fn p14_a_day_is_a_day_when_the_clocks_change_on_it() {
    let (item, unmapped) = present(&yearly(1440), None);
    assert_eq!(unmapped, []);
    assert_eq!(item.view.image.get(field::END), Some(&Value::Date(date(2026, 10, 26))));
}

#[test]
fn p16_no_length_of_a_series_makes_the_mapping_panic() {
    for minutes in [i64::MAX, i64::MIN, -1, 0] {
        let _ = present(&yearly(minutes), None);
    }
}

#[test]
fn c09_outlook_ends_a_body_as_it_likes() {
    let body = |notes: &str| Snapshot { notes: Some(notes.into()), ..yearly(60) };
    let seen = |notes: &str| present(&body(notes), None).0.view.image.text(field::NOTES).to_owned();
    assert_eq!(seen("a\r\nb\r\n"), "a\nb");
    assert_eq!(seen("\n"), "");
}

/// Documentation examples whose values are placeholders, by file.
const PLACEHOLDERS: &[&str] = &[];

/// Every event among the documentation's examples.
fn examples() -> Option<Vec<(String, Json)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/graph/fixtures");
    let files = fs::read_dir(folder).ok()?;
    let mut found = Vec::new();
    for file in files.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let text = fs::read_to_string(file.path()).expect("readable");
        let json: Json = serde_json::from_str(&text).expect("JSON");
        // A request may hold half an event, and an answer a whole one: both are read.
        collect(&json, &mut |event| found.push((name.clone(), event.clone())));
    }
    Some(found)
}

fn collect(json: &Json, found: &mut impl FnMut(&Json)) {
    match json {
        Json::Object(map) => {
            if map.contains_key("start") && map.contains_key("end") && map.contains_key("subject") {
                found(json);
            }
            map.values().for_each(|value| collect(value, found));
        }
        Json::Array(list) => list.iter().for_each(|value| collect(value, found)),
        _ => {}
    }
}

#[test]
fn p13_every_documented_event_maps_and_maps_back_unchanged() {
    let Some(examples) = examples() else {
        println!("skipped: the collected examples of Graph are not beside the project");
        return;
    };
    assert!(examples.len() >= 40, "{} events", examples.len());
    let mut unreadable: Vec<String> = Vec::new();
    for (name, json) in examples {
        let event = event(json);
        let Ok(seen) = get(&event) else {
            unreadable.push(name);
            continue;
        };
        assert_eq!(put(&event, &seen.image).expect("representable"), event, "{name}: nothing was edited");
        let made = create(&seen.image).expect("representable");
        let again = get(&made).expect("readable");
        assert!(same_image(RecordKind::Appointment, &again.image, &seen.image), "{name}: {again:?} {seen:?}");
    }
    unreadable.dedup();
    assert_eq!(unreadable, PLACEHOLDERS, "only examples with placeholders may be unreadable");
}

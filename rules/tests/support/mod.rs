//! Appointments made up for property tests.
#![allow(dead_code, reason = "each test binary uses its share")]

pub(crate) mod contacts;

use jiff::{
    Timestamp,
    civil::{Date, date},
};
use proptest::{collection::btree_set, option, prelude::*};
use rules::record::{
    Image, Value, appointment as field,
    recurrence::{Pattern, Range, Recurrence, Weekday, Weekdays},
};

/// Text as people type it, without blanks at the end.
pub(crate) fn text() -> impl Strategy<Value = String> {
    "[A-Za-zäöüß0-9,.+&<>/()-]{1,12}( [A-Za-zé0-9]{1,8}){0,3}"
}

/// A time between 2024 and 2027, to the minute.
pub(crate) fn instant() -> impl Strategy<Value = Timestamp> {
    (28_401_120_i64..29_979_360).prop_map(|minute| Timestamp::from_second(minute * 60).expect("in range"))
}

/// A day between 2024 and 2027.
pub(crate) fn day() -> impl Strategy<Value = Date> {
    (0_i64..1_000).prop_map(|days| date(2024, 1, 1) + jiff::Span::new().days(days))
}

pub(crate) fn zone() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kolkata",
        "Etc/UTC",
        "Europe/Vienna",
        "Australia/Lord_Howe",
    ])
}

pub(crate) fn weekdays() -> impl Strategy<Value = Weekdays> {
    let all = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
    proptest::collection::vec(prop::sample::select(all.to_vec()), 1..4).prop_map(|days| days.into_iter().collect())
}

pub(crate) fn recurrence() -> impl Strategy<Value = Recurrence> {
    let pattern = prop_oneof![
        (1_u32..5).prop_map(|interval| Pattern::Daily { interval }),
        ((1_u32..4), weekdays()).prop_map(|(interval, days)| Pattern::Weekly {
            interval,
            days,
            first_day: Weekday::Sunday
        }),
        ((1_u32..4), 1_u8..=31).prop_map(|(interval, day)| Pattern::AbsoluteMonthly { interval, day }),
    ];
    let range = prop_oneof![Just(Range::NoEnd), (1_u32..60).prop_map(Range::Count)];
    (pattern, range).prop_map(|(pattern, range)| Recurrence { pattern, range }.normalized())
}

fn when() -> impl Strategy<Value = Image> {
    let timed = (instant(), 0_i64..600, zone()).prop_map(|(start, minutes, zone)| {
        let end = start + jiff::SignedDuration::from_mins(minutes);
        Image::new()
            .with(field::START, Value::Instant(start))
            .with(field::END, Value::Instant(end))
            .with(field::ZONE, Value::text(zone))
    });
    let days = (day(), 1_i64..5).prop_map(|(start, length)| {
        Image::new()
            .with(field::ALL_DAY, Value::Flag(true))
            .with(field::START, Value::Date(start))
            .with(field::END, Value::Date(start + jiff::Span::new().days(length)))
    });
    prop_oneof![3 => timed, 1 => days]
}

/// Any appointment that a record can hold.
pub(crate) fn appointment() -> impl Strategy<Value = Image> {
    let words = btree_set("[A-Z][a-z]{2,8}", 0..3).prop_map(Value::Labels);
    let show_as = option::of(prop::sample::select(field::SHOW_AS_CHOICES.to_vec()));
    let texts = (option::of(text()), option::of(text()), option::of("[a-z .\n]{0,40}[a-z]"));
    (when(), texts, words, show_as, option::of(0_i64..2_000), any::<bool>(), option::of(recurrence())).prop_map(
        |(when, (subject, location, notes), words, show_as, reminder, private, recurrence)| {
            when.with(field::SUBJECT, subject.map(Value::Text))
                .with(field::LOCATION, location.map(Value::Text))
                .with(field::NOTES, notes.map(Value::Text))
                .with(field::CATEGORIES, words)
                .with(field::SHOW_AS, show_as.map(Value::text))
                .with(field::REMINDER, reminder.map(Value::Minutes))
                .with(field::PRIVATE, Value::Flag(private))
                .with(field::RECURRENCE, recurrence.map(Value::Recurrence))
        },
    )
}

/// JSON objects that look somewhat like an event: its property names, with anything as values.
pub(crate) fn json_object() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::{Value as Json, json};
    let names = vec![
        "subject",
        "start",
        "end",
        "body",
        "location",
        "isAllDay",
        "recurrence",
        "sensitivity",
        "showAs",
        "categories",
        "originalStartTimeZone",
        "isReminderOn",
        "reminderMinutesBeforeStart",
        "cancelledOccurrences",
        "dateTime",
        "timeZone",
        "content",
        "contentType",
        "displayName",
        "pattern",
        "range",
        "type",
        "id",
        "organizer",
    ];
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(|number| json!(number)),
        "\\PC{0,20}".prop_map(Json::from),
        Just(json!("2026-02-30T25:00:00")),
        Just(json!("9999-12-31T23:59:59.9999999")),
        Just(json!("Pacific Standard Time")),
    ];
    let object = move |inner: BoxedStrategy<Json>| {
        proptest::collection::btree_map(prop::sample::select(names.clone()).prop_map(String::from), inner, 0..8)
            .prop_map(|map| Json::Object(map.into_iter().collect()))
    };
    let tree = leaf.prop_recursive(3, 32, 6, {
        let object = object.clone();
        move |inner| {
            let list = proptest::collection::vec(inner.clone(), 0..4).prop_map(Json::Array);
            prop_oneof![list, object(inner.boxed())]
        }
    });
    object(tree.boxed())
}

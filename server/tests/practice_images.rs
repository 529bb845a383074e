//! P13, the practice side: what is written into a row is what is read from it, for every value that a field can hold.

#[path = "support/practice.rs"]
mod support;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rules::record::recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekday, Weekdays};
use rules::record::{Address, Field, FieldId, Image, Kind, RecordKind, Value, appointment, contact};
use server::practice::{Appointments, Commit, Contacts, Practice, RecordRef, Step, Store};
use support::{furnish, now, sqlite};

/// Any text, with what SQL, JSON and LIKE have their own ideas about.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![any::<String>(), "[a-zäöüß'\"\\\\%_;\\-\\n\\t ]{0,12}", Just("'; DROP TABLE link; --".to_owned())]
        // A NUL ends a text in PostgreSQL and in the sqlite3 program, and no Outlook field can hold one.
        .prop_map(|text| text.replace('\0', ""))
}

fn date() -> impl Strategy<Value = Date> {
    (1900_i16..2200, 1_i8..=12, 1_i8..=28).prop_map(|(year, month, day)| Date::new(year, month, day).unwrap())
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (-2_000_000_000_i64..7_000_000_000, 0_i32..1_000_000_000)
        .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond.abs()).unwrap())
}

fn address() -> impl Strategy<Value = Address> {
    (text(), text(), text(), text(), text()).prop_map(|(street, city, state, postal_code, country)| Address {
        street,
        city,
        state,
        postal_code,
        country,
    })
}

fn recurrence() -> impl Strategy<Value = Recurrence> {
    let days = || proptest::sample::subsequence(Weekday::ALL.to_vec(), 1..7).prop_map(Weekdays::from_iter);
    let index = || proptest::sample::select(WeekIndex::ALL.to_vec());
    let interval = || 1_u32..99;
    let pattern =
        prop_oneof![
            interval().prop_map(|interval| Pattern::Daily { interval }),
            (interval(), days()).prop_map(|(interval, days)| Pattern::Weekly {
                interval,
                days,
                first_day: Weekday::Monday
            }),
            (interval(), 1_u8..32).prop_map(|(interval, day)| Pattern::AbsoluteMonthly { interval, day }),
            (interval(), days(), index()).prop_map(|(interval, days, index)| Pattern::RelativeMonthly {
                interval,
                days,
                index
            }),
            (interval(), 1_u8..13, 1_u8..32).prop_map(|(interval, month, day)| Pattern::AbsoluteYearly {
                interval,
                month,
                day
            }),
            (interval(), 1_u8..13, days(), index())
                .prop_map(|(interval, month, days, index)| Pattern::RelativeYearly { interval, month, days, index }),
        ];
    let range = prop_oneof![Just(Range::NoEnd), date().prop_map(Range::Until), (1_u32..999).prop_map(Range::Count)];
    (pattern, range).prop_map(|(pattern, range)| Recurrence { pattern, range })
}

fn value(field: &Field, all_day: bool) -> BoxedStrategy<Value> {
    match field.kind {
        Kind::Flag => Just(Value::Flag(true)).boxed(),
        Kind::Minutes => any::<i64>().prop_map(Value::Minutes).boxed(),
        Kind::Moment if all_day => date().prop_map(Value::Date).boxed(),
        Kind::Moment => instant().prop_map(Value::Instant).boxed(),
        Kind::Date => date().prop_map(Value::Date).boxed(),
        Kind::Labels => proptest::collection::btree_set(text(), 0..4).prop_map(Value::Labels).boxed(),
        Kind::List => proptest::collection::vec(text(), 0..4).prop_map(Value::List).boxed(),
        Kind::Dates => proptest::collection::btree_set(date(), 0..4).prop_map(Value::Dates).boxed(),
        Kind::Address => address().prop_map(Value::Address).boxed(),
        Kind::Recurrence => recurrence().prop_map(Value::Recurrence).boxed(),
        Kind::Choice(words) => proptest::sample::select(words.to_vec()).prop_map(Value::text).boxed(),
        _ => text().prop_map(Value::Text).boxed(),
    }
}

/// References name what is there.
fn reference(id: FieldId) -> Option<Value> {
    [
        (appointment::CLIENT, Value::text("c1")),
        (appointment::MATTER, Value::text("m1")),
        (appointment::STAFF, Value::labels(["anna"])),
        (contact::CLIENTS, Value::labels(["c1", "c2"])),
        (contact::ASSOCIATE, Value::text("anna")),
    ]
    .into_iter()
    .find_map(|(field, value)| (field == id).then_some(value))
}

/// Any image of that kind: each field there or not, and both moments of one kind.
fn image(kind: RecordKind) -> impl Strategy<Value = Image> {
    any::<bool>().prop_flat_map(move |all_day| {
        let fields = kind.fields().iter().filter(|field| field.id != appointment::ALL_DAY).map(move |field| {
            let value = reference(field.id).map_or_else(|| value(field, all_day), |value| Just(value).boxed());
            proptest::option::of(value).prop_map(move |value| (field.id, value))
        });
        fields.collect::<Vec<_>>().prop_map(move |values| {
            let mut image = Image::new();
            let whole_days = all_day && kind == RecordKind::Appointment;
            image.set(appointment::ALL_DAY, whole_days.then_some(Value::Flag(true)));
            for (id, value) in values {
                image.set(id, value);
            }
            if image.get(appointment::CLIENT).is_none() {
                image.set(appointment::MATTER, None);
            }
            image
        })
    })
}

/// Writes an image into a row that holds another one, and reads it.
async fn put_then_get(store: &Store, record: &RecordRef, image: &Image) -> Image {
    let stored = read(store, record).await;
    let step =
        Step::Update { record: record.clone(), expected: stored.version, image: image.clone(), edited_at: now() };
    store.commit(Commit::new(now(), "anna").step(step)).await.expect("written");
    read(store, record).await.image
}

async fn read(store: &Store, record: &RecordRef) -> server::practice::Record {
    match record.kind {
        RecordKind::Appointment => store.appointment(&record.id).await,
        RecordKind::Contact => store.contact(&record.id).await,
    }
    .expect("readable")
}

fn round_trips(record: &RecordRef) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (_dir, store, _) = runtime.block_on(sqlite());
    runtime.block_on(furnish(store.as_ref()));
    let store: Arc<Store> = store;
    let mut runner = TestRunner::new(Config { cases: 96, failure_persistence: None, ..Config::default() });
    let seen = std::cell::RefCell::new(BTreeSet::new());
    runner
        .run(&image(record.kind), |image| {
            seen.borrow_mut().extend(image.iter().map(|(id, _)| *id));
            prop_assert_eq!(runtime.block_on(put_then_get(&store, record, &image)), image);
            Ok(())
        })
        .unwrap();
    let all: BTreeSet<_> = record.kind.fields().iter().map(|field| field.id).collect();
    assert_eq!(seen.into_inner(), all, "every field took part");
}

#[test]
fn p13_an_appointment_put_into_its_row_is_what_is_got() {
    round_trips(&RecordRef::appointment("a1"));
}

#[test]
fn p13_a_contact_put_into_its_row_is_what_is_got() {
    round_trips(&RecordRef::contact("k1"));
}

//! A model that is signed in with an open item, and the records that tests compare with.

use std::cmp::Ordering;

use api::{Counts, Filing, ItemState, ItemStatus, Linked, Me, RunCause, RunState, RunSummary, StaffMember};
use jiff::{SignedDuration, Timestamp, civil::Date};
use rules::{
    conflict::Policy,
    mapping::zones,
    merge::Base,
    outlook::item::{ItemType, Mode, Part, Snapshot},
    plan::{Known, RecordState, Settings, Tie},
    record::{Image, RecordKind, Value, appointment as field},
};

use crate::{
    messages::Words,
    model::{
        Answer, Effect, Event, Failure, Formats, Found, Host, ItemEvent, Kept, Model, QueueEvent, SessionEvent, Teller,
    },
};

/// Dates and times as jiff writes them.
pub(super) struct Plain;

impl Formats for Plain {
    fn moment(&self, at: Timestamp, zone: &str) -> String {
        zones::time_zone(zone).map(|zone| at.to_zoned(zone).strftime("%F %H:%M").to_string()).unwrap_or_default()
    }

    fn time(&self, at: Timestamp, zone: &str) -> String {
        zones::time_zone(zone).map(|zone| at.to_zoned(zone).strftime("%H:%M").to_string()).unwrap_or_default()
    }

    fn range(&self, from: Timestamp, to: Timestamp, zone: &str) -> String {
        format!("{}–{}", self.moment(from, zone), self.time(to, zone))
    }

    fn date(&self, date: Date) -> String {
        date.to_string()
    }

    fn dates(&self, from: Date, to: Date) -> String {
        format!("{from}–{to}")
    }

    fn list(&self, entries: &[String]) -> String {
        entries.join(" + ")
    }

    fn zone(&self, iana: &str, _: Timestamp) -> Option<String> {
        iana.contains("Europe").then(|| "Central European Time".to_owned())
    }

    fn compare(&self, one: &str, other: &str) -> Ordering {
        one.cmp(other)
    }
}

pub(super) fn teller() -> Teller<'static> {
    Teller { words: Words::of("en"), formats: &Plain, zone: "Europe/Berlin", now: now() }
}

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().expect("a test's time")
}

pub(super) fn now() -> Timestamp {
    at("2026-11-22T12:00:00Z")
}

/// The appointment as Outlook shows it, saved an hour ago.
pub(super) fn item(mode: Mode) -> Snapshot {
    Snapshot {
        item_id: Some("AAMk-1".to_owned()),
        subject: Some("Hearing".to_owned()),
        location: Some("Room 1".to_owned()),
        start: Some(at("2026-11-23T09:00:00Z")),
        end: Some(at("2026-11-23T10:00:00Z")),
        all_day: Some(false),
        modified: (mode == Mode::Read).then(|| at("2026-11-22T11:00:00Z")),
        time_zone: "W. Europe Standard Time".to_owned(),
        recurrence_known: true,
        can_set: if mode == Mode::Compose {
            [field::SUBJECT, field::LOCATION, field::START, field::END].into()
        } else {
            [].into()
        },
        ..Snapshot::new(ItemType::Appointment, mode, "ada@firm.example")
    }
}

/// The same content as a record.
pub(super) fn record() -> Image {
    Image::new()
        .with(field::SUBJECT, Value::text("Hearing"))
        .with(field::LOCATION, Value::text("Room 1"))
        .with(field::START, Value::Instant(at("2026-11-23T09:00:00Z")))
        .with(field::END, Value::Instant(at("2026-11-23T10:00:00Z")))
}

/// Linked to a record, with both sides as they were in the base.
pub(super) fn linked(record: Image, policy: Policy) -> Linked {
    let agreed = self::record();
    Linked {
        link: Some("link-1".to_owned()),
        record: "record-1".to_owned(),
        occurrence: None,
        known: Known {
            kind: RecordKind::Appointment,
            record,
            state: RecordState::Present,
            version: 3,
            edited_at: at("2026-11-22T10:00:00Z"),
            tie: Tie::Joined,
            base: Some(Base { practice: agreed.clone(), outlook: agreed }),
            pending: None,
            settings: Settings { policy, ..Settings::default() },
        },
        uncertainty: SignedDuration::from_secs(2),
        filing: Filing::default(),
    }
}

pub(super) fn status(linked: Linked) -> ItemStatus {
    ItemStatus { state: ItemState::Linked(Box::new(linked)), part: Part::Single }
}

pub(super) fn me() -> Me {
    Me {
        role: api::Role::Staff,
        staff: StaffMember { id: "ada".to_owned(), name: "Ada".to_owned(), ..StaffMember::default() },
        mailbox: "ada@firm.example".to_owned(),
        development: true,
        settings: Settings::default(),
        rules: rules::VERSION.to_owned(),
        terms: Vec::new(),
    }
}

/// Signed in, in Outlook, the item about to be read.
pub(super) fn signed_in() -> Model {
    let host = Host { outlook: true, zone: "Europe/Berlin".to_owned(), ..Host::default() };
    let mut model = Model::new(host, false);
    model.update(Event::Session(SessionEvent::Me(Ok(Box::new(me())))), now());
    model
}

/// The reply to a read of the item that is open now, begun after all others.
pub(super) fn read(model: &mut Model, snapshot: Snapshot) -> Vec<Effect> {
    if model.oldest_read > model.reads {
        model.update(Event::Look, now());
    }
    let newest = model.reads;
    read_as(model, newest, snapshot)
}

/// The reply to the read of that number.
pub(super) fn read_as(model: &mut Model, read: u64, snapshot: Snapshot) -> Vec<Effect> {
    let generation = model.generation;
    let result = Ok(Found::Item(Box::new(snapshot)));
    let effects = model.update(Event::Item(ItemEvent::Read { generation, read, result }), now());
    run(model, effects)
}

/// What the browser does at once: it keeps edits, and gives the turn to send them. The rest is left.
pub(super) fn run(model: &mut Model, effects: Vec<Effect>) -> Vec<Effect> {
    let mut rest = Vec::new();
    for effect in effects {
        match effect {
            Effect::TakeTurn(person) => {
                let effects = model.update(Event::Queue(QueueEvent::Turn(person)), now());
                rest.extend(run(model, effects));
            }
            Effect::LoadKept(person) => {
                let kept = model.queue.edits().to_vec();
                let effects = model.update(Event::Queue(QueueEvent::Loaded { person, kept }), now());
                rest.extend(run(model, effects));
            }
            Effect::Store { .. } | Effect::Forget { .. } | Effect::EndTurn(_) | Effect::KeepDraft { .. } => {}
            other => rest.push(other),
        }
    }
    rest
}

/// The edit under way is answered.
pub(super) fn done(model: &mut Model, result: Result<Answer, Failure>) -> Vec<Effect> {
    let key = model.queue.under_way().expect("an edit is under way").key.clone();
    let person = model.me().to_owned();
    let effects = model.update(Event::Queue(QueueEvent::Done { person, key, result }), now());
    run(model, effects)
}

/// What was sent, if anything.
pub(super) fn sent(effects: &[Effect]) -> Option<&Kept> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send { kept, .. } => Some(&**kept),
        _ => None,
    })
}

/// The answer to the newest question about it.
pub(super) fn answer(model: &mut Model, status: ItemStatus) -> Vec<Effect> {
    let (generation, asked) = (model.generation, model.asked);
    model.update(Event::Item(ItemEvent::Status { generation, asked, result: Ok(Box::new(status)) }), now())
}

/// Shows an appointment that is linked to a record.
pub(super) fn showing(snapshot: Snapshot, linked: Linked) -> Model {
    let mut model = signed_in();
    read(&mut model, snapshot);
    answer(&mut model, status(linked));
    model
}

/// What was last said.
pub(super) fn said(model: &Model) -> &str {
    model.notice.as_ref().map_or("", |notice| &notice.text)
}

/// A run that did nothing.
pub(super) fn summary(id: &str, state: RunState) -> RunSummary {
    RunSummary {
        id: id.to_owned(),
        cause: RunCause::Sync,
        state,
        started_at: now(),
        ended_at: None,
        counts: Counts::default(),
        failed: 0,
        left_out: 0,
        held: 0,
        can_undo: false,
        problem: String::new(),
    }
}

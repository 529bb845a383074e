//! Values as words.

use std::cmp::Ordering;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use rules::{
    mapping::zones,
    outlook::item::{ItemType, Snapshot},
    record::{FieldId, Image, Kind, RecordKind, Value, appointment as field},
};

use crate::messages::Words;

/// How dates, times and lists are written: by the browser in the person's locale, by a plain one in tests.
pub trait Formats {
    /// A point in time in that zone, by its IANA name: day and time.
    fn moment(&self, at: Timestamp, zone: &str) -> String;
    /// The time of day in that zone.
    fn time(&self, at: Timestamp, zone: &str) -> String;
    /// From a point in time to another; a day that they share is said once.
    fn range(&self, from: Timestamp, to: Timestamp, zone: &str) -> String;
    /// A civil date.
    fn date(&self, date: Date) -> String;
    /// From a date to another.
    fn dates(&self, from: Date, to: Date) -> String;
    /// Several things: `A, B and C`.
    fn list(&self, entries: &[String]) -> String;
    /// What people call a zone at that time, by its IANA name.
    fn zone(&self, iana: &str, at: Timestamp) -> Option<String>;
    /// Which of two names comes first.
    fn compare(&self, one: &str, other: &str) -> Ordering;
}

/// What it takes to put values into words: the language, the locale's dates, the person's zone and clock.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// The table of messages.
    pub words: Words,
    /// Dates and times.
    pub formats: &'a dyn Formats,
    /// The person's zone by its IANA name.
    pub zone: &'a str,
    /// The time.
    pub now: Timestamp,
}

/// What is said of a field that holds nothing, where that means something.
const NOTHING: [(FieldId, &str); 3] =
    [(field::SHOW_AS, "choice-busy"), (field::REMINDER, "reminder-none"), (field::RECURRENCE, "repeats-not")];

/// Units of a reminder in minutes, the largest first.
const UNITS: [(u64, &str); 4] = [(7 * 24 * 60, "weeks"), (24 * 60, "days"), (60, "hours"), (1, "minutes")];

impl Teller<'_> {
    /// A point in time in the person's zone.
    pub fn moment(self, at: Timestamp) -> String {
        self.formats.moment(at, self.zone)
    }

    /// When something happened, in the person's zone: today and yesterday are called that.
    pub fn when(self, at: Timestamp) -> String {
        let zone = zones::time_zone(self.zone).unwrap_or(TimeZone::UTC);
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let key = match day(self.now).since(day(at)).map(|span| span.get_days()) {
            Ok(0) => "when-today",
            Ok(1) => "when-yesterday",
            _ => return self.moment(at),
        };
        self.words.with(key, &[("time", &self.formats.time(at, self.zone))])
    }

    /// Several things.
    pub fn list(self, entries: impl IntoIterator<Item = String>) -> String {
        self.formats.list(&entries.into_iter().collect::<Vec<_>>())
    }

    /// When the open appointment is, in one line.
    pub fn span(self, item: &Snapshot) -> Option<String> {
        let start = item.start.filter(|_| item.item_type == ItemType::Appointment)?;
        let end = item.end.filter(|end| *end > start).unwrap_or(start);
        if item.all_day == Some(true) {
            // Whole days are so in the mailbox's zone.
            let zone = zones::time_zone(&item.time_zone).or_else(|_| zones::time_zone(self.zone)).ok()?;
            let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
            let (first, last) = (day(start), last_day(day(end)).max(day(start)));
            return Some(if first == last { self.formats.date(first) } else { self.formats.dates(first, last) });
        }
        Some(if end == start { self.moment(start) } else { self.formats.range(start, end, self.zone) })
    }

    /// A field's value. `image` is what else is known of the appointment: its own zone is named where it is another
    /// than the person's.
    pub fn value(self, id: FieldId, value: Option<&Value>, image: &Image) -> String {
        match value {
            None => self.nothing(id),
            Some(Value::Instant(at)) => self.instant(*at, image.text(field::ZONE)),
            Some(Value::Date(date)) if id == field::END => self.formats.date(last_day(*date)),
            Some(Value::Text(name)) if id == field::ZONE => self.zone_named(name),
            Some(Value::Text(text)) if matches!(kind(id), Some(Kind::Choice(_))) => {
                self.words.say(&format!("choice-{text}"))
            }
            Some(other) => self.plain(other),
        }
    }

    fn nothing(self, id: FieldId) -> String {
        let own = NOTHING.iter().find(|(field, _)| *field == id).map(|(_, key)| *key);
        let flag = (kind(id) == Some(Kind::Flag)).then_some("no");
        self.words.say(own.or(flag).unwrap_or("empty"))
    }

    fn instant(self, at: Timestamp, zone: &str) -> String {
        let here = self.moment(at);
        match zones::iana_from(zone) {
            Ok(iana) if !zones::same_zone(iana, self.zone) => {
                let there = self.formats.moment(at, iana);
                let name = self.formats.zone(iana, at).unwrap_or_else(|| place(iana));
                self.words.with("elsewhere", &[("here", &here), ("there", &there), ("zone", &name)])
            }
            _ => here,
        }
    }

    fn zone_named(self, name: &str) -> String {
        zones::iana_from(name).map_or_else(|_| name.to_owned(), |iana| self.zone_called(iana))
    }

    /// What a zone is called, with its place: several have the same name.
    fn zone_called(self, iana: &str) -> String {
        let place = place(iana);
        match self.formats.zone(iana, self.now) {
            Some(name) => self.words.with("zone-place", &[("zone", &name), ("place", &place)]),
            None => place,
        }
    }

    fn plain(self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Flag(flag) => self.words.say(if *flag { "yes" } else { "no" }),
            Value::Minutes(minutes) => self.before(u64::try_from(*minutes).unwrap_or_default()),
            Value::Instant(at) => self.moment(*at),
            Value::Date(date) => self.formats.date(*date),
            Value::Labels(words) => self.list(words.iter().cloned()),
            Value::List(entries) => self.list(entries.iter().cloned()),
            Value::Dates(dates) => self.list(dates.iter().map(|date| self.formats.date(*date))),
            Value::Address(address) => {
                address.parts().into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
            }
            Value::Recurrence(series) => self.series(series),
        }
    }

    /// How long before, in the largest unit that it is whole in.
    fn before(self, minutes: u64) -> String {
        let whole = |(size, _): &&(u64, &str)| minutes > 0 && minutes.is_multiple_of(*size);
        match UNITS.iter().find(whole) {
            Some((size, key)) => self.words.count(key, usize::try_from(minutes / size).unwrap_or_default(), &[]),
            None => self.words.say("minutes-none"),
        }
    }
}

/// The place that an IANA name ends in.
fn place(iana: &str) -> String {
    iana.rsplit('/').next().unwrap_or(iana).replace('_', " ")
}

fn kind(id: FieldId) -> Option<Kind> {
    let tables = [RecordKind::Appointment, RecordKind::Contact];
    tables.iter().find_map(|table| table.field(id)).map(|field| field.kind)
}

/// The end of whole days is exclusive; people name the last day.
fn last_day(end: Date) -> Date {
    end.yesterday().unwrap_or(end)
}

//! Values as words.

use jiff::{Timestamp, civil::Date};
use rules::{
    mapping::zones,
    record::{
        FieldId, Image, Kind, RecordKind, Value, appointment as field,
        recurrence::{Pattern, Range, Recurrence, Weekdays},
    },
};

use crate::messages::Words;

/// How dates and times are written: by the browser in the person's locale, by a plain one in tests.
pub trait Formats {
    /// A point in time in that zone, by its IANA name.
    fn moment(&self, at: Timestamp, zone: &str) -> String;
    /// A civil date.
    fn date(&self, date: Date) -> String;
}

/// What it takes to put values into words: the language, the locale's dates, the person's zone.
#[derive(Clone, Copy)]
pub struct Teller<'a> {
    /// The table of messages.
    pub words: Words,
    /// Dates and times.
    pub formats: &'a dyn Formats,
    /// The person's zone by its IANA name.
    pub zone: &'a str,
}

impl Teller<'_> {
    /// A point in time in the person's zone.
    pub fn moment(self, at: Timestamp) -> String {
        self.formats.moment(at, self.zone)
    }

    /// A field's value. `image` is what else is known of the appointment: its own zone is named where it is another
    /// than the person's.
    pub fn value(self, id: FieldId, value: Option<&Value>, image: &Image) -> String {
        match value {
            None if kind(id) == Some(Kind::Flag) => self.words.say("no"),
            None => self.words.say("empty"),
            Some(Value::Instant(at)) => self.instant(*at, image.text(field::ZONE)),
            Some(Value::Date(date)) if id == field::END => self.formats.date(last_day(*date)),
            Some(Value::Text(text)) if matches!(kind(id), Some(Kind::Choice(_))) => {
                self.words.say(&format!("choice-{text}"))
            }
            Some(other) => self.plain(other),
        }
    }

    fn instant(self, at: Timestamp, zone: &str) -> String {
        let here = self.moment(at);
        match zones::iana_from(zone) {
            Ok(iana) if !zones::same_zone(iana, self.zone) => {
                let there = self.formats.moment(at, iana);
                self.words.with("elsewhere", &[("here", &here), ("there", &there), ("zone", iana)])
            }
            _ => here,
        }
    }

    fn plain(self, value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Flag(flag) => self.words.say(if *flag { "yes" } else { "no" }),
            Value::Minutes(minutes) => self.words.count("minutes", usize::try_from(*minutes).unwrap_or_default(), &[]),
            Value::Instant(at) => self.moment(*at),
            Value::Date(date) => self.formats.date(*date),
            Value::Labels(words) => words.iter().cloned().collect::<Vec<_>>().join(", "),
            Value::List(entries) => entries.join(", "),
            Value::Dates(dates) => dates.iter().map(|date| self.formats.date(*date)).collect::<Vec<_>>().join(", "),
            Value::Address(address) => {
                address.parts().into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
            }
            Value::Recurrence(series) => self.series(series),
        }
    }

    /// How an appointment repeats, as a sentence.
    pub fn series(self, series: &Recurrence) -> String {
        let text = self.pattern(series.pattern);
        match series.range {
            Range::NoEnd => text,
            Range::Until(date) => {
                self.words.with("repeats-until", &[("series", &text), ("date", &self.formats.date(date))])
            }
            Range::Count(number) => {
                self.words.count("repeats-times", usize::try_from(number).unwrap_or_default(), &[("series", &text)])
            }
        }
    }

    fn pattern(self, pattern: Pattern) -> String {
        let every = usize::try_from(pattern.interval()).unwrap_or_default();
        let month = |month: u8| self.words.say(&format!("month-{month}"));
        let count = |key: &str, values: &[(&str, &str)]| self.words.count(key, every, values);
        match pattern {
            Pattern::Daily { .. } => count("repeats-daily", &[]),
            Pattern::Weekly { days, .. } => count("repeats-weekly", &[("days", &self.days(days))]),
            Pattern::AbsoluteMonthly { day, .. } => count("repeats-monthly", &[("day", &day.to_string())]),
            Pattern::RelativeMonthly { days, index, .. } => {
                let index = self.words.say(&format!("index-{}", index.name()));
                count("repeats-monthly-nth", &[("index", &index), ("days", &self.days(days))])
            }
            Pattern::AbsoluteYearly { month: of, day, .. } => {
                count("repeats-yearly", &[("month", &month(of)), ("day", &day.to_string())])
            }
            Pattern::RelativeYearly { month: of, days, index, .. } => {
                let index = self.words.say(&format!("index-{}", index.name()));
                let values = [("index", index.as_str()), ("days", &self.days(days)), ("month", &month(of))];
                count("repeats-yearly-nth", &values)
            }
        }
    }

    fn days(self, days: Weekdays) -> String {
        days.iter().map(|day| self.words.say(&format!("day-{}", day.name()))).collect::<Vec<_>>().join(", ")
    }
}

fn kind(id: FieldId) -> Option<Kind> {
    RecordKind::Appointment.field(id).map(|field| field.kind)
}

/// The end of whole days is exclusive; people name the last day.
fn last_day(end: Date) -> Date {
    end.yesterday().unwrap_or(end)
}

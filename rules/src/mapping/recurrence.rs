//! Recurrences between records and Outlook, both ways: Graph's form here, Office.js' in [`office`].
//!
//! Reading gives the normal form ([`Recurrence::normalized`]); writing gives only the fields of that type of pattern
//! (Graph rejects others). What one side cannot hold is an [`Unmappable`], never a guess.

use jiff::civil::Date;

use crate::json::date_of;
use crate::mapping::appointment::outlook_zone;
use crate::mapping::{expand, zones};
use crate::outlook::recurrence::{PatternedRecurrence, RecurrencePattern, RecurrenceRange};
use crate::record::recurrence::{Pattern, Range, Recurrence, RecurrenceError, WeekIndex, Weekday, Weekdays};

pub mod office;

pub use office::{from_office, office_start, to_office};

/// Why one side's recurrence has no form on the other.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unmappable {
    /// A field that this type of recurrence needs is not there.
    #[error("{0}: missing")]
    Missing(&'static str),
    /// A field's value means nothing here.
    #[error("{field}: {found:?} is not known")]
    Unknown {
        /// The field, as that side names it.
        field: &'static str,
        /// What it holds.
        found: String,
    },
    /// The recurrence is out of its bounds.
    #[error(transparent)]
    Invalid(#[from] RecurrenceError),
    /// Office.js names one day, every day, weekdays or weekend days: no other set.
    #[error("days: {0:?} is more than one day, and neither every day nor weekdays nor weekend days")]
    Days(Weekdays),
    /// Office.js holds starts from the year 1601, in whole minutes.
    #[error("start: {0} is before 1601 or not a whole minute")]
    Start(jiff::civil::DateTime),
    /// Office.js holds occurrences of at least a minute.
    #[error("duration: {0} minutes is not at least 1")]
    Duration(i64),
    /// A counted series that ends past the calendar has no last date.
    #[error("count: the series has no last occurrence")]
    NoLast,
    /// The zone is none that Outlook knows.
    #[error("zone: {0}")]
    Zone(#[from] zones::UnknownZone),
}

/// Whether two recurrences of an appointment that starts on that date have the same occurrences: a count and an end
/// date that stop at the same one are equal, as are two end dates with no occurrence between them.
pub fn same_series(a: &Recurrence, b: &Recurrence, start: Date) -> bool {
    let (a, b) = (a.normalized(), b.normalized());
    let endless = [a, b].map(|one| one.range == Range::NoEnd);
    a == b || (a.pattern == b.pattern && endless == [false; 2] && expand::last(&a, start) == expand::last(&b, start))
}

/// Graph's recurrence as a record's. Only the fields that the pattern's and the range's type need are looked at.
pub fn from_graph(graph: &PatternedRecurrence) -> Result<Recurrence, Unmappable> {
    let recurrence = Recurrence { pattern: pattern_from(&graph.pattern)?, range: range_from(&graph.range)? };
    // Without a legible start date there is none to compare the end with.
    recurrence.check(graph.range.start_date.as_deref().and_then(date).unwrap_or(Date::MIN))?;
    Ok(recurrence.normalized())
}

fn pattern_from(graph: &RecurrencePattern) -> Result<Pattern, Unmappable> {
    let kind = graph.kind.as_deref().ok_or(Unmappable::Missing("type"))?;
    let interval = number("interval", Some(graph.interval.unwrap_or(1)))?;
    let day = || number("dayOfMonth", graph.day_of_month);
    let month = || number("month", graph.month);
    let days = || weekdays("daysOfWeek", graph.days_of_week.as_deref());
    let index = || optional("index", graph.index.as_deref(), WeekIndex::from_name);
    match kind.to_ascii_lowercase().as_str() {
        "daily" => Ok(Pattern::Daily { interval }),
        "weekly" => {
            let first_day = optional("firstDayOfWeek", graph.first_day_of_week.as_deref(), Weekday::from_name)?;
            Ok(Pattern::Weekly { interval, days: days()?, first_day })
        }
        "absolutemonthly" => Ok(Pattern::AbsoluteMonthly { interval, day: day()? }),
        "relativemonthly" => Ok(Pattern::RelativeMonthly { interval, days: days()?, index: index()? }),
        "absoluteyearly" => Ok(Pattern::AbsoluteYearly { interval, month: month()?, day: day()? }),
        "relativeyearly" => Ok(Pattern::RelativeYearly { interval, month: month()?, days: days()?, index: index()? }),
        _ => Err(Unmappable::Unknown { field: "type", found: kind.to_owned() }),
    }
}

fn range_from(graph: &RecurrenceRange) -> Result<Range, Unmappable> {
    let kind = graph.kind.as_deref().ok_or(Unmappable::Missing("range.type"))?;
    match kind.to_ascii_lowercase().as_str() {
        "noend" => Ok(Range::NoEnd),
        "enddate" => until("endDate", graph.end_date.as_deref()),
        "numbered" => number("numberOfOccurrences", graph.number_of_occurrences).map(Range::Count),
        _ => Err(Unmappable::Unknown { field: "range.type", found: kind.to_owned() }),
    }
}

/// A record's recurrence as Graph takes it, for an event that starts on that date in that zone, by
/// its Windows or its IANA name. The zone is written as [`outlook_zone`] has it, like the event's own.
pub fn to_graph(recurrence: &Recurrence, start: Date, zone: &str) -> PatternedRecurrence {
    let zone = zones::iana_from(zone).map_or(zone, outlook_zone);
    PatternedRecurrence {
        pattern: pattern_to(recurrence.pattern),
        range: RecurrenceRange {
            start_date: Some(start.to_string()),
            recurrence_time_zone: (!zone.is_empty()).then(|| zone.to_owned()),
            ..range_to(recurrence.range)
        },
    }
}

fn pattern_to(pattern: Pattern) -> RecurrencePattern {
    let of = |kind: &str| RecurrencePattern {
        kind: Some(kind.to_owned()),
        interval: Some(pattern.interval().into()),
        days_of_week: pattern.days().map(|days| days.iter().map(|day| day.name().to_owned()).collect()),
        ..RecurrencePattern::default()
    };
    let (day_of, month_of) = (|day: u8| Some(i64::from(day)), |month: u8| Some(i64::from(month)));
    let name = |index: WeekIndex| Some(index.name().to_owned());
    match pattern {
        Pattern::Daily { .. } => of("daily"),
        Pattern::Weekly { first_day, .. } => {
            RecurrencePattern { first_day_of_week: Some(first_day.name().to_owned()), ..of("weekly") }
        }
        Pattern::AbsoluteMonthly { day, .. } => {
            RecurrencePattern { day_of_month: day_of(day), ..of("absoluteMonthly") }
        }
        Pattern::RelativeMonthly { index, .. } => RecurrencePattern { index: name(index), ..of("relativeMonthly") },
        Pattern::AbsoluteYearly { month, day, .. } => {
            RecurrencePattern { month: month_of(month), day_of_month: day_of(day), ..of("absoluteYearly") }
        }
        Pattern::RelativeYearly { month, index, .. } => {
            RecurrencePattern { month: month_of(month), index: name(index), ..of("relativeYearly") }
        }
    }
}

fn range_to(range: Range) -> RecurrenceRange {
    let of = |kind: &str| RecurrenceRange { kind: Some(kind.to_owned()), ..RecurrenceRange::default() };
    match range {
        Range::NoEnd => of("noEnd"),
        Range::Until(until) => RecurrenceRange { end_date: Some(until.to_string()), ..of("endDate") },
        Range::Count(count) => RecurrenceRange { number_of_occurrences: Some(count.into()), ..of("numbered") },
    }
}

fn unknown(field: &'static str, found: &str) -> Unmappable {
    Unmappable::Unknown { field, found: found.to_owned() }
}

/// A number that must be there. One too large or too small for its type is unknown; its bounds are checked later.
fn number<N: TryFrom<i64>>(field: &'static str, found: Option<i64>) -> Result<N, Unmappable> {
    let found = found.ok_or(Unmappable::Missing(field))?;
    N::try_from(found).map_err(|_| unknown(field, &found.to_string()))
}

/// A name that may be missing, for the default.
fn optional<T: Default>(
    field: &'static str,
    found: Option<&str>,
    named: impl Fn(&str) -> Option<T>,
) -> Result<T, Unmappable> {
    found.map_or_else(|| Ok(T::default()), |found| named(found).ok_or_else(|| unknown(field, found)))
}

fn weekdays(field: &'static str, found: Option<&[String]>) -> Result<Weekdays, Unmappable> {
    let found = found.ok_or(Unmappable::Missing(field))?;
    found.iter().map(|name| Weekday::from_name(name).ok_or_else(|| unknown(field, name))).collect()
}

fn until(field: &'static str, found: Option<&str>) -> Result<Range, Unmappable> {
    let found = found.filter(|date| !is_no_date(date)).ok_or(Unmappable::Missing(field))?;
    date(found).map(Range::Until).ok_or_else(|| unknown(field, found))
}

/// What .NET writes for no date.
fn is_no_date(date: &str) -> bool {
    date.is_empty() || date.starts_with("0001-01-01")
}

/// The date at the beginning of a text: a time may follow it.
fn date(text: &str) -> Option<Date> {
    date_of(text.get(..10)?)
}

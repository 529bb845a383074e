//! Where the occurrences of a series fall, by the `rrule` crate.
//!
//! Deliberately not the product's own arithmetic: tests compare the two. Occurrences are expanded as wall times, so that
//! a series keeps its hour when the clocks change, and become instants in the series' own zone afterwards.

use crate::zones;
use jiff::{ToSpan as _, civil::DateTime};
use rrule::RRuleSet;
use serde_json::Value;
use thiserror::Error;

/// A recurrence that cannot be expanded.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SeriesError {
    /// A property is missing or of another kind.
    #[error("The recurrence needs a valid '{0}'")]
    Property(&'static str),
    /// `rrule` refuses it.
    #[error("The recurrence cannot be expanded: {0}")]
    Rule(String),
}

/// Occurrences looked at in one go.
const LIMIT: u16 = 5_000;

const DAYS: [(&str, &str); 7] = [
    ("monday", "MO"),
    ("tuesday", "TU"),
    ("wednesday", "WE"),
    ("thursday", "TH"),
    ("friday", "FR"),
    ("saturday", "SA"),
    ("sunday", "SU"),
];

const INDEXES: [(&str, &str); 5] = [("first", "1"), ("second", "2"), ("third", "3"), ("fourth", "4"), ("last", "-1")];

/// The wall times at which occurrences start, from `from` until before `until`, in the series' own zone.
pub fn starts(master: &Value, from: DateTime, until: DateTime) -> Result<Vec<DateTime>, SeriesError> {
    let first = zones::wall(&master["start"]).ok_or(SeriesError::Property("start"))?;
    starts_of(first, &master["recurrence"], from, until)
}

/// The same for a series that starts then.
pub fn starts_of(
    first: DateTime,
    recurrence: &Value,
    from: DateTime,
    until: DateTime,
) -> Result<Vec<DateTime>, SeriesError> {
    let text = format!("DTSTART:{}\nRRULE:{}", basic(first), rule(recurrence)?);
    let set: RRuleSet = text.parse().map_err(|error: rrule::RRuleError| SeriesError::Rule(error.to_string()))?;
    let found = set.after(utc(from)).before(utc(until)).all(LIMIT).dates;
    Ok(found
        .iter()
        .filter_map(|date| date.naive_utc().to_string().replace(' ', "T").parse().ok())
        .filter(|wall| *wall >= from && *wall < until)
        .collect())
}

/// The start of the last occurrence; `None` for a series without end.
pub fn last_start(master: &Value) -> Result<Option<DateTime>, SeriesError> {
    if master["recurrence"]["range"]["type"] == "noEnd" {
        return Ok(None);
    }
    let first = zones::wall(&master["start"]).ok_or(SeriesError::Property("start"))?;
    let far = first.checked_add(200.years()).map_err(|_| SeriesError::Property("start"))?;
    Ok(starts(master, first, far)?.pop())
}

/// A Graph recurrence as the text of an RRULE, as Outlook understands it: day 31 means the last day of a shorter month.
pub fn rule(recurrence: &Value) -> Result<String, SeriesError> {
    let pattern = &recurrence["pattern"];
    let interval = pattern["interval"].as_u64().filter(|n| *n > 0).ok_or(SeriesError::Property("interval"))?;
    let parts = match pattern["type"].as_str() {
        Some("daily") => "FREQ=DAILY".to_owned(),
        Some("weekly") => format!("FREQ=WEEKLY;BYDAY={};WKST={}", days(pattern)?, week_start(pattern)),
        Some("absoluteMonthly") => format!("FREQ=MONTHLY;{}", month_day(pattern)?),
        Some("relativeMonthly") => format!("FREQ=MONTHLY;{}", nth_day(pattern)?),
        Some("absoluteYearly") => format!("FREQ=YEARLY;BYMONTH={};{}", month(pattern)?, month_day(pattern)?),
        Some("relativeYearly") => format!("FREQ=YEARLY;BYMONTH={};{}", month(pattern)?, nth_day(pattern)?),
        _ => return Err(SeriesError::Property("type")),
    };
    Ok(format!("{parts};INTERVAL={interval}{}", range(&recurrence["range"])?))
}

fn range(range: &Value) -> Result<String, SeriesError> {
    match range["type"].as_str() {
        Some("noEnd") => Ok(String::new()),
        Some("numbered") => {
            let count = range["numberOfOccurrences"].as_u64().filter(|n| *n > 0);
            Ok(format!(";COUNT={}", count.ok_or(SeriesError::Property("numberOfOccurrences"))?))
        }
        Some("endDate") => {
            let date = range["endDate"].as_str().ok_or(SeriesError::Property("endDate"))?;
            Ok(format!(";UNTIL={}T235959Z", date.replace('-', "")))
        }
        _ => Err(SeriesError::Property("range")),
    }
}

fn days(pattern: &Value) -> Result<String, SeriesError> {
    let names = pattern["daysOfWeek"].as_array().filter(|days| !days.is_empty());
    let codes = names
        .ok_or(SeriesError::Property("daysOfWeek"))?
        .iter()
        .map(|day| look_up(&DAYS, day).ok_or(SeriesError::Property("daysOfWeek")))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(codes.join(","))
}

fn week_start(pattern: &Value) -> &'static str {
    look_up(&DAYS, &pattern["firstDayOfWeek"]).unwrap_or("SU")
}

fn nth_day(pattern: &Value) -> Result<String, SeriesError> {
    let index = match &pattern["index"] {
        Value::Null => "1",
        given => look_up(&INDEXES, given).ok_or(SeriesError::Property("index"))?,
    };
    Ok(format!("BYDAY={};BYSETPOS={index}", days(pattern)?))
}

/// "Day 31" is the last day of months that are shorter: of the days up to it, the last that exists.
fn month_day(pattern: &Value) -> Result<String, SeriesError> {
    let day = pattern["dayOfMonth"].as_u64().filter(|day| (1..=31).contains(day));
    let day = day.ok_or(SeriesError::Property("dayOfMonth"))?;
    if day <= 28 {
        return Ok(format!("BYMONTHDAY={day}"));
    }
    let candidates: Vec<_> = (28..=day).map(|day| day.to_string()).collect();
    Ok(format!("BYMONTHDAY={};BYSETPOS=-1", candidates.join(",")))
}

fn month(pattern: &Value) -> Result<u64, SeriesError> {
    let month = pattern["month"].as_u64().filter(|month| (1..=12).contains(month));
    month.ok_or(SeriesError::Property("month"))
}

fn look_up(table: &'static [(&str, &str)], name: &Value) -> Option<&'static str> {
    let name = name.as_str()?;
    table.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, code)| *code)
}

fn basic(wall: DateTime) -> String {
    wall.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A wall time put as if it were UTC: the expansion knows no zone.
fn utc(wall: DateTime) -> chrono_at::Moment {
    chrono_at::moment(wall)
}

/// `rrule` speaks chrono; this is the one place where the two calendars meet.
mod chrono_at {
    use super::DateTime;
    use rrule::Tz;

    pub(super) type Moment = chrono::DateTime<Tz>;

    pub(super) fn moment(wall: DateTime) -> Moment {
        let seconds = jiff::tz::TimeZone::UTC.to_timestamp(wall).map_or(0, jiff::Timestamp::as_second);
        chrono::DateTime::from_timestamp(seconds, 0).unwrap_or_default().with_timezone(&Tz::UTC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(pattern: Value, range: Value, start: &str, expected: &[&str]) {
        let master = json!({
            "start": {"dateTime": start, "timeZone": "Europe/Berlin"},
            "recurrence": {"pattern": pattern, "range": range},
        });
        let first: DateTime = start.parse().unwrap();
        let found = starts(&master, first, first.checked_add(10.years()).unwrap()).unwrap();
        let found: Vec<_> =
            found.iter().take(expected.len()).map(|wall| wall.strftime("%Y-%m-%d %H:%M").to_string()).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_of_the_six_patterns_falls_on_known_dates() {
        let open = || json!({"type": "noEnd", "startDate": "2026-01-01"});
        check(
            json!({"type": "daily", "interval": 3}),
            open(),
            "2026-03-27T09:00:00",
            &["2026-03-27 09:00", "2026-03-30 09:00", "2026-04-02 09:00"],
        );
        check(
            json!({"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "thursday"], "firstDayOfWeek": "monday"}),
            open(),
            "2026-11-23T09:00:00",
            &["2026-11-23 09:00", "2026-11-26 09:00", "2026-12-07 09:00", "2026-12-10 09:00"],
        );
        check(
            json!({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31}),
            open(),
            "2026-01-31T10:00:00",
            &["2026-01-31 10:00", "2026-02-28 10:00", "2026-03-31 10:00", "2026-04-30 10:00"],
        );
        check(
            json!({"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["tuesday"], "index": "second"}),
            open(),
            "2026-10-13T10:00:00",
            &["2026-10-13 10:00", "2026-11-10 10:00", "2026-12-08 10:00"],
        );
        check(
            json!({"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"], "index": "last"}),
            open(),
            "2026-10-30T10:00:00",
            &["2026-10-30 10:00", "2026-11-30 10:00", "2026-12-31 10:00"],
        );
        check(
            json!({"type": "absoluteYearly", "interval": 1, "dayOfMonth": 29, "month": 2}),
            open(),
            "2024-02-29T10:00:00",
            &["2024-02-29 10:00", "2025-02-28 10:00", "2026-02-28 10:00", "2027-02-28 10:00", "2028-02-29 10:00"],
        );
        check(
            json!({"type": "relativeYearly", "interval": 1, "daysOfWeek": ["thursday"], "index": "fourth", "month": 11}),
            open(),
            "2025-11-27T10:00:00",
            &["2025-11-27 10:00", "2026-11-26 10:00", "2027-11-25 10:00"],
        );
    }

    #[test]
    fn numbered_and_dated_series_end() {
        let daily = json!({"type": "daily", "interval": 1});
        let master = |range: Value| json!({"start": {"dateTime": "2026-11-23T09:00:00"}, "recurrence": {"pattern": daily, "range": range}});
        let last = |range| last_start(&master(range)).unwrap().map(|wall| wall.date().to_string());
        assert_eq!(last(json!({"type": "numbered", "numberOfOccurrences": 5})).as_deref(), Some("2026-11-27"));
        assert_eq!(last(json!({"type": "endDate", "endDate": "2026-12-01"})).as_deref(), Some("2026-12-01"));
        assert_eq!(last(json!({"type": "noEnd"})), None);
    }

    #[test]
    fn a_pattern_without_its_fields_is_refused() {
        let recurrence =
            json!({"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": []}, "range": {"type": "noEnd"}});
        assert_eq!(rule(&recurrence), Err(SeriesError::Property("daysOfWeek")));
    }
}

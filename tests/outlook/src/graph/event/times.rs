//! The times of events: how they are written, and how they come back.

use super::super::problem::Problem;
use super::super::properties::Fields;
use crate::zones;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

/// A time as it is kept: seven fraction digits and the zone's name as it was given.
pub(super) fn tidy(value: &Value, name: &str) -> Result<Value, Problem> {
    let invalid = || Problem::Property(format!("The event's '{name}' is not a date and time with a known zone."));
    let wall = zones::wall(value).ok_or_else(invalid)?;
    let zone = zones::zone_name(value);
    zones::zone(zone).ok_or_else(|| Problem::TimeZone(zone.to_owned()))?;
    Ok(zones::graph(wall, zone))
}

/// What Exchange asks of start and end.
pub(super) fn check(fields: &Fields) -> Result<(), Problem> {
    let refuse = |text: &str| Err(Problem::Property(text.to_owned()));
    let field = |name: &str| fields.get(name).unwrap_or(&Value::Null);
    if !is_all_day(fields) {
        let turned = zones::instant_of(field("end")) < zones::instant_of(field("start"));
        return if turned { refuse("The end of the event is before its start.") } else { Ok(()) };
    }
    let (start, end) = (zones::wall(field("start")), zones::wall(field("end")));
    let at_midnight = |wall: Option<DateTime>| wall.is_some_and(|wall| wall.time() == Time::midnight());
    if !at_midnight(start) || !at_midnight(end) {
        return refuse("The Event.Start and Event.End properties of an all-day event need to be set to midnight.");
    }
    if field("start")["timeZone"] != field("end")["timeZone"] {
        return refuse("The start and end of an all-day event need to be in the same time zone.");
    }
    if end > start { Ok(()) } else { refuse("The duration of an all-day event needs to be at least 24 hours.") }
}

pub(super) fn is_all_day(fields: &Fields) -> bool {
    fields.get("isAllDay") == Some(&Value::Bool(true))
}

/// A time in the zone asked for, else in UTC.
pub(super) fn shown(kept: &Value, zone: Option<&(String, TimeZone)>) -> Value {
    let (name, zone) = zone.map_or(("UTC", TimeZone::UTC), |(name, zone)| (name.as_str(), zone.clone()));
    let wall = zones::instant_of(kept).and_then(|instant| zones::wall_at(instant, &zone));
    wall.map_or_else(|| kept.clone(), |wall| zones::graph(wall, name))
}

/// The date of an all-day event under the zone asked for: no zone moves it.
pub(super) fn shown_day(kept: &Value, zone: Option<&(String, TimeZone)>) -> Value {
    let name = zone.map_or("UTC", |(name, _)| name.as_str());
    json!({"dateTime": kept["dateTime"], "timeZone": name})
}

//! Graph's dates with a zone name, and what they mean as instants.
//!
//! Zone names are IANA or Windows names, or one of Exchange's `tzone://` forms (outlook-facts, Graph 12).

use chrono_tz::Tz;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use serde_json::{Value, json};
use windows_timezones::WindowsTimezone;

/// Windows names that the table of the crate lacks from the IANA side.
const WINDOWS_ALIASES: &[(&str, &str)] = &[
    ("UTC", "UTC"),
    ("Etc/UTC", "UTC"),
    ("Etc/GMT", "UTC"),
    ("Asia/Kolkata", "India Standard Time"),
    ("Asia/Kathmandu", "Nepal Standard Time"),
    ("Asia/Ho_Chi_Minh", "SE Asia Standard Time"),
    ("Asia/Yangon", "Myanmar Standard Time"),
    ("Europe/Kyiv", "FLE Standard Time"),
    ("America/Nuuk", "Greenland Standard Time"),
];

/// The zone of a name; `None` when nobody knows it.
pub fn zone(name: &str) -> Option<TimeZone> {
    iana(name).and_then(|name| TimeZone::get(&name).ok())
}

/// The IANA name of a zone name of any kind.
pub fn iana(name: &str) -> Option<String> {
    if name.starts_with("tzone://") {
        return Some("UTC".to_owned());
    }
    if TimeZone::get(name).is_ok() {
        return Some(name.to_owned());
    }
    let windows: WindowsTimezone = name.parse().ok()?;
    Some(windows.tzdb_id().to_owned())
}

/// The Windows name of an IANA zone; the name itself where there is none.
pub fn windows(iana: &str) -> String {
    let alias = WINDOWS_ALIASES.iter().find(|(name, _)| *name == iana);
    if let Some((_, windows)) = alias {
        return (*windows).to_owned();
    }
    iana.parse::<Tz>()
        .ok()
        .and_then(|zone| WindowsTimezone::try_from(zone).ok())
        .map_or_else(|| iana.to_owned(), |zone| zone.name().to_owned())
}

/// The wall time in a Graph `dateTimeTimeZone`.
pub fn wall(value: &Value) -> Option<DateTime> {
    value.get("dateTime")?.as_str()?.trim_end_matches('Z').parse().ok()
}

/// The zone's name in a Graph `dateTimeTimeZone`; UTC when it is left out, as in Graph.
pub fn zone_name(value: &Value) -> &str {
    value.get("timeZone").and_then(Value::as_str).unwrap_or("UTC")
}

/// The instant a wall time stands for; what the clocks skip counts as after the jump.
pub fn instant(wall: DateTime, zone: &TimeZone) -> Option<i64> {
    let zoned = zone.to_ambiguous_zoned(wall).compatible().ok()?;
    Some(zoned.timestamp().as_millisecond())
}

/// The wall time of an instant (milliseconds since 1970, UTC).
pub fn wall_at(millisecond: i64, zone: &TimeZone) -> Option<DateTime> {
    let moment = Timestamp::from_millisecond(millisecond).ok()?;
    Some(moment.to_zoned(zone.clone()).datetime())
}

/// The instant of a Graph `dateTimeTimeZone`, in milliseconds since 1970 UTC.
pub fn instant_of(value: &Value) -> Option<i64> {
    instant(wall(value)?, &zone(zone_name(value))?)
}

/// A wall time in Graph's writing: seven fraction digits and a zone name.
pub fn graph(wall: DateTime, zone_name: &str) -> Value {
    let ticks = wall.subsec_nanosecond() / 100;
    json!({"dateTime": format!("{}.{ticks:07}", wall.strftime("%Y-%m-%dT%H:%M:%S")), "timeZone": zone_name})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph12_windows_iana_and_custom_names_are_zones() {
        for name in
            ["Europe/Berlin", "W. Europe Standard Time", "UTC", "Pacific Standard Time", "tzone://Microsoft/Utc"]
        {
            assert!(zone(name).is_some(), "{name}");
        }
        assert!(zone("Middle Earth Standard Time").is_none());
        assert_eq!(windows("Europe/Vienna"), "W. Europe Standard Time");
        assert_eq!(windows("Asia/Kolkata"), "India Standard Time");
    }

    #[test]
    fn graph12_instants_follow_the_clock_changes() {
        let at = |text: &str| instant_of(&json!({"dateTime": text, "timeZone": "Europe/Berlin"}));
        assert_eq!(at("2026-03-28T09:00:00.0000000"), Some(1_774_684_800_000));
        assert_eq!(at("2026-03-29T09:00:00"), Some(1_774_684_800_000 + 23 * 3_600_000));
        // 02:30 does not exist that night and counts as 03:30.
        assert_eq!(at("2026-03-29T02:30:00"), at("2026-03-29T03:30:00"));
    }
}

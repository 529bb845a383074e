//! One day of a series, as the series would have it.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{appointment::first_day, expand, zones};
use crate::record::{Image, Value, appointment as field};

/// The day of the series on which an appointment starts at that time, in the zone of the series.
pub fn day_of(series: &Image, start: &Value) -> Option<Date> {
    match start {
        Value::Date(date) => Some(*date),
        Value::Instant(at) => Some(at.to_zoned(zone_of(series)).date()),
        _ => None,
    }
}

/// Does the series take place on that day, unless the day was cancelled?
pub fn takes_place(series: &Image, day: Date) -> bool {
    let cancelled = matches!(series.get(field::CANCELLED), Some(Value::Dates(days)) if days.contains(&day));
    let (Some(Value::Recurrence(pattern)), Some(first)) = (series.get(field::RECURRENCE), first_day(series)) else {
        return false;
    };
    !cancelled && expand::occurs_on(pattern, first, day)
}

/// The appointment of that day: the series' content at that day's time, without the pattern.
pub fn on(series: &Image, day: Date) -> Image {
    let mut image = series.clone().with(field::RECURRENCE, None).with(field::CANCELLED, None);
    match (series.get(field::START), series.get(field::END)) {
        (Some(Value::Date(start)), Some(Value::Date(end))) => {
            let last = day.checked_add(start.duration_until(*end)).ok();
            image.set(field::START, Value::Date(day));
            image.set(field::END, last.map(Value::Date));
        }
        (Some(Value::Instant(start)), Some(Value::Instant(end))) => {
            if let Some(at) = moved_to(*start, day, &zone_of(series)) {
                let until = at.checked_add(start.duration_until(*end)).ok();
                image.set(field::START, Value::Instant(at));
                image.set(field::END, until.map(Value::Instant));
            }
        }
        _ => {}
    }
    image
}

/// The same time of day on another day: a series keeps its civil time across daylight-saving days (P14).
fn moved_to(start: Timestamp, day: Date, zone: &TimeZone) -> Option<Timestamp> {
    let time = start.to_zoned(zone.clone()).time();
    Some(day.to_datetime(time).to_zoned(zone.clone()).ok()?.timestamp())
}

fn zone_of(image: &Image) -> TimeZone {
    zones::time_zone(image.text(field::ZONE)).unwrap_or(TimeZone::UTC)
}

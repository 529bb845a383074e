//! Recurrences between records and Office.js (Mailbox 1.7).
//!
//! Office.js knows no count, names sets of days only as *day*, *weekday* and *weekendDay*, and says Monday to Friday
//! of every week by a type of its own.

use jiff::civil::{Date, DateTime};

use super::{Unmappable, date, is_no_date, number, optional, unknown, until, weekdays};
use crate::json::{date_text, time_of};
use crate::mapping::{expand, zones};
use crate::outlook::recurrence::office::{Recurrence as Office, RecurrenceProperties, RecurrenceTimeZone, SeriesTime};
use crate::record::recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekday, Weekdays};

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Office.js' names for sets of days.
const GROUPS: [(&str, Weekdays); 3] =
    [("day", Weekdays::EVERY_DAY), ("weekday", Weekdays::WORKING_DAYS), ("weekendDay", Weekdays::WEEKEND)];

/// Office.js' recurrence as a record's.
pub fn from_office(office: &Office) -> Result<Recurrence, Unmappable> {
    let time = &office.series_time;
    let end = time.end_date.as_deref().filter(|date| !is_no_date(date));
    let range = end.map_or(Ok(Range::NoEnd), |end| until("endDate", Some(end)))?;
    let recurrence = Recurrence { pattern: pattern_from(office)?, range };
    recurrence.check(time.start_date.as_deref().and_then(date).unwrap_or(Date::MIN))?;
    Ok(recurrence.normalized())
}

/// When the series starts, in its own zone; none if either date or time is missing or illegible.
pub fn office_start(office: &Office) -> Option<DateTime> {
    let time = office.series_time.start_time.as_deref()?.trim_start_matches(['T', 't']);
    // office.js' documentation separates milliseconds by a colon, its code by a point. Seconds are always 0.
    let time = time_of(time.get(..5)?)?;
    Some(office.series_time.start_date.as_deref().and_then(date)?.to_datetime(time))
}

fn pattern_from(office: &Office) -> Result<Pattern, Unmappable> {
    let kind = office.recurrence_type.as_deref().ok_or(Unmappable::Missing("recurrenceType"))?;
    let of = &office.recurrence_properties;
    let interval = number("interval", Some(of.interval.unwrap_or(1)))?;
    match kind.to_ascii_lowercase().as_str() {
        "daily" => Ok(Pattern::Daily { interval }),
        "weekday" => Ok(Pattern::Weekly { interval, days: Weekdays::WORKING_DAYS, first_day: first_day(of)? }),
        "weekly" => {
            Ok(Pattern::Weekly { interval, days: weekdays("days", of.days.as_deref())?, first_day: first_day(of)? })
        }
        "monthly" => Ok(match monthly(of)? {
            Day::Absolute(day) => Pattern::AbsoluteMonthly { interval, day },
            Day::Relative(days, index) => Pattern::RelativeMonthly { interval, days, index },
        }),
        "yearly" => Ok(match (month(of)?, monthly(of)?) {
            (month, Day::Absolute(day)) => Pattern::AbsoluteYearly { interval, month, day },
            (month, Day::Relative(days, index)) => Pattern::RelativeYearly { interval, month, days, index },
        }),
        _ => Err(unknown("recurrenceType", kind)),
    }
}

/// Which day of a month.
enum Day {
    Absolute(u8),
    Relative(Weekdays, WeekIndex),
}

/// The day of the month comes first where both are given, as office.js checks them; 0 is none.
fn monthly(of: &RecurrenceProperties) -> Result<Day, Unmappable> {
    if let Some(day) = of.day_of_month.filter(|day| *day != 0) {
        return number("dayOfMonth", Some(day)).map(Day::Absolute);
    }
    let name = of.day_of_week.as_deref().ok_or(Unmappable::Missing("dayOfMonth"))?;
    let group = GROUPS.iter().find(|(group, _)| group.eq_ignore_ascii_case(name)).map(|(_, days)| *days);
    let days = group.or_else(|| Weekday::from_name(name).map(Into::into)).ok_or_else(|| unknown("dayOfWeek", name))?;
    let index = of.week_number.as_deref().ok_or(Unmappable::Missing("weekNumber"))?;
    let index = WeekIndex::from_name(index).ok_or_else(|| unknown("weekNumber", index))?;
    Ok(Day::Relative(days, index))
}

fn first_day(of: &RecurrenceProperties) -> Result<Weekday, Unmappable> {
    optional("firstDayOfWeek", of.first_day_of_week.as_deref(), Weekday::from_name)
}

fn month(of: &RecurrenceProperties) -> Result<u8, Unmappable> {
    let name = of.month.as_deref().ok_or(Unmappable::Missing("month"))?;
    let at = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(name));
    at.and_then(|at| u8::try_from(at + 1).ok()).ok_or_else(|| unknown("month", name))
}

/// A record's recurrence as Office.js takes it, for an appointment with that start, length and zone (Windows or IANA
/// name). A count becomes the date of its last occurrence, which ends the same series.
pub fn to_office(
    recurrence: &Recurrence,
    start: DateTime,
    duration_minutes: i64,
    zone: &str,
) -> Result<Office, Unmappable> {
    recurrence.check(start.date())?;
    let zone = zones::iana_from(zone).map(|iana| zones::windows_from(iana).unwrap_or(iana))?;
    let (recurrence_type, recurrence_properties) = pattern_to(recurrence.pattern)?;
    Ok(Office {
        recurrence_type: Some(recurrence_type.to_owned()),
        recurrence_properties,
        recurrence_time_zone: Some(RecurrenceTimeZone { name: Some(zone.to_owned()), offset: None }),
        series_time: series_time(recurrence, start, duration_minutes)?,
    })
}

fn series_time(recurrence: &Recurrence, start: DateTime, minutes: i64) -> Result<SeriesTime, Unmappable> {
    if start.year() < 1601 || start.second() != 0 || start.subsec_nanosecond() != 0 {
        return Err(Unmappable::Start(start));
    }
    if minutes < 1 {
        return Err(Unmappable::Duration(minutes));
    }
    let last = || expand::last(recurrence, start.date()).ok_or(Unmappable::NoLast);
    let end = match recurrence.range {
        Range::NoEnd => None,
        Range::Until(until) => Some(until),
        Range::Count(_) => Some(last()?),
    };
    Ok(SeriesTime {
        start_date: Some(date_text(start.date())),
        end_date: end.map(date_text),
        start_time: Some(format!("T{:02}:{:02}:00.000", start.hour(), start.minute())),
        end_time: None,
        duration_minutes: Some(minutes),
    })
}

fn pattern_to(pattern: Pattern) -> Result<(&'static str, RecurrenceProperties), Unmappable> {
    let of = RecurrenceProperties { interval: Some(pattern.interval().into()), ..RecurrenceProperties::default() };
    let month_name = |month: u8| MONTHS.get(usize::from(month).wrapping_sub(1)).map(|name| (*name).to_owned());
    Ok(match pattern {
        Pattern::Daily { .. } => ("daily", of),
        Pattern::Weekly { interval: 1, days: Weekdays::WORKING_DAYS, .. } => ("weekday", of),
        Pattern::Weekly { days, first_day, .. } => ("weekly", weekly(of, days, first_day)),
        Pattern::AbsoluteMonthly { day, .. } => ("monthly", absolute(of, day)),
        Pattern::RelativeMonthly { days, index, .. } => ("monthly", relative(of, days, index)?),
        Pattern::AbsoluteYearly { month, day, .. } => {
            ("yearly", RecurrenceProperties { month: month_name(month), ..absolute(of, day) })
        }
        Pattern::RelativeYearly { month, days, index, .. } => {
            ("yearly", RecurrenceProperties { month: month_name(month), ..relative(of, days, index)? })
        }
    })
}

fn short(day: Weekday) -> String {
    day.name().chars().take(3).collect()
}

fn weekly(of: RecurrenceProperties, days: Weekdays, first_day: Weekday) -> RecurrenceProperties {
    let days = Some(days.iter().map(short).collect());
    RecurrenceProperties { days, first_day_of_week: Some(short(first_day)), ..of }
}

fn absolute(of: RecurrenceProperties, day: u8) -> RecurrenceProperties {
    RecurrenceProperties { day_of_month: Some(day.into()), ..of }
}

fn relative(of: RecurrenceProperties, days: Weekdays, index: WeekIndex) -> Result<RecurrenceProperties, Unmappable> {
    let group = GROUPS.iter().find(|(_, group)| *group == days).map(|(name, _)| (*name).to_owned());
    let single = || days.iter().next().filter(|_| days.len() == 1).map(short);
    let name = group.or_else(single).ok_or(Unmappable::Days(days))?;
    Ok(RecurrenceProperties { day_of_week: Some(name), week_number: Some(index.name().to_owned()), ..of })
}

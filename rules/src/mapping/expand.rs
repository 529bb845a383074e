//! On which days a series falls (A7, P14).
//!
//! Occurrences are the pattern's dates on or after the appointment's start; the start itself is one only if it fits
//! the pattern (Graph, `recurrenceRange`: "the first occurrence may be this date or later"). Where the interval is
//! above 1, it counts from the week, month or year of the start, as in RFC 5545. Beyond RFC 5545, a day that a month
//! does not have is that month's last day (EWS, `DayOfMonth`: "the last day of the month is assumed"), and a relative
//! pattern's index counts all the days that it names together: the second of Saturday and Sunday is the month's second
//! weekend day (MS-OXCICAL 2.1.3.2.2.4: `BYSETPOS`).
//!
//! Dates are civil, so that no zone is needed to know them; [`instants`] adds the time and the zone.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::record::recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekday, Weekdays};

/// The dates of a series that starts on that date, in order. A pattern out of its bounds has none; a series without
/// end has them up to the end of the calendar, the year 9999.
pub fn occurrences(recurrence: &Recurrence, start: Date) -> impl Iterator<Item = Date> + use<> {
    let Recurrence { pattern, range } = *recurrence;
    let units =
        pattern.check().is_ok().then(|| (unit(pattern, start)..=unit(pattern, Date::MAX)).step_by(step(pattern)));
    let dates = units.into_iter().flatten().flat_map(move |unit| dates(pattern, unit).into_iter().flatten());
    let (most, until) = match range {
        Range::NoEnd => (usize::MAX, Date::MAX),
        Range::Until(until) => (usize::MAX, until),
        Range::Count(count) => (usize::try_from(count).unwrap_or(usize::MAX), Date::MAX),
    };
    dates.skip_while(move |date| *date < start).take_while(move |date| *date <= until).take(most)
}

/// The instants at which the occurrences begin, for an appointment that starts at that time in that zone.
///
/// Where a clock change skips the time of day, the occurrence begins as much later as the clock skips; where the time
/// comes twice, at its first coming (RFC 5545, 3.3.5; jiff's "compatible").
pub fn instants(recurrence: &Recurrence, start: DateTime, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
    occurrences(recurrence, start.date()).filter_map(move |date| zone.to_timestamp(date.to_datetime(start.time())).ok())
}

/// Whether the series has an occurrence on that date.
pub fn occurs_on(recurrence: &Recurrence, start: Date, date: Date) -> bool {
    match recurrence.range {
        Range::NoEnd => fits(recurrence.pattern, start, date),
        Range::Until(until) => date <= until && fits(recurrence.pattern, start, date),
        Range::Count(_) => occurrences(recurrence, start).take_while(|found| *found <= date).last() == Some(date),
    }
}

/// The date of the last occurrence; none if the series has no end, or no occurrence.
pub fn last(recurrence: &Recurrence, start: Date) -> Option<Date> {
    match recurrence.range {
        Range::NoEnd => None,
        Range::Until(until) => last_until(recurrence.pattern, start, until),
        Range::Count(_) => occurrences(recurrence, start).last(),
    }
}

/// Whether the date is one of the pattern's, whatever ends the series.
fn fits(pattern: Pattern, start: Date, date: Date) -> bool {
    if pattern.check().is_err() || date < start {
        return false;
    }
    let at = unit(pattern, date);
    (at - unit(pattern, start)) % i64::from(pattern.interval()) == 0 && dates(pattern, at).contains(&Some(date))
}

/// The pattern's last date up to that day. Every unit has a date, so that it is in the day's own unit or the one before.
fn last_until(pattern: Pattern, start: Date, until: Date) -> Option<Date> {
    if pattern.check().is_err() || until < start {
        return None;
    }
    let (first, interval) = (unit(pattern, start), i64::from(pattern.interval()));
    let own = until_unit(first, unit(pattern, until), interval);
    let both = [own - interval, own].into_iter().filter(|unit| *unit >= first);
    both.flat_map(|unit| dates(pattern, unit)).flatten().rfind(|date| (start..=until).contains(date))
}

/// The last unit that has occurrences, up to that one.
fn until_unit(first: i64, last: i64, interval: i64) -> i64 {
    last - (last - first).rem_euclid(interval)
}

fn step(pattern: Pattern) -> usize {
    usize::try_from(pattern.interval()).unwrap_or(usize::MAX)
}

/// The number of the day, week, month or year, whichever the pattern's interval counts, that the date is in.
fn unit(pattern: Pattern, date: Date) -> i64 {
    match pattern {
        Pattern::Daily { .. } => day_number(date),
        Pattern::Weekly { first_day, .. } => (day_number(date) - week_offset(first_day)).div_euclid(7),
        Pattern::AbsoluteMonthly { .. } | Pattern::RelativeMonthly { .. } => {
            i64::from(date.year()) * 12 + i64::from(date.month()) - 1
        }
        Pattern::AbsoluteYearly { .. } | Pattern::RelativeYearly { .. } => i64::from(date.year()),
    }
}

/// The pattern's dates in the unit of that number, in order. Dates past the end of the calendar are none.
fn dates(pattern: Pattern, unit: i64) -> [Option<Date>; 7] {
    match pattern {
        Pattern::Daily { .. } => only(date_at(unit)),
        Pattern::Weekly { days, first_day, .. } => week(unit * 7 + week_offset(first_day), days),
        Pattern::AbsoluteMonthly { day, .. } => only(clamped(month_at(unit), day)),
        Pattern::RelativeMonthly { days, index, .. } => only(relative(month_at(unit), days, index)),
        Pattern::AbsoluteYearly { month, day, .. } => only(clamped(month_of(unit, month), day)),
        Pattern::RelativeYearly { month, days, index, .. } => only(relative(month_of(unit, month), days, index)),
    }
}

fn only(date: Option<Date>) -> [Option<Date>; 7] {
    [date, None, None, None, None, None, None]
}

fn week(first: i64, days: Weekdays) -> [Option<Date>; 7] {
    [0, 1, 2, 3, 4, 5, 6].map(|day| date_at(first + day).filter(|date| days.contains(date.weekday().into())))
}

/// The first day of the month of that number, counted from January of the year 0.
fn month_at(unit: i64) -> Option<Date> {
    month_of(unit.div_euclid(12), u8::try_from(unit.rem_euclid(12) + 1).ok()?)
}

fn month_of(year: i64, month: u8) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()
}

fn clamped(month: Option<Date>, day: u8) -> Option<Date> {
    let month = month?;
    let day = i8::try_from(day).ok()?.min(month.days_in_month());
    Date::new(month.year(), month.month(), day).ok()
}

fn relative(month: Option<Date>, days: Weekdays, index: WeekIndex) -> Option<Date> {
    let month = month?;
    let in_month = (1..=month.days_in_month()).filter_map(|day| Date::new(month.year(), month.month(), day).ok());
    let mut matching = in_month.filter(|date| days.contains(date.weekday().into()));
    match index {
        WeekIndex::Last => matching.next_back(),
        index => matching.nth(index as usize),
    }
}

/// A day on which a week begins: one of those beside day 0, a Thursday.
fn week_offset(first_day: Weekday) -> i64 {
    first_day as i64 - Weekday::Thursday as i64
}

const DAY_ZERO: Date = jiff::civil::date(1970, 1, 1);

/// The hours of a civil day.
const DAY: i64 = 24;

fn day_number(date: Date) -> i64 {
    DAY_ZERO.duration_until(date).as_hours() / DAY
}

fn date_at(day: i64) -> Option<Date> {
    DAY_ZERO.checked_add(SignedDuration::try_from_hours(day.checked_mul(DAY)?)?).ok()
}

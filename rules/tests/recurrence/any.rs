//! Arbitrary recurrences, starts and JSON.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time, date, time};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use rules::record::recurrence::{
    MAX_COUNT, MAX_DAYS, MAX_INTERVAL, Pattern, Range, Recurrence, WeekIndex, Weekday, Weekdays,
};
use serde_json::{Value, json};

pub(crate) fn weekday() -> impl Strategy<Value = Weekday> {
    prop::sample::select(&Weekday::ALL[..])
}

pub(crate) fn weekdays() -> impl Strategy<Value = Weekdays> {
    vec(weekday(), 1..8).prop_map(|days| days.into_iter().collect())
}

/// The sets that Office.js has names for.
pub(crate) fn named_days() -> impl Strategy<Value = Weekdays> {
    let groups = [Weekdays::EVERY_DAY, Weekdays::WORKING_DAYS, Weekdays::WEEKEND];
    prop_oneof![weekday().prop_map(Weekdays::from), prop::sample::select(groups.to_vec())]
}

pub(crate) fn index() -> impl Strategy<Value = WeekIndex> {
    prop::sample::select(&WeekIndex::ALL[..])
}

/// Mostly small, so that series are dense.
fn interval(most: u32) -> impl Strategy<Value = u32> {
    prop_oneof![3 => 1..=4_u32, 1 => 1..=most]
}

/// Mostly the days that short months lack.
fn day() -> impl Strategy<Value = u8> {
    prop_oneof![1..=31_u8, 28..=31_u8]
}

/// A pattern in its bounds, with relative patterns over such sets of days.
pub(crate) fn pattern(relative: BoxedStrategy<Weekdays>) -> impl Strategy<Value = Pattern> {
    let months = || interval(MAX_INTERVAL);
    prop_oneof![
        interval(MAX_DAYS).prop_map(|interval| Pattern::Daily { interval }),
        (months(), weekdays(), weekday()).prop_map(|(interval, days, first_day)| Pattern::Weekly {
            interval,
            days,
            first_day
        }),
        (months(), day()).prop_map(|(interval, day)| Pattern::AbsoluteMonthly { interval, day }),
        (months(), relative.clone(), index()).prop_map(|(interval, days, index)| Pattern::RelativeMonthly {
            interval,
            days,
            index
        }),
        (months(), 1..=12_u8, day()).prop_map(|(interval, month, day)| Pattern::AbsoluteYearly {
            interval,
            month,
            day
        }),
        (months(), 1..=12_u8, relative, index()).prop_map(|(interval, month, days, index)| Pattern::RelativeYearly {
            interval,
            month,
            days,
            index
        }),
    ]
}

/// A start between 2000 and 2033.
pub(crate) fn start() -> impl Strategy<Value = Date> {
    (0..12_000).prop_map(|days: i32| date(2000, 1, 1) + days.days())
}

pub(crate) fn time_of_day() -> impl Strategy<Value = Time> {
    (0..24_i8, prop_oneof![Just(0_i8), Just(30), 0..60_i8]).prop_map(|(hour, minute)| time(hour, minute, 0, 0))
}

pub(crate) fn range(start: Date) -> impl Strategy<Value = Range> {
    prop_oneof![
        Just(Range::NoEnd),
        (0..4_000).prop_map(move |days: i32| Range::Until(start + days.days())),
        prop_oneof![1..=40_u32, 1..=MAX_COUNT].prop_map(Range::Count),
    ]
}

/// A recurrence in its bounds with a start.
pub(crate) fn series() -> impl Strategy<Value = (Recurrence, DateTime)> {
    series_over(weekdays().boxed())
}

/// A recurrence that Office.js can hold, with a start.
pub(crate) fn office_series() -> impl Strategy<Value = (Recurrence, DateTime)> {
    series_over(named_days().boxed())
}

fn series_over(relative: BoxedStrategy<Weekdays>) -> impl Strategy<Value = (Recurrence, DateTime)> {
    (start(), time_of_day()).prop_flat_map(move |(start, time)| {
        (pattern(relative.clone()), range(start))
            .prop_map(move |(pattern, range)| (Recurrence { pattern, range }, start.to_datetime(time)))
    })
}

/// Any date of the calendar, its ends among them.
pub(crate) fn any_date() -> impl Strategy<Value = Date> {
    let any = (-9999..=9999_i16, 1..=12_i8, 1..=28_i8).prop_map(|(year, month, day)| date(year, month, day));
    prop_oneof![any, Just(Date::MIN), Just(Date::MAX), Just(Date::MAX - 3.days())]
}

/// Any recurrence that the types can hold, in its bounds or not.
pub(crate) fn any_recurrence() -> impl Strategy<Value = Recurrence> {
    let set = || vec(weekday(), 0..8).prop_map(|days| days.into_iter().collect::<Weekdays>());
    let pattern = prop_oneof![
        any::<u32>().prop_map(|interval| Pattern::Daily { interval }),
        (any::<u32>(), set(), weekday()).prop_map(|(interval, days, first_day)| Pattern::Weekly {
            interval,
            days,
            first_day
        }),
        (0..200_u32, any::<u8>()).prop_map(|(interval, day)| Pattern::AbsoluteMonthly { interval, day }),
        (0..200_u32, set(), index()).prop_map(|(interval, days, index)| Pattern::RelativeMonthly {
            interval,
            days,
            index
        }),
        (0..200_u32, any::<u8>(), any::<u8>()).prop_map(|(interval, month, day)| Pattern::AbsoluteYearly {
            interval,
            month,
            day
        }),
        (any::<u32>(), any::<u8>(), set(), index())
            .prop_map(|(interval, month, days, index)| Pattern::RelativeYearly { interval, month, days, index }),
    ];
    let pattern = prop_oneof![pattern, self::pattern(weekdays().boxed())];
    let range =
        prop_oneof![Just(Range::NoEnd), any_date().prop_map(Range::Until), (0..1_100_u32).prop_map(Range::Count)];
    (pattern, range).prop_map(|(pattern, range)| Recurrence { pattern, range })
}

/// Words and numbers that mean something somewhere in a recurrence, beside ones that mean nothing.
fn leaf() -> impl Strategy<Value = Value> {
    let words = [
        "daily",
        "Weekly",
        "weekday",
        "monthly",
        "yearly",
        "absoluteMonthly",
        "relativeYearly",
        "noEnd",
        "endDate",
        "numbered",
        "monday",
        "Sun",
        "weekendDay",
        "first",
        "last",
        "feb",
        "2026-02-30",
        "2026-05-01",
        "0001-01-01",
        "T25:00:00.000",
        "T09:30:00:000",
        "ääääääääää",
        "",
    ];
    prop_oneof![
        3 => prop::sample::select(words.to_vec()).prop_map(|word| json!(word)),
        2 => prop_oneof![-1..40_i64, any::<i64>()].prop_map(|number| json!(number)),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(|flag| json!(flag)),
        1 => ".*".prop_map(|text| json!(text)),
    ]
}

/// Any JSON whose properties often have the names that a recurrence's have.
pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let names = [
        "pattern",
        "range",
        "type",
        "interval",
        "month",
        "dayOfMonth",
        "daysOfWeek",
        "firstDayOfWeek",
        "index",
        "startDate",
        "endDate",
        "recurrenceTimeZone",
        "numberOfOccurrences",
        "recurrenceType",
        "recurrenceProperties",
        "dayOfWeek",
        "days",
        "weekNumber",
        "name",
        "offset",
        "seriesTime",
        "startTime",
        "durationMinutes",
        "Type",
        "INTERVAL",
        "other",
    ];
    leaf().prop_recursive(4, 64, 12, move |inner| {
        let key = prop::sample::select(names.to_vec()).prop_map(str::to_owned);
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::Array),
            btree_map(key, inner, 0..12).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

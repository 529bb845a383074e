//! Series of all six patterns, with days that do not take place and days that were moved.

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday};
use rules::mapping::{expand, occurrence};
use rules::record::recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekdays};
use rules::record::{Image, Value, appointment};

use super::calendar::{at, code, edited_at};
use super::dice::Dice;
use super::{Entry, Firm, LINKED};
use crate::practice::SeriesDay;

type Day = rules::record::recurrence::Weekday;

/// How a series is made for a first day: where it begins then, and its pattern.
type Making = fn(Date) -> (Date, Pattern);

/// Subject, code, zone (empty: the owner's), time, minutes, how often, how it is made.
type Plan = (&'static str, &'static str, &'static str, Time, i64, Range, Making);

const fn time(hour: i8, minute: i8) -> Time {
    Time::constant(hour, minute, 0, 0)
}

#[rustfmt::skip]
const PLANS: &[Plan] = &[
    ("Daily stand-up Team Steuern",        "INT",  "",                 time(9, 0),   15,  Range::NoEnd,      working_days),
    ("Datensicherung prüfen",              "INT",  "",                 time(8, 30),  15,  Range::Count(180), daily),
    ("Jour fixe Mandate",                  "MEET", "",                 time(10, 0),  60,  Range::NoEnd,      weekly),
    ("Berlin – New York handover",         "CALL", "America/New_York", time(9, 30),  30,  Range::NoEnd,      fortnightly),
    ("Training: English for lawyers",      "INT",  "",                 time(17, 0),  60,  Range::Count(20),  twice_weekly),
    ("Month-end close",                    "TAX",  "",                 time(14, 0),  90,  Range::NoEnd,      monthly),
    ("Umsatzsteuer vorbereiten",           "TAX",  "",                 time(11, 0),  60,  Range::Count(12),  tenth),
    ("Partners' meeting",                  "INT",  "",                 time(16, 0),  120, Range::NoEnd,      second_tuesday),
    ("Last Friday review",                 "INT",  "America/New_York", time(15, 0),  60,  Range::Count(10),  last_friday),
    ("Firmenjubiläum",                     "INT",  "",                 time(17, 30), 180, Range::NoEnd,      yearly),
    ("Insurance renewal",                  "",     "",                 time(10, 30), 30,  Range::Count(5),   yearly),
    ("Mandantenempfang",                   "MEET", "Europe/London",    time(18, 0),  180, Range::NoEnd,      first_thursday_of_month),
    ("Compliance training",                "INT",  "Asia/Tokyo",       time(9, 0),   120, Range::Count(3),   first_thursday_of_month),
];

/// The series, each followed by its changed days.
pub(super) fn entries(firm: &Firm, anchor: Date) -> Vec<Entry> {
    let mut dice = Dice::new("series");
    let plans = PLANS.iter().zip(1..).flat_map(|(plan, number)| series(&mut dice, firm, anchor, plan, number));
    let mut entries: Vec<_> = plans.collect();
    entries.push(whole_day_series(firm, anchor));
    entries
}

fn series(dice: &mut Dice, firm: &Firm, anchor: Date, plan: &Plan, number: usize) -> Vec<Entry> {
    let (subject, with_code, zone, time, minutes, range, make) = plan;
    let owner = number % LINKED;
    let zone = if zone.is_empty() { &firm.staff[owner].time_zone } else { *zone };
    let (first, pattern) = make(anchor.saturating_sub(dice.between(40, 70).days()));
    let recurrence = Recurrence { pattern, range: *range };
    let days: Vec<Date> = expand::occurrences(&recurrence, first).take(60).collect();
    let mut image = at(first.to_datetime(*time), zone, *minutes)
        .with(appointment::SUBJECT, Value::text(*subject))
        .with(appointment::RECURRENCE, Value::Recurrence(recurrence))
        .with(appointment::REMINDER, Value::Minutes(10));
    code(firm, &mut image, with_code);
    // The second day is cancelled and the third moved, in every other series.
    let changed = (number % 2 == 1 && days.len() > 3).then(|| (days[1], days[2]));
    image.set(appointment::CANCELLED, changed.map(|(gone, _)| Value::Dates([gone].into())));
    let mut entry = Entry::new(image);
    entry.id = format!("series-{number:02}");
    entry.owner = owner;
    entry.edited_at = edited_at(dice, anchor);
    entry.in_outlook = true;
    entry.assign(dice, firm);
    let moved = changed.map(|(_, day)| moved(&entry, day));
    [Some(entry), moved].into_iter().flatten().collect()
}

/// That day of the series, half an hour later and somewhere else.
fn moved(series: &Entry, day: Date) -> Entry {
    let mut image = occurrence::on(&series.image, day).with(appointment::LOCATION, Value::text("Room 4.12"));
    for id in [appointment::START, appointment::END] {
        if let Some(Value::Instant(at)) = image.get(id) {
            let later = at.checked_add(30.minutes()).unwrap_or(*at);
            image.set(id, Value::Instant(later));
        }
    }
    Entry {
        id: format!("{}-{day}", series.id),
        image,
        series: Some(SeriesDay { series_id: series.id.clone(), original: day }),
        ..series.clone()
    }
}

/// A day off each year: dates, in no zone (P14).
fn whole_day_series(firm: &Firm, anchor: Date) -> Entry {
    let (first, pattern) = yearly(anchor.saturating_add(9.days()));
    let image = Image::new()
        .with(appointment::SUBJECT, Value::text("Betriebsausflug"))
        .with(appointment::ALL_DAY, Value::Flag(true))
        .with(appointment::START, Value::Date(first))
        .with(appointment::END, Value::Date(first.saturating_add(1.day())))
        .with(appointment::SHOW_AS, Value::text("oof"))
        .with(appointment::RECURRENCE, Value::Recurrence(Recurrence { pattern, range: Range::NoEnd }))
        .with(appointment::STAFF, Value::labels([firm.staff[0].id.as_str()]));
    let edited_at = edited_at(&mut Dice::new("whole days"), anchor);
    Entry { id: "series-whole-day".into(), in_outlook: true, edited_at, ..Entry::new(image) }
}

fn next(day: Date, weekday: Weekday) -> Date {
    day.saturating_sub(1.day()).nth_weekday(1, weekday).unwrap_or(day)
}

fn number<T: TryFrom<i8> + Default>(value: i8) -> T {
    T::try_from(value).unwrap_or_default()
}

fn daily(day: Date) -> (Date, Pattern) {
    (day, Pattern::Daily { interval: 1 })
}

fn working_days(day: Date) -> (Date, Pattern) {
    (next(day, Weekday::Monday), Pattern::Weekly { interval: 1, days: Weekdays::WORKING_DAYS, first_day: Day::Sunday })
}

fn weekly(day: Date) -> (Date, Pattern) {
    let days = Weekdays::from(Day::Monday);
    (next(day, Weekday::Monday), Pattern::Weekly { interval: 1, days, first_day: Day::Sunday })
}

fn fortnightly(day: Date) -> (Date, Pattern) {
    let days = Weekdays::from(Day::Wednesday);
    (next(day, Weekday::Wednesday), Pattern::Weekly { interval: 2, days, first_day: Day::Monday })
}

fn twice_weekly(day: Date) -> (Date, Pattern) {
    let days = [Day::Tuesday, Day::Thursday].into_iter().collect();
    (next(day, Weekday::Tuesday), Pattern::Weekly { interval: 1, days, first_day: Day::Sunday })
}

fn monthly(day: Date) -> (Date, Pattern) {
    let last = day.last_of_month();
    // The 31st means the last day where a month is shorter: begin in a month that has one.
    let first = if last.day() == 31 { last } else { last.saturating_add(1.day()).last_of_month() };
    (first, Pattern::AbsoluteMonthly { interval: 1, day: number(first.day()) })
}

fn tenth(day: Date) -> (Date, Pattern) {
    let first = day.first_of_month().saturating_add(9.days());
    (first, Pattern::AbsoluteMonthly { interval: 1, day: 10 })
}

fn second_tuesday(day: Date) -> (Date, Pattern) {
    let first = day.nth_weekday_of_month(2, Weekday::Tuesday).unwrap_or(day);
    (first, Pattern::RelativeMonthly { interval: 1, days: Weekdays::from(Day::Tuesday), index: WeekIndex::Second })
}

fn last_friday(day: Date) -> (Date, Pattern) {
    let first = day.nth_weekday_of_month(-1, Weekday::Friday).unwrap_or(day);
    (first, Pattern::RelativeMonthly { interval: 1, days: Weekdays::from(Day::Friday), index: WeekIndex::Last })
}

fn yearly(day: Date) -> (Date, Pattern) {
    // The 28th at most is in every month of every year.
    let first = day.with().day(day.day().min(28)).build().unwrap_or(day);
    (first, Pattern::AbsoluteYearly { interval: 1, month: number(first.month()), day: number(first.day()) })
}

fn first_thursday_of_month(day: Date) -> (Date, Pattern) {
    let first = day.nth_weekday_of_month(1, Weekday::Thursday).unwrap_or(day);
    let (month, days) = (number(first.month()), Weekdays::from(Day::Thursday));
    (first, Pattern::RelativeYearly { interval: 1, month, days, index: WeekIndex::First })
}

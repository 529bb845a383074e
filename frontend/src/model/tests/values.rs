use rules::record::{
    Image, Value, appointment as field,
    recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekday, Weekdays},
};

use super::support::{at, teller};

#[test]
fn a_time_is_in_the_persons_zone_and_names_the_appointments_own_where_it_is_another() {
    let start = Value::Instant(at("2026-11-23T09:00:00Z"));
    let told =
        |zone: &str| teller().value(field::START, Some(&start), &Image::new().with(field::ZONE, Value::text(zone)));
    assert_eq!(told("Europe/Berlin"), "2026-11-23 10:00");
    assert_eq!(told("Europe/Vienna"), "2026-11-23 10:00", "the same to Outlook");
    assert_eq!(told("America/New_York"), "2026-11-23 10:00 (2026-11-23 04:00 in America/New_York)");
    assert_eq!(told(""), "2026-11-23 10:00");
}

#[test]
fn p14_whole_days_name_their_last_day() {
    let date = |text: &str| Value::Date(text.parse().expect("a date"));
    assert_eq!(teller().value(field::END, Some(&date("2026-11-24")), &Image::new()), "2026-11-23");
    assert_eq!(teller().value(field::START, Some(&date("2026-11-23")), &Image::new()), "2026-11-23");
}

#[test]
fn nothing_is_said_as_nothing() {
    assert_eq!(teller().value(field::LOCATION, None, &Image::new()), "(empty)");
    assert_eq!(teller().value(field::ALL_DAY, None, &Image::new()), "No");
}

#[test]
fn every_pattern_has_its_sentence() {
    let days = Weekdays::NONE.with(Weekday::Monday).with(Weekday::Thursday);
    let table = [
        (Pattern::Daily { interval: 1 }, Range::NoEnd, "Every day"),
        (Pattern::Daily { interval: 3 }, Range::Count(2), "Every 3 days, 2 times"),
        (
            Pattern::Weekly { interval: 2, days, first_day: Weekday::Monday },
            Range::NoEnd,
            "Every 2 weeks on Monday, Thursday",
        ),
        (
            Pattern::AbsoluteMonthly { interval: 1, day: 31 },
            Range::Until("2027-01-31".parse().expect("a date")),
            "Day 31 of every month, until 2027-01-31",
        ),
        (
            Pattern::RelativeMonthly { interval: 2, days: Weekday::Friday.into(), index: WeekIndex::Last },
            Range::NoEnd,
            "The last Friday of every 2 months",
        ),
        (Pattern::AbsoluteYearly { interval: 1, month: 2, day: 29 }, Range::NoEnd, "Every year on February 29"),
        (
            Pattern::RelativeYearly { interval: 1, month: 5, days: Weekday::Monday.into(), index: WeekIndex::First },
            Range::NoEnd,
            "The first Monday of May every year",
        ),
    ];
    for (pattern, range, expected) in table {
        assert_eq!(teller().series(&Recurrence { pattern, range }), expected);
    }
}

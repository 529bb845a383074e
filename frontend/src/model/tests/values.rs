use rules::{
    outlook::item::{ItemType, Mode, Snapshot},
    record::{
        Image, Value, appointment as field,
        recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekday, Weekdays},
    },
};

use super::support::{at, item, now, teller};

#[test]
fn a_time_is_in_the_persons_zone_and_names_the_appointments_own_where_it_is_another() {
    let start = Value::Instant(at("2026-11-23T09:00:00Z"));
    let told =
        |zone: &str| teller().value(field::START, Some(&start), &Image::new().with(field::ZONE, Value::text(zone)));
    assert_eq!(told("Europe/Berlin"), "2026-11-23 10:00");
    assert_eq!(told("Europe/Vienna"), "2026-11-23 10:00", "the same to Outlook");
    assert_eq!(told("America/New_York"), "2026-11-23 10:00 (2026-11-23 04:00 in New York)");
    assert_eq!(told(""), "2026-11-23 10:00");
}

#[test]
fn a_zone_is_called_by_its_name_and_place() {
    let told = |zone: &str| teller().value(field::ZONE, Some(&Value::text(zone)), &Image::new());
    assert_eq!(told("W. Europe Standard Time"), "Central European Time (Berlin)");
    assert_eq!(told("America/Argentina/Buenos_Aires"), "Buenos Aires");
    assert_eq!(told("Customized Time Zone"), "Customized Time Zone");
}

#[test]
fn today_and_yesterday_are_the_persons() {
    // It is 13:00 in Berlin.
    assert_eq!(teller().when(now()), "today at 13:00");
    assert_eq!(teller().when(at("2026-11-21T23:00:00Z")), "today at 00:00");
    assert_eq!(teller().when(at("2026-11-21T22:59:00Z")), "yesterday at 23:59");
    assert_eq!(teller().when(at("2026-11-20T22:59:00Z")), "2026-11-20 23:59");
    assert_eq!(teller().when(at("2026-11-22T23:00:00Z")), "2026-11-23 00:00", "not today any more");
}

#[test]
fn a_reminder_is_said_in_the_largest_whole_unit() {
    let said = [
        (0, "At the start"),
        (1, "1 minute before"),
        (90, "90 minutes before"),
        (60, "1 hour before"),
        (2_880, "2 days before"),
        (10_080, "1 week before"),
    ];
    for (minutes, expected) in said {
        assert_eq!(teller().value(field::REMINDER, Some(&Value::Minutes(minutes)), &Image::new()), expected);
    }
}

#[test]
fn an_appointments_time_is_one_line() {
    let said = |change: fn(&mut Snapshot)| {
        let mut item = item(Mode::Read);
        change(&mut item);
        teller().span(&item).unwrap_or_default()
    };
    assert_eq!(said(|_| ()), "2026-11-23 10:00–11:00");
    assert_eq!(said(|item| item.end = None), "2026-11-23 10:00");
    assert_eq!(said(|item| item.end = item.start), "2026-11-23 10:00");
    assert_eq!(said(|item| item.item_type = ItemType::Message), "");
    let days = |item: &mut Snapshot, end: &str| {
        item.all_day = Some(true);
        item.start = Some(at("2026-11-22T23:00:00Z"));
        item.end = Some(at(end));
    };
    let mut whole = item(Mode::Read);
    days(&mut whole, "2026-11-23T23:00:00Z");
    assert_eq!(teller().span(&whole).as_deref(), Some("2026-11-23"));
    days(&mut whole, "2026-11-25T23:00:00Z");
    assert_eq!(teller().span(&whole).as_deref(), Some("2026-11-23–2026-11-25"));
}

#[test]
fn p14_whole_days_name_their_last_day() {
    let date = |text: &str| Value::Date(text.parse().expect("a date"));
    assert_eq!(teller().value(field::END, Some(&date("2026-11-24")), &Image::new()), "2026-11-23");
    assert_eq!(teller().value(field::START, Some(&date("2026-11-23")), &Image::new()), "2026-11-23");
}

#[test]
fn nothing_is_said_as_nothing_or_as_what_it_means() {
    assert_eq!(teller().value(field::SHOW_AS, None, &Image::new()), "Busy");
    assert_eq!(teller().value(field::REMINDER, None, &Image::new()), "None");
    assert_eq!(teller().value(field::RECURRENCE, None, &Image::new()), "Does not repeat");
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
            "Every 2 weeks on Monday + Thursday",
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
        (
            Pattern::RelativeMonthly { interval: 1, days: Weekdays::WORKING_DAYS, index: WeekIndex::First },
            Range::NoEnd,
            "The first weekday of every month",
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

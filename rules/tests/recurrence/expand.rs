//! A series equals an independent expander's, occurrence by occurrence (P14).

use jiff::civil::{Date, DateTime, date, datetime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::prelude::*;
use rrule::RRuleSet;
use rules::mapping::expand::{instants, last, occurrences, occurs_on};
use rules::mapping::zones::time_zone;
use rules::record::recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekday, Weekdays};

use super::any;

const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn by_day(days: Weekdays) -> String {
    days.iter().map(|day| DAYS[day as usize]).collect::<Vec<_>>().join(",")
}

/// RFC 5545 skips months that lack the day; "the last of the 28th up to it" does not.
fn by_month_day(day: u8) -> String {
    if day <= 28 {
        return format!("BYMONTHDAY={day}");
    }
    let days: Vec<_> = (28..=day).map(|day| day.to_string()).collect();
    format!("BYMONTHDAY={};BYSETPOS=-1", days.join(","))
}

fn by_position(days: Weekdays, index: WeekIndex) -> String {
    let position = [1, 2, 3, 4, -1][index as usize];
    format!("BYDAY={};BYSETPOS={position}", by_day(days))
}

fn frequency(pattern: Pattern) -> String {
    match pattern {
        Pattern::Daily { .. } => "DAILY".to_owned(),
        Pattern::Weekly { days, first_day, .. } => {
            format!("WEEKLY;BYDAY={};WKST={}", by_day(days), DAYS[first_day as usize])
        }
        Pattern::AbsoluteMonthly { day, .. } => format!("MONTHLY;{}", by_month_day(day)),
        Pattern::RelativeMonthly { days, index, .. } => format!("MONTHLY;{}", by_position(days, index)),
        Pattern::AbsoluteYearly { month, day, .. } => format!("YEARLY;BYMONTH={month};{}", by_month_day(day)),
        Pattern::RelativeYearly { month, days, index, .. } => {
            format!("YEARLY;BYMONTH={month};{}", by_position(days, index))
        }
    }
}

fn end(range: Range, zone: &TimeZone) -> String {
    match range {
        Range::NoEnd => String::new(),
        Range::Count(count) => format!(";COUNT={count}"),
        Range::Until(until) => {
            let end = zone.to_timestamp(until.at(23, 59, 59, 0)).unwrap();
            format!(";UNTIL={}", end.strftime("%Y%m%dT%H%M%SZ"))
        }
    }
}

/// The civil dates and instants of the first occurrences, by the independent expander.
fn expanded(recurrence: &Recurrence, start: DateTime, zone: &str, most: u16) -> Vec<(Date, Timestamp)> {
    let rules = time_zone(zone).unwrap();
    let Recurrence { pattern, range } = *recurrence;
    let (frequency, interval, end) = (frequency(pattern), pattern.interval(), end(range, &rules));
    let start = start.strftime("%Y%m%dT%H%M%S");
    let text = format!("DTSTART;TZID={zone}:{start}\nRRULE:FREQ={frequency};INTERVAL={interval}{end}");
    let set: RRuleSet = text.parse().unwrap();
    let instants = set.all(most).dates.into_iter();
    instants
        .map(|at| (at.date_naive().to_string().parse().unwrap(), Timestamp::from_second(at.timestamp()).unwrap()))
        .collect()
}

fn dates(pattern: Pattern, range: Range, start: Date, most: usize) -> Vec<String> {
    occurrences(&Recurrence { pattern, range }, start).take(most).map(|date| date.to_string()).collect()
}

#[test]
fn a_day_that_a_month_lacks_is_its_last_as_in_outlook() {
    let monthly = Pattern::AbsoluteMonthly { interval: 1, day: 31 };
    let found = dates(monthly, Range::Count(4), date(2027, 12, 31), 9);
    assert_eq!(found, ["2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]);
    let yearly = Pattern::AbsoluteYearly { interval: 1, month: 2, day: 29 };
    let found = dates(yearly, Range::Until(date(2029, 3, 1)), date(2027, 1, 1), 9);
    assert_eq!(found, ["2027-02-28", "2028-02-29", "2029-02-28"]);
}

/// RFC 5545's own example, 3.8.5.3: the week's first day decides.
#[test]
fn the_first_day_of_the_week_decides_every_other_week() {
    let days = [Weekday::Tuesday, Weekday::Sunday].into_iter().collect();
    let found = |first_day| {
        let pattern = Pattern::Weekly { interval: 2, days, first_day };
        dates(pattern, Range::Count(4), date(1997, 8, 5), 9)
    };
    assert_eq!(found(Weekday::Monday), ["1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"]);
    assert_eq!(found(Weekday::Sunday), ["1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"]);
}

#[test]
fn an_index_counts_all_named_days_together() {
    let second = Pattern::RelativeMonthly { interval: 1, days: Weekdays::WEEKEND, index: WeekIndex::Second };
    assert_eq!(dates(second, Range::NoEnd, date(2026, 3, 1), 2), ["2026-03-07", "2026-04-05"]);
    let last = Pattern::RelativeMonthly { interval: 1, days: Weekdays::WORKING_DAYS, index: WeekIndex::Last };
    assert_eq!(dates(last, Range::NoEnd, date(2026, 1, 1), 2), ["2026-01-30", "2026-02-27"]);
}

#[test]
fn an_endless_series_ends_with_the_calendar() {
    let daily = Pattern::Daily { interval: 1 };
    assert_eq!(dates(daily, Range::NoEnd, Date::MAX - 1.day(), 9), ["9999-12-30", "9999-12-31"]);
    let weekly = Pattern::Weekly { interval: 1, days: Weekdays::EVERY_DAY, first_day: Weekday::Monday };
    assert_eq!(dates(weekly, Range::NoEnd, Date::MAX, 9), ["9999-12-31"]);
    assert_eq!(dates(Pattern::Daily { interval: 0 }, Range::NoEnd, date(2026, 1, 1), 9), Vec::<String>::new());
}

/// Clocks in Berlin go from 02:00 to 03:00 on 29 March 2026 and back on 25 October.
#[test]
fn p14_a_time_that_a_clock_change_skips_comes_later_and_one_that_comes_twice_comes_first() {
    let zone = time_zone("W. Europe Standard Time").unwrap();
    let daily = Recurrence { pattern: Pattern::Daily { interval: 1 }, range: Range::Count(3) };
    let found = |start| instants(&daily, start, &zone).map(|at| at.to_string()).collect::<Vec<_>>();
    let spring = found(datetime(2026, 3, 28, 2, 30, 0, 0));
    assert_eq!(spring, ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"]);
    let autumn = found(datetime(2026, 10, 24, 2, 30, 0, 0));
    assert_eq!(autumn, ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
}

const ZONES: [&str; 7] = [
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Asia/Kolkata",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn p14_dates_are_those_of_an_independent_expander((recurrence, start) in any::series()) {
        // Without a zone there is no time that a clock change could skip.
        let theirs = expanded(&recurrence, start, "Etc/UTC", 60);
        let theirs: Vec<_> = theirs.into_iter().map(|(date, _)| date).collect();
        let ours: Vec<_> = occurrences(&recurrence, start.date()).take(60).collect();
        prop_assert_eq!(ours, theirs);
    }

    #[test]
    fn p14_instants_are_those_of_an_independent_expander(
        (recurrence, start) in any::series(),
        zone in prop::sample::select(ZONES.to_vec()),
    ) {
        let rules = time_zone(zone).unwrap();
        // The other's zones have no clock changes after 2099; what it makes of a time that is skipped or comes twice
        // is not RFC 5545's, so that those days are left to the test above.
        let plain = |date: &Date| date.year() < 2100 && !rules.to_ambiguous_zoned(date.to_datetime(start.time())).is_ambiguous();
        prop_assume!(plain(&start.date()));
        let open = Recurrence { range: Range::NoEnd, ..recurrence };
        let ours: Vec<_> = occurrences(&open, start.date()).zip(instants(&open, start, &rules)).take(40).collect();
        let theirs = expanded(&open, start, zone, 40);
        // A time that comes twice may be two occurrences to the other: both lists end where the shorter does.
        let end = ours.last().min(theirs.last()).map(|(date, _)| *date);
        prop_assert!(end.is_some());
        let plain = |all: &[(Date, Timestamp)]| {
            all.iter().copied().filter(|(date, _)| plain(date) && Some(*date) <= end).collect::<Vec<_>>()
        };
        prop_assert_eq!(plain(&ours), plain(&theirs));
    }

}

proptest! {
    #[test]
    fn p14_a_date_is_on_the_series_if_and_only_if_it_is_an_occurrence((recurrence, start) in any::series()) {
        let start = start.date();
        let all: Vec<_> = occurrences(&recurrence, start).take_while(|date| *date < start + 300.days()).collect();
        for date in (-40..300).map(|days: i32| start + days.days()) {
            prop_assert_eq!(occurs_on(&recurrence, start, date), all.contains(&date), "{}", date);
        }
    }

    #[test]
    fn p14_the_last_occurrence_is_the_last((recurrence, start) in any::series()) {
        let (start, endless) = (start.date(), recurrence.range == Range::NoEnd);
        let found = if endless { None } else { occurrences(&recurrence, start).last() };
        prop_assert_eq!(last(&recurrence, start), found);
        if let Some(last) = found {
            let until = Recurrence { range: Range::Until(last), ..recurrence };
            prop_assert!(occurs_on(&until, start, last) && occurs_on(&recurrence, start, last));
        }
    }
}

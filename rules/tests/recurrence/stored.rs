//! The stored form, the bounds and the normal form.

use jiff::civil::date;
use proptest::prelude::*;
use rules::mapping::expand::occurrences;
use rules::record::recurrence::{Pattern, Range, Recurrence, RecurrenceError, WeekIndex, Weekday, Weekdays};
use serde_json::json;

use super::any;

const MON_THU: [Weekday; 2] = [Weekday::Thursday, Weekday::Monday];

/// Databases hold these texts: they must be read for ever.
#[test]
fn the_stored_form_stays_what_it_is() {
    let days: Weekdays = MON_THU.into_iter().collect();
    let cases = [
        (Pattern::Daily { interval: 3 }, Range::NoEnd, json!({"type": "daily", "interval": 3}), json!("noEnd")),
        (
            Pattern::Weekly { interval: 2, days, first_day: Weekday::Monday },
            Range::Count(10),
            json!({"type": "weekly", "interval": 2, "days": ["monday", "thursday"], "firstDay": "monday"}),
            json!({"count": 10}),
        ),
        (
            Pattern::AbsoluteMonthly { interval: 1, day: 31 },
            Range::Until(date(2027, 3, 31)),
            json!({"type": "absoluteMonthly", "interval": 1, "day": 31}),
            json!({"until": "2027-03-31"}),
        ),
        (
            Pattern::RelativeMonthly { interval: 1, days, index: WeekIndex::Last },
            Range::NoEnd,
            json!({"type": "relativeMonthly", "interval": 1, "days": ["monday", "thursday"], "index": "last"}),
            json!("noEnd"),
        ),
        (
            Pattern::AbsoluteYearly { interval: 1, month: 2, day: 29 },
            Range::NoEnd,
            json!({"type": "absoluteYearly", "interval": 1, "month": 2, "day": 29}),
            json!("noEnd"),
        ),
        (
            Pattern::RelativeYearly { interval: 1, month: 11, days, index: WeekIndex::Second },
            Range::NoEnd,
            json!({"type": "relativeYearly", "interval": 1, "month": 11, "days": ["monday", "thursday"], "index": "second"}),
            json!("noEnd"),
        ),
    ];
    for (pattern, range, stored_pattern, stored_range) in cases {
        let recurrence = Recurrence { pattern, range };
        let stored = json!({"pattern": stored_pattern, "range": stored_range});
        assert_eq!(serde_json::to_value(recurrence).unwrap(), stored);
        assert_eq!(serde_json::from_value::<Recurrence>(stored).unwrap(), recurrence);
    }
}

#[test]
fn a_weekly_pattern_without_first_day_begins_on_sunday() {
    let read: Pattern = serde_json::from_value(json!({"type": "weekly", "interval": 2, "days": ["friday"]})).unwrap();
    let first_day = Weekday::Sunday;
    assert_eq!(read, Pattern::Weekly { interval: 2, days: Weekday::Friday.into(), first_day });
}

#[test]
fn the_check_names_the_field() {
    let start = date(2026, 1, 10);
    let daily = Pattern::Daily { interval: 1 };
    let cases = [
        (Pattern::Daily { interval: 0 }, Range::NoEnd, "interval: 0 is not between 1 and 999"),
        (Pattern::AbsoluteMonthly { interval: 100, day: 1 }, Range::NoEnd, "interval: 100 is not between 1 and 99"),
        (Pattern::AbsoluteMonthly { interval: 1, day: 32 }, Range::NoEnd, "day: 32 is not between 1 and 31"),
        (Pattern::AbsoluteYearly { interval: 1, month: 13, day: 1 }, Range::NoEnd, "month: 13 is not between 1 and 12"),
        (
            Pattern::Weekly { interval: 1, days: Weekdays::NONE, first_day: Weekday::Monday },
            Range::NoEnd,
            "days: name at least one day of the week",
        ),
        (daily, Range::Count(0), "count: 0 is not between 1 and 999"),
        (daily, Range::Until(date(2026, 1, 9)), "until: 2026-01-09 is before the start, 2026-01-10"),
    ];
    for (pattern, range, message) in cases {
        let found = Recurrence { pattern, range }.check(start).unwrap_err();
        assert_eq!(found.to_string(), message);
    }
    assert_eq!(Recurrence { pattern: daily, range: Range::Until(start) }.check(start), Ok(()));
    let error = Pattern::AbsoluteMonthly { interval: 1, day: 0 }.check();
    assert_eq!(error, Err(RecurrenceError::Day(0)));
}

proptest! {
    #[test]
    fn p13_what_is_stored_is_read_back(recurrence in any::any_recurrence()) {
        let stored = serde_json::to_string(&recurrence).unwrap();
        prop_assert_eq!(serde_json::from_str::<Recurrence>(&stored).unwrap(), recurrence);
    }

    #[test]
    fn p13_normalising_twice_is_normalising_once(recurrence in any::any_recurrence()) {
        prop_assert_eq!(recurrence.normalized().normalized(), recurrence.normalized());
    }

    #[test]
    fn p13_normalising_moves_no_occurrence((recurrence, start) in any::series()) {
        let dates = |one: &Recurrence| occurrences(one, start.date()).take(200).collect::<Vec<_>>();
        prop_assert_eq!(dates(&recurrence.normalized()), dates(&recurrence));
    }

    #[test]
    fn p16_reading_what_is_stored_never_panics(json in any::any_json()) {
        let _ = serde_json::from_value::<Recurrence>(json);
    }
}

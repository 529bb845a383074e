//! The lenses to Graph and Office.js (P13), and that they take anything (P16).

use jiff::civil::{Date, DateTime, date, datetime};
use proptest::prelude::*;
use rules::mapping::expand::{last, occurrences};
use rules::mapping::recurrence::{Unmappable, from_graph, from_office, office_start, same_series, to_graph, to_office};
use rules::outlook::recurrence::{PatternedRecurrence, office};
use rules::record::recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekday, Weekdays};
use serde_json::{Map, Value, json};

use super::any;

const ZONE: &str = "W. Europe Standard Time";

fn graph(json: Value) -> PatternedRecurrence {
    serde_json::from_value(json).unwrap()
}

fn office(json: Value) -> office::Recurrence {
    serde_json::from_value(json).unwrap()
}

/// Graph serves every field, those that mean nothing as 0, `first`, `sunday` or the first of January of the year 1.
fn served(sent: &PatternedRecurrence) -> Value {
    let mut pattern = json!({"type": "", "interval": 0, "month": 0, "dayOfMonth": 0, "index": "first",
        "daysOfWeek": [], "firstDayOfWeek": "sunday"});
    let mut range = json!({"type": "", "startDate": "", "endDate": "0001-01-01", "recurrenceTimeZone": "",
        "numberOfOccurrences": 0});
    let sent = serde_json::to_value(sent).unwrap();
    let lay = |over: &mut Value, fields: &Value| {
        over.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    };
    lay(&mut pattern, &sent["pattern"]);
    lay(&mut range, &sent["range"]);
    json!({"pattern": pattern, "range": range, "@odata.type": "#microsoft.graph.patternedRecurrence"})
}

/// The same JSON with every property name and every text in another letter case.
fn shouted(json: &Value) -> Value {
    match json {
        Value::String(text) => json!(text.to_uppercase()),
        Value::Array(list) => list.iter().rev().map(shouted).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.to_uppercase(), shouted(value))).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

#[test]
fn graph_is_sent_only_the_fields_of_the_type() {
    let days: Weekdays = [Weekday::Monday, Weekday::Friday].into_iter().collect();
    let first_day = Weekday::Monday;
    let cases = [
        (Pattern::Daily { interval: 2 }, json!({"type": "daily", "interval": 2})),
        (
            Pattern::Weekly { interval: 2, days, first_day },
            json!({"type": "weekly", "interval": 2, "daysOfWeek": ["monday", "friday"], "firstDayOfWeek": "monday"}),
        ),
        (
            Pattern::AbsoluteMonthly { interval: 1, day: 31 },
            json!({"type": "absoluteMonthly", "interval": 1, "dayOfMonth": 31}),
        ),
        (
            Pattern::RelativeMonthly { interval: 1, days, index: WeekIndex::Third },
            json!({"type": "relativeMonthly", "interval": 1, "daysOfWeek": ["monday", "friday"], "index": "third"}),
        ),
        (
            Pattern::AbsoluteYearly { interval: 1, month: 7, day: 4 },
            json!({"type": "absoluteYearly", "interval": 1, "month": 7, "dayOfMonth": 4}),
        ),
        (
            Pattern::RelativeYearly { interval: 1, month: 9, days: Weekday::Monday.into(), index: WeekIndex::First },
            json!({"type": "relativeYearly", "interval": 1, "month": 9, "daysOfWeek": ["monday"], "index": "first"}),
        ),
    ];
    for (pattern, sent) in cases {
        let recurrence = Recurrence { pattern, range: Range::NoEnd };
        let range = json!({"type": "noEnd", "startDate": "2026-03-02", "recurrenceTimeZone": ZONE});
        let found = serde_json::to_value(to_graph(&recurrence, date(2026, 3, 2), "Europe/Berlin")).unwrap();
        assert_eq!(found, json!({"pattern": sent, "range": range}));
    }
}

/// Vancouver's clocks are no longer those of `Pacific Standard Time`: its own name says so, the Windows name would not.
#[test]
fn p14_a_zone_that_windows_does_not_have_is_sent_by_its_own_name() {
    let daily = Recurrence { pattern: Pattern::Daily { interval: 1 }, range: Range::NoEnd };
    let sent = |zone| to_graph(&daily, date(2026, 12, 1), zone).range.recurrence_time_zone;
    assert_eq!(sent("America/Vancouver").as_deref(), Some("America/Vancouver"));
    assert_eq!(sent("america/los_angeles").as_deref(), Some("Pacific Standard Time"));
    assert_eq!(sent(ZONE).as_deref(), Some(ZONE));
}

#[test]
fn graph_ranges_are_sent_with_their_own_field() {
    let sent = |range| {
        let recurrence = Recurrence { pattern: Pattern::Daily { interval: 1 }, range };
        serde_json::to_value(to_graph(&recurrence, date(2026, 3, 2), "").range).unwrap()
    };
    let until = sent(Range::Until(date(2026, 4, 1)));
    assert_eq!(until, json!({"type": "endDate", "startDate": "2026-03-02", "endDate": "2026-04-01"}));
    let count = sent(Range::Count(5));
    assert_eq!(count, json!({"type": "numbered", "startDate": "2026-03-02", "numberOfOccurrences": 5}));
}

#[test]
fn graph_that_means_nothing_is_refused_by_field() {
    let no_end = json!({"type": "noEnd"});
    let cases = [
        (json!({}), no_end.clone(), "type: missing"),
        (json!({"type": "hourly"}), no_end.clone(), "type: \"hourly\" is not known"),
        (json!({"type": "daily", "interval": -1}), no_end.clone(), "interval: \"-1\" is not known"),
        (json!({"type": "daily", "interval": 0}), no_end.clone(), "interval: 0 is not between 1 and 999"),
        (json!({"type": "weekly", "interval": 1}), no_end.clone(), "daysOfWeek: missing"),
        (
            json!({"type": "weekly", "interval": 1, "daysOfWeek": []}),
            no_end.clone(),
            "days: name at least one day of the week",
        ),
        (
            json!({"type": "weekly", "interval": 1, "daysOfWeek": ["moonday"]}),
            no_end.clone(),
            "daysOfWeek: \"moonday\" is not known",
        ),
        (json!({"type": "absoluteMonthly", "interval": 1}), no_end, "dayOfMonth: missing"),
        (json!({"type": "daily"}), json!(null), "range.type: missing"),
        (json!({"type": "daily"}), json!({"type": "endDate", "endDate": "0001-01-01"}), "endDate: missing"),
        (json!({"type": "daily"}), json!({"type": "numbered"}), "numberOfOccurrences: missing"),
        (
            json!({"type": "daily"}),
            json!({"type": "endDate", "startDate": "2026-02-01", "endDate": "2026-01-01"}),
            "until: 2026-01-01 is before the start, 2026-02-01",
        ),
    ];
    for (pattern, range, message) in cases {
        let found = from_graph(&graph(json!({"pattern": pattern, "range": range}))).unwrap_err();
        assert_eq!(found.to_string(), message);
    }
}

#[test]
fn office_says_weekdays_by_a_type_of_its_own() {
    let pattern = Pattern::Weekly { interval: 1, days: Weekdays::WORKING_DAYS, first_day: Weekday::Sunday };
    let recurrence = Recurrence { pattern, range: Range::Count(6) };
    let found = to_office(&recurrence, datetime(2026, 3, 2, 9, 30, 0, 0), 45, "Europe/Berlin").unwrap();
    let sent = json!({
        "recurrenceType": "weekday",
        "recurrenceProperties": {"interval": 1},
        "recurrenceTimeZone": {"name": ZONE},
        "seriesTime": {
            "startDate": "2026-03-02", "endDate": "2026-03-09", "startTime": "T09:30:00.000", "durationMinutes": 45
        },
    });
    assert_eq!(serde_json::to_value(&found).unwrap(), sent);
    let spelled = office(json!({"recurrenceType": "weekly",
        "recurrenceProperties": {"interval": 1, "days": ["mon", "tue", "wed", "thu", "fri"], "firstDayOfWeek": "mon"}}));
    assert_eq!(from_office(&spelled).unwrap().pattern, pattern);
}

#[test]
fn office_names_groups_of_days() {
    let read = office(json!({"recurrenceType": "yearly", "recurrenceProperties":
        {"interval": 1, "month": "nov", "dayOfWeek": "WeekendDay", "weekNumber": "last"}, "seriesTime": {"endDate": null}}));
    let (days, index) = (Weekdays::WEEKEND, WeekIndex::Last);
    let pattern = Pattern::RelativeYearly { interval: 1, month: 11, days, index };
    assert_eq!(from_office(&read), Ok(Recurrence { pattern, range: Range::NoEnd }));
}

#[test]
fn office_that_fills_the_day_with_0_means_the_day_of_the_week() {
    let read = office(json!({"recurrenceType": "monthly", "recurrenceProperties":
        {"interval": 1, "dayOfMonth": 0, "dayOfWeek": "tue", "weekNumber": "second"}, "seriesTime": {}}));
    let pattern = Pattern::RelativeMonthly { interval: 1, days: Weekday::Tuesday.into(), index: WeekIndex::Second };
    assert_eq!(from_office(&read).unwrap().pattern, pattern);
    let negative = office(json!({"recurrenceType": "monthly", "recurrenceProperties": {"dayOfMonth": -1}}));
    assert_eq!(from_office(&negative).unwrap_err().to_string(), "dayOfMonth: \"-1\" is not known");
}

#[test]
fn what_office_cannot_hold_is_said() {
    let start = datetime(2026, 3, 2, 9, 30, 0, 0);
    let days: Weekdays = [Weekday::Monday, Weekday::Friday].into_iter().collect();
    let relative = Pattern::RelativeMonthly { interval: 1, days, index: WeekIndex::First };
    let daily = Pattern::Daily { interval: 1 };
    let put = |pattern, start, minutes, zone| {
        to_office(&Recurrence { pattern, range: Range::NoEnd }, start, minutes, zone).unwrap_err()
    };
    assert_eq!(put(relative, start, 30, ZONE), Unmappable::Days(days));
    assert_eq!(put(daily, start, 0, ZONE), Unmappable::Duration(0));
    let seconds = datetime(2026, 3, 2, 9, 30, 1, 0);
    assert_eq!(put(daily, seconds, 30, ZONE), Unmappable::Start(seconds));
    assert!(matches!(put(daily, start, 30, "tzone://Microsoft/Custom"), Unmappable::Zone(_)));
    assert!(matches!(put(Pattern::Daily { interval: 0 }, start, 30, ZONE), Unmappable::Invalid(_)));
}

#[test]
fn office_times_are_read_as_code_and_documentation_write_them() {
    for text in ["T09:30:00.000", "T09:30:00:000", "09:30", "09:30:00"] {
        let read = office(json!({"seriesTime": {"startDate": "2026-03-02", "startTime": text}}));
        assert_eq!(office_start(&read), Some(datetime(2026, 3, 2, 9, 30, 0, 0)), "{text}");
    }
}

/// 31 January, 28 February, 31 March: the third is the last before April.
#[test]
fn a_count_and_an_end_date_of_the_same_occurrences_are_the_same_series() {
    let start = date(2026, 1, 31);
    let of = |range| Recurrence { pattern: Pattern::AbsoluteMonthly { interval: 1, day: 31 }, range };
    let three = of(Range::Count(3));
    assert!(same_series(&three, &of(Range::Until(date(2026, 3, 31))), start));
    assert!(same_series(&three, &of(Range::Until(date(2026, 4, 29))), start));
    assert!(!same_series(&three, &of(Range::Until(date(2026, 4, 30))), start));
    assert!(!same_series(&three, &of(Range::NoEnd), start));
    assert!(!same_series(&three, &of(Range::Count(4)), start));
}

fn same_fields(sent: &Value, served: &Value) -> bool {
    let normal = ["interval", "firstDayOfWeek"];
    sent.as_object()
        .unwrap()
        .iter()
        .all(|(name, value)| served[name] == *value || (normal.contains(&name.as_str()) && served["interval"] == 1))
}

proptest! {
    #[test]
    fn p13_graph_put_then_get_gives_what_was_put((recurrence, start) in any::series()) {
        let sent = to_graph(&recurrence, start.date(), ZONE);
        prop_assert_eq!(from_graph(&sent), Ok(recurrence.normalized()));
        prop_assert_eq!(from_graph(&graph(served(&sent))), Ok(recurrence.normalized()));
        prop_assert_eq!(from_graph(&graph(shouted(&served(&sent)))), Ok(recurrence.normalized()));
    }

    #[test]
    fn p13_graph_get_then_put_changes_nothing((recurrence, start) in any::series()) {
        // A yearly date past its month's end is the one thing that is served as sent and put as its month has it.
        let served = served(&to_graph(&Recurrence { pattern: recurrence.pattern.normalized(), ..recurrence }, start.date(), ZONE));
        let got = from_graph(&graph(served.clone())).unwrap();
        let put = serde_json::to_value(to_graph(&got, start.date(), ZONE)).unwrap();
        prop_assert!(same_fields(&put["pattern"], &served["pattern"]), "{} {}", put, served);
        prop_assert!(same_fields(&put["range"], &served["range"]), "{} {}", put, served);
    }

    #[test]
    fn p13_office_put_then_get_gives_the_same_series((recurrence, start) in any::office_series()) {
        let sent = to_office(&recurrence, start, 30, ZONE).unwrap();
        let json = serde_json::to_value(&sent).unwrap();
        for read in [sent, office(json.clone()), office(shouted(&json))] {
            let got = from_office(&read).unwrap();
            prop_assert!(same_series(&got, &recurrence, start.date()), "{:?}", got);
            prop_assert_eq!(got.pattern, recurrence.normalized().pattern);
            prop_assert_eq!(office_start(&read), Some(start));
        }
    }

    #[test]
    fn p13_office_get_then_put_changes_nothing((recurrence, start) in any::office_series()) {
        let served = to_office(&recurrence.normalized(), start, 30, ZONE).unwrap();
        let got = from_office(&served).unwrap();
        prop_assert_eq!(to_office(&got, start, 30, ZONE).unwrap(), served);
    }

    #[test]
    fn p13_a_count_sent_to_office_ends_on_the_same_day((recurrence, start) in any::office_series()) {
        let got = from_office(&to_office(&recurrence, start, 30, ZONE).unwrap()).unwrap();
        let dates = |one: &Recurrence| occurrences(one, start.date()).take(1_200).collect::<Vec<_>>();
        prop_assert_eq!(dates(&got), dates(&recurrence));
    }

    #[test]
    fn p13_same_series_is_same_occurrences((one, start) in any::series(), count in 1..60_u32) {
        let start = start.date();
        let counted = Recurrence { range: Range::Count(count), ..one };
        let same_as = |range| same_series(&counted, &Recurrence { range, ..one }, start);
        prop_assert!(same_as(Range::Until(last(&counted, start).unwrap())));
        prop_assert!(!same_as(Range::Count(count + 1)));
    }

    #[test]
    fn p16_no_json_makes_a_panic(json in any::any_json(), start in any::any_date()) {
        if let Ok(read) = serde_json::from_value::<PatternedRecurrence>(json.clone()) {
            walk(from_graph(&read), start);
        }
        if let Ok(read) = serde_json::from_value::<office::Recurrence>(json) {
            let _ = office_start(&read);
            walk(from_office(&read), start);
        }
    }

    #[test]
    fn p16_no_recurrence_makes_a_panic(recurrence in any::any_recurrence(), start in any::any_date()) {
        walk(Ok(recurrence), start);
    }

    #[test]
    fn p18_the_order_of_properties_and_days_says_nothing((recurrence, start) in any::series()) {
        let sent = to_graph(&recurrence, start.date(), ZONE);
        let mut turned = sent.clone();
        if let Some(days) = &mut turned.pattern.days_of_week {
            days.reverse();
        }
        prop_assert_eq!(from_graph(&turned), from_graph(&sent));
        prop_assert_eq!(to_graph(&recurrence, start.date(), ZONE), sent);
    }
}

/// Whatever was read, every function takes it.
fn walk(read: Result<Recurrence, Unmappable>, start: Date) {
    let Ok(recurrence) = read else { return };
    let _ = (recurrence.check(start), occurrences(&recurrence, start).take(20).count(), last(&recurrence, start));
    let _ = same_series(&recurrence, &Recurrence { range: Range::Count(3), ..recurrence }, start);
    let _ = to_graph(&recurrence, start, "");
    let _ = to_office(&recurrence, DateTime::from(start), 30, ZONE);
}

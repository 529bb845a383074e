use rules::{
    outlook::item::{Mode, Snapshot},
    record::{
        Value, appointment as field,
        recurrence::{Pattern, Range, Recurrence},
    },
};

use super::support::{at, item};
use crate::model::{Changes, FormEdit, form_edits};

fn edits(changes: &Changes, item: &Snapshot) -> Vec<FormEdit> {
    let (edits, failed) = form_edits(changes, item);
    assert!(failed.is_empty(), "{failed:?}");
    edits
}

#[test]
fn the_end_is_told_after_the_start_because_outlook_moves_it_along() {
    let start = at("2026-11-23T08:00:00Z");
    let changes = Changes::from([(field::START, Some(Value::Instant(start)))]);
    let told = edits(&changes, &item(Mode::Compose));
    assert_eq!(told, [FormEdit::Start(start), FormEdit::End(at("2026-11-23T10:00:00Z"))]);
}

#[test]
fn p14_whole_days_are_told_as_midnights_of_the_mailbox() {
    let day = |text: &str| Some(Value::Date(text.parse().expect("a date")));
    let changes = Changes::from([
        (field::ALL_DAY, Some(Value::Flag(true))),
        (field::START, day("2026-11-23")),
        (field::END, day("2026-11-24")),
    ]);
    let told = edits(&changes, &item(Mode::Compose));
    let midnights = [FormEdit::Start(at("2026-11-22T23:00:00Z")), FormEdit::End(at("2026-11-23T23:00:00Z"))];
    assert_eq!(told[0], FormEdit::AllDay(true));
    assert_eq!(told[1..], midnights);
}

#[test]
fn a_series_takes_its_times_only_in_its_pattern() {
    let series = Recurrence { pattern: Pattern::Daily { interval: 2 }, range: Range::Count(3) };
    let changes = Changes::from([(field::RECURRENCE, Some(Value::Recurrence(series)))]);
    let told = edits(&changes, &item(Mode::Compose));
    let [FormEdit::Recurrence(Some(office))] = &told[..] else { panic!("{told:?}") };
    assert_eq!(office.series_time.start_date.as_deref(), Some("2026-11-23"));
    assert_eq!(office.series_time.start_time.as_deref(), Some("T10:00:00.000"), "in the mailbox's zone");
    assert_eq!(office.series_time.end_date.as_deref(), Some("2026-11-27"), "the third day");
    assert_eq!(office.series_time.duration_minutes, Some(60));
}

#[test]
fn p14_a_series_of_whole_days_counts_1440_minutes_a_day_whatever_the_clocks_do() {
    // In the mailbox's zone the first has 23 hours, the second 25.
    for (first, end) in [("2027-03-28", "2027-03-29"), ("2027-10-31", "2027-11-01")] {
        let day = |text: &str| Some(Value::Date(text.parse().expect("a date")));
        let series = Recurrence { pattern: Pattern::Daily { interval: 7 }, range: Range::NoEnd };
        let changes = Changes::from([
            (field::ALL_DAY, Some(Value::Flag(true))),
            (field::START, day(first)),
            (field::END, day(end)),
            (field::RECURRENCE, Some(Value::Recurrence(series))),
        ]);
        let told = edits(&changes, &item(Mode::Compose));
        let Some(FormEdit::Recurrence(Some(office))) = told.last() else { panic!("{told:?}") };
        assert_eq!(office.series_time.duration_minutes, Some(1440), "{first}");
        assert_eq!(office.series_time.start_date.as_deref(), Some(first));
    }
}

#[test]
fn p13_the_online_meeting_part_stays_below_the_notes() {
    let joining = "____________________\nJoin: https://meet.example/1\n";
    let snapshot = Snapshot { notes: Some(format!("old\n{joining}")), ..item(Mode::Compose) };
    let changes = Changes::from([(field::NOTES, Some(Value::text("new\n")))]);
    assert_eq!(edits(&changes, &snapshot), [FormEdit::Body(format!("new\n{joining}"))]);
}

#[test]
fn categories_are_added_and_removed_by_name_and_the_rest_is_left() {
    let snapshot = Snapshot { categories: Some(vec!["Red".to_owned(), "Court".to_owned()]), ..item(Mode::Compose) };
    let changes = Changes::from([(field::CATEGORIES, Some(Value::labels(["court", "Blue"])))]);
    let expected = FormEdit::Categories { add: vec!["Blue".to_owned()], remove: vec!["Red".to_owned()] };
    assert_eq!(edits(&changes, &snapshot), [expected]);
}

#[test]
fn an_emptied_field_is_told_as_empty() {
    let changes = Changes::from([(field::LOCATION, None), (field::PRIVATE, None)]);
    let told = edits(&changes, &item(Mode::Compose));
    assert_eq!(told, [FormEdit::Location(String::new()), FormEdit::Private(false)]);
}

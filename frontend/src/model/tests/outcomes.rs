use std::path::Path;

use api::{Change, Counts, HistoryEntry, ItemState, Outcome, RunState, RunSummary, SyncReport};
use rules::{
    conflict::Policy,
    merge::Side,
    plan::{Held, Tie},
    record::{Value, appointment as field},
};

use super::support::{at, linked, record, status, summary};
use crate::{
    messages::Words,
    model::{BAR, Failure, bar, bar_with, groups, ribbon, ribbon_run, ribbon_stop, sentence},
};

fn report(to_record: usize, to_item: usize, held: usize) -> SyncReport {
    let outcome = if held > 0 { Outcome::Held } else { Outcome::Done };
    let change = || Change { field: field::SUBJECT, value: Some(Value::text("x")) };
    SyncReport {
        outcome,
        to_record: vec![field::LOCATION; to_record],
        to_item: (0..to_item).map(|_| change()).collect(),
        asked: Vec::new(),
        held: vec![(field::ZONE, Held::NotSettable); held],
        replaced: 0,
        status: status(linked(record(), Policy::NewestRecord)),
    }
}

#[test]
fn what_was_done_is_said_by_number() {
    let words = Words::of("en");
    assert_eq!(ribbon(&report(2, 0, 0), words), "Concordat: 2 changes taken into the practice database.");
    assert_eq!(sentence(&report(0, 1, 0), words), "1 field set in the form: save it in Outlook.");
    assert_eq!(ribbon(&report(0, 0, 2), words), "Concordat: 2 fields stay apart; Status says why.");
    assert_eq!(ribbon(&report(0, 0, 0), words), "Concordat: In step: nothing to do.");
    let asked = SyncReport { outcome: Outcome::Ask, ..report(0, 0, 0) };
    assert_eq!(ribbon(&asked, words), "Concordat: Choose in Status which value to keep.");
}

#[test]
fn c12_the_bar_says_what_came_of_a_run_and_where_it_waits() {
    let words = Words::of("en");
    let counts = Counts { add_item: 2, ..Counts::default() };
    let said = |state| ribbon_run(&RunSummary { counts, ..summary("run", state) }, words);
    assert_eq!(said(RunState::Done), "Concordat: 2 changes done.");
    assert_eq!(said(RunState::Failed), "Concordat: Failed: It could not go on.");
    let waits = "Concordat: 2 changes wait for you. Open Status, then Pending changes.";
    assert_eq!(said(RunState::Pending), waits);
    let suspended = "Concordat: Outlook Synchronization Suspended. Open Status, then Pending changes.";
    assert_eq!(said(RunState::Suspended), suspended);
    assert_eq!(ribbon_run(&summary("run", RunState::Done), words), "Concordat: No modifications needed.");
}

#[test]
fn outlooks_bar_takes_150_characters_and_gets_no_more() {
    let words = Words::of("en");
    assert!(ribbon(&report(99, 99, 99), words).chars().count() <= BAR);
    let long = bar(&"ä".repeat(400), words);
    assert_eq!(long.chars().count(), BAR);
    assert!(long.ends_with('…'));
}

#[test]
fn a_long_value_in_the_bar_gives_way_and_the_sentence_is_read_to_its_end() {
    let (words, units) = (Words::of("en"), |text: &str| text.encode_utf16().count());
    // Characters that JavaScript counts twice.
    for field in ["Zeitraum ".repeat(40), "📅".repeat(200)] {
        let left = bar_with("form-left", &[("field", field.clone())], words);
        assert!(units(&left) <= BAR && units(&left) >= BAR - 1, "{left}");
        assert!(left.ends_with("… was edited meanwhile, so it was left; compare again."), "{left}");
        let values = [("field", field.clone()), ("reason", "refused ".repeat(40))];
        let refused = bar_with("form-failed", &values, words);
        assert!(units(&refused) <= BAR && refused.starts_with("Concordat: Outlook did not take "), "{refused}");
        assert!(units(&bar(&field, words)) <= BAR);
    }
    let short = bar_with("form-left", &[("field", "Start".to_owned())], words);
    assert_eq!(short, "Concordat: Start was edited meanwhile, so it was left; compare again.");
}

#[test]
fn the_ribbon_says_what_keeps_it_from_synchronizing() {
    let mut pair = linked(record(), Policy::NewestRecord);
    let state = |pair| ItemState::Linked(Box::new(pair));
    assert_eq!(ribbon_stop(&state(pair.clone())), None);
    pair.known.tie = Tie::Parted;
    assert_eq!(ribbon_stop(&state(pair)), Some("ribbon-parted"));
    assert_eq!(ribbon_stop(&ItemState::Unsaved), Some("ribbon-unsaved"));
}

#[test]
fn the_functions_and_the_icon_of_the_manifest_are_those_of_the_ribbon() {
    let read = |path: &str| {
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("a file of the project")
    };
    let (manifest, commands) = (read("../manifest/manifest.xml"), read("static/commands.js"));
    let functions: Vec<&str> =
        manifest.split("<FunctionName>").skip(1).filter_map(|part| part.split('<').next()).collect();
    assert!(!functions.is_empty());
    for function in functions {
        assert!(commands.contains(&format!("\n  {function}: (pane) =>")), "{function}");
    }
    assert!(commands.contains("Office.actions.associate(name, "));
    assert!(manifest.contains(&format!("bt:Image id=\"{}\"", crate::office::ICON)));
}

#[test]
fn only_what_may_pass_by_itself_is_sent_again() {
    for (failure, passes) in [
        (Failure::Away, true),
        (Failure::Unreadable(503), true),
        (Failure::Unreadable(500), false),
        (Failure::Unreadable(200), false),
    ] {
        assert_eq!(failure.passes(), passes, "{failure:?}");
    }
}

fn entry(id: &str, field: rules::record::FieldId, seconds: &str, restored: bool) -> HistoryEntry {
    HistoryEntry {
        id: id.to_owned(),
        field,
        side: Side::Practice,
        value: None,
        replaced_by: None,
        at: at(&format!("2026-11-22T11:00:{seconds}Z")),
        by: "Ada".to_owned(),
        rule: "C7".to_owned(),
        restored_at: restored.then(|| at("2026-11-22T12:00:00Z")),
    }
}

#[test]
fn m4_a_synchronization_is_restored_whole_each_field_once_and_nothing_twice() {
    let entries = [
        entry("4", field::START, "30", false),
        entry("3", field::SUBJECT, "30", true),
        entry("2", field::START, "30", false),
        entry("1", field::START, "10", false),
    ];
    let groups = groups(&entries);
    assert_eq!(groups.iter().map(|group| group.entries.len()).collect::<Vec<_>>(), [3, 1]);
    assert_eq!(groups[0].restorable(), ["4"]);
}

#[test]
fn m4_one_entry_of_when_brings_back_all_that_gave_way_with_it() {
    let entries = [
        entry("6", field::END, "30", true),
        entry("5", field::START, "30", false),
        entry("4", field::START, "30", false),
        entry("3", field::SUBJECT, "30", false),
        entry("2", field::SUBJECT, "30", false),
        entry("1", field::ZONE, "10", false),
    ];
    let groups = groups(&entries);
    let with = |group: usize, at: usize| {
        let group = &groups[group];
        group.with(group.entries[at]).iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(with(0, 1), ["5", "6"], "the end too, which was brought back before");
    assert_eq!(with(0, 2), ["4", "6"], "each field once");
    assert_eq!(with(0, 3), ["3"], "a field that stands alone");
    assert_eq!(with(1, 0), ["1"], "another synchronization's");
    assert_eq!(groups[0].restorable(), ["6", "5", "3"]);
}

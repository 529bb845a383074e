//! What came of an edit, as a sentence for the pane and a shorter one for the ribbon.

use api::{ItemState, Outcome, RunState, RunSummary, SyncReport};

use super::{Answer, Kind, windows::outcome_of};
use crate::messages::Words;

/// The most characters, as JavaScript counts them, that Outlook's notification bar shows.
pub const BAR: usize = 150;

/// What came of an edit. `told` is whether the form gets what it is to show.
pub(super) fn outcome(kind: Kind, answer: &Answer, told: bool, words: Words) -> String {
    match answer {
        Answer::Report(report) if !told && !report.to_item.is_empty() => {
            words.count("done-not-told", report.to_item.len(), &[])
        }
        Answer::Report(report) => sentence(report, words),
        Answer::Restored(restored) if restored.fields.is_empty() => words.say("done-restore-none"),
        Answer::Restored(restored) => words.count("done-restore", restored.fields.len(), &[]),
        Answer::Who(who) => words.with("done-contact", &[("name", &who.name)]),
        Answer::Status(_) => words.say(match kind {
            Kind::Unlink => "done-unlink",
            Kind::Rejoin => "done-rejoin",
            _ => "done-add",
        }),
    }
}

/// The sentence for a synchronization.
pub fn sentence(report: &SyncReport, words: Words) -> String {
    match report.outcome {
        Outcome::InStep => words.say("done-in-step"),
        Outcome::Ask => words.say("done-ask"),
        Outcome::Done | Outcome::Held => {
            let parts = [
                ("done-to-record", report.to_record.len()),
                ("done-to-item", report.to_item.len()),
                ("done-held", report.held.len()),
                ("done-replaced", report.replaced),
            ];
            let said = parts.into_iter().filter(|(_, number)| *number > 0);
            let said: Vec<String> = said.map(|(key, number)| words.count(key, number, &[])).collect();
            if said.is_empty() { words.say("done-in-step") } else { said.join(" ") }
        }
    }
}

/// The sentence for the notification bar.
pub fn ribbon(report: &SyncReport, words: Words) -> String {
    let text = match report.outcome {
        Outcome::InStep => words.say("done-in-step"),
        Outcome::Ask => words.say("ribbon-ask"),
        Outcome::Done | Outcome::Held => {
            let parts = [
                ("done-to-record", report.to_record.len()),
                ("done-to-item", report.to_item.len()),
                ("ribbon-held", report.held.len()),
            ];
            let said = parts.into_iter().filter(|(_, number)| *number > 0);
            let said: Vec<String> = said.map(|(key, number)| words.count(key, number, &[])).collect();
            if said.is_empty() { words.say("done-in-step") } else { said.join(" ") }
        }
    };
    bar(&text, words)
}

/// What came of a run, for the notification bar; where it waits for the person, the way to it.
pub fn ribbon_run(run: &RunSummary, words: Words) -> String {
    let outcome = outcome_of(run, words);
    match run.state {
        RunState::Pending | RunState::Suspended => bar_with("ribbon-waits", &[("outcome", outcome)], words),
        RunState::Failed => bar_with("ribbon-failed", &[("reason", outcome)], words),
        _ => bar(&outcome, words),
    }
}

/// Why the ribbon has nothing to synchronize, by the state of the item; `None` where Sync goes ahead.
pub fn ribbon_stop(state: &ItemState) -> Option<&'static str> {
    match state {
        ItemState::Unsaved => Some("ribbon-unsaved"),
        ItemState::Unlinked { .. } => Some("ribbon-unlinked"),
        ItemState::UnknownOccurrence { .. } => Some("ribbon-occurrence"),
        ItemState::Linked(linked) if linked.known.tie == rules::plan::Tie::Parted => Some("ribbon-parted"),
        ItemState::Linked(_) => None,
    }
}

/// A text for the notification bar: named, and cut to what the bar takes.
pub fn bar(text: &str, words: Words) -> String {
    cut(&words.with("ribbon", &[("text", text)]), BAR)
}

/// A message for the notification bar. Where it is too long its values give way, the longest first, so that the
/// sentence itself is read to its end.
pub fn bar_with(key: &str, values: &[(&str, String)], words: Words) -> String {
    let mut values = values.to_vec();
    loop {
        let filled: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let text = words.with(key, &filled);
        let over = length(&words.with("ribbon", &[("text", &text)])).saturating_sub(BAR);
        let longest = values.iter_mut().map(|(_, value)| value).max_by_key(|value| length(value));
        match longest.filter(|value| over > 0 && length(value) > 1) {
            Some(value) => *value = cut(value, length(value).saturating_sub(over).max(1)),
            None => return bar(&text, words),
        }
    }
}

/// JavaScript, which counts for Outlook, counts UTF-16 units.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// At most so much of it, with a sign where something is left out.
fn cut(text: &str, room: usize) -> String {
    if length(text) <= room {
        return text.to_owned();
    }
    let mut end = 0;
    let fits = |character: &char| {
        end += character.len_utf16();
        end < room
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

//! What came of an edit, as a sentence for the pane and a shorter one for the ribbon.

use api::{ItemState, Outcome, SyncReport};

use crate::messages::Words;

/// The most characters that Outlook's notification bar shows.
pub const BAR: usize = 150;

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
    let text = words.with("ribbon", &[("text", text)]);
    if text.chars().count() <= BAR {
        return text;
    }
    text.chars().take(BAR - 1).chain(['…']).collect()
}

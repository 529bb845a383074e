//! What people did: by this it is judged afterwards whether anything was lost.

use std::collections::{BTreeMap, BTreeSet};

use outlook::graph::Snapshot;

/// What is remembered of a history.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    /// What was typed and neither overwritten nor deleted by a person who saw it, with a word on where.
    pub typed: BTreeMap<String, String>,
    /// What was typed while a run went on.
    pub during: BTreeSet<String>,
    /// Records that a person deleted.
    pub binned: BTreeSet<String>,
    /// Items that a person deleted, or that went with a restored mailbox.
    pub removed: BTreeSet<String>,
    /// Every item that was ever seen in Outlook, by mailbox.
    pub items: BTreeMap<String, usize>,
    /// Everyone who was added, and how often they were.
    pub people: BTreeMap<String, usize>,
    /// Somebody chose that records follow their items into the bin (M7).
    pub follows: bool,
    /// Who had a filter at any time.
    pub filtered: BTreeSet<usize>,
    /// A mailbox was restored.
    pub restored: bool,
    /// Mailboxes as they stood.
    pub snapshots: BTreeMap<usize, Snapshot>,
    /// Is a run going on?
    pub running: bool,
}

/// What step of that number types.
pub(crate) fn token(number: u32) -> String {
    format!("v{number:05}x")
}

/// Who that step adds.
pub(crate) fn surname(number: u32) -> String {
    format!("Person{number:05}")
}

impl Ledger {
    /// That was typed there.
    pub(super) fn types(&mut self, number: u32, place: String) {
        let token = token(number);
        if self.running {
            self.during.insert(token.clone());
        }
        self.typed.insert(token, place);
    }

    /// A person saw this text and overwrote or deleted it.
    pub(super) fn gives_up(&mut self, text: &str) {
        let text = text.to_lowercase();
        self.typed.retain(|token, _| !text.contains(token.as_str()));
    }

    /// Someone is there once more.
    pub(super) fn adds(&mut self, surname: String) {
        *self.people.entry(surname).or_default() += 1;
    }
}

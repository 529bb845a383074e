//! Runs in words.

use api::{Phase, RunState, RunSummary, Suspension, SuspensionCause};
use rules::plan::{Exception, HeldWhy, What};

use super::super::{Teller, held_key};
use crate::messages::Words;

/// The key of what a kind of change does.
pub const fn what_key(what: What) -> &'static str {
    match what {
        What::AddRecord => "what-addRecord",
        What::AddItem => "what-addItem",
        What::Join => "what-join",
        What::Rejoin => "what-rejoin",
        What::UpdateRecord => "what-updateRecord",
        What::UpdateItem => "what-updateItem",
        What::UpdateBoth => "what-updateBoth",
        What::RestoreRecord => "what-restoreRecord",
        What::RecreateItem => "what-recreateItem",
        What::RemoveItem => "what-removeItem",
        What::BinRecord => "what-binRecord",
        What::Part | What::DropLink | What::Rebase => "what-part",
    }
}

/// The key of what a run is doing.
pub const fn phase_key(phase: Phase) -> &'static str {
    match phase {
        Phase::Waiting => "phase-waiting",
        Phase::Reading => "phase-reading",
        Phase::Planning => "phase-planning",
        Phase::Writing => "phase-writing",
    }
}

/// The key of why nothing is written (A5).
pub const fn suspended_key(suspension: &Suspension) -> &'static str {
    match (suspension.cause, suspension.exception) {
        (SuspensionCause::Threshold, _) => "suspended-threshold",
        (SuspensionCause::Deletions, _) => "suspended-deletions",
        (SuspensionCause::Exception, Some(Exception::FolderGone)) => "suspended-folderGone",
        (SuspensionCause::Exception, Some(Exception::Refused)) => "suspended-refused",
        (SuspensionCause::Exception, Some(Exception::MailboxRestored)) => "suspended-mailboxRestored",
        (SuspensionCause::Exception, Some(Exception::PracticeRestored)) => "suspended-practiceRestored",
        (SuspensionCause::Exception, Some(Exception::Emptied)) => "suspended-emptied",
        (SuspensionCause::Exception, Some(Exception::Undone)) => "suspended-undone",
        (SuspensionCause::Settings, _) | (SuspensionCause::Exception, None) => "suspended-settings",
    }
}

/// Is there nothing that it did, and nothing that went wrong?
pub const fn nothing_to_do(run: &RunSummary) -> bool {
    run.counts.all() == 0 && run.failed == 0 && run.left_out == 0
}

/// What came of a run, in a sentence.
pub fn outcome_of(run: &RunSummary, words: Words) -> String {
    let count = |key: &str, number: u32| words.count(key, number as usize, &[]);
    match run.state {
        RunState::Planning | RunState::Executing => words.say("run-under-way"),
        RunState::Pending => count("run-pending", run.counts.all()),
        RunState::Suspended => words.say("suspended"),
        RunState::Cancelled => words.say("run-cancelled"),
        RunState::Failed => words.say("run-failed"),
        RunState::Undone => words.say("run-undone"),
        RunState::Done if nothing_to_do(run) => words.say("nothing-to-do"),
        RunState::Done if run.failed > 0 => {
            let done = count("run-done", run.counts.all());
            words.with("run-with-failures", &[("done", &done), ("failed", &count("run-failures", run.failed))])
        }
        RunState::Done => count("run-done", run.counts.all()),
    }
}

/// Why something does not synchronize now.
pub fn held_why(why: &HeldWhy, tell: Teller) -> String {
    let words = tell.words;
    match why {
        HeldWhy::Direction => words.say("held-direction-off"),
        HeldWhy::FilterWaitsForEdits => words.say("held-filter-edits"),
        HeldWhy::Unread(reason) => words.with("held-unread", &[("reason", reason)]),
        HeldWhy::Unmapped(fields) => {
            let names = tell.list(fields.iter().map(|fault| words.field(fault.field)));
            words.with("held-unmapped", &[("fields", &names)])
        }
        HeldWhy::Fields(fields) => {
            let of = |(field, held)| {
                let why = words.say(held_key(held));
                words.with("held-field", &[("field", &words.field(field)), ("why", &why)])
            };
            tell.list(fields.iter().copied().map(of))
        }
    }
}

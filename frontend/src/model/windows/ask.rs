//! What the windows ask of the server, and what it answers.

use api::{
    Choice, CompleteContact, ConfirmRun, ContactFilter, ContactFolder, FilterSample, IncompleteContact,
    IncompleteContacts, QuestionView, RunDetail, RunSummary, RunWhat, SaveFilter, SaveSetup, SavedSetup, Setup,
    SetupEffect, Started, SyncState,
};
use rules::{filter::Filter, plan::What};

use super::super::Failure;

/// A question, or something to be written.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// How synchronization stands.
    State,
    /// What the person has chosen.
    Setup,
    /// The folders to choose from.
    Folders,
    /// What saving would do.
    Effect {
        /// The question's number.
        asked: u64,
        /// What would be saved.
        save: Box<SaveSetup>,
    },
    /// Save the setup.
    SaveSetup(Box<SaveSetup>),
    /// The firm's filters.
    Filters,
    /// What a filter would select.
    Sample {
        /// The question's number.
        asked: u64,
        /// The filter.
        filter: Filter,
    },
    /// Add a filter, or change the one of that id.
    SaveFilter {
        /// Its id.
        id: Option<String>,
        /// What is saved.
        save: SaveFilter,
    },
    /// Drop the filter of that id.
    DropFilter(String),
    /// The person's runs.
    Runs,
    /// A run, and a part of its changes.
    Run {
        /// The run.
        id: String,
        /// Which part; none of them without.
        part: Option<Part>,
    },
    /// Begin a run.
    Start(RunWhat),
    /// Do what was shown.
    Confirm {
        /// The run.
        id: String,
        /// What was shown.
        confirm: ConfirmRun,
    },
    /// Do something with a run.
    Act {
        /// The run.
        id: String,
        /// What.
        verb: Verb,
    },
    /// Go on after a suspension.
    Resume,
    /// What only the person can decide.
    Questions,
    /// Decide it.
    Answer {
        /// The question.
        id: String,
        /// The choice.
        choice: Choice,
    },
    /// Imported contacts to complete.
    Incomplete,
    /// Complete one.
    Complete {
        /// The contact.
        id: String,
        /// What was filled in.
        complete: CompleteContact,
    },
}

/// A part of a run's changes: those of a kind, from one of them on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The kind.
    pub what: What,
    /// Those of the list apart.
    pub apart: bool,
    /// From which one on.
    pub from: u32,
}

/// What can be done with a run besides confirming it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Give up what waits.
    Cancel,
    /// Stop between two items.
    Stop,
    /// Take it back.
    Undo,
}

impl Verb {
    /// Its name in the API.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Cancel => "cancel",
            Self::Stop => "stop",
            Self::Undo => "undo",
        }
    }
}

/// The answer.
#[derive(Clone, Debug)]
pub enum Reply {
    /// How synchronization stands.
    State(Result<Box<SyncState>, Failure>),
    /// What the person has chosen.
    Setup(Result<Box<Setup>, Failure>),
    /// The folders to choose from.
    Folders(Result<Vec<ContactFolder>, Failure>),
    /// What saving would do.
    Effect {
        /// Which question it answers.
        asked: u64,
        /// The answer.
        result: Result<SetupEffect, Failure>,
    },
    /// The setup was saved.
    Saved(Result<Box<SavedSetup>, Failure>),
    /// The firm's filters.
    Filters(Result<Vec<ContactFilter>, Failure>),
    /// What a filter would select.
    Sample {
        /// Which question it answers.
        asked: u64,
        /// Of which filter.
        filter: Filter,
        /// The answer.
        result: Result<FilterSample, Failure>,
    },
    /// A filter was saved.
    FilterSaved(Result<Box<ContactFilter>, Failure>),
    /// A filter was dropped.
    FilterDropped(Result<Box<ContactFilter>, Failure>),
    /// The person's runs.
    Runs(Result<Vec<RunSummary>, Failure>),
    /// A run, and a part of its changes.
    Run {
        /// The run.
        id: String,
        /// Which part.
        part: Option<Part>,
        /// The answer.
        result: Result<Box<RunDetail>, Failure>,
    },
    /// A run began.
    Started(Result<Started, Failure>),
    /// Something was done with a run.
    Did(Result<Box<RunSummary>, Failure>),
    /// What only the person can decide.
    Questions(Result<Vec<QuestionView>, Failure>),
    /// It was decided.
    Answered(Result<Box<SyncState>, Failure>),
    /// Imported contacts to complete.
    Incomplete(Result<Box<IncompleteContacts>, Failure>),
    /// One was completed, as far as it was filled in.
    Completed(Result<Box<IncompleteContact>, Failure>),
}

//! Runs: what a synchronization plans, how far it came, and what came of it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One synchronization of one staff member. It is kept as what it is, so that it survives a restart at any point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Identifier.
    pub id: String,
    /// Whose.
    pub staff_id: String,
    /// The folder that it synchronizes: [`Folder::id`](super::Folder::id).
    pub folder_id: Option<String>,
    /// What began it: `item`, `sync`, `automatic`, `periodic`, `setup`, `undo`.
    pub cause: String,
    /// How far it came.
    pub state: RunState,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// The hash of all that is planned, by which a person confirms it (P9); empty before there is a plan.
    pub plan_hash: String,
    /// Why it is suspended and what is required of the person (A5); `None` when it is not.
    pub suspended: Option<serde_json::Value>,
    /// Counts and notes.
    pub report: serde_json::Value,
    /// What came of it, in a word: `done`, `conflict`, `failed`; empty while it runs.
    pub outcome: String,
}

/// How far a run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RunState {
    /// It reads both sides.
    Planning,
    /// Its plan waits for confirmation (C11).
    Pending,
    /// It waits for what a person has to resolve (A5).
    Suspended,
    /// It writes what was planned.
    Executing,
    /// It came to its end.
    Done,
    /// A person gave it up.
    Cancelled,
    /// It could not go on.
    Failed,
    /// It was done, and taken back (P10).
    Undone,
}

impl RunState {
    /// The states of a run that is not over.
    pub const OPEN: [Self; 4] = [Self::Planning, Self::Pending, Self::Suspended, Self::Executing];

    /// Is the run not over?
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}

/// One write that a run plans (P9).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedChange {
    /// [`Run::id`].
    pub run_id: String,
    /// Its place in the run's list; unique in it.
    pub position: i64,
    /// The hash of what it was made from.
    pub hash: String,
    /// The change itself, as the rules describe it.
    pub change: serde_json::Value,
    /// How far it came.
    pub state: ChangeState,
    /// The write that was journalled for it.
    pub journal_id: Option<String>,
    /// The error's words, or why it was left out; empty when there is nothing to say.
    pub note: String,
}

/// How far a planned change came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeState {
    /// It is still to be done.
    Waiting,
    /// A person left it out (C11).
    LeftOut,
    /// It is done.
    Done,
    /// It could not be done (P15).
    Failed,
    /// What it was made from changed: it leaves for a new plan (P9).
    Moved,
}

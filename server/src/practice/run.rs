//! Runs: what a synchronization plans, how far it came, and what came of it.

pub use api::{ChangeState, RunState};
use jiff::Timestamp;
use rules::plan::Change;

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

impl Run {
    /// One that begins now, of which nothing is planned yet.
    pub fn new(id: String, staff_id: &str, folder_id: Option<String>, cause: &str, now: Timestamp) -> Self {
        Self {
            id,
            staff_id: staff_id.to_owned(),
            folder_id,
            cause: cause.to_owned(),
            state: RunState::Planning,
            started_at: now,
            ended_at: None,
            plan_hash: String::new(),
            suspended: None,
            report: serde_json::Value::Null,
            outcome: String::new(),
        }
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
    /// The change itself, as the rules describe it: JSON, read by [`Self::read`].
    pub change: String,
    /// How far it came.
    pub state: ChangeState,
    /// The write that was journalled for it.
    pub journal_id: Option<String>,
    /// The error's words, or why it was left out; empty when there is nothing to say.
    pub note: String,
}

impl PlannedChange {
    /// The change itself; `None` where another version wrote one that this one does not know.
    pub fn read(&self) -> Option<Change> {
        serde_json::from_str(&self.change).ok()
    }
}

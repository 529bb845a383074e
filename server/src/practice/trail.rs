//! What happened: changes, history, journal, questions, audit, answers, sessions.

use jiff::Timestamp;
use rules::{
    merge::Side,
    record::{FieldId, Image, Value},
};
use serde::{Deserialize, Serialize};

use super::RecordRef;

/// One row of the change log. Triggers write it, so an edit counts whoever made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Sequence number; grows, with gaps.
    pub seq: i64,
    /// What kind of thing changed.
    pub kind: ChangedKind,
    /// Its identifier.
    pub id: String,
    /// What happened to it.
    pub what: What,
    /// When.
    pub at: Timestamp,
    /// The token of the write of ours that did it; empty when another program did.
    pub origin: String,
    /// The columns that changed, or `staff` and `clients` for the tables that tie; empty for inserts and deletes.
    pub fields: Vec<String>,
}

impl Change {
    /// The record that changed, unless it was a client.
    pub fn record(&self) -> Option<RecordRef> {
        match self.kind {
            ChangedKind::Appointment => Some(RecordRef::appointment(&self.id)),
            ChangedKind::Contact => Some(RecordRef::contact(&self.id)),
            ChangedKind::Client => None,
        }
    }
}

/// What kind of thing the change log is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the kind's name says it")]
pub enum ChangedKind {
    Appointment,
    Contact,
    Client,
}

/// What happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "the word says it")]
pub enum What {
    Insert,
    Update,
    Delete,
}

/// A value that was replaced, to be kept (M4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// Whose field.
    pub record: RecordRef,
    /// Which.
    pub field: FieldId,
    /// On which side the value stood.
    pub side: Side,
    /// The value that lost; `None` was empty.
    pub value: Option<Value>,
    /// The value that took its place.
    pub replaced_by: Option<Value>,
    /// The number of the rule that decided: `C7`, `M2`.
    pub why: String,
    /// The run that it belongs to.
    pub run_id: Option<String>,
    /// The journal entry that it belongs to.
    pub journal_id: Option<String>,
}

/// A kept value, as it stands in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Identifier.
    pub id: String,
    /// What was replaced.
    pub replaced: Replaced,
    /// When.
    pub at: Timestamp,
    /// By whom: [`StaffMember::id`](super::StaffMember::id).
    pub by: String,
}

/// A write, noted before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalEntry {
    /// Identifier.
    pub id: String,
    /// The run that it belongs to.
    pub run_id: Option<String>,
    /// The change of that run's plan: [`PlannedChange::position`](super::PlannedChange::position).
    pub position: Option<i64>,
    /// The link whose item or record is written, where there is one already.
    pub link_id: Option<String>,
    /// The side that is written.
    pub side: Side,
    /// `create`, `update`, `delete`.
    pub action: String,
    /// The record that it is about.
    pub record: RecordRef,
    /// The folder written to, when the side is Outlook.
    pub folder_id: Option<String>,
    /// The item written to, once it has an identifier.
    pub item_id: Option<String>,
    /// The key by which a create in doubt can be found again (P7); unique.
    pub create_key: Option<String>,
    /// What stood there before.
    pub before: Option<Image>,
    /// What is written.
    pub after: Option<Image>,
    /// How far it came.
    pub state: JournalState,
    /// When it was noted.
    pub at: Timestamp,
    /// When it was done or failed.
    pub settled_at: Option<Timestamp>,
    /// When it was first looked for in Outlook and not found; `None` while it was not, or of what is no create.
    pub sought_at: Option<Timestamp>,
    /// The error's words; empty when there is none.
    pub note: String,
}

/// How far a journalled write came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum JournalState {
    /// Noted.
    Planned,
    /// Sent, with no answer yet: in doubt.
    Sent,
    /// Done.
    Done,
    /// Not done, and it will not be.
    Failed,
}

/// Something only a person can decide: a conflict under *ask me* (M2), a match (C8).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Identifier.
    pub id: String,
    /// Who is asked.
    pub staff_id: String,
    /// What is to be decided.
    pub about: QuestionAbout,
    /// The link that waits.
    pub link_id: Option<String>,
    /// The folder of the item that waits.
    pub folder_id: Option<String>,
    /// The item that waits.
    pub item_id: Option<String>,
    /// The record that it is about; of a match, the first candidate.
    pub record: RecordRef,
    /// The records that the item may be (C8); empty unless a match is asked for.
    pub candidates: Vec<String>,
    /// The item as it was when it was asked, where that is shown.
    pub item: Option<serde_json::Value>,
    /// The fields that differ.
    pub rows: Vec<QuestionRow>,
    /// When the practice side was edited.
    pub practice_at: Option<Timestamp>,
    /// When Outlook's was, if that is known (M3).
    pub outlook_at: Option<Timestamp>,
    /// When it was asked first.
    pub asked_at: Timestamp,
    /// When, by whom and how it was answered; `None` while it is open.
    pub answered: Option<Answered>,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum QuestionAbout {
    /// Both sides changed (M2).
    #[default]
    Conflict,
    /// Which record an item is (C8).
    Match,
    /// One side is gone, and it is not clear what shall become of the other (M5, M7).
    Deletion,
}

/// One field of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QuestionRow {
    /// Which field.
    pub field: FieldId,
    /// What both sides had.
    pub base: Option<Value>,
    /// What the practice database has.
    pub practice: Option<Value>,
    /// What Outlook has.
    pub outlook: Option<Value>,
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What was chosen.
    pub answer: serde_json::Value,
}

/// Something that someone did, to be noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was done: `sync`, `unlink`, `restore`, `sign-in`.
    pub action: String,
    /// To which record.
    pub record: Option<RecordRef>,
    /// What came of it: `done`, `refused`, `failed`.
    pub outcome: String,
    /// More, in a sentence. Never content of a private appointment (A11).
    pub detail: String,
}

impl AuditEntry {
    /// Something that is about no record.
    pub fn of(action: &str, outcome: &str, detail: &str) -> Self {
        Self { action: action.to_owned(), record: None, outcome: outcome.to_owned(), detail: detail.to_owned() }
    }
}

/// A row of the audit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// Sequence number.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// Who: [`StaffMember::id`](super::StaffMember::id).
    pub by: String,
    /// What.
    pub entry: AuditEntry,
}

/// What was answered to a write, kept so that the same write sent twice lands once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// Who wrote.
    pub person: String,
    /// The idempotency key; unique within the person.
    pub key: String,
    /// A hash of the request, so that a key used for something else is noticed.
    pub fingerprint: String,
    /// The HTTP status that was answered.
    pub status: u16,
    /// The body that was answered.
    pub body: String,
}

/// A signed-in person's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// A hash of the bearer token; the token itself is never stored.
    pub token_hash: String,
    /// Who.
    pub staff_id: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

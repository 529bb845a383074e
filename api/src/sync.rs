//! Runs: what is to be done, what is being done, what came of it.

use jiff::Timestamp;
use rules::{
    json_struct, json_words,
    plan::{Exception, FieldChange, HeldBack, Parting, What},
    record::RecordKind,
};
use serde::{Deserialize, Serialize};

/// `GET sync`: how synchronization stands for the person. The status bar shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SyncState {
    /// *Outlook Synchronization Suspended*, and what is required of the person (A5).
    pub suspended: Option<Suspension>,
    /// How many changes wait in *Pending Outlook Synchronization Changes* (C11).
    pub pending: u32,
    /// The run whose changes wait.
    pub pending_run: Option<String>,
    /// How far the run is that is under way.
    pub running: Option<Progress>,
    /// The last run that came to its end.
    pub last: Option<RunSummary>,
    /// How many questions are open (M2 *ask me*, C8).
    pub questions: u32,
    /// How many contacts that the person's runs imported lack something that the practice database needs (C6).
    pub incomplete: u32,
    /// Why nothing can be synchronized at all, where that is so.
    pub paused: Option<Paused>,
}

json_struct!(SyncState { suspended, pending, pending_run, running, last, questions, incomplete, paused });

/// Why nothing can be synchronized.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Paused {
    /// The server has no access to mailboxes: its configuration lacks `[graph]`.
    NotConfigured,
    /// The firm has no Client Management licence (C14).
    NotLicensed,
    /// The person has switched contacts off.
    Off,
    /// The person has chosen no folder yet.
    NoFolder,
    /// The mailbox does not answer; it is tried again by itself.
    Unreachable,
}

json_words!(Paused { NotConfigured, NotLicensed, Off, NoFolder, Unreachable });

/// Why nothing is written until the person has done something (A5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Suspension {
    /// In a word.
    pub cause: SuspensionCause,
    /// Which exception, where the cause is one.
    pub exception: Option<Exception>,
    /// How many changes, or deletions.
    pub count: u32,
    /// From how many on a run is suspended.
    pub limit: u32,
    /// The run that waits, where there is one.
    pub run: Option<String>,
    /// What is required.
    pub action: RequiredAction,
}

json_struct!(Suspension { cause, exception, count, limit, run, action });

/// The causes of a suspension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SuspensionCause {
    /// The run would write as many records as the person's threshold says, or more (A4).
    Threshold,
    /// It would delete too many (M8).
    Deletions,
    /// A setting was changed that makes a whole synchronization necessary.
    Settings,
    /// Something concerns the whole mailbox.
    Exception,
}

json_words!(SuspensionCause { Threshold, Deletions, Settings, Exception });

/// What the person has to do for synchronization to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum RequiredAction {
    /// Look at the pending changes, and accept or cancel them.
    Review,
    /// Say that it may go on; what then would be done is shown first.
    Resume,
    /// Choose another folder in the setup.
    ChooseFolder,
    /// Sign in to Microsoft 365 again.
    SignIn,
}

json_words!(RequiredAction { Review, Resume, ChooseFolder, SignIn });

/// How far a run is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// The run.
    pub run: String,
    /// How many items are done.
    pub done: u32,
    /// Of how many; 0 while nobody knows.
    pub of: u32,
    /// The seconds that it will take yet, once that can be told.
    pub seconds_left: Option<u32>,
    /// What is being done.
    pub phase: Phase,
}

json_struct!(Progress { run, done, of, seconds_left, phase });

/// What a run is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Phase {
    /// It waits for its turn: another run of the same folder goes on (P20).
    Waiting,
    /// It reads Outlook.
    Reading,
    /// It compares both sides.
    Planning,
    /// It writes what was planned.
    Writing,
}

json_words!(Phase { Waiting, Reading, Planning, Writing });

/// A run in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunSummary {
    /// Identifier.
    pub id: String,
    /// What began it.
    pub cause: RunCause,
    /// How far it came.
    pub state: RunState,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// What it does, or did.
    pub counts: Counts,
    /// Changes that could not be done (P15).
    pub failed: u32,
    /// Changes that the person left out.
    pub left_out: u32,
    /// Pairs and items that do not synchronize.
    pub held: u32,
    /// It may be undone (P10).
    pub can_undo: bool,
    /// Why it failed as a whole, in the server's words; empty when it did not.
    pub problem: String,
}

json_struct!(RunSummary { id, cause, state, started_at, ended_at, counts, failed, left_out, held, can_undo, problem });

/// What began a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum RunCause {
    /// The Sync of an open item.
    Item,
    /// The Sync button.
    Sync,
    /// An edit on either side.
    Automatic,
    /// The timer.
    Periodic,
    /// A change of the setup (C2).
    Setup,
    /// It takes another run back (P10).
    Undo,
}

json_words!(RunCause { Item, Sync, Automatic, Periodic, Setup, Undo });

/// How far a run came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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

json_words!(RunState { Planning, Pending, Suspended, Executing, Done, Cancelled, Failed, Undone });

impl RunState {
    /// The states of a run that is not over.
    pub const OPEN: [Self; 4] = [Self::Planning, Self::Pending, Self::Suspended, Self::Executing];

    /// Is the run not over?
    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}

/// How many changes of each kind; without those of the list apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct Counts {
    /// Records that are made.
    pub add_record: u32,
    /// Items that are made.
    pub add_item: u32,
    /// Records that change, those that come out of the bin with them.
    pub update_record: u32,
    /// Items that change.
    pub update_item: u32,
    /// Items that are removed from the folder.
    pub remove_item: u32,
    /// Records that go to the bin.
    pub bin_record: u32,
    /// Pairs that are tied or parted, and nothing else.
    pub other: u32,
}

json_struct!(Counts {} or_default {
    add_record, add_item, update_record, update_item, remove_item, bin_record, other,
});

impl Counts {
    /// All of them.
    pub const fn all(&self) -> u32 {
        let Self { add_record, add_item, update_record, update_item, remove_item, bin_record, other } = *self;
        add_record + add_item + update_record + update_item + remove_item + bin_record + other
    }

    /// One change more of that kind; one of both sides is two.
    pub const fn count(&mut self, what: What) {
        match what {
            What::AddRecord => self.add_record += 1,
            What::AddItem | What::RecreateItem => self.add_item += 1,
            What::UpdateRecord | What::RestoreRecord => self.update_record += 1,
            What::UpdateItem => self.update_item += 1,
            What::UpdateBoth => {
                self.update_record += 1;
                self.update_item += 1;
            }
            What::RemoveItem => self.remove_item += 1,
            What::BinRecord => self.bin_record += 1,
            What::Join | What::Rejoin | What::Part => self.other += 1,
            What::DropLink | What::Rebase => {}
        }
    }
}

/// `GET runs/{id}?what=addItem&apart=false&from=0&limit=50`: a run, and a part of its changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RunDetail {
    /// In a few words.
    pub summary: RunSummary,
    /// The hash of all that is planned, by which it is confirmed (P9).
    pub hash: String,
    /// Why it waits, where it is suspended (A5).
    pub suspended: Option<Suspension>,
    /// Its changes by kind, in the order of [`What`], those of the list apart last. What a person does not see is left
    /// out of them.
    pub groups: Vec<ChangeGroup>,
    /// The changes that were asked for.
    pub changes: Vec<PendingChange>,
    /// How many there are of those that were asked for.
    pub of: u32,
    /// What does not synchronize now, and why; at most 200 of them.
    pub held: Vec<HeldBack>,
}

json_struct!(RunDetail { summary, hash, suspended, groups, changes, of, held });

/// The changes of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ChangeGroup {
    /// Which kind.
    pub what: What,
    /// The list apart: left out unless the person takes them in (C4).
    pub apart: bool,
    /// How many.
    pub count: u32,
    /// How many of them were left out.
    pub left_out: u32,
    /// How many of them failed.
    pub failed: u32,
}

json_struct!(ChangeGroup { what, apart, count, left_out, failed });

/// One change of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PendingChange {
    /// Its place in the run, by which it is left out or taken in.
    pub position: u32,
    /// What it does.
    pub what: What,
    /// Of which kind of record.
    pub kind: RecordKind,
    /// What a person would call it.
    pub title: String,
    /// The record, where there is one already.
    pub record: Option<String>,
    /// The item, where there is one already.
    pub item: Option<String>,
    /// What is written, field by field.
    pub fields: Vec<FieldChange>,
    /// In the list apart (C4).
    pub apart: bool,
    /// Why the pair is parted, where it is.
    pub parting: Option<Parting>,
    /// The number of the rule that says so.
    pub rule: String,
    /// How far it came.
    pub state: ChangeState,
    /// Why it failed or was left out, in the server's words; empty when there is nothing to say.
    pub note: String,
}

json_struct!(PendingChange { position, what, kind, title, record, item, fields, apart, parting, rule, state, note });

/// How far a planned change came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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

json_words!(ChangeState { Waiting, LeftOut, Done, Failed, Moved });

/// `POST runs`: synchronize (C12). Answered by [`Started`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StartRun {
    /// What.
    pub what: RunWhat,
}

json_struct!(StartRun { what });

/// What to synchronize (C12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum RunWhat {
    /// All that takes part.
    #[default]
    Everything,
    /// Contacts.
    Contacts,
    /// The calendar.
    Calendar,
}

json_words!(RunWhat { Everything, Contacts, Calendar });

/// The answer to what begins a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Started {
    /// The run: a new one, or the one that is under way already. `None` where there is nothing to be run.
    pub run: Option<String>,
}

json_struct!(Started { run });

/// `POST runs/{id}/confirm`: do what was shown (P9). Answered by [`RunSummary`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConfirmRun {
    /// [`RunDetail::hash`].
    pub hash: String,
    /// The positions of changes to leave out (C11).
    #[serde(default, deserialize_with = "crate::whole::all")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<u32>", inner(range(max = 4_294_967_295_u32))))]
    pub leave_out: Vec<u32>,
    /// The positions of changes of the list apart to do after all (C4).
    #[serde(default, deserialize_with = "crate::whole::all")]
    #[cfg_attr(feature = "openapi", schemars(with = "Vec<u32>", inner(range(max = 4_294_967_295_u32))))]
    pub take_in: Vec<u32>,
    /// Kinds that are done or left out whole, where that is not the usual: those of the list apart are left out, all
    /// others are done. What is said of a single change goes before.
    #[serde(default)]
    pub kinds: Vec<WholeKind>,
}

json_struct!(ConfirmRun { hash } or_default { leave_out, take_in, kinds });

/// A kind of changes that is done or left out whole (C11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WholeKind {
    /// Which kind.
    pub what: What,
    /// Those of the list apart.
    pub apart: bool,
    /// They are done.
    pub take: bool,
}

json_struct!(WholeKind { what, apart, take });

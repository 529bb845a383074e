//! What pane and server say to each other: request and response types, nothing else.
//!
//! Every path lies under [`ROOT`]. A write carries an [`IDEMPOTENCY_KEY`], so that sent twice it lands once; whatever
//! goes wrong is answered as a [`Problem`].

#![forbid(unsafe_code)]

mod contact;
mod history;
mod item;
mod live;
mod practice;
mod problem;
mod question;
mod session;
mod setup;
mod sync;
mod whole;

pub use contact::{AddContact, CompleteContact, ContactKind, IncompleteContact, IncompleteContacts, Who, WhoIs};
pub use history::{HistoryEntry, Restore, Restored};
pub use item::{
    AddItem, Change, Filing, ItemRequest, ItemState, ItemStatus, Linked, Outcome, SyncItem, SyncReport, UnlinkItem,
};
pub use live::{Live, RecordRef};
pub use practice::{AppointmentRecord, CalendarCode, ClientHit, Matter, StaffMember};
pub use problem::{Problem, ProblemKind};
pub use question::{AnswerQuestion, Asked, Candidate, Choice, QuestionView};
pub use session::{DevelopmentSignIn, EntraSignIn, FirstAdmin, Me, Role, SignIn, Signed, Tie, Waiting};
pub use setup::{
    ContactFilter, ContactFolder, ContactsSetup, FilterSample, SampleFilter, SaveFilter, SaveSetup, SavedSetup, Setup,
    SetupEffect, SyncMode, SyncOptions,
};
pub use sync::{
    ChangeGroup, ChangeState, ConfirmRun, Counts, Paused, PendingChange, Phase, Progress, RequiredAction, RunCause,
    RunDetail, RunState, RunSummary, RunWhat, StartRun, Started, Suspension, SuspensionCause, SyncState, WholeKind,
};

/// Where every path begins.
pub const ROOT: &str = "/api/v1";

/// The header of a write's key: any text of 8 to 100 visible characters, made anew for each edit by the pane, and sent
/// again with that edit.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// The header of a write that may have been kept while the server was away: the staff id of the person whose edit it
/// is. It proves nothing; where the token is another person's, the write is refused.
pub const PERSON: &str = "Concordat-Person";

/// The header of a write that may have been kept: how many seconds ago the person made the edit (M3). An age and no time,
/// since the clocks of a person's machine and of the server may differ.
pub const AGE: &str = "Concordat-Age";

/// The header by which each side tells its [`rules::VERSION`].
pub const RULES_VERSION: &str = "Concordat-Rules";

//! The practice database: staff, clients, contacts, appointments, and all that synchronizing them needs to remember.
//!
//! This module is the only place that knows SQL, and nothing of it is seen from outside: callers hold a
//! [`dyn Practice`](Practice), which is small traits by resource for reading and one door for writing,
//! [`Practice::commit`]. Everything one edit does goes through that door in one transaction, or not at all.
//!
//! No method reads a clock: what needs the time is given it.

mod client;
mod commit;
mod error;
mod filter;
mod identity;
mod link;
mod record;
mod run;
mod staff;
mod store;
mod trail;

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use rules::record::RecordKind;

pub use api::Role;
pub use rules::{conflict::Policy, merge::Side};

pub use client::{AddressMatch, Client, ClientHit, Entity, Matter};
pub use commit::{Commit, Committed, Step};
pub use error::Error;
pub use filter::ContactFilter;
pub use identity::{IdentityKey, StaffIdentity, WaitingPerson};
pub use link::{
    Base, Folder, FolderKey, Link, LinkState, Opened, OpenedLink, Pair, PartedBy, Sighting, StoredSubscription, Which,
    WhichRecords,
};
pub use record::{Attendee, Filing, Record, RecordRef, SeriesDay, contact_image};
pub use run::{ChangeState, PlannedChange, Run, RunState};
pub use staff::{
    CalendarCode, ContactDirection, ContactFolder, Direction, FirmSettings, ImportAs, Licences, Mode, StaffMember,
    StaffSettings,
};
pub use store::{IdSource, Store, uuid_v7};
pub use trail::{
    Answered, AuditEntry, AuditRow, Change, ChangedKind, HistoryEntry, JournalEntry, JournalState, Question,
    QuestionAbout, QuestionRow, Replaced, Session, StoredAnswer, What,
};

/// The practice database.
#[async_trait]
pub trait Practice:
    Staff
    + Clients
    + Contacts
    + Appointments
    + Filters
    + Links
    + Folders
    + Pairs
    + Changes
    + History
    + Runs
    + Journal
    + Leases
    + Subscriptions
    + RefreshTokens
    + Audit
    + Keys
    + Sessions
    + Identities
{
    /// Writes everything one edit does, in one transaction.
    ///
    /// # Errors
    /// [`Error::Stale`] when a record moved, [`Error::Taken`] when a link or a number is held by another (P6),
    /// [`Error::Repeated`] when the idempotency key was used, [`Error::LastAdmin`], [`Error::InUse`] when what is dropped
    /// is used, [`Error::NotFound`] and [`Error::Invalid`] for what a step names. After any of them nothing was written.
    async fn commit(&self, commit: Commit) -> Result<Committed, Error>;

    /// An identifier for something new.
    fn new_id(&self) -> String;

    /// Answers when the database does.
    async fn ping(&self) -> Result<(), Error>;
}

/// The people of the firm and their settings.
#[async_trait]
pub trait Staff: Send + Sync {
    /// All of them by name.
    async fn staff(&self) -> Result<Vec<StaffMember>, Error>;
    /// One; [`Error::NotFound`] when there is none.
    async fn staff_member(&self, id: &str) -> Result<StaffMember, Error>;
    /// Whose mailbox has that address, in any letter case.
    async fn staff_by_mailbox(&self, address: &str) -> Result<Option<StaffMember>, Error>;
    /// What a staff member has chosen; defaults for what they never chose.
    async fn settings(&self, staff_id: &str) -> Result<StaffSettings, Error>;
    /// What holds for the firm.
    async fn firm(&self) -> Result<FirmSettings, Error>;
}

/// Those whom the firm serves.
#[async_trait]
pub trait Clients: Send + Sync {
    /// Clients whose number, name or contacts' names hold the text, in any letter case. First those whose number or
    /// name begins with it, then by name. An empty text finds the first ones by name.
    async fn search_clients(&self, text: &str, limit: u32) -> Result<Vec<ClientHit>, Error>;
    /// One; [`Error::NotFound`] when there is none.
    async fn client(&self, id: &str) -> Result<Client, Error>;
    /// A client's matters, open ones first, then by number.
    async fn matters(&self, client_id: &str) -> Result<Vec<Matter>, Error>;
    /// One; [`Error::NotFound`] when there is none.
    async fn matter(&self, id: &str) -> Result<Matter, Error>;
}

/// Contacts.
#[async_trait]
pub trait Contacts: Send + Sync {
    /// The contacts that bear any of these addresses, compared without letter case and outer blanks; in the order of
    /// the addresses, then by name. Contacts in the bin are left out.
    async fn contacts_by_address(&self, addresses: &[String]) -> Result<Vec<AddressMatch>, Error>;
    /// One, in the bin or not; [`Error::NotFound`] when there is none.
    async fn contact(&self, id: &str) -> Result<Record, Error>;
    /// The contacts that runs of a staff member's imported, that are not in the bin and that lack something
    /// ([`rules::needs`], C6); in the order in which they were made, without those that cannot be read (they are logged).
    async fn incomplete_contacts(&self, staff_id: &str, limit: u32) -> Result<Vec<Record>, Error>;
    /// How many of them there are.
    async fn count_incomplete_contacts(&self, staff_id: &str) -> Result<u64, Error>;
}

/// Appointments.
#[async_trait]
pub trait Appointments: Send + Sync {
    /// One, in the bin or not; [`Error::NotFound`] when there is none.
    async fn appointment(&self, id: &str) -> Result<Record, Error>;
    /// The changed days of a series by their original dates, without those in the bin.
    async fn exceptions(&self, series_id: &str) -> Result<Vec<Record>, Error>;
    /// The changed day of a series, in the bin or not.
    async fn series_day(&self, series_id: &str, original: Date) -> Result<Option<Record>, Error>;
    /// Appointments that overlap the time, and series that began before its end, by start; without the bin and
    /// without those that cannot be read (they are logged). `staff_id` narrows to those assigned to one person.
    async fn appointments_between(
        &self,
        from: Timestamp,
        to: Timestamp,
        staff_id: Option<&str>,
    ) -> Result<Vec<Record>, Error>;
    /// Who takes part, in the order given.
    async fn attendees(&self, appointment_id: &str) -> Result<Vec<Attendee>, Error>;
    /// Under what these people's addresses were last filed (A8): of the most recently edited appointment with a client
    /// and at least one of them. The firm's own mailboxes say nothing of a client and do not count.
    /// A private one tells only those assigned to it (A11).
    async fn filed_last(&self, addresses: &[String], staff_id: &str) -> Result<Option<Filing>, Error>;
    /// What was moved to the bin at that time or later, newest first (M7: restorable for 30 days).
    async fn bin(&self, since: Timestamp) -> Result<Vec<Record>, Error>;
}

/// The firm's list of contact filters (C3).
#[async_trait]
pub trait Filters: Send + Sync {
    /// All of them by name.
    async fn filters(&self) -> Result<Vec<ContactFilter>, Error>;
    /// One; [`Error::NotFound`] when there is none.
    async fn filter(&self, id: &str) -> Result<ContactFilter, Error>;
}

/// All folders.
#[async_trait]
pub trait Folders: Send + Sync {
    /// All that take part, by mailbox, kind and identifier in Outlook.
    async fn folders(&self) -> Result<Vec<Folder>, Error>;
}

/// What a run reads of the practice side.
#[async_trait]
pub trait Pairs: Send + Sync {
    /// Links of a folder with base and record, by the links' identifiers; each is given once.
    async fn pairs(&self, folder_id: &str, which: &Which) -> Result<Vec<Pair>, Error>;
    /// Records by their identifiers, without those that cannot be read (they are logged).
    async fn records(&self, kind: RecordKind, which: &WhichRecords) -> Result<Vec<Record>, Error>;
    /// The records that are not in the bin and have no link in the folder, neither joined nor parted; by their
    /// identifiers, without those that cannot be read (they are logged).
    async fn unlinked(&self, folder_id: &str, kind: RecordKind) -> Result<Vec<Record>, Error>;
    /// The identifiers of the contacts that are tied to any of these clients, in the bin or not, in order.
    async fn contacts_of_clients(&self, client_ids: &[String]) -> Result<Vec<String>, Error>;
    /// All clients by number.
    async fn all_clients(&self) -> Result<Vec<Client>, Error>;
    /// How many links of the folder are joined (M8).
    async fn count_links(&self, folder_id: &str) -> Result<u64, Error>;
}

/// Folders, links and bases.
#[async_trait]
pub trait Links: Send + Sync {
    /// The folder's row, made when there is none yet.
    async fn folder(&self, key: &FolderKey) -> Result<Folder, Error>;
    /// One; [`Error::NotFound`] when there is none.
    async fn folder_by_id(&self, id: &str) -> Result<Folder, Error>;
    /// One; [`Error::NotFound`] when there is none.
    async fn link(&self, id: &str) -> Result<Link, Error>;
    /// The link of an item, by its REST or immutable identifier.
    async fn link_of_item(&self, folder_id: &str, item_id: &str) -> Result<Option<Link>, Error>;
    /// The link of a record in a folder.
    async fn link_in_folder(&self, folder_id: &str, record: &RecordRef) -> Result<Option<Link>, Error>;
    /// All links of a record, oldest first.
    async fn links_of(&self, record: &RecordRef) -> Result<Vec<Link>, Error>;
    /// All links of a folder, oldest first.
    async fn links_in(&self, folder_id: &str) -> Result<Vec<Link>, Error>;
    /// The links of one meeting in any mailbox (A11).
    async fn links_by_ical_uid(&self, ical_uid: &str) -> Result<Vec<Link>, Error>;
    /// What both sides agreed on, if they ever did.
    async fn base(&self, link_id: &str) -> Result<Option<Base>, Error>;
    /// The calendar, and what its item of that identifier is tied to; the identifier is the REST one or the immutable.
    async fn opened(&self, key: &FolderKey, item_id: &str) -> Result<Opened, Error>;
}

/// The change log.
#[async_trait]
pub trait Changes: Send + Sync {
    /// What happened after that sequence number, oldest first.
    async fn changes_since(&self, seq: i64, limit: u32) -> Result<Vec<Change>, Error>;
    /// The last sequence number below which nothing can be added any more; 0 when there is none. Cheap.
    async fn last_change(&self) -> Result<i64, Error>;
}

/// Replaced values and open questions.
#[async_trait]
pub trait History: Send + Sync {
    /// A record's replaced values, newest first.
    async fn history(&self, record: &RecordRef, limit: u32) -> Result<Vec<HistoryEntry>, Error>;
    /// One; [`Error::NotFound`] when there is none.
    async fn history_entry(&self, id: &str) -> Result<HistoryEntry, Error>;
    /// What a staff member is being asked, oldest first.
    async fn open_questions(&self, staff_id: &str) -> Result<Vec<Question>, Error>;
    /// What is asked about a folder: what is open, and what was answered at that time or later; oldest first.
    async fn questions_in(&self, folder_id: &str, since: Timestamp) -> Result<Vec<Question>, Error>;
    /// The open question about a link.
    async fn open_question_of(&self, link_id: &str) -> Result<Option<Question>, Error>;
    /// One, open or answered; [`Error::NotFound`] when there is none.
    async fn question(&self, id: &str) -> Result<Question, Error>;
}

/// Runs, their plans and what they did. They are written by [`Step::Run`], [`Step::Plan`] and [`Step::Planned`].
#[async_trait]
pub trait Runs: Send + Sync {
    /// One; [`Error::NotFound`] when there is none.
    async fn run(&self, id: &str) -> Result<Run, Error>;
    /// The last runs of a staff member, newest first.
    async fn runs(&self, staff_id: &str, limit: u32) -> Result<Vec<Run>, Error>;
    /// The last runs of the firm, newest first.
    async fn runs_all(&self, limit: u32) -> Result<Vec<Run>, Error>;
    /// Those that are not over, oldest first.
    async fn open_runs(&self) -> Result<Vec<Run>, Error>;
    /// The oldest run of the folder that is not over.
    async fn open_run_of(&self, folder_id: &str) -> Result<Option<Run>, Error>;
    /// What a run plans, in order.
    async fn planned(&self, run_id: &str) -> Result<Vec<PlannedChange>, Error>;
    /// The writes of a run, in the order in which they were journalled.
    async fn journal_of(&self, run_id: &str) -> Result<Vec<JournalEntry>, Error>;
    /// The values that a run replaced, in the order in which they were kept.
    async fn history_of_run(&self, run_id: &str) -> Result<Vec<HistoryEntry>, Error>;
    /// How many writes that are sent or done were journalled at that time or later by automatic runs of the staff
    /// member (A4's sliding hour).
    async fn written_since(&self, staff_id: &str, since: Timestamp) -> Result<u64, Error>;
}

/// The journal of writes. Entries are written by [`Step::Journal`] and [`Step::Settle`], before anything is
/// sent in a commit of their own.
#[async_trait]
pub trait Journal: Send + Sync {
    /// One; [`Error::NotFound`] when there is none.
    async fn journal_entry(&self, id: &str) -> Result<JournalEntry, Error>;
    /// Entries that are planned or sent, in the order in which they were journalled: after a crash, those in doubt (P7).
    async fn unsettled(&self) -> Result<Vec<JournalEntry>, Error>;
    /// Those of them that write to or for a folder.
    async fn unsettled_in(&self, folder_id: &str) -> Result<Vec<JournalEntry>, Error>;
}

/// Leases: what one server at a time may do, of all that work on one database (P20).
#[async_trait]
pub trait Leases: Send + Sync {
    /// Takes a lease until then, or prolongs one that the holder has. One that is over may be taken by anyone. Answers
    /// whether the holder has it.
    async fn take_lease(&self, key: &str, holder: &str, now: Timestamp, until: Timestamp) -> Result<bool, Error>;
    /// Prolongs a lease that is that holder's; whether it is. One that was lost is not taken back.
    async fn prolong_lease(&self, key: &str, holder: &str, until: Timestamp) -> Result<bool, Error>;
    /// Gives a lease back; one that is another's stays.
    async fn release_lease(&self, key: &str, holder: &str) -> Result<(), Error>;
}

/// Subscriptions to changes in Outlook.
#[async_trait]
pub trait Subscriptions: Send + Sync {
    /// All of them, the one that ends first first.
    async fn subscriptions(&self) -> Result<Vec<StoredSubscription>, Error>;
    /// Remembers one, or that it was prolonged.
    async fn save_subscription(&self, subscription: &StoredSubscription) -> Result<(), Error>;
    /// Forgets one, if it is known.
    async fn drop_subscription(&self, id: &str) -> Result<(), Error>;
}

/// The refresh tokens of staff members. They come sealed and are kept as they come: nothing here can read them.
#[async_trait]
pub trait RefreshTokens: Send + Sync {
    /// The sealed token of a staff member, in Base64.
    async fn load_refresh_token(&self, staff_id: &str) -> Result<Option<String>, Error>;
    /// Keeps it in place of the one before.
    async fn save_refresh_token(&self, staff_id: &str, sealed: &str) -> Result<(), Error>;
    /// Forgets that token; another that was kept meanwhile stays.
    async fn drop_refresh_token(&self, staff_id: &str, sealed: &str) -> Result<(), Error>;
}

/// Who did what.
#[async_trait]
pub trait Audit: Send + Sync {
    /// The last rows, newest first; of one record when it is given.
    async fn audit(&self, record: Option<&RecordRef>, limit: u32) -> Result<Vec<AuditRow>, Error>;
}

/// Idempotency keys.
#[async_trait]
pub trait Keys: Send + Sync {
    /// What was answered to that key, if it was used.
    async fn answer_of(&self, person: &str, key: &str) -> Result<Option<StoredAnswer>, Error>;
}

/// Signed-in people.
#[async_trait]
pub trait Sessions: Send + Sync {
    /// Remembers a session.
    async fn open_session(&self, session: &Session) -> Result<(), Error>;
    /// Whose session that token's hash belongs to, unless it is over; they may have left.
    async fn signed_in(&self, token_hash: &str, now: Timestamp) -> Result<Option<StaffMember>, Error>;
    /// Forgets a session, and all that are over.
    async fn close_session(&self, token_hash: &str, now: Timestamp) -> Result<(), Error>;
}

/// Who of Microsoft 365 is which staff member.
#[async_trait]
pub trait Identities: Send + Sync {
    /// The staff member that this person is; they may have left.
    async fn staff_of(&self, key: &IdentityKey) -> Result<Option<StaffMember>, Error>;
    /// Which staff member that person is; they may have left.
    async fn identity(&self, key: &IdentityKey) -> Result<Option<StaffIdentity>, Error>;
    /// Which person that staff member is.
    async fn identity_of_staff(&self, staff_id: &str) -> Result<Option<StaffIdentity>, Error>;
    /// Everyone who is tied, by staff member.
    async fn identities(&self) -> Result<Vec<StaffIdentity>, Error>;
    /// Those who signed in and are no staff member, the last one first.
    async fn waiting(&self) -> Result<Vec<WaitingPerson>, Error>;
    /// One of them.
    async fn waiting_person(&self, key: &IdentityKey) -> Result<Option<WaitingPerson>, Error>;
    /// Whether an administrator who works here is tied to a person.
    async fn has_admin(&self) -> Result<bool, Error>;
}

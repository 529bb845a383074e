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
mod identity;
mod link;
mod record;
mod staff;
mod store;
mod trail;

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};

pub use api::Role;
pub use rules::{conflict::Policy, merge::Side};

pub use client::{AddressMatch, Client, ClientHit, Entity, Matter};
pub use commit::{Commit, Committed, Step};
pub use error::Error;
pub use identity::{IdentityKey, StaffIdentity, WaitingPerson};
pub use link::{Base, Folder, FolderKey, Link, LinkState, Opened, OpenedLink};
pub use record::{Attendee, Filing, Record, RecordRef, SeriesDay, contact_image};
pub use staff::{CalendarCode, Direction, FirmSettings, ImportAs, Licences, Mode, StaffMember, StaffSettings};
pub use store::{IdSource, Store, uuid_v7};
pub use trail::{
    Answered, AuditEntry, AuditRow, Change, ChangedKind, HistoryEntry, JournalEntry, JournalState, Question,
    QuestionRow, Replaced, Run, Session, StoredAnswer, What,
};

/// The practice database.
#[async_trait]
pub trait Practice:
    Staff + Clients + Contacts + Appointments + Links + Changes + History + Journal + Audit + Keys + Sessions + Identities
{
    /// Writes everything one edit does, in one transaction.
    ///
    /// # Errors
    /// [`Error::Stale`] when a record moved, [`Error::Taken`] when a link or a number is held by another (P6),
    /// [`Error::Repeated`] when the idempotency key was used, [`Error::LastAdmin`], [`Error::NotFound`] and [`Error::Invalid`] for what a
    /// step names. After any of them nothing was written.
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

/// Folders, links and bases.
#[async_trait]
pub trait Links: Send + Sync {
    /// The folder's row, made when there is none yet.
    async fn folder(&self, key: &FolderKey) -> Result<Folder, Error>;
    /// One; [`Error::NotFound`] when there is none.
    async fn folder_by_id(&self, id: &str) -> Result<Folder, Error>;
    /// How far Outlook's changes and the change log were read for a folder. Saved only after a whole walk.
    async fn save_cursor(&self, folder_id: &str, cursor: Option<&str>, seen: i64) -> Result<(), Error>;
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
    /// The last sequence number given; 0 when there is none. Cheap.
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
    /// The open question about a link.
    async fn open_question_of(&self, link_id: &str) -> Result<Option<Question>, Error>;
    /// One, open or answered; [`Error::NotFound`] when there is none.
    async fn question(&self, id: &str) -> Result<Question, Error>;
}

/// Runs and the journal of writes. Entries are written by [`Step::Journal`] and [`Step::Settle`], before anything is
/// sent in a commit of their own.
#[async_trait]
pub trait Journal: Send + Sync {
    /// One; [`Error::NotFound`] when there is none.
    async fn journal_entry(&self, id: &str) -> Result<JournalEntry, Error>;
    /// Entries that are planned or sent, oldest first: after a crash, those in doubt (P7).
    async fn unsettled(&self) -> Result<Vec<JournalEntry>, Error>;
    /// The last runs of a staff member, newest first.
    async fn runs(&self, staff_id: &str, limit: u32) -> Result<Vec<Run>, Error>;
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
    /// The session of that token's hash, unless it is over.
    async fn session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Session>, Error>;
    /// Forgets a session, and all that are over.
    async fn close_session(&self, token_hash: &str, now: Timestamp) -> Result<(), Error>;
}

/// Who of Microsoft 365 is which staff member.
#[async_trait]
pub trait Identities: Send + Sync {
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

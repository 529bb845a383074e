//! The one write door: everything that one edit does, in one transaction.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rules::record::Image;

use super::{
    Attendee, AuditEntry, Base, ChangeState, Client, ContactFilter, FirmSettings, Folder, IdentityKey, JournalEntry,
    JournalState, Link, Matter, PartedBy, PlannedChange, Question, RecordRef, Replaced, Run, SeriesDay, Sighting,
    StaffMember, StaffSettings, StoredAnswer, WaitingPerson,
};

/// Everything that one edit does. It is written whole or not at all.
#[derive(Clone, Debug)]
pub struct Commit {
    /// The server's time: of the change log's rows, the links, the audit.
    pub now: Timestamp,
    /// The staff member who does it; empty when nobody does (set-up).
    pub by: String,
    /// What is done, in this order.
    pub steps: Vec<Step>,
    /// The idempotency key with what is answered.
    pub answer: Option<StoredAnswer>,
}

impl Commit {
    /// Nothing yet.
    pub fn new(now: Timestamp, by: impl Into<String>) -> Self {
        Self { now, by: by.into(), steps: Vec::new(), answer: None }
    }

    /// The same with one step more.
    #[must_use]
    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// The same with the answer to be kept under its idempotency key.
    #[must_use]
    pub fn answering(mut self, answer: StoredAnswer) -> Self {
        self.answer = Some(answer);
        self
    }
}

/// One write. Identifiers of new things are the caller's ([`Practice::new_id`](super::Practice::new_id)), so that later
/// steps can name them.
#[derive(Clone, Debug)]
pub enum Step {
    /// Refused with [`Error::TurnLost`](super::Error::TurnLost) unless that holder has the lease: a server that was held
    /// up for so long that another took its turn writes nothing of its own any more (P20).
    Turn {
        /// The lease.
        key: String,
        /// Who has to have it.
        holder: String,
    },
    /// A new record, at version 1.
    Create {
        /// Which.
        record: RecordRef,
        /// All its fields.
        image: Image,
        /// The edit's own time (M3).
        edited_at: Timestamp,
        /// For a changed day of a series.
        series: Option<SeriesDay>,
    },
    /// All fields of a record, as they shall be: a field that the image lacks is emptied.
    Update {
        /// Which.
        record: RecordRef,
        /// The version that was planned against (P3).
        expected: i64,
        /// All its fields.
        image: Image,
        /// The edit's own time (M3).
        edited_at: Timestamp,
    },
    /// Nothing is written to the record, which must be what was planned against (P3).
    Expect {
        /// Which.
        record: RecordRef,
        /// The version that was planned against.
        version: i64,
    },
    /// Into the practice bin (M7).
    Bin {
        /// Which.
        record: RecordRef,
        /// The version that was planned against.
        expected: i64,
    },
    /// Out of the bin.
    Unbin {
        /// Which.
        record: RecordRef,
        /// The version that was planned against.
        expected: i64,
    },
    /// Out of the bin for good, with its changed days. Refused while it is not binned.
    Purge {
        /// Which.
        record: RecordRef,
    },
    /// Who takes part in an appointment (A8, A10).
    Attendees {
        /// The appointment.
        appointment_id: String,
        /// All of them.
        attendees: Vec<Attendee>,
    },
    /// A new link; refused when record or item has one in that folder (P6).
    Link(Link),
    /// Parts a link.
    Part {
        /// [`Link::id`].
        link_id: String,
        /// What parts it.
        by: PartedBy,
    },
    /// Joins it again.
    Rejoin {
        /// [`Link::id`].
        link_id: String,
    },
    /// Forgets a link with its base.
    Unlink {
        /// [`Link::id`].
        link_id: String,
    },
    /// The item's identifiers became known or changed.
    Reidentify {
        /// [`Link::id`].
        link_id: String,
        /// Its identifier in REST form.
        item_id: String,
        /// Its immutable identifier.
        immutable_id: Option<String>,
        /// Its `iCalUId`.
        ical_uid: Option<String>,
    },
    /// An item's content was seen, or is forgotten (M3).
    Sight {
        /// [`Link::id`].
        link_id: String,
        /// What was seen.
        sighted: Option<Sighting>,
    },
    /// What became known of a folder, or was decided about it: all but its identifier and its key, which stay. A cursor
    /// is written with what was read up to it, and only after a whole walk.
    Folder(Box<Folder>),
    /// Both sides are in step.
    Base {
        /// [`Link::id`].
        link_id: String,
        /// On this.
        base: Base,
    },
    /// A value that lost is kept (M4). [`Committed::history`] has its identifier.
    Keep(Replaced),
    /// A run begins, goes on or ends: the row is made or replaced.
    Run(Run),
    /// The run's list of changes, in place of the one that it had.
    Plan {
        /// [`Run::id`].
        run_id: String,
        /// All of them; their own `run_id` is that run's.
        changes: Vec<PlannedChange>,
    },
    /// What became of a planned change.
    Planned {
        /// [`Run::id`].
        run_id: String,
        /// [`PlannedChange::position`].
        position: i64,
        /// Its state.
        state: ChangeState,
        /// The error's words, or why it was left out.
        note: String,
        /// The write that was journalled for it; `None` leaves what is noted.
        journal_id: Option<String>,
    },
    /// An entry of the journal, in whatever state it has.
    Journal(JournalEntry),
    /// A create in doubt was looked for in Outlook for the first time, and not found.
    Sought {
        /// [`JournalEntry::id`].
        journal_id: String,
    },
    /// What became of a journalled write.
    Settle {
        /// [`JournalEntry::id`].
        journal_id: String,
        /// The new state.
        state: JournalState,
        /// The error's words; empty when there is none.
        note: String,
    },
    /// Every write in doubt to that item is done: the form was synchronized again, or the item was seen saved.
    SettleItem {
        /// [`Folder::id`](super::Folder::id).
        folder_id: String,
        /// The item's identifier.
        item_id: String,
    },
    /// Asks (M2 *ask me*, C8); an open question about the same link, or about the same thing of the same item, is
    /// replaced, keeping its identifier and asking time.
    Ask(Question),
    /// A question stands no more. One that was answered meanwhile stays answered.
    Withdraw {
        /// [`Question::id`].
        question_id: String,
    },
    /// Answers.
    Answer {
        /// [`Question::id`].
        question_id: String,
        /// What was chosen.
        answer: serde_json::Value,
    },
    /// Who did what.
    Audit(AuditEntry),
    /// A staff member, made or changed.
    Staff(StaffMember),
    /// What a staff member has chosen.
    Settings {
        /// [`StaffMember::id`].
        staff_id: String,
        /// All of it.
        settings: Box<StaffSettings>,
    },
    /// What holds for the firm.
    Firm(Box<FirmSettings>),
    /// A filter of the firm's list, made or changed (C3).
    Filter(ContactFilter),
    /// A filter leaves the firm's list. Refused with [`Error::InUse`](super::Error::InUse) while a staff member or a folder
    /// uses it.
    DropFilter {
        /// [`ContactFilter::id`].
        id: String,
    },
    /// That person of Microsoft 365 is that staff member from now on, and waits no more. Refused when the staff member
    /// does not work here, and when either of the two is tied already.
    Tie {
        /// The person.
        key: IdentityKey,
        /// [`StaffMember::id`].
        staff_id: String,
    },
    /// Nobody is that staff member any more.
    Untie {
        /// [`StaffMember::id`].
        staff_id: String,
    },
    /// A person signed in who is no staff member. Beyond [`WaitingPerson::MOST`] the oldest is forgotten.
    Waits(WaitingPerson),
    /// Refused with [`Error::Taken`](super::Error::Taken) when an administrator who works here is tied.
    NoAdminYet,
    /// Refused with [`Error::LastAdmin`](super::Error::LastAdmin) when none is, after the steps before it.
    AdminRemains,
    /// A client, made or changed.
    Client(Client),
    /// A matter, made or changed.
    Matter(Matter),
}

/// What a commit did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// The token by which the change log knows the rows of this write (P5).
    pub origin: String,
    /// The version that each touched record has now.
    pub versions: BTreeMap<RecordRef, i64>,
    /// The identifiers of the values that were kept, in the order of the steps.
    pub history: Vec<String>,
    /// The change log's last sequence number after it, of this commit or a later one. Over PostgreSQL there may still be
    /// numbers to come below it: what was read ends at [`Changes::last_change`](super::Changes::last_change).
    pub last_change: i64,
}

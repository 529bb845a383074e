//! The practice database of a server whose life is watched.

use std::{
    fmt,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use rules::record::RecordKind;
use server::practice::{
    AddressMatch, Appointments, Attendee, Audit, AuditRow, Base, Change, Changes, Client, ClientHit, Clients, Commit,
    Committed, ContactFilter, Contacts, Error, Filing, Filters, FirmSettings, Folder, FolderKey, Folders, History,
    HistoryEntry, Identities, IdentityKey, Journal, JournalEntry, Keys, Leases, Link, Links, Matter, Opened, Pair,
    Pairs, PlannedChange, Practice, Question, Record, RecordRef, RefreshTokens, Run, Runs, Session, Sessions, Staff,
    StaffIdentity, StaffMember, StaffSettings, Step, Store, StoredAnswer, StoredSubscription, Subscriptions,
    WaitingPerson, Which, WhichRecords,
};
use tokio::runtime::Handle;

use crate::Life;

/// The store, with a step of the server's life before and after each write.
#[derive(Clone)]
pub struct Watched {
    store: Arc<Store>,
    life: Arc<Life>,
    /// Where the store works; without it, where everything else does. With it, the store's own threads do not bring
    /// chance into the order of what happens.
    apart: Option<Handle>,
    record_writes: Arc<AtomicU64>,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched").field("life", &self.life).finish_non_exhaustive()
    }
}

impl Watched {
    /// That store, for the server of that life.
    pub fn new(store: Arc<Store>, life: Arc<Life>, apart: Option<Handle>) -> Self {
        Self { store, life, apart, record_writes: Arc::default() }
    }

    /// How many writes of records there were since this was asked last.
    pub fn record_writes(&self) -> u64 {
        self.record_writes.swap(0, Ordering::SeqCst)
    }

    async fn here<T>(&self, work: impl Future<Output = T> + Send) -> T {
        self.life.breathe().await;
        match &self.apart {
            Some(runtime) => runtime.block_on(work),
            None => work.await,
        }
    }
}

const fn writes_record(step: &Step) -> bool {
    matches!(
        step,
        Step::Create { .. } | Step::Update { .. } | Step::Bin { .. } | Step::Unbin { .. } | Step::Purge { .. }
    )
}

#[async_trait]
impl Practice for Watched {
    async fn commit(&self, commit: Commit) -> Result<Committed, Error> {
        self.life.step().await;
        let writes = commit.steps.iter().filter(|step| writes_record(step)).count();
        let done = self.here(self.store.commit(commit)).await;
        if done.is_ok() {
            self.record_writes.fetch_add(u64::try_from(writes).unwrap_or(u64::MAX), Ordering::SeqCst);
        }
        self.life.step().await;
        done
    }

    fn new_id(&self) -> String {
        self.store.new_id()
    }

    async fn ping(&self) -> Result<(), Error> {
        self.here(self.store.ping()).await
    }
}

#[async_trait]
impl Leases for Watched {
    async fn take_lease(&self, key: &str, holder: &str, now: Timestamp, until: Timestamp) -> Result<bool, Error> {
        let taken = self.here(self.store.take_lease(key, holder, now, until)).await;
        self.life.step().await;
        taken
    }

    async fn prolong_lease(&self, key: &str, holder: &str, until: Timestamp) -> Result<bool, Error> {
        // No step of its own, for it only goes by the clock; but a server that is dead prolongs nothing.
        self.life.lives().await;
        self.here(self.store.prolong_lease(key, holder, until)).await
    }

    async fn release_lease(&self, key: &str, holder: &str) -> Result<(), Error> {
        self.here(self.store.release_lease(key, holder)).await
    }
}

macro_rules! hand_on {
    ($($of:ident { $($name:ident($($given:ident: $kind:ty),*) -> $answer:ty;)* })*) => { $(
        #[async_trait]
        impl $of for Watched {
            $(async fn $name(&self, $($given: $kind),*) -> Result<$answer, Error> {
                self.here(self.store.$name($($given),*)).await
            })*
        }
    )* };
}

hand_on! {
    Staff {
        staff() -> Vec<StaffMember>;
        staff_member(id: &str) -> StaffMember;
        staff_by_mailbox(address: &str) -> Option<StaffMember>;
        settings(staff_id: &str) -> StaffSettings;
        firm() -> FirmSettings;
    }
    Clients {
        search_clients(text: &str, limit: u32) -> Vec<ClientHit>;
        client(id: &str) -> Client;
        matters(client_id: &str) -> Vec<Matter>;
        matter(id: &str) -> Matter;
    }
    Contacts {
        contacts_by_address(addresses: &[String]) -> Vec<AddressMatch>;
        contact(id: &str) -> Record;
        incomplete_contacts(staff_id: &str, limit: u32) -> Vec<Record>;
        count_incomplete_contacts(staff_id: &str) -> u64;
    }
    Appointments {
        appointment(id: &str) -> Record;
        exceptions(series_id: &str) -> Vec<Record>;
        series_day(series_id: &str, original: Date) -> Option<Record>;
        appointments_between(from: Timestamp, to: Timestamp, staff_id: Option<&str>) -> Vec<Record>;
        attendees(appointment_id: &str) -> Vec<Attendee>;
        filed_last(addresses: &[String], staff_id: &str) -> Option<Filing>;
        bin(since: Timestamp) -> Vec<Record>;
    }
    Filters {
        filters() -> Vec<ContactFilter>;
        filter(id: &str) -> ContactFilter;
    }
    Folders {
        folders() -> Vec<Folder>;
    }
    Pairs {
        pairs(folder_id: &str, which: &Which) -> Vec<Pair>;
        records(kind: RecordKind, which: &WhichRecords) -> Vec<Record>;
        unlinked(folder_id: &str, kind: RecordKind) -> Vec<Record>;
        contacts_of_clients(client_ids: &[String]) -> Vec<String>;
        all_clients() -> Vec<Client>;
        count_links(folder_id: &str) -> u64;
    }
    Links {
        folder(key: &FolderKey) -> Folder;
        folder_by_id(id: &str) -> Folder;
        link(id: &str) -> Link;
        link_of_item(folder_id: &str, item_id: &str) -> Option<Link>;
        link_in_folder(folder_id: &str, record: &RecordRef) -> Option<Link>;
        links_of(record: &RecordRef) -> Vec<Link>;
        links_in(folder_id: &str) -> Vec<Link>;
        links_by_ical_uid(ical_uid: &str) -> Vec<Link>;
        base(link_id: &str) -> Option<Base>;
        opened(key: &FolderKey, item_id: &str) -> Opened;
    }
    Changes {
        changes_since(seq: i64, limit: u32) -> Vec<Change>;
        last_change() -> i64;
    }
    History {
        history(record: &RecordRef, limit: u32) -> Vec<HistoryEntry>;
        history_entry(id: &str) -> HistoryEntry;
        open_questions(staff_id: &str) -> Vec<Question>;
        questions_in(folder_id: &str, since: Timestamp) -> Vec<Question>;
        open_question_of(link_id: &str) -> Option<Question>;
        question(id: &str) -> Question;
    }
    Runs {
        run(id: &str) -> Run;
        runs(staff_id: &str, limit: u32) -> Vec<Run>;
        runs_all(limit: u32) -> Vec<Run>;
        open_runs() -> Vec<Run>;
        open_run_of(folder_id: &str) -> Option<Run>;
        planned(run_id: &str) -> Vec<PlannedChange>;
        journal_of(run_id: &str) -> Vec<JournalEntry>;
        history_of_run(run_id: &str) -> Vec<HistoryEntry>;
        written_since(staff_id: &str, since: Timestamp) -> u64;
    }
    Journal {
        journal_entry(id: &str) -> JournalEntry;
        unsettled() -> Vec<JournalEntry>;
        unsettled_in(folder_id: &str) -> Vec<JournalEntry>;
    }
    Subscriptions {
        subscriptions() -> Vec<StoredSubscription>;
        save_subscription(subscription: &StoredSubscription) -> ();
        drop_subscription(id: &str) -> ();
    }
    RefreshTokens {
        load_refresh_token(staff_id: &str) -> Option<String>;
        save_refresh_token(staff_id: &str, sealed: &str) -> ();
        drop_refresh_token(staff_id: &str, sealed: &str) -> ();
    }
    Audit {
        audit(record: Option<&RecordRef>, limit: u32) -> Vec<AuditRow>;
    }
    Keys {
        answer_of(person: &str, key: &str) -> Option<StoredAnswer>;
    }
    Sessions {
        open_session(session: &Session) -> ();
        signed_in(token_hash: &str, now: Timestamp) -> Option<StaffMember>;
        close_session(token_hash: &str, now: Timestamp) -> ();
    }
    Identities {
        staff_of(key: &IdentityKey) -> Option<StaffMember>;
        identity(key: &IdentityKey) -> Option<StaffIdentity>;
        identity_of_staff(staff_id: &str) -> Option<StaffIdentity>;
        identities() -> Vec<StaffIdentity>;
        waiting() -> Vec<WaitingPerson>;
        waiting_person(key: &IdentityKey) -> Option<WaitingPerson>;
        has_admin() -> bool;
    }
}

//! The one write door: the steps of a commit, one after the other, inside its transaction.

mod expected;
mod filter;
mod identity;
mod link;
mod people;
mod record;
mod run;
mod trail;
mod wire;

use jiff::{SignedDuration, Timestamp};
use sea_orm::DatabaseTransaction;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::IdSource;
use super::rows::{Cell, Cells, change, error, first, insert, instant, is, select, update, upsert};
use super::trail::last_change;
use crate::practice::{Commit, Committed, Error, LinkState, Step, StoredAnswer};
use expected::Expected;
use wire::Wire;

/// A commit under way.
struct Writer<'a> {
    tx: &'a Wire<'a>,
    now: Timestamp,
    by: String,
    new_id: &'a IdSource,
    expected: Expected,
    done: Committed,
}

/// Writes all steps of the commit, or nothing of it. The transaction is the caller's to end. When the transaction itself
/// is lost, with whatever else was written in it, the outer result says why.
///
/// Statements go together first. When any is refused they go once more, each by itself: then it is known which one
/// was, and why.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    commit: Commit,
    new_id: &IdSource,
) -> Result<Result<Committed, Error>, Error> {
    if Wire::can_join(tx) {
        let wire = Wire::new(tx, true);
        match attempt(&wire, commit.clone(), new_id).await {
            Ok(done) => return Ok(Ok(done)),
            Err(cause) => wire.undo().await.map_err(|_| cause)?,
        }
    }
    let wire = Wire::new(tx, false);
    match attempt(&wire, commit, new_id).await {
        Ok(done) => Ok(Ok(done)),
        Err(cause) => wire.undo().await.map(|()| Err(cause.clone())).map_err(|_| cause),
    }
}

async fn attempt(tx: &Wire<'_>, commit: Commit, new_id: &IdSource) -> Result<Committed, Error> {
    tx.begin().await.map_err(error)?;
    let done = Committed { origin: new_id(), ..Committed::default() };
    let mut writer = Writer { tx, now: commit.now, by: commit.by, new_id, expected: Expected::default(), done };
    if let Some(answer) = &commit.answer {
        writer.keep_answer(answer).await?;
    }
    let token = vec![("origin", writer.done.origin.as_str().into()), ("at", instant(writer.now).into())];
    writer.insert("own_write", token).await?;
    for step in commit.steps {
        writer.step(step).await?;
    }
    writer.expected.check(tx, writer.now).await?;
    let own = is("origin", &writer.done.origin);
    tx.later(Query::delete().from_table("own_write").and_where(own)).await.map_err(error)?;
    tx.keep().await.map_err(error)?;
    writer.done.last_change = last_change(tx, None).await?;
    Ok(writer.done)
}

impl Writer<'_> {
    async fn step(&mut self, step: Step) -> Result<(), Error> {
        match step {
            Step::Turn { key, holder } => self.has_turn(&key, &holder).await,
            Step::Create { record, image, edited_at, series } => self.create(record, image, edited_at, series).await,
            Step::Update { record, expected, image, edited_at } => {
                self.update(record, expected, image, edited_at).await
            }
            Step::Expect { record, version } => self.at_version(&record, version).await,
            Step::Bin { record, expected } => self.bin(record, expected, Some(self.now)).await,
            Step::Unbin { record, expected } => self.bin(record, expected, None).await,
            Step::Purge { record } => self.purge(record).await,
            Step::Attendees { appointment_id, attendees } => self.attendees(&appointment_id, attendees).await,
            Step::Link(link) => self.link(link).await,
            Step::Part { link_id, by } => self.tie_link(&link_id, LinkState::Parted, Some(by)).await,
            Step::Rejoin { link_id } => self.tie_link(&link_id, LinkState::Joined, None).await,
            Step::Unlink { link_id } => self.unlink(&link_id).await,
            Step::Reidentify { link_id, item_id, immutable_id, ical_uid } => {
                let cells = vec![
                    ("item_id", item_id.into()),
                    ("immutable_id", immutable_id.into()),
                    ("ical_uid", ical_uid.into()),
                ];
                self.change("link", "link", &link_id, cells).await
            }
            Step::Sight { link_id, sighted } => self.sight(&link_id, sighted).await,
            Step::Folder(folder) => self.folder(*folder).await,
            Step::Base { link_id, base } => self.base(&link_id, base).await,
            Step::Keep(replaced) => self.keep(replaced).await,
            Step::Run(run) => self.run(run).await,
            Step::Plan { run_id, changes } => self.plan(&run_id, changes).await,
            Step::Planned { run_id, position, state, note, journal_id } => {
                self.planned(&run_id, position, state, note, journal_id).await
            }
            Step::Journal(entry) => self.journal(entry).await,
            Step::Sought { journal_id } => self.sought(&journal_id).await,
            Step::Settle { journal_id, state, note } => self.settle(&journal_id, state, note).await,
            Step::SettleItem { folder_id, item_id } => self.settle_item(&folder_id, &item_id).await,
            Step::Ask(question) => self.ask(question).await,
            Step::Answer { question_id, answer } => self.answer(&question_id, answer).await,
            Step::Withdraw { question_id } => self.withdraw(&question_id).await,
            Step::Audit(entry) => self.audit(entry).await,
            Step::Staff(member) => self.staff(member).await,
            Step::Settings { staff_id, settings } => self.settings(&staff_id, &settings).await,
            Step::Firm(firm) => self.firm(&firm).await,
            Step::Filter(filter) => self.filter(filter).await,
            Step::DropFilter { id } => self.drop_filter(&id).await,
            Step::Tie { key, staff_id } => self.tie_person(&key, &staff_id).await,
            Step::Untie { staff_id } => self.untie_person(&staff_id).await,
            Step::Waits(person) => self.waits(person).await,
            Step::NoAdminYet => self.has_no_admin().await,
            Step::AdminRemains => self.has_admin().await,
            Step::Client(client) => self.client(client).await,
            Step::Matter(matter) => self.matter(matter).await,
        }
    }

    async fn has_turn(&self, key: &str, holder: &str) -> Result<(), Error> {
        let mine = select("lease", is("key", key).and(is("holder", holder)));
        first(self.tx, &mine, |row| row.text("key")).await?.map(drop).ok_or(Error::TurnLost)
    }

    /// How long an answer is kept: longer than anybody resends an edit.
    const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

    /// The idempotency key comes first: a request sent twice is refused before anything else is looked at.
    async fn keep_answer(&self, answer: &StoredAnswer) -> Result<(), Error> {
        let old = Expr::col("at").lt(instant(self.now - Self::KEPT));
        let delete = Query::delete().from_table("idempotency").and_where(old).take();
        self.tx.later(&delete).await.map_err(error)?;
        let cells = vec![
            ("person", answer.person.as_str().into()),
            ("key", answer.key.as_str().into()),
            ("fingerprint", answer.fingerprint.as_str().into()),
            ("status", i64::from(answer.status).into()),
            ("body", answer.body.as_str().into()),
            ("at", instant(self.now).into()),
        ];
        self.insert("idempotency", cells).await.map_err(|error| match error {
            Error::Taken { .. } => Error::Repeated { key: answer.key.clone() },
            other => other,
        })
    }

    async fn insert(&self, table: &'static str, cells: Cells) -> Result<(), Error> {
        self.tx.later(&insert(table, cells)).await.map_err(error)
    }

    async fn upsert(&self, table: &'static str, keys: &[&'static str], cells: Cells) -> Result<(), Error> {
        self.tx.later(&upsert(table, keys, cells)).await.map_err(error)
    }

    /// Changes columns of a row that is known to be there.
    async fn set(&self, table: &'static str, id: &str, cells: Cells) -> Result<(), Error> {
        self.tx.later(&update(table, id, cells)).await.map_err(error)
    }

    async fn change(&self, table: &'static str, what: &'static str, id: &str, cells: Cells) -> Result<(), Error> {
        change(self.tx, table, what, id, cells).await
    }
}

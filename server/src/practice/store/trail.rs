//! Changes, history, questions, journal, audit, answers, sessions: reading.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, QueryResult};

use super::Store;
use super::dialect::settled;
use super::links::{record_is, record_ref};
use super::people::member;
use super::rows::{Cell, all, error, first, insert, instant, is, one, select, word};
use crate::practice::{
    Answered, Audit, AuditEntry, AuditRow, Change, Changes, Error, History, HistoryEntry, Journal, JournalEntry, Keys,
    Question, RecordRef, Replaced, Session, Sessions, StaffMember, StoredAnswer,
};

#[async_trait]
impl Changes for Store {
    async fn changes_since(&self, seq: i64, limit: u32) -> Result<Vec<Change>, Error> {
        let mut statement = select("change_log", Expr::col("seq").gt(seq));
        statement.and_where_option(settled(self.db.get_database_backend()));
        all(&self.db, statement.order_by("seq", Order::Asc).limit(u64::from(limit)), change).await
    }

    async fn last_change(&self) -> Result<i64, Error> {
        last_change(&self.db, settled(self.db.get_database_backend())).await
    }
}

/// The last sequence number of the change log's rows that meet the condition.
pub(super) async fn last_change<C: ConnectionTrait>(db: &C, condition: Option<SimpleExpr>) -> Result<i64, Error> {
    let mut statement = Query::select();
    statement.expr_as(Expr::col("seq").max(), "last").from("change_log").and_where_option(condition);
    Ok(first(db, &statement, |row| row.cell::<Option<i64>>("last")).await?.flatten().unwrap_or_default())
}

#[async_trait]
impl History for Store {
    async fn history(&self, record: &RecordRef, limit: u32) -> Result<Vec<HistoryEntry>, Error> {
        let mut statement = select("history", record_is(record));
        all(&self.db, statement.order_by("seq", Order::Desc).limit(u64::from(limit)), history_entry).await
    }

    async fn history_entry(&self, id: &str) -> Result<HistoryEntry, Error> {
        history_entry(&one(&self.db, &select("history", is("id", id)), "history entry", id).await?)
    }

    async fn open_questions(&self, staff_id: &str) -> Result<Vec<Question>, Error> {
        all(&self.db, &open(is("staff_id", staff_id)), question).await
    }

    async fn questions_in(&self, folder_id: &str, since: Timestamp) -> Result<Vec<Question>, Error> {
        let known = Expr::col("answered_at").is_null().or(Expr::col("answered_at").gte(instant(since)));
        let mut statement = select("question", is("folder_id", folder_id).and(known));
        all(&self.db, statement.order_by("asked_at", Order::Asc).order_by("id", Order::Asc), question).await
    }

    async fn open_question_of(&self, link_id: &str) -> Result<Option<Question>, Error> {
        first(&self.db, &open(is("link_id", link_id)), question).await
    }

    async fn question(&self, id: &str) -> Result<Question, Error> {
        question(&one(&self.db, &select("question", is("id", id)), "question", id).await?)
    }
}

/// Open questions, oldest first.
fn open(condition: SimpleExpr) -> SelectStatement {
    let open = condition.and(Expr::col("answered_at").is_null());
    select("question", open).order_by("asked_at", Order::Asc).order_by("id", Order::Asc).take()
}

/// The open questions that a question takes the place of: that of its link, and that of its item about the same.
pub(super) async fn replaced_by<C: ConnectionTrait>(db: &C, asked: &Question) -> Result<Vec<Question>, Error> {
    let of_link = asked.link_id.as_ref().map(|link_id| is("link_id", link_id));
    let of_item = asked.folder_id.as_ref().zip(asked.item_id.as_ref()).map(|(folder_id, item_id)| {
        is("folder_id", folder_id).and(is("item_id", item_id)).and(is("about", &word(asked.about)))
    });
    match of_link.into_iter().chain(of_item).reduce(SimpleExpr::or) {
        Some(condition) => all(db, &open(condition), question).await,
        None => Ok(Vec::new()),
    }
}

#[async_trait]
impl Journal for Store {
    async fn journal_entry(&self, id: &str) -> Result<JournalEntry, Error> {
        journal_entry(&one(&self.db, &select("journal", is("id", id)), "journal entry", id).await?)
    }

    async fn unsettled(&self) -> Result<Vec<JournalEntry>, Error> {
        all(&self.db, &as_written(is_unsettled()), journal_entry).await
    }

    async fn unsettled_in(&self, folder_id: &str) -> Result<Vec<JournalEntry>, Error> {
        all(&self.db, &as_written(is("folder_id", folder_id).and(is_unsettled())), journal_entry).await
    }
}

fn is_unsettled() -> SimpleExpr {
    Expr::col("state").is_in(["planned", "sent"])
}

/// Entries of the journal, in the order in which they were written.
pub(super) fn as_written(condition: SimpleExpr) -> SelectStatement {
    select("journal", condition).order_by("seq", Order::Asc).order_by("id", Order::Asc).take()
}

#[async_trait]
impl Audit for Store {
    async fn audit(&self, record: Option<&RecordRef>, limit: u32) -> Result<Vec<AuditRow>, Error> {
        let mut statement = select("audit", record.map(record_is));
        all(&self.db, statement.order_by("seq", Order::Desc).limit(u64::from(limit)), audit_row).await
    }
}

#[async_trait]
impl Keys for Store {
    async fn answer_of(&self, person: &str, key: &str) -> Result<Option<StoredAnswer>, Error> {
        first(&self.db, &select("idempotency", is("person", person).and(is("key", key))), answer).await
    }
}

#[async_trait]
impl Sessions for Store {
    async fn open_session(&self, session: &Session) -> Result<(), Error> {
        let cells = vec![
            ("token_hash", session.token_hash.as_str().into()),
            ("staff_id", session.staff_id.as_str().into()),
            ("created_at", instant(session.created_at).into()),
            ("expires_at", instant(session.expires_at).into()),
        ];
        let over = Expr::col("expires_at").lte(instant(session.created_at));
        let _turn = self.turn.lock().await;
        self.db.execute(Query::delete().from_table("session").and_where(over)).await.map_err(error)?;
        self.db.execute(&insert("session", cells)).await.map(drop).map_err(error)
    }

    async fn signed_in(&self, token_hash: &str, now: Timestamp) -> Result<Option<StaffMember>, Error> {
        let staff = Expr::col(("staff", "id")).equals(("session", "staff_id"));
        let session = Expr::col(("session", "token_hash")).eq(token_hash);
        let statement = select("session", session).inner_join("staff", staff).take();
        let read = |row: &QueryResult| Ok((row.instant("expires_at")?, member(row)?));
        let found = first(&self.db, &statement, read).await?;
        Ok(found.filter(|(expires_at, _)| *expires_at > now).map(|(_, staff)| staff))
    }

    async fn close_session(&self, token_hash: &str, now: Timestamp) -> Result<(), Error> {
        let over = is("token_hash", token_hash).or(Expr::col("expires_at").lte(instant(now)));
        let delete = Query::delete().from_table("session").and_where(over).take();
        let _turn = self.turn.lock().await;
        self.db.execute(&delete).await.map(drop).map_err(error)
    }
}

fn change(row: &QueryResult) -> Result<Change, Error> {
    Ok(Change {
        seq: row.number("seq")?,
        kind: row.word("kind")?,
        id: row.text("record_id")?,
        what: row.word("what")?,
        at: row.instant("at")?,
        origin: row.text("origin")?,
        fields: row.text("fields")?.split_whitespace().map(str::to_owned).collect(),
    })
}

/// A row of `history`.
pub(super) fn history_entry(row: &QueryResult) -> Result<HistoryEntry, Error> {
    let field = row.text("field")?;
    Ok(HistoryEntry {
        id: row.text("id")?,
        replaced: Replaced {
            record: record_ref(row)?,
            field: rules::record::FieldId::find(&field)
                .ok_or_else(|| Error::invalid("field", format!("there is no field {field:?}")))?,
            side: row.word("side")?,
            value: row.maybe_json("value")?,
            replaced_by: row.maybe_json("replaced_by")?,
            why: row.text("why")?,
            run_id: row.maybe_text("run_id")?,
            journal_id: row.maybe_text("journal_id")?,
        },
        at: row.instant("at")?,
        by: row.text("by")?,
    })
}

fn question(row: &QueryResult) -> Result<Question, Error> {
    Ok(Question {
        id: row.text("id")?,
        staff_id: row.text("staff_id")?,
        about: row.word("about")?,
        link_id: row.maybe_text("link_id")?,
        folder_id: row.maybe_text("folder_id")?,
        item_id: row.maybe_text("item_id")?,
        record: record_ref(row)?,
        candidates: row.json("candidates")?,
        item: row.maybe_json("item")?,
        rows: row.json("rows")?,
        practice_at: row.maybe_instant("practice_at")?,
        outlook_at: row.maybe_instant("outlook_at")?,
        asked_at: row.instant("asked_at")?,
        answered: answered(row)?,
    })
}

fn answered(row: &QueryResult) -> Result<Option<Answered>, Error> {
    let Some(at) = row.maybe_instant("answered_at")? else { return Ok(None) };
    Ok(Some(Answered { at, by: row.text("answered_by")?, answer: row.json("answer")? }))
}

/// A row of `journal`.
pub(super) fn journal_entry(row: &impl Cell) -> Result<JournalEntry, Error> {
    Ok(JournalEntry {
        id: row.text("id")?,
        run_id: row.maybe_text("run_id")?,
        position: row.cell("position")?,
        link_id: row.maybe_text("link_id")?,
        side: row.word("side")?,
        action: row.text("action")?,
        record: record_ref(row)?,
        folder_id: row.maybe_text("folder_id")?,
        item_id: row.maybe_text("item_id")?,
        create_key: row.maybe_text("create_key")?,
        before: row.maybe_json("before_image")?,
        after: row.maybe_json("after_image")?,
        state: row.word("state")?,
        at: row.instant("at")?,
        settled_at: row.maybe_instant("settled_at")?,
        sought_at: row.maybe_instant("sought_at")?,
        note: row.text("note")?,
    })
}

fn audit_row(row: &QueryResult) -> Result<AuditRow, Error> {
    let record = if row.maybe_text("kind")?.is_some() { Some(record_ref(row)?) } else { None };
    Ok(AuditRow {
        seq: row.number("seq")?,
        at: row.instant("at")?,
        by: row.text("by")?,
        entry: AuditEntry {
            action: row.text("action")?,
            record,
            outcome: row.text("outcome")?,
            detail: row.text("detail")?,
        },
    })
}

fn answer(row: &QueryResult) -> Result<StoredAnswer, Error> {
    Ok(StoredAnswer {
        person: row.text("person")?,
        key: row.text("key")?,
        fingerprint: row.text("fingerprint")?,
        status: u16::try_from(row.number("status")?).map_err(|error| Error::invalid("status", error))?,
        body: row.text("body")?,
    })
}

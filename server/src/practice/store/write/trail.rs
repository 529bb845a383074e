use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SimpleExpr};

use super::super::rows::{Cell, Cells, error, first, instant, is, json, missing, select, word};
use super::super::trail::replaced_by;
use super::Writer;
use crate::practice::{AuditEntry, Error, JournalEntry, JournalState, Question, RecordRef, Replaced};

impl Writer<'_> {
    pub(super) async fn keep(&mut self, replaced: Replaced) -> Result<(), Error> {
        let id = (self.new_id)();
        let mut cells = about(&replaced.record);
        cells.extend([
            ("id", id.as_str().into()),
            ("field", replaced.field.as_str().into()),
            ("side", word(replaced.side).into()),
            ("value", maybe_json(replaced.value.as_ref())?),
            ("replaced_by", maybe_json(replaced.replaced_by.as_ref())?),
            ("why", replaced.why.into()),
            ("run_id", replaced.run_id.into()),
            ("journal_id", replaced.journal_id.into()),
            ("at", instant(self.now).into()),
            ("by", self.by.as_str().into()),
        ]);
        self.insert("history", cells).await?;
        self.done.history.push(id);
        Ok(())
    }

    pub(super) async fn journal(&self, entry: JournalEntry) -> Result<(), Error> {
        let mut cells = about(&entry.record);
        cells.extend([
            ("id", entry.id.into()),
            ("run_id", entry.run_id.into()),
            ("position", entry.position.into()),
            ("link_id", entry.link_id.into()),
            ("side", word(entry.side).into()),
            ("action", entry.action.into()),
            ("folder_id", entry.folder_id.into()),
            ("item_id", entry.item_id.into()),
            ("create_key", entry.create_key.into()),
            ("before_image", maybe_json(entry.before.as_ref())?),
            ("after_image", maybe_json(entry.after.as_ref())?),
            ("state", word(entry.state).into()),
            ("at", instant(entry.at).into()),
            ("settled_at", entry.settled_at.map(instant).into()),
            ("sought_at", entry.sought_at.map(instant).into()),
            ("note", entry.note.into()),
        ]);
        let (mut columns, values): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
        columns.push("seq");
        let values = values.into_iter().map(SimpleExpr::from).chain([next_of_journal()]);
        let insert = Query::insert().into_table("journal").columns(columns).values_panic(values).take();
        self.tx.later(&insert).await.map_err(error)
    }

    /// Done and failed are the end of it: from those nothing leads back.
    pub(super) async fn settle(&mut self, journal_id: &str, state: JournalState, note: String) -> Result<(), Error> {
        let settled = matches!(state, JournalState::Done | JournalState::Failed);
        let cells: Cells = vec![
            ("state", word(state).into()),
            ("settled_at", settled.then(|| instant(self.now)).into()),
            ("note", note.into()),
        ];
        if settled && self.tx.joins() {
            self.expected.settled(journal_id);
            let cells = cells.into_iter().map(|(column, value)| (column, SimpleExpr::from(value)));
            let open = is("id", journal_id).and(Expr::col("settled_at").is_null());
            let update = Query::update().table("journal").values(cells).and_where(open).take();
            return self.tx.later(&update).await.map_err(error);
        }
        let statement = select("journal", is("id", journal_id));
        let ended = first(self.tx, &statement, |row| row.maybe_text("settled_at")).await?;
        if ended.ok_or_else(|| missing("journal entry", journal_id))?.is_some() {
            return Err(Error::invalid("state", "the journal entry is settled already"));
        }
        self.change("journal", "journal entry", journal_id, cells).await
    }

    pub(super) async fn sought(&self, journal_id: &str) -> Result<(), Error> {
        let cells = vec![("sought_at", instant(self.now).into())];
        self.change("journal", "journal entry", journal_id, cells).await
    }

    pub(super) async fn settle_item(&self, folder_id: &str, item_id: &str) -> Result<(), Error> {
        let about = is("folder_id", folder_id).and(is("item_id", item_id)).and(is("state", &word(JournalState::Sent)));
        let done: Cells = vec![("state", word(JournalState::Done).into()), ("settled_at", instant(self.now).into())];
        let done = done.into_iter().map(|(column, value)| (column, SimpleExpr::from(value)));
        let update = Query::update().table("journal").values(done).and_where(about).take();
        self.tx.later(&update).await.map_err(error)
    }

    pub(super) async fn ask(&self, question: Question) -> Result<(), Error> {
        let mut open = replaced_by(self.tx, &question).await?.into_iter();
        let kept = open.next().map(|open| (open.id, open.asked_at));
        for twin in open {
            self.answer(&twin.id, serde_json::Value::Null).await?;
        }
        let (id, asked_at) = kept.unwrap_or((question.id, question.asked_at));
        let mut cells = about(&question.record);
        cells.extend([
            ("id", id.into()),
            ("staff_id", question.staff_id.into()),
            ("about", word(question.about).into()),
            ("link_id", question.link_id.into()),
            ("folder_id", question.folder_id.into()),
            ("item_id", question.item_id.into()),
            ("candidates", json(&question.candidates)?.into()),
            ("item", maybe_json(question.item.as_ref())?),
            ("rows", json(&question.rows)?.into()),
            ("practice_at", question.practice_at.map(instant).into()),
            ("outlook_at", question.outlook_at.map(instant).into()),
            ("asked_at", instant(asked_at).into()),
        ]);
        self.upsert("question", &["id"], cells).await
    }

    pub(super) async fn answer(&self, question_id: &str, answer: serde_json::Value) -> Result<(), Error> {
        let statement = select("question", is("id", question_id));
        let answered = first(self.tx, &statement, |row| row.maybe_text("answered_at")).await?;
        if answered.ok_or_else(|| missing("question", question_id))?.is_some() {
            return Err(Error::Taken { what: format!("the answer to question {question_id}") });
        }
        let cells = vec![
            ("answered_at", instant(self.now).into()),
            ("answered_by", self.by.as_str().into()),
            ("answer", json(&answer)?.into()),
        ];
        self.change("question", "question", question_id, cells).await
    }

    /// One that was answered meanwhile stays so.
    pub(super) async fn withdraw(&self, question_id: &str) -> Result<(), Error> {
        match self.answer(question_id, serde_json::Value::Null).await {
            Err(Error::Taken { .. }) => Ok(()),
            done => done,
        }
    }

    pub(super) async fn audit(&self, entry: AuditEntry) -> Result<(), Error> {
        let mut cells = entry.record.as_ref().map(about).unwrap_or_default();
        cells.extend([
            ("at", instant(self.now).into()),
            ("by", self.by.as_str().into()),
            ("action", entry.action.into()),
            ("outcome", entry.outcome.into()),
            ("detail", entry.detail.into()),
        ]);
        self.insert("audit", cells).await
    }
}

/// One more than the last number of the journal.
fn next_of_journal() -> SimpleExpr {
    let last = Func::coalesce([Expr::col("seq").max(), Expr::val(0_i64)]);
    let next = Query::select().expr(Expr::expr(last).add(1_i64)).from("journal").take();
    SimpleExpr::SubQuery(None, Box::new(next.into()))
}

fn about(record: &RecordRef) -> Cells {
    vec![("kind", word(record.kind).into()), ("record_id", record.id.as_str().into())]
}

/// JSON text, where there is something.
pub(super) fn maybe_json(value: Option<&impl serde::Serialize>) -> Result<sea_orm::Value, Error> {
    Ok(value.map(json).transpose()?.into())
}

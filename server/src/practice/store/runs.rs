//! Runs, their plans and what they did: reading.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::QueryResult;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement, SimpleExpr};

use super::Store;
use super::rows::{Cell, all, first, instant, is, one, select, word};
use super::trail::{as_written, history_entry, journal_entry};
use crate::practice::{Error, HistoryEntry, JournalEntry, PlannedChange, Run, RunState, Runs};

#[async_trait]
impl Runs for Store {
    async fn run(&self, id: &str) -> Result<Run, Error> {
        run(&one(&self.db, &select("run", is("id", id)), "run", id).await?)
    }

    async fn runs(&self, staff_id: &str, limit: u32) -> Result<Vec<Run>, Error> {
        all(&self.db, &last(is("staff_id", staff_id), limit), run).await
    }

    async fn runs_all(&self, limit: u32) -> Result<Vec<Run>, Error> {
        all(&self.db, &last(None, limit), run).await
    }

    async fn open_runs(&self) -> Result<Vec<Run>, Error> {
        all(&self.db, &oldest(is_open()), run).await
    }

    async fn open_run_of(&self, folder_id: &str) -> Result<Option<Run>, Error> {
        first(&self.db, oldest(is("folder_id", folder_id).and(is_open())).limit(1), run).await
    }

    async fn planned(&self, run_id: &str) -> Result<Vec<PlannedChange>, Error> {
        let mut statement = select("planned_change", is("run_id", run_id));
        all(&self.db, statement.order_by("position", Order::Asc), planned_change).await
    }

    async fn journal_of(&self, run_id: &str) -> Result<Vec<JournalEntry>, Error> {
        all(&self.db, &as_written(is("run_id", run_id)), journal_entry).await
    }

    async fn history_of_run(&self, run_id: &str) -> Result<Vec<HistoryEntry>, Error> {
        all(&self.db, select("history", is("run_id", run_id)).order_by("seq", Order::Asc), history_entry).await
    }

    async fn written_since(&self, staff_id: &str, since: Timestamp) -> Result<u64, Error> {
        let automatic = Query::select()
            .column("id")
            .from("run")
            .and_where(is("staff_id", staff_id))
            .and_where(is("cause", "automatic"))
            .take();
        let statement = Query::select()
            .expr_as(Expr::col("id").count(), "count")
            .from("journal")
            .and_where(Expr::col("at").gte(instant(since)))
            .and_where(Expr::col("state").is_in(["sent", "done"]))
            .and_where(Expr::col("run_id").in_subquery(automatic))
            .take();
        let count = first(&self.db, &statement, |row| row.number("count")).await?.unwrap_or_default();
        u64::try_from(count).map_err(|reason| Error::invalid("count", reason))
    }
}

fn is_open() -> SimpleExpr {
    Expr::col("state").is_in(RunState::OPEN.map(word))
}

fn last(condition: impl Into<Option<SimpleExpr>>, limit: u32) -> SelectStatement {
    let mut select = select("run", condition);
    select.order_by("started_at", Order::Desc).order_by("id", Order::Desc).limit(u64::from(limit)).take()
}

fn oldest(condition: SimpleExpr) -> SelectStatement {
    select("run", condition).order_by("started_at", Order::Asc).order_by("id", Order::Asc).take()
}

fn run(row: &QueryResult) -> Result<Run, Error> {
    Ok(Run {
        id: row.text("id")?,
        staff_id: row.text("staff_id")?,
        folder_id: row.maybe_text("folder_id")?,
        cause: row.text("cause")?,
        state: row.word("state")?,
        started_at: row.instant("started_at")?,
        ended_at: row.maybe_instant("ended_at")?,
        plan_hash: row.text("plan_hash")?,
        suspended: row.maybe_json("suspended")?,
        report: row.json("report")?,
        outcome: row.text("outcome")?,
    })
}

fn planned_change(row: &QueryResult) -> Result<PlannedChange, Error> {
    Ok(PlannedChange {
        run_id: row.text("run_id")?,
        position: row.number("position")?,
        hash: row.text("hash")?,
        change: row.text("change")?,
        state: row.word("state")?,
        journal_id: row.maybe_text("journal_id")?,
        note: row.text("note")?,
    })
}

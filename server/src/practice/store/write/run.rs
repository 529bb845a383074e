use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};

use super::super::rows::{error, instant, is, json, missing, word};
use super::Writer;
use super::trail::maybe_json;
use crate::practice::{ChangeState, Error, PlannedChange, Run};

/// Rows of a statement: it takes a bounded number of parameters.
const ROWS: usize = 1000;

impl Writer<'_> {
    pub(super) async fn run(&self, run: Run) -> Result<(), Error> {
        let cells = vec![
            ("id", run.id.into()),
            ("staff_id", run.staff_id.into()),
            ("folder_id", run.folder_id.into()),
            ("cause", run.cause.into()),
            ("state", word(run.state).into()),
            ("started_at", instant(run.started_at).into()),
            ("ended_at", run.ended_at.map(instant).into()),
            ("plan_hash", run.plan_hash.into()),
            ("suspended", maybe_json(run.suspended.as_ref())?),
            ("report", json(&run.report)?.into()),
            ("outcome", run.outcome.into()),
        ];
        self.upsert("run", &["id"], cells).await
    }

    pub(super) async fn plan(&self, run_id: &str, changes: Vec<PlannedChange>) -> Result<(), Error> {
        self.exists("run", run_id).await?;
        let old = Query::delete().from_table("planned_change").and_where(is("run_id", run_id)).take();
        self.tx.execute(&old).await.map_err(error)?;
        for some in changes.chunks(ROWS) {
            let mut rows = Query::insert();
            rows.into_table("planned_change");
            rows.columns(["run_id", "position", "hash", "change", "state", "journal_id", "note"]);
            for change in some {
                rows.values_panic(row(run_id, change));
            }
            self.tx.execute(&rows).await.map_err(error)?;
        }
        Ok(())
    }

    pub(super) async fn planned(
        &mut self,
        run_id: &str,
        position: i64,
        state: ChangeState,
        note: String,
        journal_id: Option<String>,
    ) -> Result<(), Error> {
        let mut update = Query::update();
        update
            .table("planned_change")
            .value("state", word(state))
            .value("note", note)
            .and_where(is("run_id", run_id))
            .and_where(Expr::col("position").eq(position));
        if let Some(journal_id) = journal_id {
            update.value("journal_id", journal_id);
        }
        if self.tx.joins() {
            self.expected.planned(run_id, position);
            return self.tx.later(&update).await.map_err(error);
        }
        let done = self.tx.execute(&update).await.map_err(error)?;
        if done.rows_affected() == 0 { Err(missing("planned change", &format!("{run_id}/{position}"))) } else { Ok(()) }
    }
}

fn row(run_id: &str, change: &PlannedChange) -> [SimpleExpr; 7] {
    [
        run_id.into(),
        change.position.into(),
        change.hash.as_str().into(),
        change.change.as_str().into(),
        word(change.state).into(),
        change.journal_id.clone().into(),
        change.note.as_str().into(),
    ]
}

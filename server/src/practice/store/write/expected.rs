//! What a commit takes for granted while its statements go together, looked at once before its end.
//!
//! Asking before each statement would cost a journey to the database's thread each. Where something is not as expected
//! the commit is undone, and tried again with each statement by itself: then it is known what was wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SimpleExpr};

use super::super::rows::{Cell, first, instant, is};
use super::wire::Wire;
use crate::practice::Error;

/// Identifiers in one statement: it takes a bounded number of parameters.
const SOME: usize = 1000;

/// What is expected.
#[derive(Default)]
pub(super) struct Expected {
    /// Rows that are there, by their tables.
    rows: BTreeMap<&'static str, BTreeSet<String>>,
    /// Changes that are listed in a run's plan.
    planned: BTreeMap<String, BTreeSet<i64>>,
    /// Journal entries that this commit settled, and no other before it.
    settled: BTreeSet<String>,
}

impl Expected {
    pub(super) fn row(&mut self, table: &'static str, id: &str) {
        self.rows.entry(table).or_default().insert(id.to_owned());
    }

    pub(super) fn planned(&mut self, run_id: &str, position: i64) {
        self.planned.entry(run_id.to_owned()).or_default().insert(position);
    }

    pub(super) fn settled(&mut self, journal_id: &str) {
        self.settled.insert(journal_id.to_owned());
    }

    /// Is it all as expected, at the end of a commit of that time?
    pub(super) async fn check(&self, tx: &Wire<'_>, now: Timestamp) -> Result<(), Error> {
        for (table, ids) in &self.rows {
            among(tx, table, "id", ids, SimpleExpr::from(Expr::val(true))).await?;
        }
        for (run, positions) in &self.planned {
            among(tx, "planned_change", "position", positions, is("run_id", run)).await?;
        }
        among(tx, "journal", "id", &self.settled, Expr::col("settled_at").eq(instant(now))).await
    }
}

/// Are there as many of them as there are keys, under that condition?
async fn among<K: Clone + Into<sea_orm::Value>>(
    tx: &Wire<'_>,
    table: &'static str,
    key: &'static str,
    keys: &BTreeSet<K>,
    condition: SimpleExpr,
) -> Result<(), Error> {
    let keys: Vec<K> = keys.iter().cloned().collect();
    for some in keys.chunks(SOME) {
        let mut count = Query::select();
        count.expr_as(Func::count(Expr::col(key)), "many").from(table);
        count.and_where(Expr::col(key).is_in(some.iter().cloned())).and_where(condition.clone());
        let many = first(tx, &count, |row| row.number("many")).await?.unwrap_or_default();
        if usize::try_from(many) != Ok(some.len()) {
            return Err(Error::NotFound { what: table, id: "of those that the commit names".to_owned() });
        }
    }
    Ok(())
}

//! The firm's list of contact filters: reading.

use async_trait::async_trait;
use rules::filter::Filter;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query};
use sea_orm::{ConnectionTrait, QueryResult};

use super::Store;
use super::rows::{Cell, all, is, json, one, select};
use crate::practice::{ContactFilter, Error, Filters};

#[async_trait]
impl Filters for Store {
    async fn filters(&self) -> Result<Vec<ContactFilter>, Error> {
        let mut statement = select("filter", None);
        statement.order_by_expr(Func::lower(Expr::col("name")).into(), Order::Asc).order_by("id", Order::Asc);
        all(&self.db, &statement, filter).await
    }

    async fn filter(&self, id: &str) -> Result<ContactFilter, Error> {
        filter(&one(&self.db, &select("filter", is("id", id)), "filter", id).await?)
    }
}

/// Who uses a filter: the staff members who chose it, by name.
pub(super) async fn users<C: ConnectionTrait>(db: &C, id: &str) -> Result<Vec<String>, Error> {
    let chosen = Query::select()
        .column("owner")
        .from("setting")
        .and_where(is("scope", "staff"))
        .and_where(is("name", "filter"))
        .and_where(is("value", &json(&id)?))
        .take();
    let mut staff = select("staff", Expr::col("id").in_subquery(chosen));
    all(db, staff.order_by("name", Order::Asc), |row| row.text("name")).await
}

fn filter(row: &QueryResult) -> Result<ContactFilter, Error> {
    let filter = Filter { match_all: row.flag("match_all")?, rows: row.json("rows")? };
    Ok(ContactFilter { id: row.text("id")?, name: row.text("name")?, filter })
}

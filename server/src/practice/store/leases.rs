//! Leases, subscriptions and refresh tokens: what servers keep for each other. None of it is an edit, so it is written
//! outside of commits.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait, InsertStatement, OnConflict, Order, Query, SimpleExpr};
use sea_orm::{ConnectionTrait, QueryResult};

use super::Store;
use super::rows::{Cell, all, error, first, insert, instant, is, select, upsert};
use crate::practice::{Error, Leases, RefreshTokens, StoredSubscription, Subscriptions};

#[async_trait]
impl Leases for Store {
    async fn take_lease(&self, key: &str, holder: &str, now: Timestamp, until: Timestamp) -> Result<bool, Error> {
        let cells = vec![("key", key.into()), ("holder", holder.into()), ("until", instant(until).into())];
        let mine = Expr::col(("lease", "holder")).eq(holder);
        let over = Expr::col(("lease", "until")).lte(instant(now));
        let mut taken = OnConflict::column("key");
        taken.update_columns(["holder", "until"]).action_and_where(mine.or(over));
        let _turn = self.turn.lock().await;
        let done = self.db.execute(insert("lease", cells).on_conflict(taken)).await.map_err(error)?;
        Ok(done.rows_affected() > 0)
    }

    async fn prolong_lease(&self, key: &str, holder: &str, until: Timestamp) -> Result<bool, Error> {
        let mine = is("key", key).and(is("holder", holder));
        let update = Query::update().table("lease").value("until", instant(until)).and_where(mine).take();
        let _turn = self.turn.lock().await;
        let done = self.db.execute(&update).await.map_err(error)?;
        Ok(done.rows_affected() > 0)
    }

    async fn release_lease(&self, key: &str, holder: &str) -> Result<(), Error> {
        self.forget("lease", is("key", key).and(is("holder", holder))).await
    }
}

#[async_trait]
impl Subscriptions for Store {
    async fn subscriptions(&self) -> Result<Vec<StoredSubscription>, Error> {
        let mut statement = select("subscription", None);
        all(&self.db, statement.order_by("until", Order::Asc).order_by("id", Order::Asc), subscription).await
    }

    async fn save_subscription(&self, subscription: &StoredSubscription) -> Result<(), Error> {
        let cells = vec![
            ("id", subscription.id.as_str().into()),
            ("folder_id", subscription.folder_id.as_str().into()),
            ("client_state", subscription.client_state.as_str().into()),
            ("until", instant(subscription.until).into()),
        ];
        self.keep(upsert("subscription", &["id"], cells)).await
    }

    async fn drop_subscription(&self, id: &str) -> Result<(), Error> {
        self.forget("subscription", is("id", id)).await
    }
}

#[async_trait]
impl RefreshTokens for Store {
    async fn load_refresh_token(&self, staff_id: &str) -> Result<Option<String>, Error> {
        first(&self.db, &select("refresh_token", is("staff_id", staff_id)), |row| row.text("sealed")).await
    }

    async fn save_refresh_token(&self, staff_id: &str, sealed: &str) -> Result<(), Error> {
        let cells = vec![("staff_id", staff_id.into()), ("sealed", sealed.into())];
        self.keep(upsert("refresh_token", &["staff_id"], cells)).await
    }

    async fn drop_refresh_token(&self, staff_id: &str, sealed: &str) -> Result<(), Error> {
        self.forget("refresh_token", is("staff_id", staff_id).and(is("sealed", sealed))).await
    }
}

impl Store {
    async fn keep(&self, row: InsertStatement) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.db.execute(&row).await.map(drop).map_err(error)
    }

    async fn forget(&self, table: &'static str, condition: SimpleExpr) -> Result<(), Error> {
        let delete = Query::delete().from_table(table).and_where(condition).take();
        let _turn = self.turn.lock().await;
        self.db.execute(&delete).await.map(drop).map_err(error)
    }
}

fn subscription(row: &QueryResult) -> Result<StoredSubscription, Error> {
    Ok(StoredSubscription {
        id: row.text("id")?,
        folder_id: row.text("folder_id")?,
        client_state: row.text("client_state")?,
        until: row.instant("until")?,
    })
}

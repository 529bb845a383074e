use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;

use super::super::filters::users;
use super::super::rows::{error, is, json, missing};
use super::Writer;
use crate::practice::{ContactFilter, Error};

impl Writer<'_> {
    /// The database's own constraint refuses a second filter of that name.
    pub(super) async fn filter(&self, filter: ContactFilter) -> Result<(), Error> {
        let cells = vec![
            ("id", filter.id.into()),
            ("name", filter.name.trim().into()),
            ("match_all", i64::from(filter.filter.match_all).into()),
            ("rows", json(&filter.filter.rows)?.into()),
        ];
        self.upsert("filter", &["id"], cells).await
    }

    pub(super) async fn drop_filter(&self, id: &str) -> Result<(), Error> {
        let by = users(self.tx, id).await?;
        if !by.is_empty() {
            return Err(Error::InUse { what: "filter", by });
        }
        let delete = Query::delete().from_table("filter").and_where(is("id", id)).take();
        let done = self.tx.execute(&delete).await.map_err(error)?;
        if done.rows_affected() == 0 { Err(missing("filter", id)) } else { Ok(()) }
    }
}

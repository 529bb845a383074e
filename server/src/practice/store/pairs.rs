//! What a run reads of the practice side: pairs and records, many at a time. Rows are read as they come, so that only
//! what is made of them is held.

use std::collections::BTreeMap;

use async_trait::async_trait;
use futures_util::TryStreamExt as _;
use rules::record::RecordKind;
use sea_orm::sea_query::{Asterisk, Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{DbBackend, QueryResult, StreamTrait as _};

use super::Store;
use super::columns::columns;
use super::links::{base, link};
use super::opened::{BASE, BETWEEN, LINK, show, there};
use super::people::client;
use super::records::{place, record};
use super::rows::{Cell, Part, all, error, first, is, select, word};
use super::search::readable;
use crate::practice::{Client, Error, Folder, Links as _, Pair, Pairs, Record, RecordRef, Which, WhichRecords};

/// A statement takes a bounded number of parameters.
const SOME: usize = 500;
const RECORD: &str = "r_";
/// The columns of any record beside those of its fields.
const OF_RECORDS: &[&str] = &["id", "version", "edited_at", "edited_by", "origin", "binned_at"];
const OF_APPOINTMENTS: &[&str] = &["series_id", "original_date"];

#[async_trait]
impl Pairs for Store {
    async fn pairs(&self, folder_id: &str, which: &Which) -> Result<Vec<Pair>, Error> {
        let folder = self.folder_by_id(folder_id).await?;
        let conditions: Vec<SimpleExpr> = match which {
            Which::All => return self.read_pairs(&folder, None).await,
            Which::Items(ids) => ids.chunks(SOME).map(of_items).collect(),
            Which::Records(ids) => ids.chunks(SOME).map(|ids| of_records(folder.key.kind, ids)).collect(),
        };
        // An item can be named twice, by both its identifiers.
        let mut pairs = BTreeMap::new();
        for condition in conditions {
            let some = self.read_pairs(&folder, Some(condition)).await?;
            pairs.extend(some.into_iter().map(|pair| (pair.link.id.clone(), pair)));
        }
        Ok(pairs.into_values().collect())
    }

    async fn records(&self, kind: RecordKind, which: &WhichRecords) -> Result<Vec<Record>, Error> {
        let ids = match which {
            WhichRecords::Present => return self.read_records(kind, Expr::col("binned_at").is_null()).await,
            WhichRecords::Ids(ids) => ids,
        };
        let mut records = BTreeMap::new();
        for some in ids.chunks(SOME) {
            let some = self.read_records(kind, Expr::col("id").is_in(some)).await?;
            records.extend(some.into_iter().map(|record| (record.record.id.clone(), record)));
        }
        Ok(records.into_values().collect())
    }

    async fn unlinked(&self, folder_id: &str, kind: RecordKind) -> Result<Vec<Record>, Error> {
        let linked = Query::select()
            .column("record_id")
            .from("link")
            .and_where(is("folder_id", folder_id))
            .and_where(is("kind", &word(kind)))
            .and_where(Expr::col("record_id").equals((place(kind).table, "id")))
            .take();
        self.read_records(kind, Expr::col("binned_at").is_null().and(SimpleExpr::not_exists(linked))).await
    }

    async fn contacts_of_clients(&self, client_ids: &[String]) -> Result<Vec<String>, Error> {
        let mut contacts = Vec::new();
        for some in client_ids.chunks(SOME) {
            let tied = select("contact_client", Expr::col("client_id").is_in(some));
            contacts.extend(all(&self.db, &tied, |row| row.text("contact_id")).await?);
        }
        contacts.sort_unstable();
        contacts.dedup();
        Ok(contacts)
    }

    async fn all_clients(&self) -> Result<Vec<Client>, Error> {
        all(&self.db, select("client", None).order_by("number", Order::Asc), client).await
    }

    async fn count_links(&self, folder_id: &str) -> Result<u64, Error> {
        let joined = is("folder_id", folder_id).and(is("state", "joined"));
        let count = Expr::col("id").count();
        let statement = Query::select().expr_as(count, "count").from("link").and_where(joined).take();
        let count = first(&self.db, &statement, |row| row.number("count")).await?.unwrap_or_default();
        u64::try_from(count).map_err(|reason| Error::invalid("count", reason))
    }
}

impl Store {
    async fn read_pairs(&self, folder: &Folder, condition: Option<SimpleExpr>) -> Result<Vec<Pair>, Error> {
        let kind = folder.key.kind;
        let mut statement = pairs(self.db.get_database_backend(), kind);
        statement.and_where(Expr::col(("link", "folder_id")).eq(folder.id.as_str()));
        match condition {
            // Asked for an order, the database would read the whole folder in it to find some.
            Some(condition) => statement.and_where(condition),
            None => statement.order_by(("link", "id"), Order::Asc),
        };
        self.each(&statement, pair).await
    }

    async fn read_records(&self, kind: RecordKind, condition: SimpleExpr) -> Result<Vec<Record>, Error> {
        let table = place(kind).table;
        let mut statement = Query::select();
        statement
            .column((table, Asterisk))
            .expr_as(tied(self.db.get_database_backend(), kind), "tied")
            .from(table)
            .and_where(condition)
            .order_by((table, "id"), Order::Asc);
        let read = |row: &QueryResult| {
            let of = RecordRef { kind, id: row.text("id")? };
            Ok(readable(record(row, &of, ties(row)?).map_err(|error| error.of(&of))))
        };
        Ok(self.each(&statement, read).await?.into_iter().flatten().collect())
    }

    /// What is read of each row.
    async fn each<T>(
        &self,
        statement: &SelectStatement,
        read: impl Fn(&QueryResult) -> Result<T, Error> + Send,
    ) -> Result<Vec<T>, Error> {
        let mut rows = self.db.stream(statement).await.map_err(error)?;
        let mut found = Vec::new();
        while let Some(row) = rows.try_next().await.map_err(error)? {
            found.push(read(&row)?);
        }
        Ok(found)
    }
}

fn of_items(ids: &[String]) -> SimpleExpr {
    Expr::col(("link", "item_id")).is_in(ids).or(Expr::col(("link", "immutable_id")).is_in(ids))
}

fn of_records(kind: RecordKind, ids: &[String]) -> SimpleExpr {
    Expr::col(("link", "kind")).eq(word(kind)).and(Expr::col(("link", "record_id")).is_in(ids))
}

/// Links with base and record, each in one row.
fn pairs(backend: DbBackend, kind: RecordKind) -> SelectStatement {
    let place = place(kind);
    let series = match kind {
        RecordKind::Appointment => OF_APPOINTMENTS,
        RecordKind::Contact => &[],
    };
    let mut select = Query::select();
    for joined in [&LINK, &BASE] {
        joined.columns.iter().for_each(|column| show(&mut select, joined.table, joined.prefix, column));
    }
    let columns = OF_RECORDS.iter().chain(series).copied().chain(columns(kind).map(|field| field.column));
    columns.for_each(|column| show(&mut select, place.table, RECORD, column));
    let of_kind = Expr::col(("link", "kind")).eq(word(kind));
    select
        .expr_as(tied(backend, kind), "tied")
        .from("link")
        .left_join("base", Expr::col(("base", "link_id")).equals(("link", "id")))
        .left_join(place.table, Expr::col((place.table, "id")).equals(("link", "record_id")).and(of_kind));
    select.take()
}

fn pair(row: &QueryResult) -> Result<Pair, Error> {
    let link = link(&Part { row, prefix: LINK.prefix })?;
    let base = there(&Part { row, prefix: BASE.prefix }, "link_id")?.then(|| base(&Part { row, prefix: BASE.prefix }));
    let of_record = Part { row, prefix: RECORD };
    let record = there(&of_record, "id")?.then(|| record(&of_record, &link.record, ties(row)?));
    let (base, record) = (base.transpose(), record.transpose());
    let unread = [base.as_ref().err(), record.as_ref().err()].into_iter().flatten().next();
    let unread = unread.map(|error| error.clone().of(&link.record));
    Ok(Pair { base: base.unwrap_or_default(), record: record.unwrap_or_default(), unread, link })
}

/// What the tying table holds of a record, as one text.
pub(super) fn tied(backend: DbBackend, kind: RecordKind) -> SimpleExpr {
    let joined = match backend {
        DbBackend::Postgres => "string_agg",
        _ => "group_concat",
    };
    let place = place(kind);
    let mut tied = Query::select();
    tied.expr(Func::cust(joined).arg(Expr::col((place.tie, place.to))).arg(BETWEEN))
        .from(place.tie)
        .and_where(Expr::col((place.tie, place.from)).equals((place.table, "id")));
    SimpleExpr::SubQuery(None, Box::new(tied.take().into()))
}

/// The identifiers in the column that [`tied`] made.
pub(super) fn ties(row: &QueryResult) -> Result<Vec<String>, Error> {
    let tied = row.maybe_text("tied")?.unwrap_or_default();
    Ok(tied.split(BETWEEN).filter(|id| !id.is_empty()).map(str::to_owned).collect())
}

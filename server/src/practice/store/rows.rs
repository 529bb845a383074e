//! Statements and rows: the little SQL that every resource needs, and the one place where the database's errors become
//! the domain's.

use jiff::{Timestamp, civil::Date};
use sea_orm::sea_query::{
    Asterisk, Expr, ExprTrait, InsertStatement, OnConflict, Query, SelectStatement, SimpleExpr, UpdateStatement,
};
use sea_orm::{ConnectionTrait, DbErr, QueryResult, RuntimeErr, TryGetable, Value};
use serde::{Serialize, de::DeserializeOwned};

use crate::meter;
use crate::practice::Error;

/// Columns and what is written into them.
pub(super) type Cells = Vec<(&'static str, Value)>;

/// A new row.
pub(super) fn insert(table: &'static str, cells: Cells) -> InsertStatement {
    let (columns, values): (Vec<_>, Vec<_>) = cells.into_iter().unzip();
    Query::insert().into_table(table).columns(columns).values_panic(values.into_iter().map(SimpleExpr::from)).take()
}

/// A row made, or replaced where one with these keys is there.
pub(super) fn upsert(table: &'static str, keys: &[&'static str], cells: Cells) -> InsertStatement {
    let others: Vec<_> = cells.iter().map(|cell| cell.0).filter(|column| !keys.contains(column)).collect();
    let mut conflict = OnConflict::columns(keys.iter().copied());
    if others.is_empty() {
        conflict.do_nothing();
    } else {
        conflict.update_columns(others);
    }
    insert(table, cells).on_conflict(conflict).take()
}

/// All columns of the rows that meet the condition.
pub(super) fn select(table: &'static str, condition: impl Into<Option<SimpleExpr>>) -> SelectStatement {
    let mut select = Query::select().column(Asterisk).from(table).take();
    if let Some(condition) = condition.into() {
        select.and_where(condition);
    }
    select
}

/// The condition that a column holds that text.
pub(super) fn is(column: &'static str, text: &str) -> SimpleExpr {
    Expr::col(column).eq(text)
}

/// Columns of the row with that id are changed.
pub(super) fn update(table: &'static str, id: &str, cells: Cells) -> UpdateStatement {
    let values = cells.into_iter().map(|(column, value)| (column, SimpleExpr::from(value)));
    Query::update().table(table).values(values).and_where(is("id", id)).take()
}

/// Changes columns of the row with that id; [`Error::NotFound`] when there is none.
pub(super) async fn change<C: ConnectionTrait>(
    db: &C,
    table: &'static str,
    what: &'static str,
    id: &str,
    cells: Cells,
) -> Result<(), Error> {
    let done = db.execute(&update(table, id, cells)).await.map_err(error)?;
    if done.rows_affected() == 0 { Err(missing(what, id)) } else { Ok(()) }
}

/// The one row that a statement finds, or [`Error::NotFound`].
pub(super) async fn one<C: ConnectionTrait>(
    db: &C,
    statement: &SelectStatement,
    what: &'static str,
    id: &str,
) -> Result<QueryResult, Error> {
    db.query_one(statement).await.map_err(error)?.ok_or_else(|| missing(what, id))
}

/// The rows that a statement finds, each read.
pub(super) async fn all<C: ConnectionTrait, T>(
    db: &C,
    statement: &SelectStatement,
    read: impl Fn(&QueryResult) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    db.query_all(statement).await.map_err(error)?.iter().map(read).collect()
}

/// The first row that a statement finds, read.
pub(super) async fn first<C: ConnectionTrait, T>(
    db: &C,
    statement: &SelectStatement,
    read: impl Fn(&QueryResult) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    db.query_one(statement).await.map_err(error)?.as_ref().map(read).transpose()
}

/// There is no such thing.
pub(super) fn missing(what: &'static str, id: &str) -> Error {
    Error::NotFound { what, id: id.to_owned() }
}

/// A point in time as it is stored: UTC, at least milliseconds, so that text order is time order.
pub(super) fn instant(at: Timestamp) -> String {
    if at.subsec_nanosecond() % 1_000_000 == 0 { format!("{at:.3}") } else { at.to_string() }
}

/// The word of an enum's variant, as serde names it.
pub(super) fn word(variant: impl Serialize) -> String {
    match serde_json::to_value(variant) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// A value as JSON text.
pub(super) fn json(value: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::invalid("json", error))
}

/// A row's columns, read as what they should be. What another program wrote there may be anything: then it is
/// [`Error::Invalid`] with the column's name.
pub(super) trait Cell {
    fn cell<T: TryGetable>(&self, column: &str) -> Result<T, Error>;

    fn text(&self, column: &str) -> Result<String, Error> {
        self.cell(column)
    }

    fn maybe_text(&self, column: &str) -> Result<Option<String>, Error> {
        self.cell(column)
    }

    fn number(&self, column: &str) -> Result<i64, Error> {
        self.cell(column)
    }

    fn flag(&self, column: &str) -> Result<bool, Error> {
        Ok(self.number(column)? != 0)
    }

    fn instant(&self, column: &str) -> Result<Timestamp, Error> {
        parse(column, &self.text(column)?)
    }

    fn maybe_instant(&self, column: &str) -> Result<Option<Timestamp>, Error> {
        self.maybe_text(column)?.map(|text| parse(column, &text)).transpose()
    }

    fn date(&self, column: &str) -> Result<Date, Error> {
        parse(column, &self.text(column)?)
    }

    fn maybe_word<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>, Error> {
        let Some(word) = self.maybe_text(column)? else { return Ok(None) };
        let word = serde_json::from_value(serde_json::Value::String(word));
        word.map(Some).map_err(|error| Error::invalid(column, error))
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, Error> {
        from_json(column, &self.text(column)?)
    }

    fn maybe_json<T: DeserializeOwned>(&self, column: &str) -> Result<Option<T>, Error> {
        self.maybe_text(column)?.map(|text| from_json(column, &text)).transpose()
    }

    fn word<T: DeserializeOwned>(&self, column: &str) -> Result<T, Error> {
        let word = serde_json::Value::String(self.text(column)?);
        serde_json::from_value(word).map_err(|error| Error::invalid(column, error))
    }
}

/// The columns of one table in a row that several were joined for: each is named by a prefix and itself.
pub(super) struct Part<'a> {
    /// The whole row.
    pub(super) row: &'a QueryResult,
    /// What the names of its columns begin with.
    pub(super) prefix: &'static str,
}

impl Cell for Part<'_> {
    fn cell<T: TryGetable>(&self, column: &str) -> Result<T, Error> {
        self.row.try_get(self.prefix, column).map_err(|error| Error::invalid(column, error))
    }
}

impl Cell for QueryResult {
    fn cell<T: TryGetable>(&self, column: &str) -> Result<T, Error> {
        self.try_get("", column).map_err(|error| Error::invalid(column, error))
    }
}

/// Text as what it should be.
pub(super) fn parse<T: std::str::FromStr<Err: ToString>>(column: &str, text: &str) -> Result<T, Error> {
    text.parse().map_err(|error: T::Err| Error::invalid(column, error.to_string()))
}

/// JSON text as what it should be.
pub(super) fn from_json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::invalid(column, error))
}

/// The database's error as the domain's.
pub(super) fn error(error: DbErr) -> Error {
    let (DbErr::Exec(runtime) | DbErr::Query(runtime) | DbErr::Conn(runtime)) = &error else {
        return Error::Unavailable(error.to_string());
    };
    let RuntimeErr::SqlxError(cause) = runtime else { return Error::Unavailable(error.to_string()) };
    let Some(cause) = cause.as_database_error() else { return Error::Unavailable(error.to_string()) };
    let message = cause.message().to_owned();
    let detail = message.split_once(": ").map_or(message.as_str(), |(_, detail)| detail).to_owned();
    if cause.is_unique_violation() {
        Error::Taken { what: detail }
    } else if cause.is_foreign_key_violation() {
        Error::invalid("reference", "names something that is not there")
    } else if cause.is_check_violation() {
        Error::invalid(detail, "is not what the column may hold")
    } else if is_busy(cause.code().as_deref()) {
        meter::database_busy();
        Error::Busy
    } else {
        Error::Unavailable(message)
    }
}

/// SQLite's `SQLITE_BUSY` and `SQLITE_LOCKED` in their extended forms; PostgreSQL's serialization failure, deadlock
/// and lock time-out.
fn is_busy(code: Option<&str>) -> bool {
    match code {
        Some("40001" | "40P01" | "55P03") => true,
        Some(code) if code.len() < 5 => code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6)),
        _ => false,
    }
}

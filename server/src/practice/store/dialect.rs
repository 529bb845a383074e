//! Where the databases differ, beside their triggers: how text is kept and ordered, how writers take turns, and what of the
//! change log may be read.

use sea_orm::sea_query::{ColumnDef, Expr, SimpleExpr};
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use super::rows::{Cell, error};
use super::schema::{number, sequence};
use crate::practice::Error;

/// SQLite keeps text as UTF-8 and orders it by its bytes; so has PostgreSQL to, or what is text order here is none there.
pub(super) async fn check_text<C: ConnectionTrait>(db: &C) -> Result<(), Error> {
    let sql = "SELECT pg_encoding_to_char(encoding)::text AS encoding, datcollate::text AS collation \
               FROM pg_database WHERE datname = current_database()";
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.map_err(error)?;
    let row = row.ok_or_else(|| Error::Unavailable("the database is not in its own list".to_owned()))?;
    let (encoding, collation) = (row.text("encoding")?, row.text("collation")?);
    let by_bytes = ["C", "POSIX", "C.UTF-8", "C.utf8"].contains(&collation.as_str());
    if encoding == "UTF8" && by_bytes {
        return Ok(());
    }
    Err(Error::Unavailable(format!(
        "the database has encoding {encoding} and collation {collation}: create it with ENCODING 'UTF8' LC_COLLATE 'C' \
         LC_CTYPE 'C' TEMPLATE template0"
    )))
}

/// The number of the lock that writers hold: no other program takes it.
const TURN: i64 = 0x0063_6f6e_636f_7264;

/// Our writers take turns, of whichever server. SQLite's do by themselves, with all other programs.
pub(super) async fn take_turn(tx: &DatabaseTransaction) -> Result<(), Error> {
    match tx.get_database_backend() {
        DbBackend::Postgres => {
            tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({TURN})")).await.map(drop).map_err(error)
        }
        _ => Ok(()),
    }
}

/// The numbers within a transaction.
pub(super) const LOG_NUMBERS: &str = "CREATE SEQUENCE change_log_number";

/// The sequence number of the change log.
///
/// PostgreSQL hands out sequence numbers before commit: a lower one can come to light after a higher one was read. So the
/// transaction's own number leads, and [`settled`] reads below the oldest transaction that still runs.
pub(super) fn log_sequence(backend: DbBackend) -> ColumnDef {
    let number_of = "((pg_current_xact_id()::text::bigint << 24) | (nextval('change_log_number') & 16777215))";
    match backend {
        DbBackend::Postgres => number("seq").default(Expr::cust(number_of)).primary_key().take(),
        _ => sequence(),
    }
}

/// The condition that nothing can be added any more below a row of the change log.
pub(super) fn settled(backend: DbBackend) -> Option<SimpleExpr> {
    let below = "seq < (pg_snapshot_xmin(pg_current_snapshot())::text::bigint << 24)";
    (backend == DbBackend::Postgres).then(|| Expr::cust(below))
}

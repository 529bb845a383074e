//! A commit's way to the database.
//!
//! Each statement goes to the database's own thread (or, with PostgreSQL, over the network) and comes back, which takes
//! longer than what most of them do there. So writes whose outcome nobody asks for wait, and go along with the next one
//! that reads: as one text, which SQLite takes and PostgreSQL does not.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement, StatementBuilder, Value,
};

/// A commit begins there, and can be taken back to there without those before it in the same transaction.
const BEGIN: &str = "SAVEPOINT one";
const KEEP: &str = "RELEASE SAVEPOINT one";
const UNDO: &str = "ROLLBACK TO SAVEPOINT one";

/// More do not wait: texts that are alike are prepared once, very long ones are not alike.
const MOST: usize = 16;

/// The statements of one commit within a transaction.
pub(in super::super) struct Wire<'a> {
    tx: &'a DatabaseTransaction,
    joins: bool,
    begun: AtomicBool,
    waiting: Mutex<Waiting>,
}

/// What waits, as one text.
#[derive(Default)]
struct Waiting {
    sql: String,
    values: Vec<Value>,
    many: usize,
}

impl Waiting {
    fn push(&mut self, statement: Statement) {
        if !self.sql.is_empty() {
            self.sql.push_str("; ");
        }
        self.sql.push_str(&statement.sql);
        self.values.extend(statement.values.into_iter().flat_map(|values| values.0));
        self.many += 1;
    }
}

impl<'a> Wire<'a> {
    /// Whether statements can go together there.
    pub(super) fn can_join(tx: &DatabaseTransaction) -> bool {
        tx.get_database_backend() == DbBackend::Sqlite
    }

    /// Statements go together, or each by itself.
    pub(super) fn new(tx: &'a DatabaseTransaction, joins: bool) -> Self {
        Self { tx, joins, begun: AtomicBool::new(false), waiting: Mutex::default() }
    }

    /// Whether statements go together: then nobody knows which of them failed.
    pub(super) fn joins(&self) -> bool {
        self.joins
    }

    /// From here on everything is kept or undone together.
    pub(super) async fn begin(&self) -> Result<(), DbErr> {
        self.later_raw(Statement::from_string(self.get_database_backend(), BEGIN)).await
    }

    /// What was written since the beginning stays, if the transaction does. Goes with the next statement.
    pub(super) async fn keep(&self) -> Result<(), DbErr> {
        self.later_raw(Statement::from_string(self.get_database_backend(), KEEP)).await
    }

    /// Takes back what was written since the beginning, if anything was. When that fails the transaction is lost.
    pub(super) async fn undo(self) -> Result<(), DbErr> {
        if self.begun.into_inner() {
            self.tx.execute_unprepared(UNDO).await?;
            self.tx.execute_unprepared(KEEP).await?;
        }
        Ok(())
    }

    /// Writes, at the latest before anything else is read.
    pub(super) async fn later(&self, statement: &impl StatementBuilder) -> Result<(), DbErr> {
        self.later_raw(self.get_database_backend().build(statement)).await
    }

    async fn later_raw(&self, statement: Statement) -> Result<(), DbErr> {
        if !self.joins {
            self.begun.store(true, Ordering::Relaxed);
            return self.tx.execute_raw(statement).await.map(drop);
        }
        let many = {
            let mut waiting = self.waiting();
            waiting.push(statement);
            waiting.many
        };
        if many < MOST { Ok(()) } else { self.flush().await }
    }

    /// Writes what waits.
    async fn flush(&self) -> Result<(), DbErr> {
        match self.take() {
            Some(statement) => self.tx.execute_raw(statement).await.map(drop),
            None => Ok(()),
        }
    }

    /// What waits, and then that statement.
    fn with(&self, statement: Statement) -> Statement {
        self.waiting().push(statement);
        self.take().unwrap_or_else(|| Statement::from_string(self.get_database_backend(), ""))
    }

    fn take(&self) -> Option<Statement> {
        let Waiting { sql, values, many } = std::mem::take(&mut *self.waiting());
        self.begun.store(true, Ordering::Relaxed);
        (many > 0).then(|| Statement::from_sql_and_values(self.get_database_backend(), sql, values))
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Every statement sees what waited before it.
#[async_trait]
impl ConnectionTrait for Wire<'_> {
    fn get_database_backend(&self) -> DbBackend {
        self.tx.get_database_backend()
    }

    /// By itself: how many rows it changed is its own number.
    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.flush().await?;
        self.tx.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.flush().await?;
        self.tx.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.tx.query_one_raw(self.with(statement)).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.tx.query_all_raw(self.with(statement)).await
    }
}

//! The practice database over SeaORM: SQLite and PostgreSQL by the same code.

mod columns;
mod dialect;
mod filters;
mod identity;
mod incomplete;
mod leases;
mod links;
mod migration;
mod opened;
mod pairs;
mod people;
mod records;
mod rows;
mod runs;
mod schema;
mod search;
mod syncing;
mod trail;
mod triggers;
mod turns;
mod write;

use std::{fmt, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, sqlx};
use sea_orm_migration::MigratorTrait;
use tokio::sync::Mutex;

use super::{Commit, Committed, Error, Practice, Step};
use crate::meter;
use rows::error;

/// Where identifiers of new things come from.
pub type IdSource = Arc<dyn Fn() -> String + Send + Sync>;

/// UUIDs of version 7: they sort by the time at which they were made.
pub fn uuid_v7() -> IdSource {
    Arc::new(|| uuid::Uuid::now_v7().to_string())
}

/// The practice database.
#[derive(Clone)]
pub struct Store {
    db: DatabaseConnection,
    /// Writers of this process take turns here instead of waiting for each other inside the database.
    turn: Arc<Mutex<()>>,
    queue: turns::Queue,
    opened: Arc<opened::Prepared>,
    new_id: IdSource,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("db", &self.db).finish_non_exhaustive()
    }
}

/// How long a writer waits for another program's write.
const PATIENCE: Duration = Duration::from_secs(5);
const CONNECTIONS: u32 = 6;

impl Store {
    /// Opens the SQLite database in that file, which is made when it is not there. [`Store::migrate`] makes its tables.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the file cannot be opened or is no database.
    pub async fn sqlite(file: &Path, new_id: IdSource) -> Result<Self, Error> {
        let file = file.to_owned();
        let mut options = ConnectOptions::new("sqlite://practice.db");
        // A file does not hang up: nobody has to ask before each statement whether it is still there.
        options.max_connections(CONNECTIONS).test_before_acquire(false);
        options.sqlx_logging(false).map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .filename(&file)
                .create_if_missing(true)
                .pragma("journal_mode", "WAL")
                .pragma("synchronous", "FULL")
                .foreign_keys(true)
                .busy_timeout(PATIENCE)
        });
        let db = Database::connect(options).await.map_err(error)?;
        Ok(Self::over(db, new_id))
    }

    fn over(db: DatabaseConnection, new_id: IdSource) -> Self {
        let opened = Arc::new(opened::Prepared::new(db.get_database_backend()));
        Self { db, turn: Arc::default(), queue: turns::Queue::default(), opened, new_id }
    }

    /// Connects to the PostgreSQL database at that URL. [`Store::migrate`] makes its tables. Several servers may work on
    /// one database.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it cannot be reached, or does not keep and order text as characters by their numbers.
    pub async fn postgres(url: &str, new_id: IdSource) -> Result<Self, Error> {
        let mut options = ConnectOptions::new(url);
        let patience = format!("{}ms", PATIENCE.as_millis());
        options.max_connections(CONNECTIONS).sqlx_logging(false);
        options.map_sqlx_postgres_opts(move |postgres| postgres.options([("lock_timeout", &patience)]));
        let db = Database::connect(options).await.map_err(error)?;
        dialect::check_text(&db).await?;
        Ok(Self::over(db, new_id))
    }

    /// Brings the tables up to date; changes nothing when they are.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when a migration fails: it leaves nothing behind.
    pub async fn migrate(&self) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        if self.pending_migrations().await? == 0 {
            return Ok(());
        }
        migration::Migrator::up(&self.db, None).await.map_err(error)?;
        self.reconnect().await
    }

    /// Ends all connections. One that was opened before a migration would read rows by the columns of then.
    async fn reconnect(&self) -> Result<(), Error> {
        let ended = match self.db.get_database_backend() {
            DbBackend::Postgres => end_all(self.db.get_postgres_connection_pool()).await,
            _ => end_all(self.db.get_sqlite_connection_pool()).await,
        };
        ended.map_err(|reason| Error::Unavailable(reason.to_string()))
    }

    /// The number of migrations that [`Store::migrate`] would apply.
    pub async fn pending_migrations(&self) -> Result<usize, Error> {
        Ok(migration::Migrator::get_pending_migrations(&self.db).await.map_err(error)?.len())
    }

    /// Lets go of the database; calls after it fail.
    pub async fn close(self) -> Result<(), Error> {
        self.db.close().await.map_err(error)
    }
}

async fn end_all<DB: sqlx::Database>(pool: &sqlx::Pool<DB>) -> Result<(), sqlx::Error> {
    let mut all = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        all.push(pool.acquire().await?);
    }
    for connection in all {
        connection.close().await?;
    }
    Ok(())
}

/// What a commit does to records, as its audit says.
fn edits(commit: &Commit) -> Vec<(String, String)> {
    let edit = |step: &Step| match step {
        Step::Audit(entry) if entry.record.is_some() => Some((entry.action.clone(), entry.outcome.clone())),
        _ => None,
    };
    commit.steps.iter().filter_map(edit).collect()
}

#[async_trait]
impl Practice for Store {
    async fn commit(&self, commit: Commit) -> Result<Committed, Error> {
        let edits = edits(&commit);
        let done = self.in_turn(commit).await?;
        for (action, outcome) in edits {
            meter::edited(&action, &outcome);
        }
        Ok(done)
    }

    fn new_id(&self) -> String {
        (self.new_id)()
    }

    async fn ping(&self) -> Result<(), Error> {
        self.db.execute_unprepared("SELECT 1").await.map(drop).map_err(error)
    }
}

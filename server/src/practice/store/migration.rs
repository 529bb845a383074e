//! The migrations, the same for both databases.

use sea_orm::{ConnectionTrait, DbBackend, DbErr};
use sea_orm_migration::{MigrationName, MigrationTrait, MigratorTrait, SchemaManager, async_trait};

use super::{dialect, schema, syncing, triggers};

/// All migrations, oldest first.
pub(super) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(Initial),
            Box::new(Identities),
            Box::new(Revision),
            Box::new(Lookups),
            Box::new(Syncing),
            Box::new(Imported),
        ]
    }
}

/// The tables of the first release.
struct Initial;

impl MigrationName for Initial {
    fn name(&self) -> &'static str {
        "m0001_initial"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Initial {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let backend = manager.get_database_backend();
        let db = manager.get_connection();
        if backend == DbBackend::Postgres {
            db.execute_unprepared(dialect::LOG_NUMBERS).await?;
        }
        for table in schema::tables(backend) {
            manager.create_table(table).await?;
        }
        for index in schema::indexes() {
            manager.create_index(index).await?;
        }
        for sql in schema::EXPRESSION_INDEXES {
            db.execute_unprepared(sql).await?;
        }
        for sql in triggers::all(backend) {
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Who of Microsoft 365 is which staff member.
struct Identities;

impl MigrationName for Identities {
    fn name(&self) -> &'static str {
        "m0002_identities"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Identities {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in schema::identity_tables() {
            manager.create_table(table).await?;
        }
        for index in schema::identity_indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Whether staff, settings, clients or matters changed, in one number.
struct Revision;

impl MigrationName for Revision {
    fn name(&self) -> &'static str {
        "m0003_revision"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Revision {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(schema::revision_table()).await?;
        let db = manager.get_connection();
        db.execute_unprepared("INSERT INTO revision (id, number) VALUES (1, 1)").await?;
        for sql in triggers::of_revision(manager.get_database_backend(), &triggers::SLOW) {
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// Indexes for what is looked up with every edit: answers by their age, forms in doubt, folders by their mailbox.
struct Lookups;

impl MigrationName for Lookups {
    fn name(&self) -> &'static str {
        "m0004_lookups"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Lookups {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in schema::lookup_indexes() {
            manager.create_index(index).await?;
        }
        manager.get_connection().execute_unprepared(schema::FOLDER_INDEX).await.map(drop)
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// What the sync engine remembers: runs, plans, leases; what links, folders and questions know beside what they did.
struct Syncing;

impl MigrationName for Syncing {
    fn name(&self) -> &'static str {
        "m0005_syncing"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Syncing {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in syncing::columns() {
            manager.alter_table(column).await?;
        }
        for table in syncing::tables() {
            manager.create_table(table).await?;
        }
        for index in syncing::indexes() {
            manager.create_index(index).await?;
        }
        let db = manager.get_connection();
        for sql in syncing::STATEMENTS {
            db.execute_unprepared(sql).await?;
        }
        for sql in triggers::of_revision(manager.get_database_backend(), &["filter"]) {
            db.execute_unprepared(&sql).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

/// What each run imported is found at once (C6).
struct Imported;

impl MigrationName for Imported {
    fn name(&self) -> &'static str {
        "m0006_imported"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Imported {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(syncing::IMPORTED_INDEX).await.map(drop)
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}

//! Folders, links and bases: reading, and the little that is written outside a commit.

use async_trait::async_trait;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Order, Query, SelectStatement, SimpleExpr};

use super::Store;
use super::opened;
use super::people::{same_case, same_letters};
use super::rows::{Cell, all, error, first, insert, is, one, select, word};
use crate::mailbox::Seen;
use crate::practice::{Base, Error, Folder, FolderKey, Folders, Link, Links, Opened, RecordRef, Sighting, Staff};

#[async_trait]
impl Links for Store {
    async fn folder(&self, key: &FolderKey) -> Result<Folder, Error> {
        let wanted = folders(key_is(key));
        if let Some(folder) = first(&self.db, &wanted, folder).await? {
            return Ok(folder);
        }
        self.make_folder(key).await?;
        folder(&one(&self.db, &wanted, "folder", &key.mailbox).await?)
    }

    async fn folder_by_id(&self, id: &str) -> Result<Folder, Error> {
        folder(&one(&self.db, &folders(is("id", id)), "folder", id).await?)
    }

    async fn link(&self, id: &str) -> Result<Link, Error> {
        link(&one(&self.db, &select("link", is("id", id)), "link", id).await?)
    }

    async fn link_of_item(&self, folder_id: &str, item_id: &str) -> Result<Option<Link>, Error> {
        let item = is("item_id", item_id).or(is("immutable_id", item_id));
        first(&self.db, &links(is("folder_id", folder_id).and(item)), link).await
    }

    async fn link_in_folder(&self, folder_id: &str, record: &RecordRef) -> Result<Option<Link>, Error> {
        first(&self.db, &links(is("folder_id", folder_id).and(record_is(record))), link).await
    }

    async fn links_of(&self, record: &RecordRef) -> Result<Vec<Link>, Error> {
        all(&self.db, &links(record_is(record)), link).await
    }

    async fn links_in(&self, folder_id: &str) -> Result<Vec<Link>, Error> {
        all(&self.db, &links(is("folder_id", folder_id)), link).await
    }

    async fn links_by_ical_uid(&self, ical_uid: &str) -> Result<Vec<Link>, Error> {
        all(&self.db, &links(is("ical_uid", ical_uid)), link).await
    }

    async fn base(&self, link_id: &str) -> Result<Option<Base>, Error> {
        first(&self.db, &select("base", is("link_id", link_id)), base).await
    }

    async fn opened(&self, key: &FolderKey, item_id: &str) -> Result<Opened, Error> {
        opened::read(&self.db, &self.opened, key, item_id).await
    }
}

#[async_trait]
impl Folders for Store {
    async fn folders(&self) -> Result<Vec<Folder>, Error> {
        let mut statement = folders(None);
        statement.order_by("mailbox", Order::Asc).order_by("kind", Order::Asc).order_by("outlook_id", Order::Asc);
        all(&self.db, &statement, folder).await
    }
}

impl Store {
    /// Makes a folder's row; one that another writer made meanwhile stays.
    async fn make_folder(&self, key: &FolderKey) -> Result<(), Error> {
        let staff_id = self.staff_by_mailbox(&key.mailbox).await?.map(|member| member.id);
        let cells = vec![
            ("id", (self.new_id)().into()),
            ("mailbox", same_case(&key.mailbox).into()),
            ("kind", word(key.kind).into()),
            ("outlook_id", key.outlook_id.as_str().into()),
            ("staff_id", staff_id.into()),
        ];
        let mut unless_there = OnConflict::columns(["mailbox", "kind", "outlook_id"]);
        unless_there.do_nothing();
        let _turn = self.turn.lock().await;
        self.db.execute(insert("folder", cells).on_conflict(unless_there)).await.map(drop).map_err(error)
    }
}

fn key_is(key: &FolderKey) -> SimpleExpr {
    folder_is(&same_case(&key.mailbox), &word(key.kind), &key.outlook_id)
}

/// The condition that a row of `folder` is that folder's, whoever wrote it. The mailbox is in small letters.
pub(super) fn folder_is(mailbox: &str, kind: &str, outlook_id: &str) -> SimpleExpr {
    same_letters(("folder", "mailbox"), mailbox)
        .and(Expr::col(("folder", "kind")).eq(kind))
        .and(Expr::col(("folder", "outlook_id")).eq(outlook_id))
}

/// The condition that a row is about that record.
pub(super) fn record_is(record: &RecordRef) -> SimpleExpr {
    is("kind", &word(record.kind)).and(is("record_id", &record.id))
}

fn folders(condition: impl Into<Option<SimpleExpr>>) -> SelectStatement {
    let mut select = Query::select();
    select
        .columns(opened::FOLDER.columns.iter().chain(opened::CURSOR.columns).copied())
        .from("folder")
        .left_join("cursor", Expr::col("folder_id").equals("id"));
    if let Some(condition) = condition.into() {
        select.and_where(condition);
    }
    select.take()
}

fn links(condition: SimpleExpr) -> SelectStatement {
    select("link", condition).order_by("created_at", Order::Asc).order_by("id", Order::Asc).take()
}

/// A row of `folder`, with its cursor.
pub(super) fn folder(row: &impl Cell) -> Result<Folder, Error> {
    Ok(Folder {
        id: row.text("id")?,
        key: FolderKey { mailbox: row.text("mailbox")?, kind: row.word("kind")?, outlook_id: row.text("outlook_id")? },
        staff_id: row.maybe_text("staff_id")?,
        name: row.text("name")?,
        cursor: row.maybe_text("delta")?,
        seen: row.cell::<Option<i64>>("seen")?.unwrap_or_default(),
        mark: row.maybe_text("mark")?,
        paused: row.maybe_json("paused")?,
        whole_due: row.flag("whole_due")?,
        settings_hash: row.text("settings_hash")?,
        unfinished: row.maybe_json("unfinished")?,
    })
}

/// The record that a row is about.
pub(super) fn record_ref(row: &impl Cell) -> Result<RecordRef, Error> {
    Ok(RecordRef { kind: row.word("kind")?, id: row.text("record_id")? })
}

/// A row of `link`.
pub(super) fn link(row: &impl Cell) -> Result<Link, Error> {
    Ok(Link {
        id: row.text("id")?,
        folder_id: row.text("folder_id")?,
        record: record_ref(row)?,
        item_id: row.text("item_id")?,
        immutable_id: row.maybe_text("immutable_id")?,
        ical_uid: row.maybe_text("ical_uid")?,
        series_item_id: row.maybe_text("series_item_id")?,
        state: row.word("state")?,
        parted_by: row.maybe_word("parted_by")?,
        imported_by: row.maybe_text("imported_by")?,
        sighted: sighted(row)?,
        created_at: row.instant("created_at")?,
    })
}

fn sighted(row: &impl Cell) -> Result<Option<Sighting>, Error> {
    let Some(hash) = row.maybe_text("sighted_hash")? else { return Ok(None) };
    Ok(Some(Sighting { hash, modified: row.maybe_instant("sighted_modified")? }))
}

/// A row of `base`.
pub(super) fn base(row: &impl Cell) -> Result<Base, Error> {
    Ok(Base {
        practice: row.json("practice")?,
        outlook: row.json("outlook")?,
        taken_at: row.instant("taken_at")?,
        outlook_modified: row.maybe_instant("outlook_modified")?,
        seen: Seen { etag: row.maybe_text("etag")?, change_key: row.maybe_text("change_key")? },
    })
}

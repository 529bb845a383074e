use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;

use super::super::rows::{error, instant, is, json, missing, word};
use super::Writer;
use crate::practice::{Base, Error, Link};

impl Writer<'_> {
    /// The database's own constraints refuse a second link of the record or of the item (P6).
    pub(super) async fn link(&self, link: Link) -> Result<(), Error> {
        self.exists("folder", &link.folder_id).await?;
        self.exists(super::super::records::place(link.record.kind).table, &link.record.id).await?;
        let cells = vec![
            ("id", link.id.into()),
            ("folder_id", link.folder_id.into()),
            ("kind", word(link.record.kind).into()),
            ("record_id", link.record.id.into()),
            ("item_id", link.item_id.into()),
            ("immutable_id", link.immutable_id.into()),
            ("ical_uid", link.ical_uid.into()),
            ("series_item_id", link.series_item_id.into()),
            ("state", word(link.state).into()),
            ("created_at", instant(link.created_at).into()),
        ];
        self.insert("link", cells).await
    }

    /// Forgets the link; its base goes with it.
    pub(super) async fn unlink(&self, link_id: &str) -> Result<(), Error> {
        let delete = Query::delete().from_table("link").and_where(is("id", link_id)).take();
        let done = self.tx.execute(&delete).await.map_err(error)?;
        if done.rows_affected() == 0 { Err(missing("link", link_id)) } else { Ok(()) }
    }

    pub(super) async fn base(&self, link_id: &str, base: Base) -> Result<(), Error> {
        self.exists("link", link_id).await?;
        let cells = vec![
            ("link_id", link_id.into()),
            ("practice", json(&base.practice)?.into()),
            ("outlook", json(&base.outlook)?.into()),
            ("taken_at", instant(base.taken_at).into()),
            ("outlook_modified", base.outlook_modified.map(instant).into()),
        ];
        self.upsert("base", &["link_id"], cells).await
    }
}

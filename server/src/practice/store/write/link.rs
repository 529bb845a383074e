use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;

use super::super::rows::{Cells, error, instant, is, json, missing, word};
use super::Writer;
use super::trail::maybe_json;
use crate::practice::{Base, Error, Folder, Link, LinkState, PartedBy, Sighting};

impl Writer<'_> {
    /// The database's own constraints refuse a second link of the record or of the item (P6).
    pub(super) async fn link(&mut self, link: Link) -> Result<(), Error> {
        self.refers("folder", &link.folder_id).await?;
        let table = super::super::records::place(link.record.kind).table;
        if self.tx.joins() {
            self.expected.row(table, &link.record.id);
        } else {
            self.exists(table, &link.record.id).await?;
        }
        let mut cells = sighting(link.sighted);
        cells.extend([
            ("id", link.id.into()),
            ("folder_id", link.folder_id.into()),
            ("kind", word(link.record.kind).into()),
            ("record_id", link.record.id.into()),
            ("item_id", link.item_id.into()),
            ("immutable_id", link.immutable_id.into()),
            ("ical_uid", link.ical_uid.into()),
            ("series_item_id", link.series_item_id.into()),
            ("state", word(link.state).into()),
            ("parted_by", link.parted_by.map(word).into()),
            ("imported_by", link.imported_by.into()),
            ("created_at", instant(link.created_at).into()),
        ]);
        self.insert("link", cells).await
    }

    pub(super) async fn tie_link(&self, link_id: &str, state: LinkState, by: Option<PartedBy>) -> Result<(), Error> {
        let cells = vec![("state", word(state).into()), ("parted_by", by.map(word).into())];
        self.change("link", "link", link_id, cells).await
    }

    pub(super) async fn sight(&self, link_id: &str, sighted: Option<Sighting>) -> Result<(), Error> {
        self.change("link", "link", link_id, sighting(sighted)).await
    }

    pub(super) async fn folder(&self, folder: Folder) -> Result<(), Error> {
        let cells = vec![
            ("staff_id", folder.staff_id.into()),
            ("name", folder.name.into()),
            ("mark", folder.mark.into()),
            ("paused", maybe_json(folder.paused.as_ref())?),
            ("whole_due", i64::from(folder.whole_due).into()),
            ("settings_hash", folder.settings_hash.into()),
            ("unfinished", maybe_json(folder.unfinished.as_ref())?),
        ];
        self.change("folder", "folder", &folder.id, cells).await?;
        let cursor =
            vec![("folder_id", folder.id.into()), ("delta", folder.cursor.into()), ("seen", folder.seen.into())];
        self.upsert("cursor", &["folder_id"], cursor).await
    }

    /// Forgets the link; its base goes with it.
    pub(super) async fn unlink(&self, link_id: &str) -> Result<(), Error> {
        let delete = Query::delete().from_table("link").and_where(is("id", link_id)).take();
        let done = self.tx.execute(&delete).await.map_err(error)?;
        if done.rows_affected() == 0 { Err(missing("link", link_id)) } else { Ok(()) }
    }

    pub(super) async fn base(&self, link_id: &str, base: Base) -> Result<(), Error> {
        self.refers("link", link_id).await?;
        let cells = vec![
            ("link_id", link_id.into()),
            ("practice", json(&base.practice)?.into()),
            ("outlook", json(&base.outlook)?.into()),
            ("taken_at", instant(base.taken_at).into()),
            ("outlook_modified", base.outlook_modified.map(instant).into()),
            ("etag", base.seen.etag.into()),
            ("change_key", base.seen.change_key.into()),
        ];
        self.upsert("base", &["link_id"], cells).await
    }
}

fn sighting(sighted: Option<Sighting>) -> Cells {
    let (hash, modified) = sighted.map(|sighted| (sighted.hash, sighted.modified)).unzip();
    vec![("sighted_hash", hash.into()), ("sighted_modified", modified.flatten().map(instant).into())]
}

//! Items: asked for, made, found by their keys, changed, deleted.

use serde_json::{Map, Value as Json, json};
use url::Url;

use super::Graph;
use super::exchange::{Call, unreadable};
use super::fault::Purpose;
use super::shape::Shape;
use super::transport::Method;
use crate::mailbox::{Error, Item, Presence, Properties, Seen};
use crate::practice::FolderKey;

/// Properties of our own, each by its name. The identifier is of our choosing and never changes: what was stamped with
/// another would not be found again.
macro_rules! named {
    ($name:literal) => {
        concat!("String {7b5d4a52-6c3e-4b0f-9e0d-2f1f0c7a9d31} Name ", $name)
    };
}

/// The key that an item was made with (P7).
const KEY: &str = named!("concordat-key");
/// What is left on a folder.
pub(super) const MARK: &str = named!("concordat-mark");
/// Where such properties are.
const STAMPS: &str = "singleValueExtendedProperties";

/// The most pages of items with one key. There is one item, or a few copies.
const MOST_PAGES: usize = 20;

impl Graph {
    /// The item and where it is.
    pub(super) async fn look_for(&self, folder: &FolderKey, id: &str) -> Result<Presence, Error> {
        let url = self.item_at(folder, id, &[])?;
        let found = match self.exchange.send(&Call::get(&folder.mailbox, url, Purpose::Item)).await {
            Ok(found) => item(found).ok_or_else(|| unreadable(Purpose::Item, "an item without an identifier"))?,
            Err(Error::Gone) => return Ok(Presence::Gone),
            Err(error) => return Err(error),
        };
        let Some(parent) = found.folder.as_deref() else { return Ok(Presence::Here(Box::new(found))) };
        if self.is_in(folder, parent).await? {
            return Ok(Presence::Here(Box::new(found)));
        }
        let deleted = self.deleted_items(&folder.mailbox).await?;
        Ok(if deleted.as_deref() == Some(parent) { Presence::Gone } else { Presence::Elsewhere })
    }

    /// Makes an item that bears the key.
    pub(super) async fn make(&self, folder: &FolderKey, content: &Properties, key: &str) -> Result<Item, Error> {
        let mut body = content.clone();
        let stamps = body.entry(STAMPS).or_insert_with(|| json!([]));
        if let Some(stamps) = stamps.as_array_mut() {
            stamps.push(stamp(KEY, key));
        }
        let url = self.items_at(folder, &[])?;
        let call = Call::write(&folder.mailbox, Method::Post, url, Purpose::Create, Some(Json::Object(body)));
        let made = self.exchange.send(&call).await?;
        item(made).ok_or_else(|| unreadable(Purpose::Create, "an item without an identifier"))
    }

    /// The items that bear the key.
    pub(super) async fn find(&self, folder: &FolderKey, key: &str) -> Result<Vec<Item>, Error> {
        let text = key.replace('\'', "''");
        let filter = format!("{STAMPS}/Any(ep: ep/id eq '{KEY}' and ep/value eq '{text}')");
        let shown = expand(KEY);
        let mut next = Some(self.items_at(folder, &[("$filter", &filter), ("$expand", &shown)])?);
        let (mut found, mut pages) = (Vec::new(), 0);
        while let Some(url) = next.take() {
            pages += 1;
            let page = self.exchange.send(&Call::get(&folder.mailbox, url, Purpose::Folder)).await?;
            let items = page["value"].as_array().ok_or_else(|| unreadable(Purpose::Folder, "a page without items"))?;
            found.extend(items.iter().filter(|one| may_bear(one, key)).cloned().filter_map(item));
            let link = page["@odata.nextLink"].as_str().filter(|_| pages < MOST_PAGES);
            next = link.map(|link| self.exchange.base.follow(link)).transpose()?;
        }
        Ok(found)
    }

    /// Sets these properties.
    pub(super) async fn change(
        &self,
        folder: &FolderKey,
        id: &str,
        changes: &Properties,
        seen: Option<&Seen>,
    ) -> Result<Item, Error> {
        let body = Some(Json::Object(changes.clone()));
        let url = self.item_at(folder, id, &[])?;
        let mut call = Call::write(&folder.mailbox, Method::Patch, url, Purpose::Change, body);
        call.if_match = seen.and_then(etag);
        let stored = self.exchange.send(&call).await?;
        item(stored).ok_or_else(|| unreadable(Purpose::Change, "an item without an identifier"))
    }

    /// Deletes it.
    pub(super) async fn remove(&self, folder: &FolderKey, id: &str, seen: Option<&Seen>) -> Result<(), Error> {
        let url = self.item_at(folder, id, &[])?;
        let mut call = Call::write(&folder.mailbox, Method::Delete, url, Purpose::Change, None);
        call.if_match = seen.and_then(etag);
        self.exchange.send(&call).await.map(drop)
    }

    /// The address of the folder's items.
    pub(super) fn items_at(&self, folder: &FolderKey, query: &[(&str, &str)]) -> Result<Url, Error> {
        let segments = items(folder)?;
        if query.is_empty() { self.exchange.base.at(&segments) } else { self.exchange.base.query(&segments, query) }
    }

    /// The address of an item, wherever in the mailbox it is.
    fn item_at(&self, folder: &FolderKey, id: &str, query: &[(&str, &str)]) -> Result<Url, Error> {
        let segments = ["users", &folder.mailbox, Shape::of(folder.kind)?.items, id];
        if query.is_empty() { self.exchange.base.at(&segments) } else { self.exchange.base.query(&segments, query) }
    }
}

/// The segments of the folder's items.
pub(super) fn items(folder: &FolderKey) -> Result<Vec<&str>, Error> {
    let shape = Shape::of(folder.kind)?;
    let (mailbox, id) = (folder.mailbox.as_str(), folder.outlook_id.as_str());
    Ok(if id.is_empty() {
        vec!["users", mailbox, shape.items]
    } else {
        vec!["users", mailbox, shape.folders, id, shape.items]
    })
}

/// The item of that JSON; `None` when it has no identifier.
pub(super) fn item(json: Json) -> Option<Item> {
    let Json::Object(content) = json else { return None };
    let text = |name: &str| content.get(name).and_then(Json::as_str).map(str::to_owned);
    let id = text("id").filter(|id| !id.is_empty())?;
    let seen = Seen { etag: text("@odata.etag"), change_key: text("changeKey") };
    let modified = text("lastModifiedDateTime").and_then(|text| text.parse().ok());
    Some(Item { id, seen, modified, folder: text("parentFolderId"), content })
}

/// A state of an item, for `If-Match`. Graph makes its etags of change keys.
fn etag(seen: &Seen) -> Option<String> {
    let plain = |text: &String| text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ');
    let made = seen.change_key.as_ref().map(|key| format!("W/\"{key}\""));
    seen.etag.clone().or(made).filter(plain)
}

/// A property of our own with a value.
pub(super) fn stamp(name: &str, value: &str) -> Json {
    json!({ "id": name, "value": value })
}

/// A body that sets it.
pub(super) fn stamped(name: &str, value: &str) -> Json {
    Json::Object(Map::from_iter([(STAMPS.to_owned(), json!([stamp(name, value)]))]))
}

/// What asks for it.
pub(super) fn expand(name: &str) -> String {
    format!("{STAMPS}($filter=id eq '{name}')")
}

/// The value of a property of our own; the service writes its name in its own letter case.
pub(super) fn stamp_of<'j>(json: &'j Json, name: &str) -> Option<&'j str> {
    let named = |stamp: &&Json| stamp["id"].as_str().is_some_and(|id| id.eq_ignore_ascii_case(name));
    json[STAMPS].as_array()?.iter().find(named)?["value"].as_str()
}

/// Unless it says that its key is another: a service that overlooks the filter gives all items.
fn may_bear(json: &Json, key: &str) -> bool {
    stamp_of(json, KEY).is_none_or(|value| value == key)
}

//! Folders: listed, recognised, marked.

use std::collections::{BTreeSet, VecDeque};

use rules::record::RecordKind;
use serde_json::Value as Json;

use super::Graph;
use super::exchange::{Call, unreadable};
use super::fault::Purpose;
use super::items::{MARK, expand, stamp_of, stamped};
use super::shape::Shape;
use super::transport::Method;
use crate::mailbox::{Error, Item, MailFolder};
use crate::practice::FolderKey;

/// How many folders are listed at most, each with a request for those in it.
const MOST: usize = 200;
/// How many pages a listing has at most.
const MOST_PAGES: usize = 50;

/// Where the deleted items' folder may be asked for: a token for contacts alone is not let at mail folders.
const DELETED: [[&str; 2]; 2] = [["mailFolders", "deleteditems"], ["contactFolders", "deleteditems"]];

/// A folder as the service shows it.
struct Shown {
    id: String,
    name: String,
}

impl Graph {
    /// The default folder, and then all others with what is in them.
    pub(super) async fn list_folders(&self, mailbox: &str, kind: RecordKind) -> Result<Vec<MailFolder>, Error> {
        let shape = Shape::of(kind)?;
        let default = self.default_folder(mailbox, shape).await?;
        let name = self.default_name(mailbox, shape, default.as_deref()).await?;
        let mut found = vec![MailFolder { id: String::new(), name: name.clone(), within: None }];
        let mut seen = BTreeSet::new();
        let mut open = VecDeque::from([(None, None)]);
        if let (Some(id), Some(_)) = (default, shape.inner) {
            seen.insert(id.clone());
            open.push_back((Some(id), Some(name)));
        }
        while let Some((above, within)) = open.pop_front() {
            for Shown { id, name } in self.folders_in(mailbox, shape, above.as_deref()).await? {
                if found.len() >= MOST || !seen.insert(id.clone()) {
                    continue;
                }
                if shape.inner.is_some() {
                    open.push_back((Some(id.clone()), Some(name.clone())));
                }
                found.push(MailFolder { id, name, within: within.clone() });
            }
        }
        Ok(found)
    }

    /// The folders in that one, or at the top. One that went meanwhile has none.
    async fn folders_in(&self, mailbox: &str, shape: &Shape, above: Option<&str>) -> Result<Vec<Shown>, Error> {
        let mut segments = vec!["users", mailbox, shape.folders];
        segments.extend(above.into_iter().chain(above.and(shape.inner)));
        let mut next = Some(self.exchange.base.at(&segments)?);
        let (mut found, mut pages) = (Vec::new(), 0);
        while let Some(url) = next.take() {
            pages += 1;
            let page = match self.exchange.send(&Call::get(mailbox, url, Purpose::Folder)).await {
                Err(Error::FolderGone { .. }) if above.is_some() => break,
                page => page?,
            };
            let all = page["value"].as_array().ok_or_else(|| unreadable(Purpose::Folder, "a page without folders"))?;
            found.extend(all.iter().filter_map(shown));
            let link = page["@odata.nextLink"].as_str().filter(|_| pages < MOST_PAGES);
            next = link.map(|link| self.exchange.base.follow(link)).transpose()?;
        }
        Ok(found)
    }

    async fn default_name(&self, mailbox: &str, shape: &Shape, id: Option<&str>) -> Result<String, Error> {
        let Some(id) = id else { return Ok(shape.name.to_owned()) };
        let found = self.folder_if_any(mailbox, &[shape.folders, id]).await?;
        Ok(found.map_or_else(|| shape.name.to_owned(), |found| found.name))
    }

    /// Whether that is the folder's identifier.
    pub(super) async fn is_in(&self, folder: &FolderKey, parent: &str) -> Result<bool, Error> {
        if !folder.outlook_id.is_empty() {
            return Ok(folder.outlook_id == parent);
        }
        let shape = Shape::of(folder.kind)?;
        let known = self.exchange.lane(&folder.mailbox).known().default.get(shape.items).cloned();
        if known.as_deref() == Some(parent) {
            return Ok(true);
        }
        // It may have become another, with the mailbox.
        Ok(self.ask_default(&folder.mailbox, shape).await?.as_deref() == Some(parent))
    }

    /// The identifier of the default folder, which no listing has; `None` where it is empty and has no name.
    pub(super) async fn default_folder(&self, mailbox: &str, shape: &Shape) -> Result<Option<String>, Error> {
        let known = self.exchange.lane(mailbox).known().default.get(shape.items).cloned();
        match known {
            Some(known) => Ok(Some(known)),
            None => self.ask_default(mailbox, shape).await,
        }
    }

    /// By any of its items, or by its name.
    async fn ask_default(&self, mailbox: &str, shape: &Shape) -> Result<Option<String>, Error> {
        let segments = ["users", mailbox, shape.items];
        let url = self.exchange.base.query(&segments, &[("$top", "1"), ("$select", "id,parentFolderId")])?;
        let page = self.exchange.send(&Call::get(mailbox, url, Purpose::Folder)).await?;
        let id = match page["value"][0]["parentFolderId"].as_str() {
            Some(id) => Some(id.to_owned()),
            None => self.folder_if_any(mailbox, shape.default).await?.map(|found| found.id),
        };
        if let Some(id) = &id {
            self.exchange.lane(mailbox).known().default.insert(shape.items, id.clone());
        }
        Ok(id)
    }

    /// Takes the default folder's identifier from what is in it.
    pub(super) fn learn_default(&self, folder: &FolderKey, items: &[Item]) {
        let parent = items.iter().rev().find_map(|item| item.folder.clone());
        if let (Some(parent), Ok(shape), true) = (parent, Shape::of(folder.kind), folder.outlook_id.is_empty()) {
            self.exchange.lane(&folder.mailbox).known().default.insert(shape.items, parent);
        }
    }

    /// The identifier of the deleted items' folder, asked for once; `None` where the service does not say.
    pub(super) async fn deleted_items(&self, mailbox: &str) -> Result<Option<String>, Error> {
        let known = {
            let lane = self.exchange.lane(mailbox);
            let known = lane.known();
            known.asked_deleted.then(|| known.deleted.clone())
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let mut found = None;
        for segments in DELETED {
            found = self.folder_if_any(mailbox, &segments).await?.map(|found| found.id);
            if found.is_some() {
                break;
            }
        }
        let lane = self.exchange.lane(mailbox);
        let mut known = lane.known();
        (known.deleted, known.asked_deleted) = (found.clone(), true);
        Ok(found)
    }

    /// A folder of the mailbox; `None` where the service has none there, or does not let us at it.
    async fn folder_if_any(&self, mailbox: &str, segments: &[&str]) -> Result<Option<Shown>, Error> {
        let segments: Vec<_> = ["users", mailbox].iter().chain(segments).copied().collect();
        let url = self.exchange.base.query(&segments, &[("$select", "id,displayName")])?;
        tolerated(self.exchange.send(&Call::get(mailbox, url, Purpose::Folder)).await.map(|found| shown(&found)))
    }

    /// The mark on the folder.
    pub(super) async fn read_mark(&self, folder: &FolderKey) -> Result<Option<String>, Error> {
        let Some(segments) = self.segments(folder).await? else { return Ok(None) };
        let segments: Vec<_> = segments.iter().map(String::as_str).collect();
        let url = self.exchange.base.query(&segments, &[("$select", "id"), ("$expand", &expand(MARK))])?;
        let read = self.exchange.send(&Call::get(&folder.mailbox, url, Purpose::Folder)).await;
        self.without_mark(folder, read.map(|found| stamp_of(&found, MARK).map(str::to_owned)))
    }

    /// Leaves a mark on the folder.
    pub(super) async fn write_mark(&self, folder: &FolderKey, mark: &str) -> Result<(), Error> {
        let Some(segments) = self.segments(folder).await? else {
            return Err(Error::Nonsense { reason: "nobody knows which the default folder is".to_owned() });
        };
        let segments: Vec<_> = segments.iter().map(String::as_str).collect();
        let (url, body) = (self.exchange.base.at(&segments)?, Some(stamped(MARK, mark)));
        let call = Call::write(&folder.mailbox, Method::Patch, url, Purpose::Mark, body);
        self.exchange.send(&call).await.map(drop)
    }

    /// The segments of the folder itself; `None` where nobody knows which the default folder is.
    async fn segments(&self, folder: &FolderKey) -> Result<Option<Vec<String>>, Error> {
        let shape = Shape::of(folder.kind)?;
        let id = match folder.outlook_id.as_str() {
            "" => self.default_folder(&folder.mailbox, shape).await?,
            id => Some(id.to_owned()),
        };
        Ok(id.map(|id| vec!["users".to_owned(), folder.mailbox.clone(), shape.folders.to_owned(), id]))
    }

    /// A default folder that takes no mark has none.
    fn without_mark(&self, folder: &FolderKey, done: Result<Option<String>, Error>) -> Result<Option<String>, Error> {
        if !folder.outlook_id.is_empty() {
            return done;
        }
        let refused = done.is_err();
        let tolerated = tolerated(done)?;
        if refused && !std::mem::replace(&mut self.exchange.lane(&folder.mailbox).known().unmarked, true) {
            tracing::warn!("a default folder takes no mark: a mailbox restored from a backup is not told by it");
        }
        Ok(tolerated)
    }
}

/// What there is not, and what we are not let at, is no fault where it is only wanted.
fn tolerated<T>(asked: Result<Option<T>, Error>) -> Result<Option<T>, Error> {
    match asked {
        Err(Error::FolderGone { .. } | Error::Refused { .. } | Error::Invalid { .. } | Error::Nonsense { .. }) => {
            Ok(None)
        }
        asked => asked,
    }
}

fn shown(json: &Json) -> Option<Shown> {
    let text = |name: &str| json[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
    let id = text("id")?;
    Some(Shown { name: text("displayName").unwrap_or_else(|| id.clone()), id })
}

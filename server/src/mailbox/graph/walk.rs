//! What changed in a folder, page by page.

use serde_json::Value as Json;
use url::Url;

use super::Graph;
use super::exchange::{Call, unreadable};
use super::fault::Purpose;
use super::items::{item, items};
use crate::mailbox::{Error, From as Start, Item, Next, Page, Presence};
use crate::practice::FolderKey;

/// What an entry of a page says.
enum Entry {
    There(Item),
    /// It names an item and does not say what it is like.
    Named(String),
    Removed(String),
}

impl Graph {
    /// One page.
    pub(super) async fn walk(&self, folder: &FolderKey, from: &Start) -> Result<Page, Error> {
        let url = match from {
            Start::Beginning => self.delta_of(folder)?,
            Start::Cursor(link) => self.exchange.base.follow(link)?,
        };
        let purpose = Purpose::Walk { cursor: matches!(from, Start::Cursor(_)) };
        let answer = self.exchange.send(&Call::get(&folder.mailbox, url, purpose)).await?;
        let next = self.next(&answer)?;
        let Json::Object(mut answer) = answer else { return Err(unreadable(purpose, "a page that is none")) };
        let Some(Json::Array(entries)) = answer.remove("value") else {
            return Err(unreadable(purpose, "a page without items"));
        };
        let page = self.read(folder, entries, next).await?;
        self.learn_default(folder, &page.items);
        Ok(page)
    }

    fn delta_of(&self, folder: &FolderKey) -> Result<Url, Error> {
        let mut segments = items(folder)?;
        segments.push("delta");
        self.exchange.base.at(&segments)
    }

    /// How it goes on: as the service says, if it leads nowhere else. It may lead to the same page again.
    fn next(&self, answer: &Json) -> Result<Next, Error> {
        let link = |name: &str| answer[name].as_str().map(str::to_owned);
        let next = match (link("@odata.nextLink"), link("@odata.deltaLink")) {
            (Some(next), _) => Next::More(next),
            (None, Some(cursor)) => Next::Done(cursor),
            (None, None) => {
                return Err(Error::Nonsense { reason: "a page that does not say how it goes on".to_owned() });
            }
        };
        let (Next::More(text) | Next::Done(text)) = &next;
        self.exchange.base.follow(text)?;
        Ok(next)
    }

    async fn read(&self, folder: &FolderKey, entries: Vec<Json>, next: Next) -> Result<Page, Error> {
        let mut page = Page { next, ..Page::default() };
        for entry in entries.into_iter().filter_map(entry) {
            match entry {
                Entry::There(item) => page.items.push(item),
                Entry::Removed(id) => page.removed.push(id),
                Entry::Named(id) => match self.look_for(folder, &id).await {
                    Ok(Presence::Here(item)) => page.items.push(*item),
                    // That proves nothing: whoever has to know asks for it again (M6).
                    Ok(Presence::Elsewhere | Presence::Gone) => page.removed.push(id),
                    Err(error) if error.is_of_item() => page.removed.push(id),
                    Err(error) => return Err(error),
                },
            }
        }
        Ok(page)
    }
}

/// What has no identifier says nothing.
fn entry(json: Json) -> Option<Entry> {
    let removed = json.get("@removed").is_some();
    let whole = ["changeKey", "@odata.etag", "lastModifiedDateTime"].iter().any(|name| json.get(name).is_some());
    let Some(item) = item(json) else {
        tracing::warn!("the mailbox told of an item without an identifier");
        return None;
    };
    Some(match (removed, whole) {
        (true, _) => Entry::Removed(item.id),
        (false, true) => Entry::There(item),
        (false, false) => Entry::Named(item.id),
    })
}

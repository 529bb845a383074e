//! Reading what changed in a folder, to the end.

use std::collections::{BTreeMap, BTreeSet};

use super::Error;
use crate::{
    mailbox::{self, From, Item, Mailbox, Next},
    practice::FolderKey,
};

/// How often a walk begins anew when its cursor is lost under way, before it is left for later.
const ATTEMPTS: usize = 5;

/// How often a page may lead to the same one again: it may come twice, and never leads in a circle.
const REPEATS: usize = 4;

/// What a whole walk found.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Walk {
    /// Items that are there, by their identifiers.
    pub items: BTreeMap<String, Item>,
    /// Those that are said to be gone.
    pub removed: BTreeSet<String>,
    /// From where the next walk goes on.
    pub cursor: String,
    /// It began at the beginning: what was not seen is not there, or was not shown.
    pub whole: bool,
}

/// Walks from the cursor to the end; from the beginning where there is none, or the mailbox has forgotten it.
pub(super) async fn walk(mailbox: &dyn Mailbox, folder: &FolderKey, cursor: Option<&str>) -> Result<Walk, Error> {
    let mut from = cursor.map_or(From::Beginning, |cursor| From::Cursor(cursor.to_owned()));
    for _ in 0..ATTEMPTS {
        match once(mailbox, folder, from).await {
            Err(Error::Mailbox(mailbox::Error::CursorLost)) => from = From::Beginning,
            done => return done,
        }
    }
    let reason = "it lost its place in the changes each time".to_owned();
    Err(mailbox::Error::Later { reason, after: None }.into())
}

async fn once(mailbox: &dyn Mailbox, folder: &FolderKey, from: From) -> Result<Walk, Error> {
    let mut walk = Walk { whole: from == From::Beginning, ..Walk::default() };
    let mut from = from;
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    loop {
        let page = mailbox.changes(folder, &from).await?;
        for item in page.items {
            keep(&mut walk.items, item);
        }
        walk.removed.extend(page.removed);
        match page.next {
            Next::Done(cursor) => {
                walk.cursor = cursor;
                return Ok(walk);
            }
            Next::More(next) => {
                let times = seen.entry(next.clone()).or_default();
                *times += 1;
                if *times <= REPEATS {
                    from = From::Cursor(next);
                    continue;
                }
                let reason = "the pages of its changes lead in a circle".to_owned();
                return Err(mailbox::Error::Nonsense { reason }.into());
            }
        }
    }
}

/// The same item may come twice: the later one counts.
fn keep(items: &mut BTreeMap<String, Item>, item: Item) {
    let older = items.get(&item.id).is_some_and(|known| item.modified < known.modified);
    if !older {
        items.insert(item.id.clone(), item);
    }
}

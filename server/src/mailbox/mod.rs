//! Mailboxes: the folders and items of Outlook, whoever keeps them.
//!
//! The sync engine speaks to a [`Mailbox`] and knows nothing of HTTP, tokens or paging; `graph` is the one that asks
//! Microsoft Graph. Items are given by their immutable identifier, always. An item's content is Graph's JSON, whole and
//! as it came: `rules::mapping` reads it, and what it does not know stays as it is.

mod error;
pub mod graph;
pub mod hints;
pub mod keeper;

use std::fmt;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use rules::record::RecordKind;
use serde_json::{Map, Value as Json};

use crate::practice::FolderKey;

pub use error::Error;

/// Properties of an item by their names in Graph.
pub type Properties = Map<String, Json>;

/// The mailboxes of the firm.
///
/// Every method repeats by itself what may be repeated (a read after a broken connection, anything after 429 or 503 as
/// the service asks) and gives up with [`Error::Later`]. A write whose answer never came is [`Error::InDoubt`] and is
/// not repeated: the engine looks first.
#[async_trait]
pub trait Mailbox: Send + Sync {
    /// The mailbox's folders of that kind, its default one first.
    async fn folders(&self, mailbox: &str, kind: RecordKind) -> Result<Vec<MailFolder>, Error>;

    /// One page of what changed in the folder. Pages may be empty, repeat items, and come in any order; the cursor of
    /// [`Next::Done`] holds only after the whole walk.
    ///
    /// # Errors
    /// [`Error::CursorLost`]: walk anew from [`From::Beginning`]. [`Error::FolderGone`].
    async fn changes(&self, folder: &FolderKey, from: &From) -> Result<Page, Error>;

    /// Asks for that very item: the only proof that it is gone (M6).
    async fn item(&self, folder: &FolderKey, id: &str) -> Result<Presence, Error>;

    /// Makes an item that bears `key`, by which [`Mailbox::created`] finds it (P7). Answers the item as it was stored.
    async fn create(&self, folder: &FolderKey, content: &Properties, key: &str) -> Result<Item, Error>;

    /// The items that bear that key; more than one where a person copied one.
    async fn created(&self, folder: &FolderKey, key: &str) -> Result<Vec<Item>, Error>;

    /// Sets these properties, if the item is still as it was `seen` (P3). Answers the item as it was stored.
    ///
    /// # Errors
    /// [`Error::Moved`] when it is not; [`Error::Gone`].
    async fn update(
        &self,
        folder: &FolderKey,
        id: &str,
        changes: &Properties,
        seen: Option<&Seen>,
    ) -> Result<Item, Error>;

    /// Deletes it, if it is still as it was `seen`.
    ///
    /// # Errors
    /// [`Error::Moved`] when it is not; [`Error::Gone`].
    async fn delete(&self, folder: &FolderKey, id: &str, seen: Option<&Seen>) -> Result<(), Error>;

    /// The mark that was last left on the folder ([`Mailbox::leave_mark`]); `None` when there never was one. A mailbox
    /// that was restored from a backup has an older one than was left, and a practice database that was, knows of an
    /// older one than it finds.
    async fn mark(&self, folder: &FolderKey) -> Result<Option<String>, Error>;

    /// Leaves a mark on the folder that no person sees.
    async fn leave_mark(&self, folder: &FolderKey, mark: &str) -> Result<(), Error>;

    /// How the mailbox's clock stood to ours at the last exchange (M3); `None` before the first.
    fn clock_difference(&self, mailbox: &str) -> Option<ClockDifference>;

    /// Asks to be told of changes in the folder at that address until then. Answers the subscription.
    async fn subscribe(
        &self,
        folder: &FolderKey,
        notify: &str,
        client_state: &str,
        until: Timestamp,
    ) -> Result<Subscription, Error>;

    /// Prolongs it.
    ///
    /// # Errors
    /// [`Error::Gone`] when there is none any more.
    async fn renew(&self, mailbox: &str, subscription: &str, until: Timestamp) -> Result<Subscription, Error>;

    /// Ends it; one that is gone already is no error.
    async fn unsubscribe(&self, mailbox: &str, subscription: &str) -> Result<(), Error>;
}

/// A folder of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailFolder {
    /// Its identifier; empty for the default folder, as in [`FolderKey::outlook_id`].
    pub id: String,
    /// Its name in Outlook.
    pub name: String,
    /// The name of the folder above it, if that is not the root.
    pub within: Option<String>,
}

/// From where changes are walked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum From {
    /// Everything that is there.
    Beginning,
    /// The next page of a walk under way, or what happened since the cursor of one that was finished.
    Cursor(String),
}

/// A page of a walk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Items that are there, new or changed.
    pub items: Vec<Item>,
    /// Items that are said to be gone, by their identifiers. It proves nothing (M6).
    pub removed: Vec<String>,
    /// How it goes on.
    pub next: Next,
}

/// How a walk goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// There is another page: [`From::Cursor`] of this.
    More(String),
    /// That was all; later changes are found from this cursor.
    Done(String),
}

impl Default for Next {
    fn default() -> Self {
        Self::Done(String::new())
    }
}

/// An item as the mailbox has it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Its immutable identifier.
    pub id: String,
    /// By what the mailbox tells that it is still the same.
    pub seen: Seen,
    /// When it was last modified, by the mailbox's clock: by an edit, or by nothing at all (M3).
    pub modified: Option<Timestamp>,
    /// The identifier of the folder that it lies in.
    pub folder: Option<String>,
    /// All its properties.
    pub content: Properties,
}

/// A state of an item, as the mailbox marks it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// `@odata.etag`.
    pub etag: Option<String>,
    /// `changeKey`.
    pub change_key: Option<String>,
}

/// Where an item is.
#[derive(Clone, Debug, PartialEq)]
pub enum Presence {
    /// In the folder.
    Here(Box<Item>),
    /// In another folder of the mailbox, which is no deletion (M6).
    Elsewhere,
    /// Nowhere, or among the deleted items: this is the proof.
    Gone,
}

/// How far two clocks are apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockDifference {
    /// What is added to the mailbox's time to have ours.
    pub add: SignedDuration,
    /// How far that may be off: half the time that the exchange took, and the second that the header is cut to.
    pub uncertainty: SignedDuration,
}

/// A subscription to changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// Its identifier.
    pub id: String,
    /// Until when it holds.
    pub until: Timestamp,
}

impl fmt::Display for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beginning => f.write_str("the beginning"),
            Self::Cursor(_) => f.write_str("a cursor"),
        }
    }
}

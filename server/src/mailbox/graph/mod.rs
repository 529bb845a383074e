//! Mailboxes by Microsoft Graph.
//!
//! [`exchange`] asks: paced, signed in, repeated where that does no harm. [`fault`] says what a refusal means. The rest
//! makes requests and reads answers. Nothing here but [`Http`] does any I/O, and all waiting goes through the
//! [`Clock`]: a simulation runs the same code.

mod difference;
mod exchange;
mod fault;
mod folders;
mod http;
mod items;
mod known;
mod link;
mod open;
mod pace;
mod random;
mod shape;
mod subscriptions;
pub mod tokens;
mod transport;
mod walk;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use rules::record::RecordKind;
use url::Url;

use super::{
    ClockDifference, Error, From as Start, Item, MailFolder, Mailbox, Page, Presence, Properties, Seen, Subscription,
};
use crate::clock::Clock;
use crate::practice::FolderKey;
use exchange::Exchange;

pub use http::{Http, Unusable};
pub use open::{Opened, open};
pub use tokens::{Token, Tokens};
pub use transport::{Broken, Method, Request, Response, Transport};

/// How the service is asked.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it is, with the version: `https://graph.microsoft.com/v1.0`. No token goes anywhere else.
    pub base: Url,
    /// How many items a page holds at most.
    pub page_size: u32,
    /// How many requests of one mailbox may be open at once. Microsoft allows 4, and refuses the fourth at times.
    pub at_once: usize,
    /// How many requests of one mailbox may be sent within the window.
    pub budget: u32,
    /// The time that the budget is for.
    pub window: Duration,
    /// How often a request is tried.
    pub tries: u32,
    /// How long a request waits at most before one of these tries.
    pub patience: Duration,
    /// The seed of what is left to chance: how long to wait where the service does not say.
    pub random: u64,
    /// Where notifications about subscriptions themselves go.
    pub lifecycle: Option<Url>,
}

impl Options {
    /// Microsoft's limits, for the service at that address.
    pub fn new(base: Url) -> Self {
        Self {
            base,
            page_size: 100,
            at_once: 3,
            budget: 10_000,
            window: Duration::from_mins(10),
            tries: 6,
            // Longer than the window: a mailbox whose budget is used up waits for the next.
            patience: Duration::from_mins(12),
            random: 0,
            lifecycle: None,
        }
    }
}

/// The mailboxes that Microsoft Graph shows.
pub struct Graph {
    exchange: Exchange,
}

impl Graph {
    /// Asks over `transport` with those tokens.
    pub fn new(
        transport: Arc<dyn Transport>,
        tokens: Arc<dyn Tokens>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Self {
        Self { exchange: Exchange::new(transport, tokens, clock, options) }
    }
}

#[async_trait]
impl Mailbox for Graph {
    async fn folders(&self, mailbox: &str, kind: RecordKind) -> Result<Vec<MailFolder>, Error> {
        self.list_folders(mailbox, kind).await
    }

    async fn changes(&self, folder: &FolderKey, from: &Start) -> Result<Page, Error> {
        self.walk(folder, from).await
    }

    async fn item(&self, folder: &FolderKey, id: &str) -> Result<Presence, Error> {
        self.look_for(folder, id).await
    }

    async fn create(&self, folder: &FolderKey, content: &Properties, key: &str) -> Result<Item, Error> {
        self.make(folder, content, key).await
    }

    async fn created(&self, folder: &FolderKey, key: &str) -> Result<Vec<Item>, Error> {
        self.find(folder, key).await
    }

    async fn update(
        &self,
        folder: &FolderKey,
        id: &str,
        changes: &Properties,
        seen: Option<&Seen>,
    ) -> Result<Item, Error> {
        self.change(folder, id, changes, seen).await
    }

    async fn delete(&self, folder: &FolderKey, id: &str, seen: Option<&Seen>) -> Result<(), Error> {
        self.remove(folder, id, seen).await
    }

    async fn mark(&self, folder: &FolderKey) -> Result<Option<String>, Error> {
        self.read_mark(folder).await
    }

    async fn leave_mark(&self, folder: &FolderKey, mark: &str) -> Result<(), Error> {
        self.write_mark(folder, mark).await
    }

    fn clock_difference(&self, mailbox: &str) -> Option<ClockDifference> {
        self.exchange.clock_difference(mailbox)
    }

    async fn subscribe(
        &self,
        folder: &FolderKey,
        notify: &str,
        client_state: &str,
        until: Timestamp,
    ) -> Result<Subscription, Error> {
        self.make_subscription(folder, notify, client_state, until).await
    }

    async fn renew(&self, mailbox: &str, subscription: &str, until: Timestamp) -> Result<Subscription, Error> {
        self.prolong(mailbox, subscription, until).await
    }

    async fn unsubscribe(&self, mailbox: &str, subscription: &str) -> Result<(), Error> {
        self.end_subscription(mailbox, subscription).await
    }
}

//! The store: mailboxes with Graph-shaped messages, and what the add-in keeps in them.
//!
//! What the page shows, what office.js is told and what the control routes give out of events is read from Graph's own
//! calendars: what is changed here is changed there, and the other way round.

mod edit;
mod persist;
mod view;

pub use crate::graph::ViewItem;
pub(crate) use persist::replace;
pub use persist::{FileError, Seed};
pub use view::last_day;

use crate::{
    clock::Clock,
    entra::SeedAccount,
    graph::{Graph, Problem, SeedFolder},
    ids,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use thiserror::Error;
use tokio::sync::watch;

/// Why the store refuses; the code is Graph's.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum StoreError {
    /// No such item or mailbox.
    #[error("The specified object was not found in the store.")]
    NotFound,
    /// A property that Exchange does not take.
    #[error("{0}")]
    Property(String),
    /// An exception that would pass its neighbour in the series.
    #[error("Modified occurrence is crossing or overlapping adjacent occurrence.")]
    CrossingBoundary,
}

impl StoreError {
    /// The error code that Graph answers.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "ErrorItemNotFound",
            Self::Property(_) => "ErrorPropertyValidationFailure",
            Self::CrossingBoundary => "ErrorOccurrenceCrossingBoundary",
        }
    }
}

impl From<Problem> for StoreError {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::ItemNotFound | Problem::FolderNotFound | Problem::User(_) => Self::NotFound,
            Problem::CrossingBoundary => Self::CrossingBoundary,
            other => Self::Property(other.to_string()),
        }
    }
}

/// A master category of a mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Category {
    /// The name, unique in the mailbox.
    pub display_name: String,
    /// `Preset0` to `Preset24`, or `None`.
    pub color: String,
}

/// One mailbox and all that is in it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mailbox {
    /// SMTP address: the mailbox's name everywhere.
    pub address: String,
    /// The person's name.
    pub display_name: String,
    /// IANA name of the mailbox's zone.
    pub time_zone: String,
    /// A mailbox that others open: the first mailbox's person works in it.
    #[serde(default)]
    pub shared: bool,
    /// Graph events of the mailbox's calendars: singles, masters and exceptions. In a seed they go over to Graph's part.
    #[serde(default)]
    pub events: Vec<Value>,
    /// Graph messages.
    #[serde(default)]
    pub messages: Vec<Value>,
    /// Master categories.
    #[serde(default = "default_categories")]
    pub categories: Vec<Category>,
    /// The add-in's custom properties by item id.
    #[serde(default)]
    pub properties: Map<String, Value>,
    /// The add-in's roaming settings.
    #[serde(default)]
    pub settings: Map<String, Value>,
    /// Graph contacts of the mailbox's own folder, in a seed only: they go over to Graph's part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Value>,
    /// Further folders of contacts, in a seed only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact_folders: Vec<SeedFolder>,
}

impl Mailbox {
    /// The account of the mailbox's person.
    fn account(&self) -> SeedAccount {
        SeedAccount { oid: None, name: self.display_name.clone(), username: self.address.clone(), tenant: None }
    }
}

fn default_categories() -> Vec<Category> {
    let presets = [
        ("Red category", 0),
        ("Orange category", 1),
        ("Yellow category", 3),
        ("Green category", 4),
        ("Blue category", 7),
        ("Purple category", 8),
    ];
    presets
        .iter()
        .map(|(name, preset)| Category { display_name: (*name).to_owned(), color: format!("Preset{preset}") })
        .collect()
}

/// What there is, under one lock.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct State {
    /// The mailboxes, the signed-in person's first.
    pub mailboxes: Vec<Mailbox>,
    /// Accounts of people without a mailbox here, and what more is said of those with one.
    #[serde(default)]
    pub accounts: Vec<SeedAccount>,
}

/// The store, shared by the page, the control routes and tests.
#[derive(Debug)]
pub struct Store {
    state: Mutex<State>,
    graph: Arc<Graph>,
    clock: Arc<Clock>,
    file: Option<PathBuf>,
    revision: watch::Sender<u64>,
}

impl Store {
    /// A store of these mailboxes, written to `file` after each change when one is given. Events are Graph's.
    pub fn new(state: State, graph: Arc<Graph>, clock: Arc<Clock>, file: Option<PathBuf>) -> Self {
        let revision = watch::Sender::new(1);
        let store = Self { state: Mutex::new(state), graph, clock, file, revision };
        // Graph's part is kept apart: the mailboxes of both belong together from the beginning.
        store.keep(&store.lock());
        store
    }

    fn keep(&self, state: &State) {
        if let Some(file) = &self.file
            && let Err(error) = persist::write(file, state)
        {
            tracing::error!(%error, file = %file.display(), "the store was not written");
        }
    }

    /// The store's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Counts changes; the page waits on it.
    pub fn revisions(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    /// Tells the page that something beside the store has changed.
    pub(crate) fn announce(&self) {
        self.revision.send_modify(|revision| *revision += 1);
    }

    /// Everything, as JSON.
    pub fn dump(&self) -> Value {
        let mut state = self.lock().clone();
        for mailbox in &mut state.mailboxes {
            mailbox.events = self.graph.store().persons_events(&mailbox.address);
        }
        serde_json::to_value(state).unwrap_or_default()
    }

    /// One mailbox, copied.
    pub fn mailbox(&self, address: &str) -> Option<Mailbox> {
        let mut mailbox = self.lock().mailbox(address).cloned()?;
        mailbox.events = self.graph.store().persons_events(address);
        Some(mailbox)
    }

    /// Who can sign in: the people of mailboxes that are not shared, then whom the seed names besides.
    pub fn accounts(&self) -> Vec<SeedAccount> {
        let state = self.lock();
        let named =
            |address: &str| state.accounts.iter().find(|one| one.username.eq_ignore_ascii_case(address)).cloned();
        let people = state.mailboxes.iter().filter(|mailbox| !mailbox.shared);
        let mut all: Vec<_> =
            people.map(|mailbox| named(&mailbox.address).unwrap_or_else(|| mailbox.account())).collect();
        let others =
            state.accounts.iter().filter(|one| state.mailbox(&one.username).is_none_or(|mailbox| mailbox.shared));
        all.extend(others.cloned());
        all
    }

    /// The event of an id of either form, an occurrence computed from its series included, and its mailbox's address.
    pub fn event(&self, id: &str) -> Option<(String, Value)> {
        self.graph.store().persons_event(id).map(|(mailbox, event, _)| (mailbox, event))
    }

    /// The same, and its immutable id.
    pub(crate) fn event_and_immutable_id(&self, id: &str) -> Option<(String, Value, String)> {
        self.graph.store().persons_event(id).map(|(mailbox, event, immutable)| (mailbox, event, ids::ews(&immutable)))
    }

    /// The message of an id of either form, and its mailbox's address.
    pub fn message(&self, id: &str) -> Option<(String, Value)> {
        self.lock().message(id).map(|(mailbox, message)| (mailbox.address.clone(), message.clone()))
    }

    /// Changes the store, writes it to its file and tells the page.
    fn change<T>(&self, edit: impl FnOnce(&mut State, &Clock) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut state = self.lock();
        let answer = edit(&mut state, &self.clock)?;
        self.keep(&state);
        drop(state);
        self.revision.send_modify(|revision| *revision += 1);
        Ok(answer)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn mailbox(&self, address: &str) -> Option<&Mailbox> {
        self.mailboxes.iter().find(|mailbox| mailbox.address.eq_ignore_ascii_case(address))
    }

    fn mailbox_mut(&mut self, address: &str) -> Result<&mut Mailbox, StoreError> {
        let found = self.mailboxes.iter_mut().find(|mailbox| mailbox.address.eq_ignore_ascii_case(address));
        found.ok_or(StoreError::NotFound)
    }

    fn message(&self, id: &str) -> Option<(&Mailbox, &Value)> {
        self.mailboxes.iter().find_map(|mailbox| {
            let message = mailbox.messages.iter().find(|message| is(message, id))?;
            Some((mailbox, message))
        })
    }
}

/// Whether an item has this id, in any of its forms.
pub(crate) fn is(item: &Value, id: &str) -> bool {
    id_of(item).is_some_and(|own| ids::same(own, id) || ids::same(&ids::immutable(own), id))
}

/// An item's id.
pub(crate) fn id_of(item: &Value) -> Option<&str> {
    item["id"].as_str()
}

//! Microsoft Graph for contacts and calendars, as a service that is deterministic and can be called in-process: the
//! same seed, clock and calls give the same answers. A server mounts it at `/graph`.
//!
//! Contacts and events are items of folders: ids, the sequence of changes, limits, faults and notifications are the same
//! for both. What is an event's own is in `event`.

mod access;
mod batch;
mod contact;
mod delta;
mod doors;
mod event;
mod extended;
mod faults;
mod filter;
mod folder;
mod handlers;
mod item;
mod kept;
mod knobs;
mod limits;
mod mailbox;
mod mails;
mod problem;
mod properties;
mod query;
mod request;
mod route;
mod seed;
mod seeded;
mod subscriptions;
mod world;

pub use doors::{FolderInfo, Person, Snapshot, Store};
pub use event::{CalendarInfo, ViewItem, Writer};
pub use faults::{Fault, FaultKind, FaultPlan, Planned};
pub use knobs::{DeletedOccurrences, Knobs, Regenerates, ZoneNames};
pub use mailbox::{ChangeType, Standing};
pub use mails::{Mail, MailKind};
pub use problem::Problem;
pub use request::{Answer, Request};
pub use route::Kind;
pub use seed::{SeedFolder, SeedMailbox};
pub use subscriptions::{LifecycleEvent, Notification};

use crate::clock::Clock;
use crate::entra::Entra;
use access::Access;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use tokio::sync::watch;
use world::{Caller, World};

/// Asks an address of a new subscription to repeat a token; whether it did.
pub type Handshake = dyn Fn(&str, &str) -> bool + Send + Sync;

/// The service.
pub struct Graph {
    world: Mutex<World>,
    access: OnceLock<Access>,
    handshake: OnceLock<Box<Handshake>>,
    revision: watch::Sender<u64>,
}

impl fmt::Debug for Graph {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Graph").field("revision", &self.revision.borrow()).finish_non_exhaustive()
    }
}

impl Graph {
    /// A service without mailboxes. `origin` is what its addresses begin with, before `/v1.0`; all ids and chances
    /// follow from `seed`. It asks nobody for a token, and no subscriber whether it is there.
    pub fn new(clock: Arc<Clock>, seed: u64, origin: String) -> Self {
        Self {
            world: Mutex::new(World::new(clock, seed, origin)),
            access: OnceLock::new(),
            handshake: OnceLock::new(),
            revision: watch::Sender::new(1),
        }
    }

    /// From now on every request needs a token of this issuer.
    pub fn require_tokens(&self, entra: Arc<Entra>) {
        // Whoever was first stays.
        drop(self.access.set(Access::new(entra)));
    }

    /// From now on new subscriptions are asked whether they are there. It is called without any lock held.
    pub fn ask_subscribers(&self, handshake: Box<Handshake>) {
        drop(self.handshake.set(handshake));
    }

    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Answer {
        match self.caller(request) {
            Ok(caller) => self.answer_as(request, &caller),
            Err(problem) => self.world().refusal(request, &problem),
        }
    }

    /// Answers a request that stays under way, for the limit of requests at once, until the ticket is dropped.
    pub(crate) fn answer_while(self: &Arc<Self>, request: &Request) -> (Answer, Option<Ticket>) {
        let caller = match self.caller(request) {
            Ok(caller) => caller,
            Err(problem) => return (self.world().refusal(request, &problem), None),
        };
        if is_batch(request) {
            return (self.answer_as(request, &caller), None);
        }
        let served = match self.reached(request, &caller) {
            Ok(()) => self.world().serve(request, &caller),
            Err(problem) => return (self.world().refusal(request, &problem), None),
        };
        self.moved(request);
        (served.answer, served.mailbox.map(|mailbox| Ticket::new(Arc::clone(self), mailbox)))
    }

    fn caller(&self, request: &Request) -> Result<Caller, Problem> {
        self.access.get().map_or(Ok(Caller::Trusted), |access| access.caller(request))
    }

    fn answer_as(&self, request: &Request, caller: &Caller) -> Answer {
        if is_batch(request) {
            return self.batch(request, caller);
        }
        if let Err(problem) = self.reached(request, caller) {
            return self.world().refusal(request, &problem);
        }
        let answer = {
            let mut world = self.world();
            let served = world.serve(request, caller);
            let now = world.clock.now();
            if let Some(limits) = served.mailbox.and_then(|mailbox| world.limits.get_mut(&mailbox)) {
                limits.lasts(now, served.answer.delay);
            }
            served.answer
        };
        self.moved(request);
        answer
    }

    /// Whether the addresses of a new subscription are there.
    fn reached(&self, request: &Request, caller: &Caller) -> Result<(), Problem> {
        let Some(handshake) = self.handshake.get() else { return Ok(()) };
        let asked = self.world().handshakes(request, caller);
        let refused = || {
            Problem::Subscription("Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request.".to_owned())
        };
        if asked.iter().all(|(url, token)| handshake(url, token)) { Ok(()) } else { Err(refused()) }
    }

    /// The doors for tests.
    pub fn store(&self) -> Store<'_> {
        Store(self)
    }

    /// What its addresses begin with, before `/v1.0`.
    pub fn origin(&self) -> String {
        self.world().origin.clone()
    }

    /// Counts changes.
    pub fn revisions(&self) -> watch::Receiver<u64> {
        self.revision.subscribe()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state from outside of a request.
    fn change<T>(&self, edit: impl FnOnce(&mut World) -> T) -> T {
        let answer = edit(&mut self.world());
        self.revision.send_modify(|revision| *revision += 1);
        answer
    }

    fn moved(&self, request: &Request) {
        if request.method != "GET" {
            self.revision.send_modify(|revision| *revision += 1);
        }
    }
}

fn is_batch(request: &Request) -> bool {
    request.path.split('?').next().is_some_and(|path| path.trim_end_matches('/').ends_with("/v1.0/$batch"))
}

/// A request that is under way.
#[derive(Debug)]
pub(crate) struct Ticket {
    graph: Arc<Graph>,
    mailbox: String,
}

impl Ticket {
    fn new(graph: Arc<Graph>, mailbox: String) -> Self {
        graph.world().limits.entry(mailbox.clone()).or_default().hold(true);
        Self { graph, mailbox }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.graph.world().limits.entry(std::mem::take(&mut self.mailbox)).or_default().hold(false);
    }
}

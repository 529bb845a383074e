//! Microsoft Graph for contacts and contact folders, as a service that is deterministic and can be called in-process:
//! the same seed, clock and calls give the same answers. A server mounts it at `/graph`.
//!
//! Events are not here yet: they are to be other targets of [`route`] and other handlers, on the same pipeline of
//! counting, limits and faults.

mod contact;
mod delta;
mod doors;
mod faults;
mod filter;
mod handlers;
mod knobs;
mod limits;
mod mailbox;
mod problem;
mod properties;
mod query;
mod request;
mod route;
mod seeded;
mod world;

pub use doors::{FolderInfo, Snapshot, Store};
pub use faults::{Fault, FaultKind, FaultPlan, Planned};
pub use knobs::{Knobs, Regenerates};
pub use mailbox::{ChangeType, Standing};
pub use problem::Problem;
pub use request::{Answer, Request};
pub use route::Kind;

use crate::clock::Clock;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use world::{Caller, World};

/// The service.
#[derive(Debug)]
pub struct Graph {
    world: Mutex<World>,
}

impl Graph {
    /// A service without mailboxes. `origin` is what its addresses begin with, before `/v1.0`; all ids and chances
    /// follow from `seed`. It asks nobody for a token.
    pub fn new(clock: Arc<Clock>, seed: u64, origin: String) -> Self {
        Self { world: Mutex::new(World::new(clock, seed, origin)) }
    }

    /// Answers a request.
    pub fn answer(&self, request: &Request) -> Answer {
        self.world().serve(request, &Caller::Trusted)
    }

    /// The doors for tests.
    pub fn store(&self) -> Store<'_> {
        Store(self)
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the state from outside of a request.
    fn change<T>(&self, edit: impl FnOnce(&mut World) -> T) -> T {
        edit(&mut self.world())
    }
}

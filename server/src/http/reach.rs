//! The way to mailboxes: what asks them, what tells of their changes, and what drives the runs.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use tokio::task::JoinHandle;

use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    live::Feed,
    mailbox::{
        Mailbox,
        graph::{self, Unusable, tokens::OnBehalfOf},
        hints::Hints,
        keeper::{self, Keeper},
    },
    practice::Practice,
    runs::{Driver, Engine, RunDesk},
    setup::Offered,
    sync::desk::{Desk, NoMailbox},
};

/// Mailboxes opened on people's behalf, where the configuration says so.
#[derive(Clone, Default)]
pub(super) struct Behalf(Option<Arc<OnBehalfOf>>);

impl Behalf {
    /// A person signed in with that token: what is needed to open their mailbox is taken from it, in the background.
    pub(super) fn introduce(&self, staff: &str, token: &str) {
        let Some(behalf) = self.0.clone() else { return };
        let (staff, token) = (staff.to_owned(), SecretString::from(token));
        tokio::spawn(async move {
            if let Err(error) = behalf.introduce(&staff, token.expose_secret()).await {
                tracing::warn!(%error, staff, "nothing was granted on a person's behalf");
            }
        });
    }
}

/// Whether the server reaches mailboxes, and what goes on because of it.
pub(super) struct Reach {
    /// Whom people ask for runs.
    pub(super) desk: Arc<dyn Desk>,
    /// Who takes people's tokens to Microsoft Graph, where mailboxes are opened on their behalf.
    pub(super) behalf: Behalf,
    /// What of mailboxes people may choose.
    pub(super) offered: Offered,
    /// Until they are aborted.
    pub(super) tasks: Vec<JoinHandle<()>>,
}

impl Reach {
    /// As the configuration says: `[graph]` leads to mailboxes, without it nothing does.
    pub(super) fn open(
        config: &Config,
        practice: Arc<dyn Practice>,
        hints: Arc<Hints>,
        feed: Feed,
    ) -> Result<Self, Unusable> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let opened = graph::open(config, Arc::clone(&practice), Arc::clone(&clock))?;
        let (Some(opened), Some(given)) = (opened, &config.graph) else {
            let desk = Arc::new(NoMailbox::new(practice));
            return Ok(Self { desk, behalf: Behalf::default(), offered: Offered::default(), tasks: Vec::new() });
        };
        let (mailbox, behalf): (Arc<dyn Mailbox>, _) = (opened.graph, Behalf(opened.behalf));
        let options =
            keeper::Options { notify: given.notify_address(), lifetime: given.subscription, poll: given.poll };
        let keeper =
            Keeper::new(Arc::clone(&mailbox), Arc::clone(&practice), Arc::clone(&hints), Arc::clone(&clock), options);
        let keeper = Arc::new(keeper);
        let offered = Offered { configured: true, shared: given.shared_mailboxes.clone() };
        let engine = Engine::new(practice, mailbox, clock).sharing(&offered.shared);
        let driver = Driver::new(engine.clone(), hints, Arc::clone(&keeper), feed);
        let keeps = tokio::spawn(async move { keeper.run().await });
        let tasks = vec![tokio::spawn(driver.run()), keeps];
        Ok(Self { desk: Arc::new(RunDesk::new(engine)), behalf, offered, tasks })
    }
}

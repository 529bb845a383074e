//! The stage: a firm, the server over its database, the stand-in Outlook, and a Chromium that shows it.

mod browser;
pub(crate) mod contacts;
mod database;
pub(crate) mod firm;
mod outlook;
mod pane;
mod popup;
mod programs;
mod report;
mod servers;
mod wait;
mod window;

use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::LazyLock;
use std::thread::available_parallelism;

use futures_util::FutureExt as _;
use tokio::sync::Semaphore;

use browser::Browser;
pub(crate) use browser::Cdn;
pub(crate) use database::Database;
pub(crate) use outlook::Outlook;
pub(crate) use pane::Pane;
use servers::Scene;
pub(crate) use servers::{Servers, SignIn};
pub(crate) use wait::{until, until_within};

/// A browser keeps a core busy: as many at once as there are cores.
static SLOTS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(available_parallelism().map_or(2, usize::from).clamp(1, 4)));

/// Everything that a test works with.
pub(crate) struct Stage {
    /// The server and the stand-in's side that no person sees.
    pub(crate) servers: Servers,
    /// What the practice database holds, told by the `sqlite3` program.
    pub(crate) database: Database,
    /// The page that plays Outlook.
    pub(crate) outlook: Outlook,
    /// The pane, when it is open.
    pub(crate) pane: Pane,
}

/// Runs a test on a stage of its own, with both of office.js' servers there.
pub(crate) async fn play<F: AsyncFnOnce(&Stage)>(test: F) {
    play_with(Cdn::Here, test).await;
}

/// Runs a test on a stage of its own, where people sign in with Microsoft 365 and in no other way. These staff members
/// are tied to the accounts of their mailboxes.
pub(crate) async fn play_entra<F: AsyncFnOnce(&Stage)>(tied: &'static [&'static str], test: F) {
    stage(Cdn::Here, Scene { sign_in: SignIn::Entra(tied), contacts: false }, test).await;
}

/// Runs a test on a stage of its own, where the firm has contacts and the licence for them, Vera's mailbox too, and the
/// server reaches mailboxes by Microsoft Graph, which the stand-in plays.
pub(crate) async fn play_contacts<F: AsyncFnOnce(&Stage)>(test: F) {
    stage(Cdn::Here, Scene { sign_in: SignIn::Development, contacts: true }, test).await;
}

/// Runs a test on a stage of its own. What a failed test's page looks like is kept.
pub(crate) async fn play_with<F: AsyncFnOnce(&Stage)>(cdn: Cdn, test: F) {
    stage(cdn, Scene { sign_in: SignIn::Development, contacts: false }, test).await;
}

async fn stage<F: AsyncFnOnce(&Stage)>(cdn: Cdn, scene: Scene, test: F) {
    let _slot = SLOTS.acquire().await.expect("never closed");
    let servers = Servers::start(scene).await;
    let browser = std::sync::Arc::new(Browser::open(&servers, cdn).await);
    let stage = Stage {
        database: Database(servers.database()),
        outlook: Outlook::new(&browser, servers.outlook.origin()),
        pane: Pane::new(&browser),
        servers,
    };
    let result = AssertUnwindSafe(test(&stage)).catch_unwind().await;
    if result.is_err() {
        report::keep(&browser, std::any::type_name::<F>()).await;
    }
    browser.close().await;
    stage.servers.stop().await;
    if let Err(failure) = result {
        resume_unwind(failure);
    }
}

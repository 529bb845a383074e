//! What a person asks of synchronization as a whole: the door between the API and the engine.
//!
//! Whatever a handler wants done to runs it asks of a [`Desk`]; what only has to be read stands in [`super::report`], and
//! the setup in [`crate::setup`].

use api::{Choice, ConfirmRun, ContactFolder, Paused, RunSummary, RunWhat, SetupEffect, Started, SyncState};
use async_trait::async_trait;
use std::sync::Arc;

use super::report;
use crate::{
    identity::Person,
    mailbox,
    practice::{self, ContactFilter, Practice, StaffSettings},
};

/// Runs, as a person has them begun, confirmed, stopped and taken back. Each call may be repeated: what is done already
/// is answered as it is.
#[async_trait]
pub trait Desk: Send + Sync {
    /// How synchronization stands for the person.
    async fn state(&self, person: &Person) -> Result<SyncState, Error>;

    /// Begins a run, or names the one that is under way.
    async fn start(&self, person: &Person, what: RunWhat) -> Result<Started, Error>;

    /// Does what was shown (C11, P9), without what is left out and with what is taken in of the list apart.
    ///
    /// # Errors
    /// [`Error::Moved`] when the plan's hash is another; [`Error::Invalid`] for a position that the plan does not have.
    async fn confirm(&self, person: &Person, run: &str, confirm: ConfirmRun) -> Result<RunSummary, Error>;

    /// Gives up what waits: nothing of it is written.
    async fn cancel(&self, person: &Person, run: &str) -> Result<RunSummary, Error>;

    /// Stops a run that writes, between two items. What is done stays done.
    async fn stop(&self, person: &Person, run: &str) -> Result<RunSummary, Error>;

    /// Takes a run back (P10): answers the run that does it.
    async fn undo(&self, person: &Person, run: &str) -> Result<RunSummary, Error>;

    /// Goes on after a suspension or an undo: what then is planned waits to be confirmed.
    async fn resume(&self, person: &Person) -> Result<Started, Error>;

    /// What saving these settings would do.
    async fn effect(&self, person: &Person, settings: &StaffSettings) -> Result<SetupEffect, Error>;

    /// The person's settings were saved: begins the run that this asks for (C2, A5). `None` where nothing can be run.
    async fn saved(
        &self,
        person: &Person,
        before: &StaffSettings,
        after: &StaffSettings,
    ) -> Result<Option<String>, Error>;

    /// A filter of the firm's was changed by that person: whoever else uses it is suspended for it (A5).
    async fn filter_changed(&self, person: &Person, filter: &ContactFilter) -> Result<(), Error>;

    /// The contacts folders that the person can choose: their own, and the firm-wide ones.
    async fn folders(&self, person: &Person) -> Result<Vec<ContactFolder>, Error>;

    /// A question was answered: acts on it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the choice is none for that question.
    async fn answer(&self, person: &Person, question: &str, choice: Choice) -> Result<SyncState, Error>;
}

/// Why what was asked was not done. After any of these nothing was written to either side.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value of the request is not what it should be, or not at this moment.
    #[error("{field}: {reason}")]
    Invalid {
        /// The request's field; `id` for the one in the path.
        field: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// There is no such thing, or it is another person's.
    #[error("there is no {0}")]
    NotFound(String),
    /// The plan is no longer the one that was shown (P9).
    #[error("{0}")]
    Moved(String),
    /// The person may not.
    #[error("{0}")]
    Forbidden(String),
    /// The configuration lacks what this needs.
    #[error("{0}")]
    NotConfigured(String),
    /// The mailbox or the database is away; the same may work in a moment.
    #[error("{0}")]
    Unavailable(String),
    /// The practice database did not do it.
    #[error(transparent)]
    Practice(#[from] practice::Error),
    /// A fault of our own.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// A field of the request that is wrong.
    pub fn invalid(field: impl Into<String>, reason: impl ToString) -> Self {
        Self::Invalid { field: field.into(), reason: reason.to_string() }
    }
}

impl From<mailbox::Error> for Error {
    fn from(error: mailbox::Error) -> Self {
        match error {
            mailbox::Error::Refused { .. } => Self::Forbidden(error.to_string()),
            mailbox::Error::FolderGone { .. } => Self::invalid("contacts.folder", error),
            _ => Self::Unavailable(error.to_string()),
        }
    }
}

/// The desk of a server that has no access to mailboxes: it says what is missing, and runs nothing.
pub struct NoMailbox {
    practice: Arc<dyn Practice>,
}

impl NoMailbox {
    /// Over that practice database.
    pub fn new(practice: Arc<dyn Practice>) -> Self {
        Self { practice }
    }
}

/// What is missing, for whoever runs the server.
fn missing() -> Error {
    let lacks = "the configuration has no section [graph], so that this server reaches no mailbox";
    Error::NotConfigured(format!("{lacks}: it names the way to Microsoft Graph"))
}

#[async_trait]
impl Desk for NoMailbox {
    async fn state(&self, person: &Person) -> Result<SyncState, Error> {
        let state = report::idle(&*self.practice, &person.staff).await?;
        Ok(SyncState { paused: Some(Paused::NotConfigured), ..state })
    }

    async fn start(&self, _: &Person, _: RunWhat) -> Result<Started, Error> {
        Err(missing())
    }

    async fn confirm(&self, _: &Person, _: &str, _: ConfirmRun) -> Result<RunSummary, Error> {
        Err(missing())
    }

    async fn cancel(&self, _: &Person, _: &str) -> Result<RunSummary, Error> {
        Err(missing())
    }

    async fn stop(&self, _: &Person, _: &str) -> Result<RunSummary, Error> {
        Err(missing())
    }

    async fn undo(&self, _: &Person, _: &str) -> Result<RunSummary, Error> {
        Err(missing())
    }

    async fn resume(&self, _: &Person) -> Result<Started, Error> {
        Err(missing())
    }

    async fn effect(&self, _: &Person, _: &StaffSettings) -> Result<SetupEffect, Error> {
        Ok(SetupEffect::default())
    }

    async fn saved(&self, _: &Person, _: &StaffSettings, _: &StaffSettings) -> Result<Option<String>, Error> {
        Ok(None)
    }

    async fn filter_changed(&self, _: &Person, _: &ContactFilter) -> Result<(), Error> {
        Ok(())
    }

    async fn folders(&self, _: &Person) -> Result<Vec<ContactFolder>, Error> {
        Err(missing())
    }

    async fn answer(&self, _: &Person, _: &str, _: Choice) -> Result<SyncState, Error> {
        Err(missing())
    }
}

use crate::{mailbox, practice};

/// What a run could not do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The practice database.
    #[error(transparent)]
    Practice(practice::Error),
    /// The mailbox.
    #[error(transparent)]
    Mailbox(#[from] mailbox::Error),
    /// Another run of the same folder goes on (P20).
    #[error("another synchronization of this folder goes on")]
    Busy,
    /// What is asked for does not take part: contacts are switched off, or not licensed (C14).
    #[error("{0}")]
    Off(String),
    /// What was confirmed is not what waits now (P9).
    #[error("the changes are not those that were shown")]
    Moved,
    /// The run is over, or not yet so far.
    #[error("this cannot be done to a run that is {0}")]
    NotNow(String),
}

impl Error {
    /// [`Error::NotNow`] of that run.
    pub(super) fn not_now(run: &practice::Run) -> Self {
        Self::NotNow(format!("{:?}", run.state).to_lowercase())
    }
}

impl From<practice::Error> for Error {
    fn from(error: practice::Error) -> Self {
        match error {
            // Another server goes on with the folder: it looks up whatever this one left in doubt.
            practice::Error::TurnLost => Self::Busy,
            error => Self::Practice(error),
        }
    }
}

use api::ItemStatus;

use crate::practice;

/// Why a request of the item screen was not carried out. After any of these nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value of the request is not what it should be.
    #[error("{field}: {reason}")]
    Invalid {
        /// The request's field.
        field: String,
        /// What is wrong, and what would be right.
        reason: String,
    },
    /// There is no such thing.
    #[error("there is no {0}")]
    NotFound(String),
    /// It moved since it was shown (P9).
    #[error("it moved since it was shown")]
    Moved(Box<ItemStatus>),
    /// The person may not.
    #[error("{0}")]
    Forbidden(String),
    /// The key was used while this request ran: the stored answer is the answer.
    #[error("the key was used already")]
    Repeated,
    /// The database is busy or away.
    #[error("{0}")]
    Unavailable(String),
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

impl From<practice::Error> for Error {
    fn from(error: practice::Error) -> Self {
        match error {
            practice::Error::NotFound { what, id } => Self::NotFound(format!("{what} {id}")),
            practice::Error::Invalid { field, reason, .. } => Self::Invalid { field, reason },
            practice::Error::Repeated { .. } => Self::Repeated,
            practice::Error::Busy => Self::Unavailable("The practice database is busy.".to_owned()),
            practice::Error::Unavailable(reason) => Self::Unavailable(reason),
            practice::Error::Stale { .. }
            | practice::Error::Taken { .. }
            | practice::Error::LastAdmin
            | practice::Error::TurnLost
            | practice::Error::InUse { .. } => Self::Unavailable("Someone else wrote at the same moment.".to_owned()),
        }
    }
}

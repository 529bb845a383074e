use super::RecordRef;

/// What the practice database could not do. It knows nothing of SQL: the store turns its own errors into these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such thing.
    #[error("there is no {what} {id}")]
    NotFound {
        /// `appointment`, `link`, `staff member`.
        what: &'static str,
        /// The identifier that was asked for.
        id: String,
    },
    /// The record moved since it was read; nothing of the commit was written (P3).
    #[error("{record} is at version {current}, not {expected}")]
    Stale {
        /// Which record.
        record: RecordRef,
        /// The version that the writer had read.
        expected: i64,
        /// The version that it has now.
        current: i64,
    },
    /// The record or the item is tied to another one in that folder already (P6), or a number that only one may have
    /// is given away. Nothing of the commit was written.
    #[error("{what} is taken already")]
    Taken {
        /// What only one may have: `link: folder, item`, `client: number`.
        what: String,
    },
    /// The idempotency key was used already: [`Keys::answer_of`](super::Keys::answer_of) has what was answered.
    #[error("the idempotency key {key} was used already")]
    Repeated {
        /// The key.
        key: String,
    },
    /// No administrator who works here would be left who can sign in. Nothing of the commit was written.
    #[error("the last administrator has to stay")]
    LastAdmin,
    /// It cannot be dropped while somebody uses it. Nothing of the commit was written.
    #[error("the {what} is in use by {}", by.join(", "))]
    InUse {
        /// `filter`.
        what: &'static str,
        /// Who uses it: names of staff members and of folders, in order.
        by: Vec<String>,
    },
    /// A value that the field cannot hold: given by a caller, or found in the database, where another program wrote it.
    #[error("{field}: {reason}")]
    Invalid {
        /// The record, where it is one's.
        record: Option<RecordRef>,
        /// The field, as [`rules::record::FieldId`] names it, or the column.
        field: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another server has the turn by now ([`Step::Turn`](super::Step::Turn)). Nothing of the commit was written.
    #[error("the turn is another server's by now")]
    TurnLost,
    /// Another program holds the database; the same call may work in a moment.
    #[error("the practice database is busy")]
    Busy,
    /// The database cannot be reached, or is not what it should be.
    #[error("the practice database is not available: {0}")]
    Unavailable(String),
}

impl Error {
    /// A value that a field cannot hold, of no record in particular.
    pub fn invalid(field: impl Into<String>, reason: impl ToString) -> Self {
        Self::Invalid { record: None, field: field.into(), reason: reason.to_string() }
    }

    /// The same error, saying which record it is about.
    #[must_use]
    pub fn of(self, of: &RecordRef) -> Self {
        match self {
            Self::Invalid { record: None, field, reason } => Self::Invalid { record: Some(of.clone()), field, reason },
            other => other,
        }
    }
}

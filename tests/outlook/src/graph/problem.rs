//! Why Graph refuses, with the status and code that it answers.

use thiserror::Error;

/// A refusal. The message is for people; clients branch on the code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Problem {
    /// No such contact or event.
    #[error("The specified object was not found in the store.")]
    ItemNotFound,
    /// No such folder.
    #[error("The specified folder could not be found in the store.")]
    FolderNotFound,
    /// No such mailbox.
    #[error("The requested user '{0}' is invalid.")]
    User(String),
    /// A user whose mailbox Graph does not reach.
    #[error("The mailbox is either inactive, soft-deleted, or is hosted on-premise.")]
    NotEnabled,
    /// No access to a mailbox.
    #[error("Access is denied. Check credentials and try again.")]
    Denied,
    /// No token, or one that is not good.
    #[error("{0}")]
    Token(&'static str),
    /// An id that is none of the form that was asked for.
    #[error("Id is malformed.")]
    MalformedId,
    /// A value that Exchange does not take.
    #[error("{0}")]
    Invalid(String),
    /// A property that Exchange does not take.
    #[error("{0}")]
    Property(String),
    /// An exception that would reach or pass its neighbour in the series.
    #[error("Modified occurrence is crossing or overlapping adjacent occurrence.")]
    CrossingBoundary,
    /// A creation that was done already; the status comes in two forms.
    #[error("Your request can't be completed. An event with the specified transactionId already exists.")]
    DuplicateTransaction(u16),
    /// A view without a window, or with one that cannot be read.
    #[error("{0}")]
    Window(String),
    /// A view of too many days.
    #[error("The specified viewing range exceeds the maximum limit of {0} days.")]
    RangeTooBig(i64),
    /// A zone that nobody knows.
    #[error("A valid TimeZone value must be specified. The following TimeZone value is not supported: '{0}'.")]
    TimeZone(String),
    /// A body that does not fit the type.
    #[error("{0}")]
    Body(String),
    /// A query that cannot be read or is not supported.
    #[error("{0}")]
    Query(String),
    /// A path that leads nowhere.
    #[error("Resource not found for the segment '{0}'.")]
    Segment(String),
    /// A method that the path does not have.
    #[error("The OData request is not supported.")]
    Method,
    /// The item is not as the sender believes; 412, or 409 where the service noticed it by itself.
    #[error(
        "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item."
    )]
    Conflict(u16),
    /// A folder of this name is there.
    #[error("A folder with the specified name already exists.")]
    FolderExists,
    /// One of the folders that every mailbox has.
    #[error("The folder cannot be deleted or renamed: it is a distinguished folder.")]
    Distinguished,
    /// A delta token that the service no longer knows: status and code come in several forms.
    #[error("The sync state generation is not found.")]
    SyncState(u16, &'static str),
    /// Too many requests; with the seconds to wait, where they are told.
    #[error("{message}")]
    Throttled {
        /// Which limit.
        message: &'static str,
        /// What `Retry-After` says.
        retry_after: Option<u64>,
    },
    /// The service itself fails.
    #[error("{message}")]
    Service {
        /// 500, 503 or 504.
        status: u16,
        /// Its code.
        code: &'static str,
        /// Its message.
        message: &'static str,
        /// What `Retry-After` says.
        retry_after: Option<u64>,
    },
    /// A subscription that is not taken.
    #[error("{0}")]
    Subscription(String),
    /// No such subscription.
    #[error("The object was not found.")]
    NoSubscription,
    /// A request of a batch whose predecessor failed.
    #[error("The request was not run: one that it depends on failed.")]
    Dependency,
    /// A batch that is not one.
    #[error("{0}")]
    Batch(String),
}

/// Codes of a lost delta token, as seen in the wild: any of three statuses, any letter case.
pub(super) const LOST_CURSOR: [(u16, &str); 5] = [
    (410, "SyncStateNotFound"),
    (410, "resyncRequired"),
    (400, "syncStateNotFound"),
    (404, "SYNCSTATENOTFOUND"),
    (410, "ResyncRequired"),
];

impl Problem {
    /// A failing service, with the code that goes with the status.
    pub(super) fn service(status: u16, retry_after: Option<u64>) -> Self {
        let (code, message) = match status {
            503 => ("serviceNotAvailable", "The service is temporarily unavailable."),
            504 => ("UnknownError", ""),
            _ => ("generalException", "An internal server error occurred. The operation failed."),
        };
        Self::Service { status, code, message, retry_after }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.parts().0
    }

    /// Graph's code.
    pub fn code(&self) -> &'static str {
        self.parts().1
    }

    fn parts(&self) -> (u16, &'static str) {
        match self {
            Self::ItemNotFound => (404, "ErrorItemNotFound"),
            Self::FolderNotFound => (404, "ErrorFolderNotFound"),
            Self::User(_) => (404, "ErrorInvalidUser"),
            Self::NotEnabled => (404, "MailboxNotEnabledForRESTAPI"),
            Self::Denied => (403, "ErrorAccessDenied"),
            Self::Token(_) => (401, "InvalidAuthenticationToken"),
            Self::MalformedId => (400, "ErrorInvalidIdMalformed"),
            Self::Invalid(_) => (400, "ErrorInvalidRequest"),
            Self::Property(_) => (400, "ErrorPropertyValidationFailure"),
            Self::CrossingBoundary => (400, "ErrorOccurrenceCrossingBoundary"),
            Self::DuplicateTransaction(status) => (*status, "ErrorDuplicateTransactionId"),
            Self::Window(_) => (400, "ErrorInvalidParameter"),
            Self::RangeTooBig(_) => (400, "ErrorCalendarViewRangeTooBig"),
            Self::TimeZone(_) => (400, "TimeZoneNotSupportedException"),
            Self::Body(_) => (400, "RequestBodyRead"),
            Self::Query(_) | Self::Segment(_) | Self::Batch(_) => (400, "BadRequest"),
            Self::Method => (405, "Request_BadRequest"),
            Self::Conflict(status) => (*status, "ErrorIrresolvableConflict"),
            Self::FolderExists => (409, "ErrorFolderExists"),
            Self::Distinguished => (400, "ErrorDeleteDistinguishedFolder"),
            Self::SyncState(status, code) | Self::Service { status, code, .. } => (*status, code),
            Self::Throttled { .. } => (429, "ApplicationThrottled"),
            Self::Subscription(_) => (400, "ValidationError"),
            Self::NoSubscription => (404, "ResourceNotFound"),
            Self::Dependency => (424, "FailedDependency"),
        }
    }

    /// What `Retry-After` says, in seconds.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Throttled { retry_after, .. } | Self::Service { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

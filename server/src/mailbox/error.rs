use std::time::Duration;

/// What a mailbox could not do. It knows nothing of HTTP: the client turns what it gets into these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not now: the service is busy, away, or asked to wait. Nothing was written; the same may work later.
    #[error("the mailbox cannot be reached now: {reason}")]
    Later {
        /// What happened.
        reason: String,
        /// When the service wants to be asked again, counted from now.
        after: Option<Duration>,
    },
    /// The write was sent and no answer came: it may have been done, or may be done in a while (P7).
    #[error("nobody answered whether it was written: {reason}")]
    InDoubt {
        /// What happened.
        reason: String,
    },
    /// The item is no longer as it was seen.
    #[error("the item was changed meanwhile")]
    Moved,
    /// There is no such item, or subscription.
    #[error("it is not there any more")]
    Gone,
    /// There is no such folder, or no such mailbox.
    #[error("the folder is not there: {reason}")]
    FolderGone {
        /// What the service says.
        reason: String,
    },
    /// The cursor is worth nothing any more: it was too old, or the mailbox was moved.
    #[error("the mailbox has forgotten how far its changes were read")]
    CursorLost,
    /// The service lets us not at it: consent is missing, the licence ended, access was taken away.
    #[error("access to the mailbox is refused: {reason}")]
    Refused {
        /// The service's code and words.
        reason: String,
    },
    /// The item's identifier is none of this mailbox's: it was moved, or replaced by another.
    #[error("the item's identifier is none of this mailbox's: {reason}")]
    Foreign {
        /// The service's code and words.
        reason: String,
    },
    /// The service does not take what was sent. The same will never work.
    #[error("Outlook does not take it: {reason}")]
    Invalid {
        /// The service's code.
        code: String,
        /// The service's words.
        reason: String,
    },
    /// The service answered something that makes no sense.
    #[error("the mailbox answered what nobody understands: {reason}")]
    Nonsense {
        /// What.
        reason: String,
    },
}

impl Error {
    /// Of a read of one item: can it be that item's alone, so that others can be read all the same (P15)?
    pub const fn is_of_item(&self) -> bool {
        matches!(self, Self::Invalid { .. } | Self::Nonsense { .. } | Self::Refused { .. } | Self::Foreign { .. })
    }
}

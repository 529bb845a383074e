//! The mails that the real service would have sent: each write that causes one is written down.

use super::event::{Event, Writer};
use super::item::IdForm;
use crate::clock;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a mail goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MailKind {
    /// A meeting was called.
    Invitation,
    /// It was changed, or one occurrence of it.
    Update,
    /// It was cancelled or deleted by whoever called it, or one occurrence of it.
    Cancellation,
    /// Somebody who is invited answers.
    Response,
    /// It was sent on to others.
    Forward,
}

/// A mail; one for each write, however many get it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mail {
    /// The mailbox it comes from.
    pub mailbox: String,
    /// The immutable id of the event.
    pub event: String,
    /// Its subject.
    pub subject: String,
    /// Why it goes out.
    pub kind: MailKind,
    /// Who gets it.
    pub to: Vec<String>,
    /// Whose write caused it.
    pub by: Writer,
    /// When, UTC.
    pub at: String,
}

impl Mail {
    pub(super) fn new(event: &Event<'_>, kind: MailKind, to: Vec<String>, by: Writer, now: Timestamp) -> Self {
        let subject = event.fields.get("subject").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let (mailbox, event) = (event.mailbox.address.clone(), event.shown_id(IdForm::Immutable));
        Self { mailbox, event, subject, kind, to, by, at: clock::stamp(now) }
    }
}

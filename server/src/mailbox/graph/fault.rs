//! What an answer means that says no.
//!
//! Told by status, `code` and `innerError.code` in any letter case, never by the message.

use serde_json::Value as Json;

use super::transport::Response;
use crate::mailbox::Error;

/// What a request is for: the same refusal means different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Reads folders, or what is in one.
    Folder,
    /// Reads changes; with a cursor, which can be lost.
    Walk {
        /// Whether there is one.
        cursor: bool,
    },
    /// Reads an item.
    Item,
    /// Makes an item.
    Create,
    /// Changes or deletes an item.
    Change,
    /// Changes a folder; done twice it is done once.
    Mark,
    /// Makes a subscription.
    Subscribe,
    /// Prolongs or ends a subscription; done twice it is done once.
    Subscription,
}

impl Purpose {
    /// Whether it does harm to do it twice, or to do it late.
    pub(super) const fn is_once(self) -> bool {
        matches!(self, Self::Create | Self::Change | Self::Subscribe)
    }
}

/// An answer that says no.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fault {
    status: u16,
    /// The codes in lower case, from the outer to the inner ones.
    codes: Vec<String>,
    /// The outer one as it came.
    code: String,
    message: String,
}

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    /// The cursor is lost.
    CursorLost,
    /// It is no longer as it was seen.
    Moved,
    /// It was made already.
    Made,
    /// There is no such item.
    ItemGone,
    /// There is no such folder, or mailbox.
    FolderGone,
    /// An identifier is none of this mailbox's.
    Foreign,
    /// The service lets us not at the mailbox.
    Refused,
    /// Too much at once. It was not done.
    Busy,
}

/// Exchange's codes, as its documentation and public threads have them.
const CODES: &[(&str, Meaning)] = &[
    ("syncstatenotfound", Meaning::CursorLost),
    ("resyncrequired", Meaning::CursorLost),
    ("errorinvalidsyncstatedata", Meaning::CursorLost),
    ("errorirresolvableconflict", Meaning::Moved),
    ("errorchangekeyrequiredforwriteoperations", Meaning::Moved),
    ("errorstaleobject", Meaning::Moved),
    ("preconditionfailed", Meaning::Moved),
    ("errorduplicatetransactionid", Meaning::Made),
    ("erroritemnotfound", Meaning::ItemGone),
    ("itemnotfound", Meaning::ItemGone),
    ("errorfoldernotfound", Meaning::FolderGone),
    ("errorparentfoldernotfound", Meaning::FolderGone),
    ("errornonexistentmailbox", Meaning::FolderGone),
    ("errorinvaliduser", Meaning::FolderGone),
    ("request_resourcenotfound", Meaning::FolderGone),
    ("resourcenotfound", Meaning::FolderGone),
    ("errorinvalididmalformed", Meaning::Foreign),
    ("errorinvalidid", Meaning::Foreign),
    ("errorinvalidmailboxitemid", Meaning::Foreign),
    ("erroraccessdenied", Meaning::Refused),
    ("authorization_requestdenied", Meaning::Refused),
    ("accessdenied", Meaning::Refused),
    ("mailboxnotenabledforrestapi", Meaning::Refused),
    ("mailboxnotsupportedforrestapi", Meaning::Refused),
    ("mailboxnothostedinexchangeonline", Meaning::Refused),
    ("errormissingemailaddress", Meaning::Refused),
    ("errorquotaexceeded", Meaning::Refused),
    ("applicationthrottled", Meaning::Busy),
    ("toomanyrequests", Meaning::Busy),
    ("activitylimitreached", Meaning::Busy),
    ("errorserverbusy", Meaning::Busy),
    ("errorexceededconnectioncount", Meaning::Busy),
    ("errormailboxmoveinprogress", Meaning::Busy),
];

/// The longest message that is passed on, in characters.
const LONGEST: usize = 300;
/// How deep inner errors are looked for.
const DEEPEST: usize = 8;

impl Fault {
    pub(super) fn of(response: &Response) -> Self {
        let body: Json = serde_json::from_slice(&response.body).unwrap_or_default();
        let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
        let (mut codes, mut level) = (Vec::new(), body.get("error"));
        while let Some(error) = level.filter(|_| codes.len() < DEEPEST) {
            codes.push(text(&error["code"]));
            level = error.get("innerError").or_else(|| error.get("innererror"));
        }
        let message = text(&body["error"]["message"]).chars().take(LONGEST).collect();
        let code = codes.first().cloned().unwrap_or_default();
        let codes = codes.into_iter().map(|code| code.to_ascii_lowercase()).collect();
        Self { status: response.status, codes, code, message }
    }

    /// Whether the service wants to be asked less, which also says that the request was not done.
    pub(super) fn is_busy(&self) -> bool {
        [429, 509].contains(&self.status) || self.meaning() == Some(Meaning::Busy)
    }

    /// Whether it may have been done all the same.
    pub(super) const fn is_unclear(&self) -> bool {
        // 507: there is no room for it.
        self.status == 408 || self.status >= 500 && self.status != 507
    }

    /// The innermost code that says something.
    fn meaning(&self) -> Option<Meaning> {
        let known = |code: &String| CODES.iter().find(|(name, _)| name == code).map(|(_, meaning)| *meaning);
        self.codes.iter().rev().find_map(known)
    }

    /// What it means for that purpose, where it was not done and will not be.
    pub(super) fn error(&self, purpose: Purpose) -> Error {
        match (self.meaning(), purpose) {
            (Some(Meaning::CursorLost | Meaning::Foreign), Purpose::Walk { cursor: true }) => Error::CursorLost,
            (Some(Meaning::Moved), Purpose::Change) => Error::Moved,
            (Some(Meaning::Made), Purpose::Create) => Error::InDoubt { reason: self.reason() },
            (Some(Meaning::ItemGone), Purpose::Item | Purpose::Change) => Error::Gone,
            (Some(Meaning::Foreign), Purpose::Item | Purpose::Change) => Error::Foreign { reason: self.reason() },
            (Some(Meaning::Refused), _) => Error::Refused { reason: self.reason() },
            (Some(Meaning::FolderGone | Meaning::Foreign), purpose) if purpose != Purpose::Subscription => {
                Error::FolderGone { reason: self.reason() }
            }
            (Some(Meaning::Busy), _) => self.later(),
            _ => self.error_by_status(purpose),
        }
    }

    fn error_by_status(&self, purpose: Purpose) -> Error {
        let reason = self.reason();
        match (self.status, purpose) {
            (401..=403 | 423 | 507, _) => Error::Refused { reason },
            (404, Purpose::Subscription) => Error::Gone,
            // Nobody may take for gone what some program on the way does not find (M6).
            (404, Purpose::Item | Purpose::Change) => Error::Nonsense { reason },
            (404, _) if self.is_anonymous() => Error::Nonsense { reason },
            (404, _) => Error::FolderGone { reason },
            (409 | 412, Purpose::Change) => Error::Moved,
            (410, Purpose::Walk { cursor: true }) => Error::CursorLost,
            (409 | 410 | 412, _) => self.later(),
            (400..=499, _) => Error::Invalid { code: self.code(), reason: self.message.clone() },
            _ => Error::Nonsense { reason },
        }
    }

    /// Without any code it is not the service that speaks.
    fn is_anonymous(&self) -> bool {
        self.codes.iter().all(String::is_empty)
    }

    /// What it means once it was tried often enough. An item of which the service itself fails each time is broken, and
    /// says nothing of others.
    pub(super) fn given_up(&self, purpose: Purpose) -> Error {
        match (self.status, purpose) {
            (500, Purpose::Item) => Error::Nonsense { reason: self.reason() },
            _ => self.later(),
        }
    }

    /// Nothing was done, and it may be done later.
    pub(super) fn later(&self) -> Error {
        Error::Later { reason: self.reason(), after: None }
    }

    fn code(&self) -> String {
        if self.code.is_empty() { self.status.to_string() } else { self.code.clone() }
    }

    /// The status, the service's code and words.
    pub(super) fn reason(&self) -> String {
        let parts = [self.status.to_string(), self.code.clone(), self.message.clone()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

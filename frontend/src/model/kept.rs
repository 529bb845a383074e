//! An edit that is kept until the server has answered it: what is sent, and what the list of kept edits shows of it.

use api::Change;
use rules::{
    json::{self, ToJson},
    json_struct, json_words,
    outlook::item::Snapshot,
    record::{FieldId, RecordKind, Value},
};

use super::{Appointment, Edit};

/// What an edit does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Put the item into the practice database.
    Add,
    /// Bring both into step.
    Sync,
    /// Part the pair.
    Unlink,
    /// Rejoin it.
    Rejoin,
    /// Bring values back.
    Restore,
    /// Add a person of a message.
    AddContact,
}

json_words!(Kind { Add, Sync, Unlink, Rejoin, Restore, AddContact });

impl Kind {
    /// Where it is sent, below [`api::ROOT`].
    pub const fn path(self) -> &'static str {
        match self {
            Self::Add => "items/add",
            Self::Sync => "items/sync",
            Self::Unlink => "items/unlink",
            Self::Rejoin => "items/rejoin",
            Self::Restore => "history/restore",
            Self::AddContact => "contacts",
        }
    }

    /// What is being done, as a message's key.
    pub const fn busy(self) -> &'static str {
        match self {
            Self::Add => "busy-add",
            Self::Sync => "busy-sync",
            Self::Unlink => "busy-unlink",
            Self::Rejoin => "busy-rejoin",
            Self::Restore => "busy-restore",
            Self::AddContact => "busy-contact",
        }
    }

    /// Its name, as a message's key.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Sync => "sync",
            Self::Unlink => "unlink",
            Self::Rejoin => "rejoin",
            Self::Restore => "restore",
            Self::AddContact => "kept-contact",
        }
    }

    /// Does a later edit of this kind say all that an earlier one said of the same thing? Restoring does not: each
    /// press brings other values back.
    pub(super) const fn is_whole(self) -> bool {
        !matches!(self, Self::Restore)
    }
}

/// Why an edit was not done. It is kept until the person decides.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// What it was planned against moved (P9): it is synchronized anew, or dropped.
    pub moved: bool,
    /// Sending the same again may help.
    pub again: bool,
    /// The reason, as a sentence.
    pub reason: String,
    /// What the record holds now in the fields of [`Kept::shown`]; empty where that is not known.
    pub now: Vec<Change>,
}

json_struct!(Refused { at, moved, again, reason, now });

/// A kept edit.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its idempotency key.
    pub key: String,
    /// What it does.
    pub kind: Kind,
    /// The item's id, or a contact's address: edits of the same thing are sent in their order.
    pub about: String,
    /// The item's subject, or the contact's name.
    pub title: String,
    /// What is sent, to the byte: the server knows the edit again by it.
    pub body: String,
    /// When it was made, in milliseconds since 1970; no two of one queue are made at the same time.
    pub at: i64,
    /// It was sent, and nobody knows whether it arrived.
    pub tried: bool,
    /// The server said no.
    pub refused: Option<Refused>,
    /// What the item showed in the fields that were compared.
    pub shown: Vec<Change>,
    /// The item as it was sent. Not kept beyond the window: a form that was opened anew is compared anew.
    pub sent: Option<Box<Snapshot>>,
    /// The browser keeps it when the window closes.
    pub stored: bool,
}

json_struct!(Kept { key, kind, about, title, body, at, tried, refused, shown } left_out { sent, stored });

/// A field that differs: the record's value and the item's.
pub type Difference<'a> = (FieldId, Option<&'a Value>, Option<&'a Value>);

impl Kept {
    /// Of an edit, under that key, made at that time.
    pub fn new(edit: Edit, key: String, at: i64) -> Self {
        let (kind, body, sent) = match edit {
            Edit::Add(request) => (Kind::Add, body(&request), Some(request.item)),
            Edit::Sync(request) => (Kind::Sync, body(&request), Some(request.item)),
            Edit::Unlink(request) => (Kind::Unlink, body(&request), Some(request.item)),
            Edit::Rejoin(request) => (Kind::Rejoin, body(&request), Some(request.item)),
            Edit::Restore(request) => (Kind::Restore, body(&request), None),
            Edit::AddContact(request) => {
                let kept = Self::empty(Kind::AddContact, body(&request), key, at);
                return Self { about: request.address, title: request.name, ..kept };
            }
        };
        let kept = Self::empty(kind, body, key, at);
        match sent {
            Some(item) => Self { sent: Some(Box::new(item.clone())), ..kept.on(&item) },
            None => kept,
        }
    }

    fn empty(kind: Kind, body: String, key: String, at: i64) -> Self {
        let (about, title) = (String::new(), String::new());
        let (tried, refused, shown, sent, stored) = (false, None, Vec::new(), None, true);
        Self { key, kind, about, title, body, at, tried, refused, shown, sent, stored }
    }

    /// The same, made on that item.
    pub fn on(self, item: &Snapshot) -> Self {
        let about = about(item).to_owned();
        Self { about, title: item.subject.clone().unwrap_or_default(), ..self }
    }

    /// The same with what the item showed where it was compared.
    pub fn showing(self, appointment: &Appointment) -> Self {
        let rows = appointment.compared.iter().flat_map(|compared| &compared.plan.rows);
        let change = |row: &rules::plan::PlannedRow| Change { field: row.row.field, value: row.row.outlook.clone() };
        Self { shown: rows.map(change).collect(), ..self }
    }

    /// The text in which the browser keeps it.
    pub fn to_text(&self) -> String {
        json::to_string(self)
    }

    /// Reads that text; `None` where it is another version's.
    pub fn from_text(text: &str) -> Option<Self> {
        json::from_str(text).map(|kept| Self { stored: true, ..kept })
    }

    /// How record and item differ now, as far as it was told when the edit was refused.
    pub fn differences(&self) -> Vec<Difference<'_>> {
        let now = self.refused.iter().flat_map(|refused| &refused.now);
        let pair = |now: &'_ Change| self.shown.iter().find(|shown| shown.field == now.field);
        let differs = |(field, now, shown): &Difference<'_>| {
            let field = RecordKind::Appointment.field(*field);
            field.is_some_and(|field| !rules::normalize::same(field, *now, *shown))
        };
        let both = now.filter_map(|now| Some((now.field, now.value.as_ref(), pair(now)?.value.as_ref())));
        both.filter(differs).collect()
    }

    /// Does a later edit take this one's place? Then the later one says all of it.
    pub(super) fn gives_way_to(&self, later: &Self) -> bool {
        self.kind == later.kind && self.about == later.about && self.kind.is_whole()
    }
}

/// By what the edits of an item are known to be about the same.
pub(super) fn about(item: &Snapshot) -> &str {
    item.item_id.as_deref().unwrap_or_default()
}

fn body(request: &dyn ToJson) -> String {
    json::to_string(request)
}

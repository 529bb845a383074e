//! The people of the firm and what they have chosen.

use std::collections::BTreeMap;

use api::Role;
use jiff::Timestamp;
use rules::{
    conflict::{self, Policy},
    record::{FieldId, RecordKind},
};
use serde::{Deserialize, Serialize};

/// A person of the firm with one mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StaffMember {
    /// Identifier.
    pub id: String,
    /// Full name.
    pub name: String,
    /// The mailbox's address; compared without letter case, unique.
    pub mailbox: String,
    /// Two or three letters.
    pub initials: String,
    /// What they may do.
    pub role: Role,
    /// IANA name.
    pub time_zone: String,
    /// Works here still; only active staff may sign in.
    pub active: bool,
}

/// One way of synchronizing (A1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Direction {
    /// Does anything go this way at all?
    pub on: bool,
    /// When.
    pub mode: Mode,
}

impl Default for Direction {
    fn default() -> Self {
        Self { on: true, mode: Mode::Automatic }
    }
}

/// When a direction runs (A1, C10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// At once.
    #[default]
    Automatic,
    /// A sweep every so many minutes.
    Periodic {
        /// Minutes from one sweep to the next.
        minutes: u32,
    },
    /// When Sync is pressed.
    Manual,
}

/// What an item that exists only in Outlook becomes (C5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ImportAs {
    /// A client.
    Client,
    /// An attorney, a banker: tied to no client, or to several.
    #[default]
    Standalone,
}

/// What one staff member has chosen (C1, A1, A4, A8, A9, M2, M7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StaffSettings {
    /// The calendar takes part.
    pub calendar: bool,
    /// The contacts take part (C1).
    pub contacts: bool,
    /// Who wins (M2).
    pub policy: Policy,
    /// From the practice database to Outlook.
    pub to_outlook: Direction,
    /// From Outlook to the practice database.
    pub to_practice: Direction,
    /// The client of a new appointment when nothing else says (A8).
    pub default_client: Option<String>,
    /// Its matter.
    pub default_matter: Option<String>,
    /// Its calendar code.
    pub default_code: Option<String>,
    /// Days back that are synchronized (A9).
    pub days_back: u32,
    /// Days ahead that are synchronized (A9).
    pub days_ahead: u32,
    /// Changes wait in *Pending Outlook Synchronization Changes* (C11).
    pub confirm: bool,
    /// *Require confirmation when at least N records will be synchronized* (A4); `None` is off.
    pub confirm_from: Option<u32>,
    /// What an unlinked contact becomes (C5).
    pub import_as: ImportAs,
    /// The firm's contact filter in use (C3).
    pub filter: Option<String>,
    /// A contact that fails the filter is parted and its item kept, instead of removed (C4).
    pub keep_filtered: bool,
    /// A contact deleted in Outlook deletes the record (M7).
    pub delete_contacts: bool,
    /// The contacts folder that takes part (C1); `None` while none was chosen.
    pub contact_folder: Option<ContactFolder>,
    /// When contacts synchronize (C10).
    pub contact_mode: Mode,
    /// Which ways contacts go.
    pub contact_direction: ContactDirection,
    /// Changes of contacts wait in *Pending Outlook Synchronization Changes* (C11).
    pub contact_confirm: bool,
}

impl StaffSettings {
    /// These, in a firm-wide folder where another one's hold (C1): all that decides what its contacts become is theirs,
    /// what waits and when it is done stays the person's own.
    #[must_use]
    pub fn under(self, holder: &Self) -> Self {
        Self {
            filter: holder.filter.clone(),
            keep_filtered: holder.keep_filtered,
            import_as: holder.import_as,
            policy: holder.policy,
            contact_direction: holder.contact_direction,
            delete_contacts: holder.delete_contacts,
            ..self
        }
    }
}

impl Default for StaffSettings {
    fn default() -> Self {
        Self {
            calendar: true,
            contacts: true,
            policy: Policy::default(),
            to_outlook: Direction::default(),
            to_practice: Direction::default(),
            default_client: None,
            default_matter: None,
            default_code: None,
            days_back: 90,
            days_ahead: 400,
            confirm: true,
            confirm_from: None,
            import_as: ImportAs::default(),
            filter: None,
            keep_filtered: false,
            delete_contacts: false,
            contact_folder: None,
            contact_mode: Mode::default(),
            contact_direction: ContactDirection::default(),
            contact_confirm: true,
        }
    }
}

/// The Outlook folder whose contacts take part (C1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContactFolder {
    /// The mailbox of a firm-wide folder; `None` is the staff member's own.
    pub mailbox: Option<String>,
    /// Outlook's identifier of the folder; empty is the default one.
    pub id: String,
    /// What it was called when it was chosen.
    pub name: String,
    /// When it was chosen: of those who chose the same firm-wide folder the first one's filter holds.
    pub chosen_at: Option<Timestamp>,
}

impl ContactFolder {
    /// Is it the same folder of Outlook's?
    pub fn is(&self, other: &Self) -> bool {
        let mailbox = |folder: &Self| folder.mailbox.as_deref().map(str::to_lowercase);
        self.id == other.id && mailbox(self) == mailbox(other)
    }
}

/// Which ways contacts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ContactDirection {
    /// From the practice database to Outlook.
    pub to_outlook: bool,
    /// From Outlook to the practice database.
    pub to_practice: bool,
}

impl Default for ContactDirection {
    fn default() -> Self {
        Self { to_outlook: true, to_practice: true }
    }
}

/// A calendar code and the Outlook category that stands for it (A7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CalendarCode {
    /// `COURT`; at most 16 characters.
    pub code: String,
    /// What it means.
    pub label: String,
    /// The category that an item with this code bears; empty is none.
    pub category: String,
}

/// What the firm has bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Licences {
    /// Client Management, without which contacts do not synchronize (C14).
    pub client_management: bool,
}

/// What holds for the whole firm.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FirmSettings {
    /// Fields that do not go both ways (M9).
    pub appointment_fields: BTreeMap<FieldId, conflict::Direction>,
    /// The same for contacts.
    pub contact_fields: BTreeMap<FieldId, conflict::Direction>,
    /// Calendar codes, in the order in which they are offered (A7).
    pub codes: Vec<CalendarCode>,
    /// The firm's own words by key: `client`, `matter`, `staff` (C13).
    pub terminology: BTreeMap<String, String>,
    /// *Enable default terminology* (C13).
    pub default_terminology: bool,
    /// What was bought (C14).
    pub licences: Licences,
}

impl FirmSettings {
    /// The firm's own words that are to be shown: none while the standard ones are (C13).
    pub fn shown_terms(&self) -> Vec<(String, String)> {
        if self.default_terminology { Vec::new() } else { self.terminology.clone().into_iter().collect() }
    }

    /// Which way that field goes (M9).
    pub fn direction(&self, kind: RecordKind, field: FieldId) -> conflict::Direction {
        let table = match kind {
            RecordKind::Appointment => &self.appointment_fields,
            RecordKind::Contact => &self.contact_fields,
        };
        table.get(&field).copied().unwrap_or_default()
    }

    /// The Outlook category that stands for a calendar code.
    pub fn category_of(&self, code: &str) -> Option<&str> {
        self.codes.iter().find(|row| row.code == code).map(|row| row.category.as_str()).filter(|it| !it.is_empty())
    }
}

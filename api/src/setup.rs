//! The setup (C1, A3, A4) and the firm's contact filters (C3).

use rules::{conflict::Policy, filter::Filter, json_struct, json_words};
use serde::{Deserialize, Serialize};

use crate::ContactKind;

/// `GET setup`: what the person has chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Setup {
    /// The tab *Contacts*.
    pub contacts: ContactsSetup,
    /// The tab *Synchronization Options*.
    pub options: SyncOptions,
    /// The firm has the Client Management licence, without which contacts do not synchronize (C14).
    pub licensed: bool,
    /// The server has access to mailboxes.
    pub configured: bool,
}

json_struct!(Setup { contacts, options, licensed, configured });

/// What a person chooses about contacts (C1).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContactsSetup {
    /// Contacts take part.
    pub on: bool,
    /// The folder in Outlook; `None` while none was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<ContactFolder>,
    /// The filter of the firm's list in use, by id; `None` is all contacts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// A contact that fails the filter is parted and its item kept, instead of removed from the folder (C4).
    pub keep_filtered: bool,
    /// What an unlinked item becomes (C5).
    pub import_as: ContactKind,
    /// Changes wait in *Pending Outlook Synchronization Changes* (C11).
    pub confirm: bool,
    /// When it synchronizes (C10).
    pub mode: SyncMode,
    /// Minutes from one sweep to the next, where that is periodic.
    #[serde(deserialize_with = "crate::whole::one")]
    #[cfg_attr(feature = "openapi", schemars(with = "u32", range(max = 4_294_967_295_u32)))]
    pub minutes: u32,
    /// From the practice database to Outlook.
    pub to_outlook: bool,
    /// From Outlook to the practice database.
    pub to_practice: bool,
    /// A contact deleted in Outlook deletes the record (M7).
    pub delete_records: bool,
}

json_struct!(ContactsSetup {
    on,
    folder,
    filter,
    keep_filtered,
    import_as,
    confirm,
    mode,
    minutes,
    to_outlook,
    to_practice,
    delete_records,
});

/// A contacts folder of Outlook's.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContactFolder {
    /// The mailbox of a firm-wide folder; `None` is the person's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<String>,
    /// Outlook's identifier.
    pub id: String,
    /// What it is called.
    pub name: String,
}

json_struct!(ContactFolder { id, name } or_default { mailbox });

/// When contacts synchronize (C10).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum SyncMode {
    /// At once.
    #[default]
    Automatic,
    /// A sweep every so many minutes.
    Periodic,
    /// When Sync is pressed.
    Manual,
}

json_words!(SyncMode { Automatic, Periodic, Manual });

/// What holds for all that is synchronized (A4, M2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SyncOptions {
    /// *Require confirmation when at least N records will be synchronized*; `None` is off (A4).
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "crate::whole::maybe")]
    #[cfg_attr(feature = "openapi", schemars(with = "Option<u32>", range(max = 4_294_967_295_u32)))]
    pub confirm_from: Option<u32>,
    /// Who wins when both sides changed (M2).
    pub policy: Policy,
}

json_struct!(SyncOptions { policy } or_default { confirm_from });

/// `POST setup/effect` and `PUT setup`: what the person would choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SaveSetup {
    /// The tab *Contacts*.
    pub contacts: ContactsSetup,
    /// The tab *Synchronization Options*.
    pub options: SyncOptions,
}

json_struct!(SaveSetup { contacts, options });

/// The answer to `PUT setup`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SavedSetup {
    /// As it is kept now.
    pub setup: Setup,
    /// The run that it began (C2), if it could begin one.
    pub run: Option<String>,
}

json_struct!(SavedSetup { setup, run });

/// The answer to `POST setup/effect`: what saving would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SetupEffect {
    /// It makes a whole synchronization necessary (A5).
    pub critical: bool,
    /// The linked contacts that would leave the folder, or be parted where their items are to be kept (C4).
    pub leave: FilterSample,
    /// The records that would come into the folder.
    pub add: FilterSample,
    /// The items of the folder, as far as it was read already, that would become records (C5).
    pub import: FilterSample,
    /// The folder is the firm's, and this staff member's filter holds in it (C1): their name.
    pub filter_of: Option<String>,
}

json_struct!(SetupEffect { critical, leave, add, import, filter_of });

/// `GET filters`: a filter of the firm's list (C3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ContactFilter {
    /// Identifier.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What it selects.
    pub filter: Filter,
    /// The names of the staff who use it, in order.
    pub used_by: Vec<String>,
}

json_struct!(ContactFilter { id, name, filter, used_by });

/// `POST filters` and `PUT filters/{id}`. Answered by [`ContactFilter`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SaveFilter {
    /// What it is called; unique, in any letter case.
    pub name: String,
    /// What it selects.
    pub filter: Filter,
}

json_struct!(SaveFilter { name, filter });

/// `POST filters/sample`: which contacts would pass? Answered by [`FilterSample`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SampleFilter {
    /// The filter.
    pub filter: Filter,
}

json_struct!(SampleFilter { filter });

/// So many contacts, and what some of them are called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FilterSample {
    /// How many.
    pub count: u32,
    /// The first ones by name.
    pub names: Vec<String>,
}

json_struct!(FilterSample { count, names });

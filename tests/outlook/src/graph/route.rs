//! What a path leads to.

use super::folder::FolderKind;
use super::problem::Problem;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

/// A path that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    /// The user that the path names; none for `me` and for what is no mailbox's.
    pub(super) user: Option<String>,
    pub(super) target: Target,
}

/// A folder as a path names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FolderName {
    /// The folder that every mailbox has.
    Default,
    /// By its id.
    Id(String),
}

/// What is done with a meeting besides writing it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Accept,
    TentativelyAccept,
    Decline,
    Cancel,
    Forward,
    DismissReminder,
    SnoozeReminder,
}

/// Their names in paths, in small letters.
const ACTIONS: [(&str, Action); 7] = [
    ("accept", Action::Accept),
    ("tentativelyaccept", Action::TentativelyAccept),
    ("decline", Action::Decline),
    ("cancel", Action::Cancel),
    ("forward", Action::Forward),
    ("dismissreminder", Action::DismissReminder),
    ("snoozereminder", Action::SnoozeReminder),
];

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Target {
    User,
    /// The folders at the top, or below one.
    Folders(Option<String>),
    Folder(String),
    Contacts(FolderName),
    /// A contact in any folder, or in the one named.
    Contact(Option<String>, String),
    Delta(FolderName),
    Calendars,
    Calendar(FolderName),
    Events(FolderName),
    /// An event in any calendar, or in the one named.
    Event(Option<FolderName>, String),
    Instances(Option<FolderName>, String),
    Act(Option<FolderName>, String, Action),
    View(FolderName),
    ViewDelta(FolderName),
    Translate,
    Subscriptions,
    Subscription(String),
    Reauthorize(String),
    Batch,
}

/// What a request is about, for counts and faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// A user.
    User,
    /// A list of folders.
    Folders,
    /// One folder.
    Folder,
    /// The contacts of a folder.
    Contacts,
    /// One contact.
    Contact,
    /// What changed in a folder.
    Delta,
    /// A list of calendars.
    Calendars,
    /// One calendar.
    Calendar,
    /// The events of a calendar.
    Events,
    /// One event.
    Event,
    /// The occurrences of a series.
    Instances,
    /// A response to a meeting, its cancellation and the like.
    Action,
    /// What a calendar shows in a window.
    View,
    /// What changed in such a window.
    ViewDelta,
    /// Ids in their other form.
    Translate,
    /// The subscriptions.
    Subscriptions,
    /// One subscription.
    Subscription,
    /// Several requests in one.
    Batch,
    /// A path that leads nowhere.
    Unknown,
}

impl Target {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::User => Kind::User,
            Self::Folders(_) => Kind::Folders,
            Self::Folder(_) => Kind::Folder,
            Self::Contacts(_) => Kind::Contacts,
            Self::Contact(..) => Kind::Contact,
            Self::Delta(_) => Kind::Delta,
            Self::Calendars => Kind::Calendars,
            Self::Calendar(_) => Kind::Calendar,
            Self::Events(_) => Kind::Events,
            Self::Event(..) => Kind::Event,
            Self::Instances(..) => Kind::Instances,
            Self::Act(..) => Kind::Action,
            Self::View(_) => Kind::View,
            Self::ViewDelta(_) => Kind::ViewDelta,
            Self::Translate => Kind::Translate,
            Self::Subscriptions => Kind::Subscriptions,
            Self::Subscription(_) | Self::Reauthorize(_) => Kind::Subscription,
            Self::Batch => Kind::Batch,
        }
    }

    /// Whose rights and names count; none where both kinds are meant.
    pub(super) fn folder_kind(&self) -> Option<FolderKind> {
        match self.kind() {
            Kind::Folders | Kind::Folder | Kind::Contacts | Kind::Contact | Kind::Delta => Some(FolderKind::Contacts),
            kind if kind.is_of_calendar() => Some(FolderKind::Calendar),
            _ => None,
        }
    }
}

impl Kind {
    /// Whether it is about calendars and events.
    pub(super) fn is_of_calendar(self) -> bool {
        matches!(
            self,
            Self::Calendars
                | Self::Calendar
                | Self::Events
                | Self::Event
                | Self::Instances
                | Self::Action
                | Self::View
                | Self::ViewDelta
        )
    }

    /// Whether it is what changed.
    pub(super) fn is_delta(self) -> bool {
        matches!(self, Self::Delta | Self::ViewDelta)
    }
}

/// The part of an address that follows the version, and its query. None when the version is not this one.
pub(super) fn split<'a>(address: &'a str, origin: &str) -> Option<(&'a str, &'a str)> {
    let path = address.strip_prefix(origin).unwrap_or(address);
    let path = path.strip_prefix("/v1.0").filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']))?;
    Some(path.split_once('?').unwrap_or((path, "")))
}

/// Reads a path without version and query.
pub(super) fn read(path: &str) -> Result<Route, Problem> {
    let segments = segments(path);
    let parts: Vec<&str> = segments.iter().map(String::as_str).collect();
    let (user, rest) = match parts.as_slice() {
        ["me", rest @ ..] => (None, rest),
        ["users", user, rest @ ..] => (Some((*user).to_owned()), rest),
        other => return Ok(Route { user: None, target: service(other)? }),
    };
    Ok(Route { user, target: in_mailbox(rest)? })
}

fn service(parts: &[&str]) -> Result<Target, Problem> {
    match parts {
        ["subscriptions"] => Ok(Target::Subscriptions),
        ["subscriptions", id] => Ok(Target::Subscription((*id).to_owned())),
        ["subscriptions", id, "reauthorize"] => Ok(Target::Reauthorize((*id).to_owned())),
        ["$batch"] => Ok(Target::Batch),
        other => Err(Problem::Segment(other.first().copied().unwrap_or_default().to_owned())),
    }
}

fn in_mailbox(parts: &[&str]) -> Result<Target, Problem> {
    let id = |text: &&str| (*text).to_owned();
    match parts {
        [] => Ok(Target::User),
        ["translateexchangeids"] => Ok(Target::Translate),
        ["contactfolders"] => Ok(Target::Folders(None)),
        ["contactfolders", folder] => Ok(Target::Folder(id(folder))),
        ["contactfolders", folder, "childfolders"] => Ok(Target::Folders(Some(id(folder)))),
        ["contactfolders", folder, "contacts"] => Ok(Target::Contacts(FolderName::Id(id(folder)))),
        ["contactfolders", folder, "contacts", "delta"] => Ok(Target::Delta(FolderName::Id(id(folder)))),
        ["contactfolders", folder, "contacts", contact] => Ok(Target::Contact(Some(id(folder)), id(contact))),
        ["contacts"] => Ok(Target::Contacts(FolderName::Default)),
        ["contacts", "delta"] => Ok(Target::Delta(FolderName::Default)),
        ["contacts", contact] => Ok(Target::Contact(None, id(contact))),
        ["calendars"] => Ok(Target::Calendars),
        ["calendars", calendar, rest @ ..] => in_calendar(FolderName::Id(id(calendar)), rest),
        ["events", event, rest @ ..] => at_event(None, id(event), rest),
        ["calendar", rest @ ..] | rest => in_calendar(FolderName::Default, rest),
    }
}

fn in_calendar(calendar: FolderName, parts: &[&str]) -> Result<Target, Problem> {
    match parts {
        [] => Ok(Target::Calendar(calendar)),
        ["events"] => Ok(Target::Events(calendar)),
        ["events", event, rest @ ..] => at_event(Some(calendar), (*event).to_owned(), rest),
        ["calendarview"] => Ok(Target::View(calendar)),
        ["calendarview", "delta"] => Ok(Target::ViewDelta(calendar)),
        other => Err(unknown(other)),
    }
}

fn at_event(calendar: Option<FolderName>, event: String, parts: &[&str]) -> Result<Target, Problem> {
    match parts {
        [] => Ok(Target::Event(calendar, event)),
        ["instances"] => Ok(Target::Instances(calendar, event)),
        [name] => {
            let action = ACTIONS.iter().find(|(known, _)| known == name).map(|(_, action)| *action);
            Ok(Target::Act(calendar, event, action.ok_or_else(|| unknown(parts))?))
        }
        other => Err(unknown(other)),
    }
}

fn unknown(parts: &[&str]) -> Problem {
    Problem::Segment(parts.last().copied().unwrap_or_default().to_owned())
}

/// Names that a path may have in any letter case, and in the longer forms of `OData`.
const NAMES: [&str; 24] = [
    "me",
    "users",
    "contactfolders",
    "childfolders",
    "contacts",
    "delta",
    "calendars",
    "calendar",
    "events",
    "calendarview",
    "instances",
    "accept",
    "tentativelyaccept",
    "decline",
    "cancel",
    "forward",
    "dismissreminder",
    "snoozereminder",
    "microsoft.graph.instances",
    "translateexchangeids",
    "subscriptions",
    "reauthorize",
    "$batch",
    "microsoft.graph.delta",
];

/// The decoded segments: `contactFolders('x')` is two, `delta()` is `delta`.
fn segments(path: &str) -> Vec<String> {
    let mut found = Vec::new();
    for raw in path.split('/').filter(|segment| !segment.is_empty()) {
        let text = percent_decode_str(raw).decode_utf8_lossy().into_owned();
        match text.strip_suffix(')').and_then(|rest| rest.split_once('(')) {
            Some((name, key)) if known(name).is_some() => {
                found.extend(known(name));
                let key = key.strip_prefix('\'').and_then(|key| key.strip_suffix('\''));
                found.extend(key.map(|key| key.replace("''", "'")));
            }
            _ => found.push(known(&text).unwrap_or(text)),
        }
    }
    found
}

fn known(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let name = NAMES.iter().find(|known| **known == lower)?;
    Some(name.strip_prefix("microsoft.graph.").unwrap_or(name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_read_in_all_its_forms() {
        let delta = Target::Delta(FolderName::Id("a/b=".to_owned()));
        for path in [
            "/users/vera@example.com/contactFolders/a%2Fb=/contacts/delta",
            "/users('vera@example.com')/contactfolders('a%2Fb=')/contacts/microsoft.graph.delta()",
            "/Users/vera%40example.com/contactFolders/a%2Fb%3D/contacts/delta()",
        ] {
            let user = Some("vera@example.com".to_owned());
            assert_eq!(read(path), Ok(Route { user, target: delta.clone() }), "{path}");
        }
        assert_eq!(read("/me/contacts").unwrap().target, Target::Contacts(FolderName::Default));
        assert_eq!(read("/me/todo"), Err(Problem::Segment("todo".to_owned())));
        let calendar = || FolderName::Id("c".to_owned());
        for (path, target) in [
            ("/me/calendarView", Target::View(FolderName::Default)),
            ("/me/calendars/c/calendarView/delta()", Target::ViewDelta(calendar())),
            ("/me/calendar/events/e", Target::Event(Some(FolderName::Default), "e".to_owned())),
            ("/me/events/e/instances", Target::Instances(None, "e".to_owned())),
            ("/me/calendars/c/events/e/tentativelyAccept", {
                Target::Act(Some(calendar()), "e".to_owned(), Action::TentativelyAccept)
            }),
        ] {
            assert_eq!(read(path).map(|route| route.target), Ok(target), "{path}");
        }
    }

    #[test]
    fn an_address_is_split_whether_or_not_it_has_the_origin() {
        let origin = "https://localhost:1/graph";
        for address in ["https://localhost:1/graph/v1.0/me/contacts?$top=5", "/v1.0/me/contacts?$top=5"] {
            assert_eq!(split(address, origin), Some(("/me/contacts", "$top=5")));
        }
        assert_eq!(split("/beta/me", origin), None);
        assert_eq!(split("https://elsewhere/v1.0/me", origin), None);
    }
}

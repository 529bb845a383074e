//! What can be wrong with a manifest that is valid by its schema.

use std::fmt;

use thiserror::Error;

use crate::check::{FUNCTIONS, MAILBOX_VERSION, PERMISSIONS};
use crate::icons::ICONS;

/// One thing wrong with a manifest. Displayed, each says what would be right.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each message says what its fields are")]
pub enum Fault {
    #[error("this is not well-formed XML: {reason}")]
    NotXml { reason: String },
    #[error("the root is `{found}`; expected `OfficeApp` with xsi:type=\"MailApp\"")]
    NotMailApp { found: String },
    #[error("Id is `{found}`; expected a GUID such as c24463e8-fd66-4bce-b6af-003e661e197c, without braces")]
    Id { found: String },
    #[error("Version is `{found}`; expected four numbers up to 65535, the first at least 1, such as 1.0.0.0")]
    Version { found: String },
    #[error("Permissions is {}; expected {PERMISSIONS}", shown(.found.as_ref()))]
    Permissions { found: Option<String> },
    #[error("the requirement set Mailbox of {place} is {}; expected {MAILBOX_VERSION}", shown(.found.as_ref()))]
    Mailbox { place: &'static str, found: Option<String> },
    #[error("`{element}` is missing; expected one in `{parent}`")]
    Missing { element: &'static str, parent: &'static str },
    #[error("there is no extension point {surface}; expected one with the Concordat group")]
    Surface { surface: &'static str },
    #[error(
        "the add-in is shut out of shared calendars; expected SupportsSharedFolders with true in DesktopFormFactor"
    )]
    SharedFolders,
    #[error("`{child}` comes too late in `{parent}`; expected the order {}", .order.join(", "))]
    Order { parent: String, child: String, order: &'static [&'static str] },
    #[error("`{element}` refers to `{resid}`, which is not there; expected an entry of that id in {collection}")]
    DanglingResid { element: String, resid: String, collection: &'static str },
    #[error("the resource id `{id}` is there twice; expected each id once in the manifest")]
    DuplicateResid { id: String },
    #[error("the resource id `{id}` has {length} characters; expected at most {limit}")]
    LongResid { id: String, length: usize, limit: usize },
    #[error("two of `{element}` have the id `{id}`; expected each id once")]
    DuplicateId { element: String, id: String },
    #[error("`{element}` names `{url}`; expected an address that begins with https://")]
    NotHttps { element: String, url: String },
    #[error("`{element}` names `{url}`; expected an address on {}, or its host in AppDomains", .allowed.join(" or "))]
    ForeignUrl { element: String, url: String, allowed: Vec<String> },
    #[error("`{url}` is none of our images; expected /icons/ and one of {}", icon_names())]
    UnknownIcon { url: String },
    #[error("`{url}` is used at {expected} pixels but has {width} × {height}; expected {expected} × {expected}")]
    IconPixels { url: String, expected: u32, width: u32, height: u32 },
    #[error("the control `{control}` has no icon of {size} pixels; expected one each of 16, 32 and 80")]
    IconSize { control: String, size: u32 },
    #[error(
        "the function `{function}` is called but there is no FunctionFile; expected one before the extension points"
    )]
    NoFunctionFile { function: String },
    #[error("the function `{function}` does not exist in the pane; expected one of {}", FUNCTIONS.join(", "))]
    UnknownFunction { function: String },
    #[error("the {element} `{text}` has {length} characters; expected at most {limit}, as Outlook shows no more")]
    LongLabel { element: String, text: String, length: usize, limit: usize },
    #[error("this is not JSON: {reason}")]
    NotJson { reason: String },
    #[error("{what} is `{found}`; expected `{expected}`, as in manifest.xml")]
    Disagrees { what: &'static str, found: String, expected: String },
    #[error("the icon {key} is `{found}`; expected {expected} of {pixels} × {pixels} pixels")]
    PackageIcon { key: &'static str, found: String, expected: &'static str, pixels: u32 },
    #[error("a button calls the action `{action}`, which no runtime has; expected the id of one that is there")]
    UnknownAction { action: String },
    #[error("no button calls the action `{action}`; expected one, or no such action")]
    IdleAction { action: String },
    #[error("the permissions are {}; expected {}", .found.join(", "), .expected.join(", "))]
    UnifiedPermissions { found: Vec<String>, expected: Vec<&'static str> },
    #[error("there is no ribbon for {context}; expected one with the Concordat group")]
    Context { context: &'static str },
}

fn shown(found: Option<&String>) -> impl fmt::Display {
    found.map_or_else(|| "missing".to_owned(), |text| format!("`{text}`"))
}

fn icon_names() -> String {
    ICONS.iter().map(|icon| icon.name).collect::<Vec<_>>().join(", ")
}

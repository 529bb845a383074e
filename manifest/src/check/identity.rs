//! Id, version, permission and requirement set: what the add-in says it is.

use super::{MAILBOX_VERSION, PERMISSIONS};
use crate::fault::Fault;
use crate::tree::Element;

pub(super) fn check(root: Element) -> Vec<Fault> {
    let found = |name| root.child(name).map_or("", Element::text).to_owned();
    let permissions = root.child("Permissions").map(|element| element.text().to_owned());
    let mut faults = Vec::new();
    if !is_guid(&found("Id")) {
        faults.push(Fault::Id { found: found("Id") });
    }
    if !is_version(&found("Version")) {
        faults.push(Fault::Version { found: found("Version") });
    }
    if permissions.as_deref() != Some(PERMISSIONS) {
        faults.push(Fault::Permissions { found: permissions });
    }
    faults.extend(mailbox(root, "the manifest"));
    // Overrides need no requirement of their own; one that they state must not shut out clients that the manifest lets in.
    let overrides = root.all("VersionOverrides").filter(|element| element.child("Requirements").is_some());
    faults.extend(overrides.filter_map(|element| mailbox(element, "VersionOverrides")));
    faults
}

fn mailbox(parent: Element, place: &'static str) -> Option<Fault> {
    let sets = parent.child("Requirements").and_then(|element| element.child("Sets"));
    let set = sets.and_then(|sets| sets.children().find(|set| set.attribute("Name") == Some("Mailbox")));
    let found = set.and_then(|set| set.attribute("MinVersion").or_else(|| sets?.attribute("DefaultMinVersion")));
    (found != Some(MAILBOX_VERSION)).then(|| Fault::Mailbox { place, found: found.map(str::to_owned) })
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<_> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.chars().all(|c| c.is_ascii_hexdigit()))
        && text.chars().any(|c| c != '0' && c != '-')
}

fn is_version(text: &str) -> bool {
    let number = |part: &str| part.parse::<u16>().ok().filter(|_| part.chars().all(|c| c.is_ascii_digit()));
    let parts: Option<Vec<_>> = text.split('.').map(number).collect();
    parts.is_some_and(|parts| parts.len() == 4 && parts[0] >= 1)
}

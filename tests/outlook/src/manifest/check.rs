//! What a real Outlook refuses, or silently leaves out of the ribbon.

use super::{overrides, xml::Node};
use std::collections::HashSet;

/// The required elements of the manifest, in the schema's order.
const REQUIRED: [&str; 9] = [
    "Id",
    "Version",
    "ProviderName",
    "DefaultLocale",
    "DisplayName",
    "Description",
    "IconUrl",
    "HighResolutionIconUrl",
    "Permissions",
];

/// Icon sizes that every button and menu needs.
const ICON_SIZES: [&str; 3] = ["16", "32", "80"];

const MAX_RESID: usize = 32;

/// Every reason why Outlook would refuse the manifest.
pub(super) fn problems(root: &Node) -> Vec<String> {
    if root.name != "OfficeApp" {
        return vec![format!("The root element is '{}', not 'OfficeApp'.", root.name)];
    }
    let mut found = required(root);
    found.extend(addresses(root));
    found.extend(versions(root));
    if let Some(overrides) = overrides(root) {
        found.extend(resources(overrides));
        found.extend(icons(overrides));
        found.extend(ids(overrides));
    }
    found
}

fn required(root: &Node) -> Vec<String> {
    let missing = REQUIRED.iter().filter(|name| root.child(name).is_none());
    let mut found: Vec<_> = missing.map(|name| format!("The element '{name}' is missing.")).collect();
    if let Some(id) = root.child("Id")
        && uuid::Uuid::parse_str(id.trimmed()).is_err()
    {
        found.push(format!("The Id '{}' is not a GUID.", id.trimmed()));
    }
    if root.attribute("type") != Some("MailApp") {
        found.push("The add-in is not of type 'MailApp'.".to_owned());
    }
    found
}

fn addresses(root: &Node) -> Vec<String> {
    let values = root.walk().into_iter().flat_map(|node| {
        let attributes = node.attributes.iter().filter(|(key, _)| matches!(key.as_str(), "DefaultValue" | "Value"));
        attributes.map(move |(_, value)| (node.name.as_str(), value.as_str()))
    });
    values
        .filter(|(name, value)| value.starts_with("http://") || (is_address(name) && !value.starts_with("https://")))
        .map(|(name, value)| format!("'{value}' in '{name}' is not an https address."))
        .collect()
}

fn is_address(name: &str) -> bool {
    matches!(name, "IconUrl" | "HighResolutionIconUrl" | "SupportUrl" | "SourceLocation" | "Image" | "Url")
}

fn versions(root: &Node) -> Vec<String> {
    let Some(outer) = root.child("VersionOverrides") else {
        return vec!["There are no VersionOverrides, so there is no ribbon button.".to_owned()];
    };
    match (outer.attribute("type"), outer.child("VersionOverrides").map(|inner| inner.attribute("type"))) {
        (Some("VersionOverridesV1_0"), None | Some(Some("VersionOverridesV1_1"))) => Vec::new(),
        _ => vec!["VersionOverrides 1.1 must stand inside VersionOverrides 1.0.".to_owned()],
    }
}

fn resources(overrides: &Node) -> Vec<String> {
    let Some(resources) = overrides.child("Resources") else {
        return vec!["VersionOverrides has no Resources.".to_owned()];
    };
    let known: Vec<_> =
        resources.children.iter().flat_map(|group| &group.children).filter_map(|entry| entry.attribute("id")).collect();
    let mut found: Vec<_> = known
        .iter()
        .filter(|id| id.chars().count() > MAX_RESID)
        .map(|id| format!("The resource id '{id}' has more than {MAX_RESID} characters."))
        .collect();
    for node in overrides.walk() {
        if let Some(resid) = node.attribute("resid").filter(|resid| !known.contains(resid)) {
            found.push(format!("'{}' refers to the resource '{resid}', which does not exist.", node.name));
        }
    }
    found
}

fn icons(overrides: &Node) -> Vec<String> {
    let mut found = Vec::new();
    for control in overrides.walk().into_iter().filter(|node| node.name == "Control") {
        let id = control.attribute("id").unwrap_or("?");
        let sizes: Vec<_> = control
            .child("Icon")
            .map(|icon| icon.all("Image").filter_map(|image| image.attribute("size")).collect())
            .unwrap_or_default();
        let missing = ICON_SIZES.iter().filter(|size| !sizes.contains(size));
        found.extend(missing.map(|size| format!("The control '{id}' has no icon of {size} pixels.")));
        if control.child("Label").is_none() || control.child("Supertip").is_none() {
            found.push(format!("The control '{id}' needs a Label and a Supertip."));
        }
    }
    found
}

fn ids(overrides: &Node) -> Vec<String> {
    let mut seen = HashSet::new();
    let controls =
        overrides.walk().into_iter().filter(|node| matches!(node.name.as_str(), "Control" | "Group" | "Item"));
    let ids = controls.filter_map(|node| node.attribute("id"));
    ids.filter(|id| !seen.insert((*id).to_owned())).map(|id| format!("The id '{id}' is used twice.")).collect()
}

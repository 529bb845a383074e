//! The order of elements. The schema sees most of it, but not around the elements that are newer than it.

use crate::fault::Fault;
use crate::tree::Element;

/// For each parent, its children in the order they must come in.
const ORDERS: &[(&str, &[&str])] = &[
    (
        "OfficeApp",
        &[
            "Id",
            "AlternateId",
            "Version",
            "ProviderName",
            "DefaultLocale",
            "DisplayName",
            "Description",
            "IconUrl",
            "HighResolutionIconUrl",
            "SupportUrl",
            "AppDomains",
            "Hosts",
            "Requirements",
            "FormSettings",
            "Permissions",
            "Rule",
            "DisableEntityHighlighting",
            "VersionOverrides",
        ],
    ),
    (
        "VersionOverrides",
        &["Description", "Requirements", "Hosts", "Resources", "WebApplicationInfo", "VersionOverrides"],
    ),
    ("Host", &["Runtimes", "DesktopFormFactor", "MobileFormFactor"]),
    ("DesktopFormFactor", &["SupportsSharedFolders", "FunctionFile", "ExtensionPoint"]),
    ("Group", &["Label", "Tooltip", "Control"]),
    ("Control", &["Label", "Tooltip", "Supertip", "Icon", "Action", "Items"]),
    ("Item", &["Label", "Tooltip", "Supertip", "Icon", "Action"]),
    ("Supertip", &["Title", "Description"]),
    ("Action", &["SourceLocation", "FunctionName", "SupportsPinning"]),
    ("Resources", &["Images", "Urls", "ShortStrings", "LongStrings"]),
];

pub(super) fn check(root: Element) -> Vec<Fault> {
    std::iter::once(root).chain(root.descendants()).filter_map(misplaced).collect()
}

/// The first child that comes after one it should precede.
fn misplaced(parent: Element) -> Option<Fault> {
    let (_, order) = ORDERS.iter().find(|(name, _)| parent.is(name))?;
    let ranks: Vec<_> = parent.children().filter_map(|child| order.iter().position(|name| child.is(name))).collect();
    let wrong = ranks.windows(2).find(|pair| pair[1] < pair[0])?;
    Some(Fault::Order { parent: parent.name().to_owned(), child: order[wrong[1]].to_owned(), order })
}

//! Resources and the references to them.

use std::collections::BTreeSet;

use super::LABEL_LIMITS;
use crate::fault::Fault;
use crate::tree::Element;

/// More characters than this and Outlook refuses the manifest.
const RESID_LIMIT: usize = 32;

/// For each element that refers to a resource, the collection that the resource must be in.
const COLLECTIONS: &[(&str, &str)] = &[
    ("Label", "ShortStrings"),
    ("Title", "ShortStrings"),
    ("Tooltip", "ShortStrings"),
    ("Description", "LongStrings"),
    ("Image", "Images"),
    ("FunctionFile", "Urls"),
    ("SourceLocation", "Urls"),
];

pub(super) fn check(root: Element) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(root.descendants().filter_map(dangling));
    faults.extend(duplicates(root));
    faults.extend(ids(root).filter_map(long));
    faults.extend(root.descendants().flat_map(long_labels));
    faults
}

/// The resource that an element refers to. A `VersionOverrides` sees its own resources only, not those around it.
pub(crate) fn resolve(reference: Element<'_>) -> Option<Element<'_>> {
    let resid = reference.attribute("resid")?;
    let resources = reference.ancestor("VersionOverrides")?.child("Resources")?;
    resources.child(collection(reference)?)?.children().find(|entry| entry.attribute("id") == Some(resid))
}

/// What a resource or a setting says: its default and what each locale has in its place.
pub(crate) fn values(setting: Element<'_>) -> impl Iterator<Item = &str> {
    let overrides = setting.children().filter_map(|element| element.attribute("Value"));
    setting.attribute("DefaultValue").into_iter().chain(overrides)
}

fn collection(reference: Element) -> Option<&'static str> {
    COLLECTIONS.iter().find(|(name, _)| reference.is(name)).map(|(_, collection)| *collection)
}

fn dangling(reference: Element) -> Option<Fault> {
    let resid = reference.attribute("resid")?.to_owned();
    let collection = collection(reference)?;
    let element = reference.name().to_owned();
    resolve(reference).is_none().then_some(Fault::DanglingResid { element, resid, collection })
}

/// An id must be unique in the whole manifest, whichever collection it is in.
fn duplicates(root: Element) -> Vec<Fault> {
    let mut seen = BTreeSet::new();
    defined(root).filter(|id| !seen.insert(*id)).map(|id| Fault::DuplicateResid { id: id.to_owned() }).collect()
}

/// The ids of resources. Other elements have ids of other kinds.
fn defined(root: Element<'_>) -> impl Iterator<Item = &str> {
    root.all("Resources")
        .flat_map(Element::children)
        .flat_map(Element::children)
        .filter_map(|entry| entry.attribute("id"))
}

/// The ids of resources and the references to them.
fn ids(root: Element<'_>) -> impl Iterator<Item = &str> {
    root.descendants().filter_map(|element| element.attribute("resid")).chain(defined(root))
}

fn long(id: &str) -> Option<Fault> {
    let length = id.chars().count();
    (length > RESID_LIMIT).then(|| Fault::LongResid { id: id.to_owned(), length, limit: RESID_LIMIT })
}

fn long_labels(element: Element) -> Vec<Fault> {
    let Some(&(_, limit)) = LABEL_LIMITS.iter().find(|(name, _)| element.is(name)) else {
        return Vec::new();
    };
    let name = element.name();
    let too_long = |text: &str| {
        let length = text.chars().count();
        let fault = || Fault::LongLabel { element: name.to_owned(), text: text.to_owned(), length, limit };
        (length > limit).then(fault)
    };
    values(resolve(element).unwrap_or(element)).filter_map(too_long).collect()
}

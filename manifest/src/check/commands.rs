//! The ribbon: where it stands, what its buttons call, and that their ids are their own.

use std::collections::BTreeSet;

use super::{FUNCTIONS, SURFACES};
use crate::fault::Fault;
use crate::tree::Element;

pub(super) fn check(root: Element) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(
        SURFACES.iter().filter(|surface| !has_surface(root, surface)).map(|surface| Fault::Surface { surface }),
    );
    faults.extend(root.all("DesktopFormFactor").flat_map(form_factor));
    faults.extend(functions(root).filter(|name| !FUNCTIONS.contains(name)).map(unknown));
    faults.extend(["Group", "Control", "Item"].into_iter().flat_map(|name| duplicates(root, name)));
    faults
}

fn has_surface(root: Element, surface: &str) -> bool {
    root.all("ExtensionPoint").any(|point| point.attribute("type") == Some(surface))
}

fn form_factor(factor: Element) -> Vec<Fault> {
    let shared = factor.child("SupportsSharedFolders").is_some_and(|element| element.text() == "true");
    // The first one says it: one file has them all.
    let without_file = functions(factor).next().filter(|_| factor.child("FunctionFile").is_none());
    let no_file = without_file.map(|function| Fault::NoFunctionFile { function: function.to_owned() });
    (!shared).then_some(Fault::SharedFolders).into_iter().chain(no_file).collect()
}

fn functions(within: Element<'_>) -> impl Iterator<Item = &str> {
    within.all("FunctionName").map(Element::text)
}

fn unknown(function: &str) -> Fault {
    Fault::UnknownFunction { function: function.to_owned() }
}

/// Ids must be unique within a form factor, across its extension points.
fn duplicates(root: Element, name: &'static str) -> Vec<Fault> {
    let repeated = |factor: Element| {
        let mut seen = BTreeSet::new();
        let ids = factor.all(name).filter_map(|element| element.attribute("id")).map(str::to_owned);
        ids.filter(|id| !seen.insert(id.clone())).collect::<Vec<_>>()
    };
    let ids = root.all("DesktopFormFactor").flat_map(repeated);
    ids.map(|id| Fault::DuplicateId { element: name.to_owned(), id }).collect()
}

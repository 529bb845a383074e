//! The unified manifest, as a document of its own: that it agrees with itself and with `manifest.xml`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use url::Url;

use super::SURFACES;
use super::images::wrong_image;
use crate::facts::{CONTEXTS, PERMISSION_NAMES, SHARED_FOLDERS, beside};
use crate::fault::Fault;
use crate::fill::TEMPLATE;
use crate::icons::{PACKAGE_ICONS, pixels};
use crate::tree::Tree;
use crate::unified::leaves;

/// How many characters are shown, by the end of the text's path.
const LIMITS: &[(&str, usize)] = &[
    ("name.short", 30),
    ("description.short", 80),
    ("description.full", 4000),
    ("label", 64),
    ("title", 64),
    ("supertip.description", 250),
    ("id", 64),
];

/// Everything that is wrong with a unified manifest that its schema does not see.
pub fn check_unified(manifest: &str) -> Vec<Fault> {
    let document: Value = match serde_json::from_str(manifest) {
        Ok(document) => document,
        Err(reason) => return vec![Fault::NotJson { reason: reason.to_string() }],
    };
    let texts = leaves(&document);
    let extension = &document["extensions"][0];
    let mut faults = disagreements(&document);
    faults.extend(addresses(&document, &texts));
    faults.extend(package_icons(&document));
    faults.extend(entries(extension, "icons").filter_map(control_icon));
    faults.extend(actions(extension));
    faults.extend(permissions(&document));
    faults.extend(missing_contexts(extension));
    faults.extend(texts.iter().filter_map(long));
    faults
}

/// What both manifests say must be the same.
fn disagreements(document: &Value) -> Vec<Fault> {
    let Ok(tree) = Tree::parse(TEMPLATE) else { return Vec::new() };
    let own = |name| tree.root().child(name).map_or("", |element| element.text());
    let (id, version) = (own("Id"), own("Version"));
    let rows = [("id", id.to_owned()), ("version", version.strip_suffix(".0").unwrap_or(version).to_owned())];
    let differs = |(what, expected): (&'static str, String)| {
        let found = document[what].as_str().unwrap_or_default().to_owned();
        (found != expected).then_some(Fault::Disagrees { what, found, expected })
    };
    rows.into_iter().filter_map(differs).collect()
}

/// Addresses are https, and on a domain that the manifest names.
fn addresses(document: &Value, texts: &BTreeMap<String, String>) -> Vec<Fault> {
    let domains: Vec<_> = strings(&document["validDomains"]).map(str::to_owned).collect();
    let named = texts.iter().filter(|(path, _)| is_address(path));
    named.filter_map(|(path, url)| address(path, url, &domains)).collect()
}

fn is_address(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or_default();
    last == "url" || last == "page" || last == "script" || last.ends_with("Url")
}

fn address(path: &str, url: &str, domains: &[String]) -> Option<Fault> {
    let element = path.to_owned();
    let Some(parsed) = Url::parse(url).ok().filter(|parsed| parsed.scheme() == "https") else {
        return Some(Fault::NotHttps { element, url: url.to_owned() });
    };
    let host = parsed.host_str().unwrap_or_default();
    let place = parsed.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
    (!domains.contains(&place)).then(|| Fault::ForeignUrl { element, url: url.to_owned(), allowed: domains.to_vec() })
}

/// Each image of the package is there, and has the pixels that Microsoft asks of it.
fn package_icons(document: &Value) -> Vec<Fault> {
    let fault = |(key, icon): &(&'static str, crate::Icon)| {
        let found = document["icons"][*key].as_str().unwrap_or_default();
        let right = found == icon.name && pixels(icon.png) == Some((icon.pixels, icon.pixels));
        (!right).then(|| Fault::PackageIcon { key, found: found.to_owned(), expected: icon.name, pixels: icon.pixels })
    };
    PACKAGE_ICONS.iter().filter_map(fault).collect()
}

fn control_icon(icon: &Value) -> Option<Fault> {
    let size = icon["size"].as_u64().and_then(|size| u32::try_from(size).ok()).unwrap_or_default();
    wrong_image(icon["url"].as_str().unwrap_or_default(), size)
}

/// Every button calls an action that there is, and every action has a button.
fn actions(extension: &Value) -> Vec<Fault> {
    let defined: BTreeSet<_> = entries(extension, "actions").filter_map(|action| action["id"].as_str()).collect();
    let controls = entries(extension, "controls").chain(entries(extension, "items"));
    let called: BTreeSet<_> = controls.filter_map(|control| control["actionId"].as_str()).collect();
    let unknown = called.difference(&defined).map(|id| Fault::UnknownAction { action: (*id).to_owned() });
    unknown.chain(defined.difference(&called).map(|id| Fault::IdleAction { action: (*id).to_owned() })).collect()
}

fn permissions(document: &Value) -> Vec<Fault> {
    let listed = &document["authorization"]["permissions"]["resourceSpecific"];
    let found: BTreeSet<_> = array(listed).filter_map(|permission| permission["name"].as_str()).collect();
    let expected: BTreeSet<_> =
        [beside(PERMISSION_NAMES, super::PERMISSIONS), Some(SHARED_FOLDERS)].into_iter().flatten().collect();
    let fault = || Fault::UnifiedPermissions {
        found: found.iter().map(|name| (*name).to_owned()).collect(),
        expected: expected.iter().copied().collect(),
    };
    if found == expected { Vec::new() } else { vec![fault()] }
}

fn missing_contexts(extension: &Value) -> impl Iterator<Item = Fault> {
    let there: BTreeSet<_> = array(&extension["ribbons"]).flat_map(|ribbon| strings(&ribbon["contexts"])).collect();
    let wanted = SURFACES.iter().filter_map(|surface| beside(CONTEXTS, surface));
    wanted.filter(move |context| !there.contains(context)).map(|context| Fault::Context { context })
}

fn long((path, text): (&String, &String)) -> Option<Fault> {
    let ends = |end: &str| path == end || path.strip_suffix(end).is_some_and(|before| before.ends_with('.'));
    let (_, limit) = *LIMITS.iter().find(|(end, _)| ends(end))?;
    let length = text.chars().count();
    (length > limit).then(|| Fault::LongLabel { element: path.clone(), text: text.clone(), length, limit })
}

/// The entries of every list of that name, however deep.
fn entries<'v>(within: &'v Value, name: &str) -> impl Iterator<Item = &'v Value> {
    let (mut found, mut open) = (Vec::new(), vec![within]);
    while let Some(value) = open.pop() {
        found.extend(value.get(name).into_iter().flat_map(array));
        open.extend(value.as_object().into_iter().flat_map(|members| members.values()));
        open.extend(value.as_array().into_iter().flatten());
    }
    found.into_iter()
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    array(value).filter_map(Value::as_str)
}

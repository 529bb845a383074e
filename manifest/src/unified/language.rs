//! The files of further languages: for each text that differs, its path in the manifest and what stands in its place.

use std::collections::BTreeMap;

use serde_json::Value;

use super::json;
use super::model::App;
use crate::facts;
use crate::fill::Error;

/// What every language's file must say, even where it is the same.
const REQUIRED: &[&str] = &["name.short", "description.short", "description.full"];

/// The address of one of Microsoft's schemas.
pub(super) fn schema(name: &str) -> String {
    format!("{}/v{}/{name}", facts::SCHEMAS, facts::MANIFEST_VERSION)
}

/// The language alone: Outlook takes it for all of its regions.
pub(super) fn tag(locale: &str) -> String {
    locale.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

/// The name of a language's file.
pub(super) fn name(locale: &str) -> String {
    format!("{}.json", tag(locale))
}

/// A language's file: its name, and what is in it.
pub(super) fn file(default: &App, translated: &App, locale: &str) -> Result<(String, String), Error> {
    let (default, translated) = (texts(default)?, texts(translated)?);
    let differs = |path: &str, text: &String| REQUIRED.contains(&path) || default.get(path) != Some(text);
    let mut own: BTreeMap<_, _> = translated.into_iter().filter(|(path, text)| differs(path, text)).collect();
    own.insert("$schema".to_owned(), schema("MicrosoftTeams.Localization.schema.json"));
    Ok((name(locale), json(&own)?))
}

fn texts(app: &App) -> Result<BTreeMap<String, String>, Error> {
    let value = serde_json::to_value(app).map_err(|reason| Error::Package { reason: reason.to_string() })?;
    Ok(leaves(&value))
}

/// Every text of a document by its path: `extensions[0].ribbons[1].tabs[0].groups[0].label`.
pub(crate) fn leaves(document: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![(String::new(), document)];
    while let Some((path, value)) = open.pop() {
        match value {
            Value::String(text) => drop(found.insert(path, text.clone())),
            Value::Array(entries) => {
                open.extend(entries.iter().enumerate().map(|(index, entry)| (format!("{path}[{index}]"), entry)));
            }
            Value::Object(members) => {
                open.extend(members.iter().map(|(name, member)| (below(&path, name), member)));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

//! `singleValueExtendedProperties`: what a request writes of them.

use super::problem::Problem;
use super::properties::Fields;
use serde_json::Value;
use uuid::Uuid;

/// Writes `singleValueExtendedProperties`: each by its name, null takes one away, the others stay.
pub(super) fn write_extended(extended: &mut Vec<(String, String)>, given: &Fields) -> Result<(), Problem> {
    let Some(list) = given.get("singleValueExtendedProperties") else { return Ok(()) };
    let wrong = || Problem::Body("singleValueExtendedProperties: id and value are texts.".to_owned());
    for entry in list.as_array().ok_or_else(wrong)? {
        let id = entry["id"].as_str().ok_or_else(wrong)?;
        if !is_property_id(id) {
            return Err(Problem::Invalid(format!("The extended property id '{id}' is invalid.")));
        }
        extended.retain(|(own, _)| !own.eq_ignore_ascii_case(id));
        match &entry["value"] {
            Value::Null => {}
            Value::String(value) => extended.push((id.to_owned(), value.clone())),
            _ => return Err(wrong()),
        }
    }
    Ok(())
}

/// `String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Colour`, or `… Id 0x8233`.
fn is_property_id(id: &str) -> bool {
    let words: Vec<&str> = id.splitn(4, ' ').collect();
    let [kind, guid, by, name] = words.as_slice() else { return false };
    let guid = guid.strip_prefix('{').and_then(|guid| guid.strip_suffix('}'));
    let known = ["String", "Integer", "Boolean", "SystemTime"].iter().any(|known| known.eq_ignore_ascii_case(kind));
    let by = by.eq_ignore_ascii_case("Name") || by.eq_ignore_ascii_case("Id");
    known && by && !name.is_empty() && guid.is_some_and(|guid| Uuid::parse_str(guid).is_ok())
}

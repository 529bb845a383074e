//! Recurrences: what Graph takes of them, and how they come back.

use super::super::problem::Problem;
use crate::{series, zones};
use serde_json::{Map, Value, json};

/// The six types of patterns, each with the properties that it has besides `type` and `interval`.
const PATTERNS: [(&str, &[&str]); 6] = [
    ("daily", &[]),
    ("weekly", &["daysOfWeek", "firstDayOfWeek"]),
    ("absoluteMonthly", &["dayOfMonth"]),
    ("relativeMonthly", &["daysOfWeek", "index"]),
    ("absoluteYearly", &["dayOfMonth", "month"]),
    ("relativeYearly", &["daysOfWeek", "index", "month"]),
];

/// What Graph says of properties that a pattern does not have.
fn unset() -> [(&'static str, Value); 4] {
    [("month", json!(0)), ("dayOfMonth", json!(0)), ("firstDayOfWeek", json!("sunday")), ("index", json!("first"))]
}

/// Refuses what Graph refuses of a recurrence that an application writes.
pub(super) fn check(recurrence: &Value, start: &Value) -> Result<(), Problem> {
    let refuse = |text: String| Err(Problem::Property(text));
    let pattern = &recurrence["pattern"];
    let kind = pattern["type"].as_str().unwrap_or_default();
    let Some((_, own)) = PATTERNS.iter().find(|(name, _)| *name == kind) else {
        return refuse(format!("The recurrence pattern type '{kind}' is not known."));
    };
    for (name, value) in pattern.as_object().into_iter().flatten() {
        let known = own.contains(&name.as_str()) || ["type", "interval"].contains(&name.as_str());
        let is_unset = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        if !known && !is_unset && !unset().contains(&(name, value.clone())) {
            return refuse(format!("The recurrence pattern '{kind}' does not have the property '{name}'."));
        }
    }
    let range = &recurrence["range"];
    let first = zones::wall(start).map(|wall| wall.date().to_string());
    if range["startDate"].as_str() != first.as_deref() {
        return refuse("The recurrence range's startDate needs to be the date of the event's start.".to_owned());
    }
    if range["type"] == "endDate" && range["endDate"].as_str() < first.as_deref() {
        return refuse("The recurrence ends before it starts.".to_owned());
    }
    Ok(())
}

/// A recurrence as it is kept: its range starts on the day of the event.
pub(super) fn tidy(recurrence: &Value, start: &Value) -> Result<Value, Problem> {
    series::rule(recurrence).map_err(|error| Problem::Property(error.to_string()))?;
    let mut kept = recurrence.clone();
    if let Some(start) = zones::wall(start) {
        kept["range"]["startDate"] = json!(start.date().to_string());
    }
    if kept["range"]["recurrenceTimeZone"].is_null() {
        kept["range"]["recurrenceTimeZone"] = json!(zones::zone_name(start));
    }
    Ok(kept)
}

/// A recurrence as Graph shows it: with what it does not have, and with the end that is none.
pub(super) fn shown(recurrence: &Value) -> Value {
    let mut pattern: Map<String, Value> = unset().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let given = |part: &str| recurrence[part].as_object().cloned().unwrap_or_default().into_iter();
    pattern.extend(given("pattern").filter(|(_, value)| !value.is_null()));
    let mut range = Map::new();
    range.insert("endDate".to_owned(), json!("0001-01-01"));
    range.insert("numberOfOccurrences".to_owned(), json!(0));
    range.extend(given("range").filter(|(_, value)| !value.is_null()));
    let kind = range.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if kind != "endDate" {
        range.insert("endDate".to_owned(), json!("0001-01-01"));
    }
    if kind != "numbered" {
        range.insert("numberOfOccurrences".to_owned(), json!(0));
    }
    json!({"pattern": pattern, "range": range})
}

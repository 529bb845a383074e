//! What counts as the same content (C9, M1).
//!
//! Two readings of a value. [`clean`] is what is kept: no blanks at the end, one kind of line end, nothing empty.
//! [`comparable`] is what is compared: for phones and addresses of any kind it is looser than what is kept, so that a
//! number stays as it was typed. Each applied twice gives what it gives once (P13).

use crate::{
    mapping::zones,
    record::{Address, Field, Image, Kind, RecordKind, Value},
};

/// A value as it is kept; `None` when nothing is left of it.
pub fn clean(value: &Value) -> Option<Value> {
    let value = match value {
        Value::Text(text) => Value::Text(clean_text(text)),
        Value::Labels(words) => {
            Value::labels(words.iter().map(|word| clean_text(word)).filter(|word| !word.is_empty()))
        }
        Value::List(entries) => Value::List(clean_list(entries)),
        Value::Address(address) => Value::Address(map_address(address, clean_text)),
        Value::Recurrence(recurrence) => Value::Recurrence((*recurrence).normalized()),
        other => other.clone(),
    };
    (!value.is_empty()).then_some(value)
}

/// An image with every value as it is kept.
pub fn clean_image(image: &Image) -> Image {
    image.iter().filter_map(|(id, value)| Some((*id, clean(value)?))).collect()
}

/// A value reduced to what counts as content.
pub fn comparable(kind: Kind, value: &Value) -> Option<Value> {
    let value = clean(value)?;
    let reduced = match (kind, &value) {
        (Kind::Email, Value::Text(text)) => Value::Text(text.trim().to_lowercase()),
        (Kind::Phone, Value::Text(text)) => Value::Text(phone(text)),
        (Kind::Web, Value::Text(text)) => Value::Text(web(text)),
        (Kind::Zone, Value::Text(text)) => Value::Text(zone(text)),
        (Kind::Address, Value::Address(address)) => Value::Address(map_address(address, collapse)),
        (Kind::Labels, Value::Labels(words)) => Value::labels(words.iter().map(|word| word.to_lowercase())),
        _ => value,
    };
    (!reduced.is_empty()).then_some(reduced)
}

/// Do both hold the same content?
pub fn same(field: &Field, a: Option<&Value>, b: Option<&Value>) -> bool {
    let reduce = |value: Option<&Value>| value.and_then(|value| comparable(field.kind, value));
    reduce(a) == reduce(b)
}

/// Do two images hold the same content in every synced field?
pub fn same_image(kind: RecordKind, a: &Image, b: &Image) -> bool {
    kind.synced().all(|field| same(field, a.get(field.id), b.get(field.id)))
}

/// One kind of line end, and no blanks at the end: not of a line, not of the text (C9).
pub fn clean_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    lines.join("\n").trim_end().to_owned()
}

fn clean_list(entries: &[String]) -> Vec<String> {
    let mut list: Vec<String> = entries.iter().map(|entry| clean_text(entry)).collect();
    while list.last().is_some_and(String::is_empty) {
        list.pop();
    }
    list
}

fn map_address(address: &Address, part: impl Fn(&str) -> String) -> Address {
    Address {
        street: part(&address.street),
        city: part(&address.city),
        state: part(&address.state),
        postal_code: part(&address.postal_code),
        country: part(&address.country),
    }
}

/// Letter case and the kind of white space do not make another address.
fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Digits and what is dialled; a leading `+` stays, for it is lost by many and means another number.
fn phone(text: &str) -> String {
    let dialled: String =
        text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '+' | '*' | '#' | ',' | ';')).collect();
    if dialled.is_empty() { text.trim().to_owned() } else { dialled.to_lowercase() }
}

/// Without the scheme and a slash at the end, the host in small letters.
fn web(text: &str) -> String {
    let text = text.trim();
    let mut bare = text;
    // Somebody pastes a whole address behind the scheme that stood there already.
    while let Some(rest) = without_scheme(bare) {
        bare = rest.trim_start();
    }
    let bare = bare.trim_end_matches(|sign: char| sign == '/' || sign.is_whitespace());
    if bare.is_empty() {
        return text.to_owned();
    }
    match bare.split_once('/') {
        Some((host, path)) => format!("{}/{path}", host.to_lowercase()),
        None => bare.to_lowercase(),
    }
}

fn without_scheme(text: &str) -> Option<&str> {
    let after = |scheme: &str| text.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme));
    ["https://", "http://"].into_iter().find_map(|scheme| after(scheme).and_then(|_| text.get(scheme.len()..)))
}

/// By the Windows zone, since Outlook tells no more apart; a zone that nobody knows is its own name.
fn zone(name: &str) -> String {
    let known = zones::iana_from(name).unwrap_or(name);
    zones::windows_from(known).unwrap_or(known).to_owned()
}

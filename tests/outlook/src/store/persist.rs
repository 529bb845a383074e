//! The store's file, and the seed it starts from.

use super::{Mailbox, State};
use crate::{clock::Clock, entra::SeedAccount, ids, zones};
use jiff::{ToSpan as _, civil::Date};
use serde::Deserialize;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// A seed or store file that cannot be used.
#[derive(Debug, Error)]
pub enum FileError {
    /// Not readable.
    #[error("cannot read {file}: {source}")]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Not the JSON of a store.
    #[error("{file} is not a store or seed: {source}")]
    Json {
        /// The file.
        file: PathBuf,
        /// Why.
        source: serde_json::Error,
    },
}

/// Mailboxes to start with.
#[derive(Debug, Clone, Deserialize)]
pub struct Seed {
    /// The mailboxes, the signed-in person's first.
    pub mailboxes: Vec<Mailbox>,
    /// Accounts of people without a mailbox here, and what more is said of those with one.
    #[serde(default)]
    pub accounts: Vec<SeedAccount>,
}

/// The Monday of the week that the built-in seed is written for.
const SEED_WEEK: Date = Date::constant(2026, 11, 23);

impl Seed {
    /// The built-in seed, moved by whole weeks into the current one.
    pub fn built_in(clock: &Clock) -> Result<Self, serde_json::Error> {
        let mut value: Value = serde_json::from_str(include_str!("../seed.json"))?;
        let today = clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let days = SEED_WEEK.until(today).map_or(0, |span| span.get_days()).div_euclid(7) * 7;
        shift(&mut value, days);
        follow_starts(&mut value);
        serde_json::from_value(value)
    }

    /// A seed file.
    pub fn read(file: &Path) -> Result<Self, FileError> {
        read(file)
    }

    /// The store's first state: messages without an id get one. What Exchange fills in of events Graph's part does.
    pub fn into_state(self, clock: &Clock) -> State {
        let mut mailboxes = self.mailboxes;
        for mailbox in &mut mailboxes {
            complete(mailbox, clock);
        }
        State { mailboxes, accounts: self.accounts }
    }
}

impl State {
    /// The state in a store file.
    pub fn read(file: &Path) -> Result<Self, FileError> {
        read(file)
    }
}

/// Writes the state beside the file and puts it in its place.
pub(super) fn write(file: &Path, state: &State) -> std::io::Result<()> {
    replace(file, &serde_json::to_vec_pretty(state)?)
}

/// Writes beside the file and puts that in its place.
pub(crate) fn replace(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = file.with_extension("new");
    std::fs::write(&beside, bytes)?;
    std::fs::rename(beside, file)
}

fn read<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T, FileError> {
    let bytes = std::fs::read(file).map_err(|source| FileError::Read { file: file.to_owned(), source })?;
    serde_json::from_slice(&bytes).map_err(|source| FileError::Json { file: file.to_owned(), source })
}

fn complete(mailbox: &mut Mailbox, clock: &Clock) {
    for item in &mut mailbox.messages {
        for (key, value) in [
            ("id", json!(ids::item())),
            ("changeKey", json!(ids::change_key())),
            ("createdDateTime", json!(clock.stamp())),
            ("lastModifiedDateTime", json!(clock.stamp())),
        ] {
            fill(item, key, value);
        }
    }
}

fn fill(item: &mut Value, key: &str, value: Value) {
    if item[key].is_null() {
        item[key] = value;
    }
}

/// Moves every date in the seed by so many days.
fn shift(value: &mut Value, days: i32) {
    match value {
        Value::Object(fields) => {
            // A person is as old in any week.
            let moving = fields.iter_mut().filter(|(name, _)| *name != "birthday");
            moving.for_each(|(_, value)| shift(value, days));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| shift(value, days)),
        Value::String(text) => {
            if let Some(moved) = moved(text, days) {
                *text = moved;
            }
        }
        _ => {}
    }
}

/// Monthly series by weekday fall on their start again after the move.
fn follow_starts(value: &mut Value) {
    let mailboxes = value["mailboxes"].as_array_mut().into_iter().flatten();
    for event in mailboxes.flat_map(|mailbox| mailbox["events"].as_array_mut().into_iter().flatten()) {
        let day = zones::wall(&event["start"]).map_or(1, jiff::civil::DateTime::day);
        let Some(pattern) = event.pointer_mut("/recurrence/pattern") else { continue };
        if pattern["type"] == "relativeMonthly" {
            let index = ["first", "second", "third", "fourth", "last"][usize::try_from((day - 1) / 7).unwrap_or(0)];
            pattern["index"] = json!(index);
        }
    }
}

fn moved(text: &str, days: i32) -> Option<String> {
    let (date, rest) = text.split_at_checked(10)?;
    if !(rest.is_empty() || rest.starts_with('T')) {
        return None;
    }
    let date: Date = date.parse().ok()?;
    let moved = date.checked_add(days.days()).ok()?;
    Some(format!("{moved}{rest}"))
}

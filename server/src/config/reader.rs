//! Takes values out of the merged sources, key by key, and gathers every fault on the way.

use std::collections::BTreeMap;
use std::fs;

use config::{Map, Value, ValueKind};

use super::error::Fault;
use super::keys::{self, Key};

/// The values given for keys, and what is wrong so far.
pub(super) struct Reader {
    given: BTreeMap<String, Given>,
    faults: Vec<Fault>,
}

/// What stands at a key.
enum Given {
    One(String),
    Many(Vec<String>),
}

/// The ending of a key that holds the path of a file in place of the value.
const FILE: &str = "_file";

impl Reader {
    /// Everything in `table`; files are read, and keys that do not exist are faults.
    pub(super) fn new(table: Map<String, Value>) -> Self {
        let mut reader = Self { given: BTreeMap::new(), faults: Vec::new() };
        reader.flatten("", table);
        reader.read_files();
        reader.refuse_unknown();
        reader
    }

    /// The value of a key, or its default. `None` when there is neither; a fault when `parse` refuses it.
    pub(super) fn optional<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let key = keys::find(name)?;
        let text = match self.given.remove(name) {
            Some(Given::One(text)) => text,
            Some(Given::Many(_)) => return self.refuse(key, "is a list"),
            None => key.default?.to_owned(),
        };
        match parse(text.trim()) {
            Ok(value) => Some(value),
            Err(reason) => self.refuse(key, &reason),
        }
    }

    /// The same, where the absence of the key is a fault.
    pub(super) fn required<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        self.demand(name);
        self.optional(name, parse)
    }

    /// The values of a key that holds a list: a list in TOML, or one text with commas or blanks between the values.
    pub(super) fn list<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Result<T, String>) -> Option<Vec<T>> {
        let key = keys::find(name)?;
        let items = match self.given.remove(name) {
            Some(Given::Many(items)) => items,
            Some(Given::One(text)) => split(&text),
            None => split(key.default?),
        };
        let parsed: Result<Vec<T>, String> = items.iter().map(|item| parse(item.trim())).collect();
        match parsed {
            Ok(values) => Some(values),
            Err(reason) => self.refuse(key, &reason),
        }
    }

    /// The same, where the absence of the key is a fault, and so is a list with nothing in it.
    pub(super) fn required_list<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Option<Vec<T>> {
        self.demand(name);
        match self.list(name, parse) {
            Some(values) if values.is_empty() => self.refuse(keys::find(name)?, "is empty"),
            other => other,
        }
    }

    /// Whether any key of that section is given.
    pub(super) fn gives(&self, section: &str) -> bool {
        self.given.keys().any(|name| name.split_once('.').is_some_and(|(before, _)| before == section))
    }

    /// Notes a fault when the key has neither value nor default.
    fn demand(&mut self, name: &'static str) {
        let absent = !self.given.contains_key(name) && keys::find(name).is_some_and(|key| key.default.is_none());
        if absent && !self.faults.iter().any(|fault| fault.key.strip_suffix(FILE) == Some(name)) {
            let right = keys::find(name).map_or("", |key| key.right);
            self.fault(name, format!("is missing: expected {right}"));
        }
    }

    /// Notes a fault.
    pub(super) fn fault(&mut self, key: impl Into<String>, reason: impl Into<String>) {
        self.faults.push(Fault::new(key, reason));
    }

    /// Notes a fault, unless the key has one already.
    pub(super) fn fault_once(&mut self, key: &str, reason: &str) {
        let is_of_key = |fault: &Fault| fault.key == key || fault.key.strip_suffix(FILE) == Some(key);
        if !self.faults.iter().any(is_of_key) {
            self.fault(key, reason);
        }
    }

    /// What is wrong, by key.
    pub(super) fn finish(mut self) -> Vec<Fault> {
        self.faults.sort_by(|a, b| a.key.cmp(&b.key));
        self.faults
    }

    fn refuse<T>(&mut self, key: &Key, reason: &str) -> Option<T> {
        self.fault(key.name, format!("{reason}: expected {}", key.right));
        None
    }

    fn flatten(&mut self, prefix: &str, table: Map<String, Value>) {
        for (name, value) in table {
            let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            match value.kind {
                ValueKind::Table(inner) => self.flatten(&name, inner),
                ValueKind::Nil => {}
                ValueKind::Array(items) => self.take_list(name, items),
                _ => self.take_one(name, value),
            }
        }
    }

    fn take_one(&mut self, name: String, value: Value) {
        if let Ok(text) = value.into_string() {
            self.given.insert(name, Given::One(text));
        }
    }

    fn take_list(&mut self, name: String, items: Vec<Value>) {
        match items.into_iter().map(Value::into_string).collect() {
            Ok(items) => drop(self.given.insert(name, Given::Many(items))),
            Err(_) => self.fault(name, "holds more than texts: expected a list of texts"),
        }
    }

    /// `database.url_file = "/run/secrets/url"` stands for `database.url` with that file's content.
    fn read_files(&mut self) {
        let names: Vec<_> = self.given.keys().filter(|name| is_file_of_key(name)).cloned().collect();
        for name in names {
            self.read_file(&name);
        }
    }

    fn read_file(&mut self, name: &str) {
        let (Some(target), Some(given)) = (name.strip_suffix(FILE), self.given.remove(name)) else { return };
        if self.given.contains_key(target) {
            return self.fault(name, format!("`{target}` is given too: expected one of the two"));
        }
        let Given::One(path) = given else {
            return self.fault(name, "is a list: expected the path of a file that holds the value");
        };
        match fs::read_to_string(&path) {
            Ok(text) => drop(self.given.insert(target.to_owned(), Given::One(text.trim().to_owned()))),
            Err(reason) => {
                self.fault(name, format!("`{path}` cannot be read ({reason}): expected a file that holds the value"));
            }
        }
    }

    fn refuse_unknown(&mut self) {
        let unknown: Vec<_> = self.given.keys().filter(|name| keys::find(name).is_none()).cloned().collect();
        for name in unknown {
            self.given.remove(&name);
            self.fault(&name, unknown_reason(&name));
        }
    }
}

fn is_file_of_key(name: &str) -> bool {
    keys::find(name).is_none() && name.strip_suffix(FILE).is_some_and(|target| keys::find(target).is_some())
}

fn unknown_reason(name: &str) -> String {
    let section = name.split_once('.').map_or(name, |(section, _)| section);
    match keys::names_in(section).as_slice() {
        [] => format!("there is no section [{section}]: expected {}", sections().join(", ")),
        names => format!("there is no such key: [{section}] has {}", names.join(", ")),
    }
}

fn sections() -> Vec<&'static str> {
    let mut sections: Vec<_> = keys::KEYS.iter().filter_map(|key| Some(key.name.split_once('.')?.0)).collect();
    sections.dedup();
    sections
}

fn split(text: &str) -> Vec<String> {
    text.split([',', ' ', '\n']).map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

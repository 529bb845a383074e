//! Which unlinked item is which unlinked record, at a folder's first run (C8).
//!
//! Both are given by what a person would recognise them by ([`Face`]). The result does not depend on the order of
//! either (P12).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    normalize::{clean_text, comparable},
    record::{Image, Kind, Value, contact},
};

/// By what a contact is recognised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// Given name and surname, else the company, else what it is filed as: in small letters; empty when there is none.
    pub name: String,
    /// Its e-mail addresses, normalised.
    pub emails: BTreeSet<String>,
}

impl Face {
    /// The face of a contact.
    pub fn of(image: &Image) -> Self {
        let given = reduce(image.text(contact::GIVEN));
        let surname = reduce(image.text(contact::SURNAME));
        let person = [given, surname].iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join(" ");
        let others = [contact::COMPANY, contact::FILE_AS].map(|id| reduce(image.text(id)));
        let name = [person].into_iter().chain(others).find(|name| !name.is_empty()).unwrap_or_default();
        let emails = [contact::EMAIL1, contact::EMAIL2, contact::EMAIL3].iter().filter_map(|id| email(image.get(*id)?));
        Self { name, emails: emails.collect() }
    }

    fn agreement(&self, other: &Self) -> Agreement {
        let name = !self.name.is_empty() && self.name == other.name;
        let email = self.emails.intersection(&other.emails).next().is_some();
        match (name, email) {
            (true, true) => Agreement::Full,
            (true, false) | (false, true) => Agreement::Partial,
            (false, false) => Agreement::None,
        }
    }
}

fn reduce(text: &str) -> String {
    clean_text(text).split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn email(value: &Value) -> Option<String> {
    comparable(Kind::Email, value)?.as_text().map(str::to_owned)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Agreement {
    Full,
    Partial,
    None,
}

/// What an unlinked item is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match {
    /// That record: name and an address agree, of no other record and with no other item.
    Same(String),
    /// One of these, or none: the person is asked.
    Ask(BTreeSet<String>),
    /// Nothing that the practice database knows.
    New,
}

/// What each item is. Items and records are by their identifiers; every item has an answer.
pub fn matches(items: &BTreeMap<String, Face>, records: &BTreeMap<String, Face>) -> BTreeMap<String, Match> {
    let index = Index::of(records);
    let found: BTreeMap<&String, Candidates> =
        items.iter().map(|(id, face)| (id, index.candidates(face, records))).collect();
    let mut claims: BTreeMap<&String, usize> = BTreeMap::new();
    for record in found.values().flat_map(|candidates| &candidates.full) {
        *claims.entry(record).or_default() += 1;
    }
    let sole = |candidates: &Candidates| match candidates.full.iter().collect::<Vec<_>>().as_slice() {
        [only] if claims.get(*only) == Some(&1) => Some((*only).clone()),
        _ => None,
    };
    let taken: BTreeSet<String> = found.values().filter_map(&sole).collect();
    let judge = |candidates: &Candidates| match sole(candidates) {
        Some(record) => Match::Same(record),
        None => candidates.without(&taken),
    };
    found.iter().map(|(id, candidates)| ((*id).clone(), judge(candidates))).collect()
}

/// Records by name and by address.
#[derive(Default)]
struct Index<'a> {
    names: BTreeMap<&'a str, Vec<&'a String>>,
    emails: BTreeMap<&'a str, Vec<&'a String>>,
}

#[derive(Default)]
struct Candidates {
    full: BTreeSet<String>,
    partial: BTreeSet<String>,
}

impl Candidates {
    fn without(&self, taken: &BTreeSet<String>) -> Match {
        let left: BTreeSet<String> =
            self.full.union(&self.partial).filter(|id| !taken.contains(*id)).cloned().collect();
        if left.is_empty() { Match::New } else { Match::Ask(left) }
    }
}

impl<'a> Index<'a> {
    fn of(records: &'a BTreeMap<String, Face>) -> Self {
        let mut index = Self::default();
        for (id, face) in records {
            if !face.name.is_empty() {
                index.names.entry(&face.name).or_default().push(id);
            }
            for email in &face.emails {
                index.emails.entry(email).or_default().push(id);
            }
        }
        index
    }

    fn candidates(&self, face: &Face, records: &BTreeMap<String, Face>) -> Candidates {
        let named = self.names.get(face.name.as_str()).into_iter().flatten();
        let addressed = face.emails.iter().filter_map(|email| self.emails.get(email.as_str())).flatten();
        let near: BTreeSet<&String> = named.chain(addressed).copied().collect();
        let mut candidates = Candidates::default();
        for id in near {
            match records.get(id).map_or(Agreement::None, |record| face.agreement(record)) {
                Agreement::Full => candidates.full.insert(id.clone()),
                Agreement::Partial => candidates.partial.insert(id.clone()),
                Agreement::None => false,
            };
        }
        candidates
    }
}

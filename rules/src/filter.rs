//! Filters: which contacts a staff member wants in Outlook (C3).
//!
//! A filter is data that the firm keeps; [`Filter::selects`] says whether a contact passes. What it can ask about stands
//! in one table, [`FIELDS`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    normalize,
    record::{FieldId, Image, Value, contact},
};

/// A filter: rows, and how many of them have to match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    /// **All** rows have to match, else **one or more**.
    pub match_all: bool,
    /// The rows. Without any, every contact passes.
    pub rows: Vec<Row>,
}

json_struct!(Filter { match_all, rows });

/// One row of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Row {
    /// What is looked at: a name of [`FIELDS`].
    pub field: String,
    /// How.
    pub method: Method,
    /// With what: one text for *single*, *contains* and *begins with*, several for *any of*, two for *range*, none for
    /// blank and not blank. For the associate [`ME`] stands for the staff member whose filter it is.
    pub values: Vec<String>,
}

json_struct!(Row { field, method, values });

/// How a row looks at its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "FilterMethod"))]
#[serde(rename_all = "camelCase")]
pub enum Method {
    /// It is this.
    Single,
    /// It is one of these.
    AnyOf,
    /// It lies between these two, both included; an empty end is open.
    Range,
    /// It holds this.
    Contains,
    /// It begins with this.
    BeginsWith,
    /// Nothing is there.
    IsBlank,
    /// Something is there.
    IsNotBlank,
}

json_words!(Method { Single, AnyOf, Range, Contains, BeginsWith, IsBlank, IsNotBlank });

impl Method {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 7] =
        [Self::Single, Self::AnyOf, Self::Range, Self::Contains, Self::BeginsWith, Self::IsBlank, Self::IsNotBlank];

    /// How many values it takes: the least and the most.
    pub const fn values(self) -> (usize, usize) {
        match self {
            Self::Single | Self::Contains | Self::BeginsWith => (1, 1),
            Self::AnyOf => (1, 1000),
            Self::Range => (2, 2),
            Self::IsBlank | Self::IsNotBlank => (0, 0),
        }
    }
}

/// The associate that stands for the staff member whose filter it is. (Elsewhere it is a word: somebody writes Maine so.)
pub const ME: &str = "me";

/// Where a row's field is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In the contact.
    Contact(FieldId),
    /// In the contact's postal addresses.
    Address(Part),
    /// In the clients that the contact is tied to, and in the contact itself, which may be a client.
    Client(ClientFact, Option<FieldId>),
}

/// A part of a postal address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the name says it")]
pub enum Part {
    City,
    State,
    Country,
    PostalCode,
}

/// What is known of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the name says it")]
pub enum ClientFact {
    Associate,
    Number,
    Name,
    Type,
    Status,
    Office,
}

/// What a filter can ask about, in the order in which it is offered (C3).
#[rustfmt::skip]
pub const FIELDS: &[(&str, Source)] = &[
    ("associate",  Source::Client(ClientFact::Associate, Some(contact::ASSOCIATE))),
    ("clientId",   Source::Client(ClientFact::Number,    Some(contact::CLIENT_ID))),
    ("clientName", Source::Client(ClientFact::Name,      None)),
    ("clientType", Source::Client(ClientFact::Type,      Some(contact::CLIENT_TYPE))),
    ("status",     Source::Client(ClientFact::Status,    Some(contact::STATUS))),
    ("firmOffice", Source::Client(ClientFact::Office,    Some(contact::FIRM_OFFICE))),
    ("kind",       Source::Contact(contact::KIND)),
    ("categories", Source::Contact(contact::CATEGORIES)),
    ("fileAs",     Source::Contact(contact::FILE_AS)),
    ("given",      Source::Contact(contact::GIVEN)),
    ("surname",    Source::Contact(contact::SURNAME)),
    ("company",    Source::Contact(contact::COMPANY)),
    ("jobTitle",   Source::Contact(contact::JOB_TITLE)),
    ("profession", Source::Contact(contact::PROFESSION)),
    ("email",      Source::Contact(contact::EMAIL1)),
    ("city",       Source::Address(Part::City)),
    ("state",      Source::Address(Part::State)),
    ("postalCode", Source::Address(Part::PostalCode)),
    ("country",    Source::Address(Part::Country)),
];

/// A client as a filter sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientFacts {
    /// The identifier of the staff member who looks after it; empty when nobody does.
    pub associate: String,
    /// The firm's number for it.
    pub number: String,
    /// Its name.
    pub name: String,
    /// The firm's type of client.
    pub client_type: String,
    /// Active, former, prospective.
    pub status: String,
    /// The firm's office that serves it.
    pub office: String,
}

impl ClientFacts {
    fn get(&self, fact: ClientFact) -> &str {
        match fact {
            ClientFact::Associate => &self.associate,
            ClientFact::Number => &self.number,
            ClientFact::Name => &self.name,
            ClientFact::Type => &self.client_type,
            ClientFact::Status => &self.status,
            ClientFact::Office => &self.office,
        }
    }
}

/// All clients by their identifiers.
pub type ClientsById = BTreeMap<String, ClientFacts>;

/// What is wrong with a filter: the row, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {}: {reason}", row + 1)]
pub struct Fault {
    /// Which row, from 0.
    pub row: usize,
    /// `field`, `values`.
    pub part: &'static str,
    /// What is wrong.
    pub reason: String,
}

impl Filter {
    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<Fault> {
        self.rows.iter().enumerate().filter_map(|(at, row)| row.fault(at)).collect()
    }

    /// Does the contact pass? `me` is the staff member whose filter it is.
    pub fn selects(&self, contact: &Image, clients: &ClientsById, me: &str) -> bool {
        let matches = |row: &Row| row.matches(contact, clients, me);
        match (self.rows.is_empty(), self.match_all) {
            (true, _) => true,
            (false, true) => self.rows.iter().all(matches),
            (false, false) => self.rows.iter().any(matches),
        }
    }
}

impl Row {
    fn source(&self) -> Option<Source> {
        FIELDS.iter().find(|(name, _)| *name == self.field).map(|(_, source)| *source)
    }

    fn fault(&self, row: usize) -> Option<Fault> {
        let (least, most) = self.method.values();
        let given = self.values.iter().filter(|text| !text.trim().is_empty()).count();
        let enough = if self.method == Method::Range { given > 0 } else { given >= least };
        let fault = |part, reason: String| Some(Fault { row, part, reason });
        if self.source().is_none() {
            fault("field", format!("there is no field {:?}", self.field))
        } else if !enough || self.values.len() > most {
            fault("values", format!("this method takes {least} to {most} values, {given} are given"))
        } else {
            None
        }
    }

    fn matches(&self, contact: &Image, clients: &ClientsById, me: &str) -> bool {
        let Some(source) = self.source() else { return false };
        let found = texts(source, contact, clients);
        let person = matches!(source, Source::Client(ClientFact::Associate, _));
        let asked = |text: &String| reduce(if person && text == ME { me } else { text });
        let asked: Vec<String> = self.values.iter().map(asked).collect();
        match self.method {
            Method::IsBlank => found.is_empty(),
            Method::IsNotBlank => !found.is_empty(),
            Method::Single | Method::AnyOf => found.iter().any(|text| asked.contains(text)),
            Method::Contains => asked.first().is_some_and(|part| found.iter().any(|text| text.contains(part))),
            Method::BeginsWith => asked.first().is_some_and(|part| found.iter().any(|text| text.starts_with(part))),
            Method::Range => found.iter().any(|text| between(text, asked.first(), asked.get(1))),
        }
    }
}

/// Letter case and outer blanks do not count.
fn reduce(text: &str) -> String {
    normalize::clean_text(text).trim().to_lowercase()
}

/// What is found there, without what is empty.
fn texts(source: Source, contact: &Image, clients: &ClientsById) -> Vec<String> {
    let found: Vec<String> = match source {
        Source::Contact(contact::EMAIL1) => {
            [contact::EMAIL1, contact::EMAIL2, contact::EMAIL3].iter().flat_map(|id| of_value(contact, *id)).collect()
        }
        Source::Contact(id) => of_value(contact, id),
        Source::Address(part) => of_addresses(contact, part),
        Source::Client(fact, own) => of_clients(contact, clients, fact, own),
    };
    found.iter().map(|text| reduce(text)).filter(|text| !text.is_empty()).collect()
}

fn of_value(contact: &Image, id: FieldId) -> Vec<String> {
    match contact.get(id) {
        Some(Value::Text(text)) => vec![text.clone()],
        Some(Value::Labels(words)) => words.iter().cloned().collect(),
        _ => Vec::new(),
    }
}

fn of_addresses(contact: &Image, part: Part) -> Vec<String> {
    let addresses = [contact::BUSINESS_ADDRESS, contact::HOME_ADDRESS, contact::OTHER_ADDRESS];
    let parts = addresses.iter().filter_map(|id| match contact.get(*id) {
        Some(Value::Address(address)) => Some(match part {
            Part::City => &address.city,
            Part::State => &address.state,
            Part::Country => &address.country,
            Part::PostalCode => &address.postal_code,
        }),
        _ => None,
    });
    parts.cloned().collect()
}

fn of_clients(contact: &Image, clients: &ClientsById, fact: ClientFact, own: Option<FieldId>) -> Vec<String> {
    let mut found = own.map(|id| of_value(contact, id)).unwrap_or_default();
    if let Some(Value::Labels(ids)) = contact.get(contact::CLIENTS) {
        found.extend(ids.iter().filter_map(|id| clients.get(id)).map(|client| client.get(fact).to_owned()));
    }
    found
}

/// Numbers are compared as numbers, all else as text.
fn between(text: &str, from: Option<&String>, to: Option<&String>) -> bool {
    let after = |low: &String| low.is_empty() || compare(text, low).is_ge();
    let before = |high: &String| high.is_empty() || compare(text, high).is_le();
    from.is_none_or(after) && to.is_none_or(before)
}

fn compare(a: &str, b: &str) -> std::cmp::Ordering {
    match (a.parse::<u64>(), b.parse::<u64>()) {
        (Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

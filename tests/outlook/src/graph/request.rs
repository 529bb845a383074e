//! A request and an answer, apart from any server.

use super::item::IdForm;
use super::problem::Problem;
use super::route::Kind;
use serde_json::Value;
use std::time::Duration;

/// A request as it comes to the service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `PATCH` or `DELETE`.
    pub method: String,
    /// What follows the origin: `/v1.0/users/x/contacts?$top=5`. An address that begins with the origin is taken too.
    pub path: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
}

/// What comes back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body; empty for none.
    pub body: Vec<u8>,
    /// How much later it arrives.
    pub delay: Duration,
    /// The connection breaks instead of an answer. The write may have been done.
    pub cut: bool,
}

impl Request {
    /// A request without a body.
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), ..Self::default() }
    }

    /// With one more header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With a JSON body.
    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("Content-Type", "application/json")
    }

    /// The first header of a name.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The preferences, of however many `Prefer` headers.
    fn preferences(&self) -> impl Iterator<Item = &str> {
        self.all("prefer").flat_map(|line| line.split([',', ';'])).map(str::trim)
    }

    /// Which form of ids the request gives and takes.
    pub(super) fn id_form(&self) -> IdForm {
        let wanted = self.preference("IdType").is_some_and(|kind| kind.eq_ignore_ascii_case("ImmutableId"));
        if wanted { IdForm::Immutable } else { IdForm::Regular }
    }

    /// The page size that it prefers.
    pub(super) fn max_page_size(&self) -> Option<usize> {
        self.preference("odata.maxpagesize").or_else(|| self.preference("maxpagesize"))?.parse().ok()
    }

    /// The zone in which it wants the times of events.
    pub(super) fn zone(&self) -> Option<&str> {
        self.preference("outlook.timezone")
    }

    /// Whether it wants bodies as text.
    pub(super) fn wants_text(&self) -> bool {
        self.preference("outlook.body-content-type").is_some_and(|kind| kind.eq_ignore_ascii_case("text"))
    }

    /// The preferences that answers about events say they have followed.
    pub(super) fn applied(&self, kind: Kind) -> Vec<String> {
        let names = ["outlook.timezone", "outlook.body-content-type"];
        let found = names.iter().filter_map(|name| Some(format!("{name}=\"{}\"", self.preference(name)?)));
        if kind.is_of_calendar() { found.collect() } else { Vec::new() }
    }

    fn preference(&self, name: &str) -> Option<&str> {
        let mut pairs = self.preferences().filter_map(|preference| preference.split_once('='));
        pairs.find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().trim_matches('"'))
    }

    /// The JSON object in the body.
    pub(super) fn object(&self) -> Result<super::properties::Fields, Problem> {
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(_) => Err(Problem::Body("An object was expected.".to_owned())),
            Err(error) => Err(Problem::Body(format!("Unable to read JSON request payload: {error}"))),
        }
    }
}

impl Answer {
    /// The first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The JSON in the body; null when there is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// What a handler has made: a status and a body, before headers and faults.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) etag: Option<String>,
}

impl Made {
    pub(super) fn json(status: u16, body: &impl serde::Serialize) -> Self {
        // A map with text keys: it cannot fail.
        Self { status, body: serde_json::to_vec(body).unwrap_or_default(), etag: None }
    }

    pub(super) fn nothing() -> Self {
        Self { status: 204, ..Self::default() }
    }
}

//! A service that answers what it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use rules::record::RecordKind;
use serde_json::{Value, json};
use server::clock::Clock as _;
use server::mailbox::graph::{Broken, Graph, Method, Options, Request, Response, Token, Tokens, Transport};
use server::mailbox::{Error, Properties};
use server::practice::FolderKey;

use crate::clock::VirtualClock;

pub(crate) const BASE: &str = "https://graph.example/v1.0";
pub(crate) const MAILBOX: &str = "anna@example.com";

pub(crate) type Outcome = Result<Response, Broken>;

/// What answers requests: what was said beforehand, and then the last of it again and again.
pub(crate) struct Script {
    pub(crate) clock: Arc<VirtualClock>,
    outcomes: Mutex<VecDeque<Outcome>>,
    always: Mutex<Option<Outcome>>,
    pub(crate) asked: Mutex<Vec<Request>>,
    pub(crate) times: Mutex<Vec<Duration>>,
    pub(crate) trip: Duration,
    pub(crate) open: Mutex<(usize, usize)>,
}

impl Script {
    pub(crate) fn new(outcomes: impl IntoIterator<Item = Outcome>) -> Arc<Self> {
        Self::slow(outcomes, Duration::from_millis(20))
    }

    pub(crate) fn slow(outcomes: impl IntoIterator<Item = Outcome>, trip: Duration) -> Arc<Self> {
        Arc::new(Self {
            clock: VirtualClock::new(),
            outcomes: Mutex::new(outcomes.into_iter().collect()),
            always: Mutex::new(None),
            asked: Mutex::default(),
            times: Mutex::default(),
            trip,
            open: Mutex::default(),
        })
    }

    /// Answers that when there is nothing else to answer.
    pub(crate) fn always(self: Arc<Self>, outcome: Outcome) -> Arc<Self> {
        *self.always.lock().expect("not poisoned") = Some(outcome);
        self
    }

    pub(crate) fn graph(self: &Arc<Self>) -> Graph {
        self.graph_with(options())
    }

    pub(crate) fn graph_with(self: &Arc<Self>, options: Options) -> Graph {
        Graph::new(Arc::clone(self) as _, Arc::new(Given::default()), Arc::clone(&self.clock) as _, options)
    }

    /// The requests so far: method and what follows the base.
    pub(crate) fn requests(&self) -> Vec<String> {
        let asked = self.asked.lock().expect("not poisoned");
        let line = |request: &Request| {
            let url = request.url.as_str();
            format!("{} {}", request.method.as_str(), url.strip_prefix(BASE).unwrap_or(url))
        };
        asked.iter().map(line).collect()
    }

    pub(crate) fn count(&self, method: Method) -> usize {
        self.asked.lock().expect("not poisoned").iter().filter(|request| request.method == method).count()
    }

    /// The body of that request.
    pub(crate) fn body(&self, index: usize) -> Value {
        let asked = self.asked.lock().expect("not poisoned");
        serde_json::from_slice(asked[index].body.as_deref().expect("a body")).expect("JSON")
    }

    pub(crate) fn header(&self, index: usize, name: &str) -> Option<String> {
        self.asked.lock().expect("not poisoned")[index].header(name).map(str::to_owned)
    }
}

#[async_trait]
impl Transport for Script {
    async fn send(&self, request: Request) -> Outcome {
        self.asked.lock().expect("not poisoned").push(request);
        self.times.lock().expect("not poisoned").push(self.clock.elapsed());
        {
            let mut open = self.open.lock().expect("not poisoned");
            open.0 += 1;
            open.1 = open.1.max(open.0);
        }
        if !self.trip.is_zero() {
            self.clock.sleep(self.trip).await;
        }
        self.open.lock().expect("not poisoned").0 -= 1;
        let next = self.outcomes.lock().expect("not poisoned").pop_front();
        let always = self.always.lock().expect("not poisoned").clone();
        next.or(always).unwrap_or_else(|| panic!("one request too many: {:?}", self.requests().last()))
    }
}

/// Tokens that are numbered, a new one after each that was not taken.
#[derive(Default)]
pub(crate) struct Given(Mutex<u32>);

#[async_trait]
impl Tokens for Given {
    async fn token(&self, _: &str) -> Result<Token, Error> {
        Ok(Token::new(format!("token{}", self.0.lock().expect("not poisoned"))))
    }

    async fn forget(&self, _: &str, _: &Token) {
        *self.0.lock().expect("not poisoned") += 1;
    }
}

pub(crate) fn options() -> Options {
    Options { page_size: 7, random: 42, ..Options::new(BASE.parse().expect("an address")) }
}

pub(crate) fn response(status: u16, body: &Value) -> Response {
    Response { status, headers: Vec::new(), body: body.to_string().into_bytes() }
}

#[allow(clippy::unnecessary_wraps, reason = "one of the ways in which a request ends")]
pub(crate) fn said(status: u16, body: &Value) -> Outcome {
    Ok(response(status, body))
}

pub(crate) fn ok(body: &Value) -> Outcome {
    said(200, body)
}

pub(crate) fn refusal(status: u16, code: &str) -> Outcome {
    said(status, &json!({ "error": { "code": code, "message": "words" } }))
}

pub(crate) fn with_header(outcome: Outcome, name: &str, value: &str) -> Outcome {
    outcome.map(|mut response| {
        response.headers.push((name.to_owned(), value.to_owned()));
        response
    })
}

pub(crate) const UNSENT: Outcome = Err(Broken { sent: false });
pub(crate) const CUT: Outcome = Err(Broken { sent: true });

/// A contact of the folder `f`.
pub(crate) fn contact(id: &str) -> Value {
    json!({
        "id": id,
        "@odata.etag": format!("W/\"{id}-1\""),
        "changeKey": format!("{id}-1"),
        "lastModifiedDateTime": "2026-11-01T08:00:00Z",
        "parentFolderId": "f",
        "displayName": "Ada Byron",
        "unknownToUs": { "deep": [1, null] },
    })
}

pub(crate) fn default_folder() -> FolderKey {
    FolderKey::default_of(MAILBOX, RecordKind::Contact)
}

pub(crate) fn folder(id: &str) -> FolderKey {
    FolderKey { outlook_id: id.to_owned(), ..default_folder() }
}

pub(crate) fn properties(value: Value) -> Properties {
    value.as_object().expect("an object").clone()
}

pub(crate) fn later(error: &Error) -> bool {
    matches!(error, Error::Later { .. })
}

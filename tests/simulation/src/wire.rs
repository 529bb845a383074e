use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use outlook::graph::Graph;
use server::mailbox::{
    Error,
    graph::{Broken, Method, Request, Response, Token, Tokens, Transport},
};

use crate::Life;

/// What an exchange takes.
pub const ROUND_TRIP: Duration = Duration::from_millis(20);

/// The way from the client to the stand-in, within the process.
#[derive(Debug)]
pub struct Wire {
    graph: Arc<Graph>,
    clock: Arc<outlook::clock::Clock>,
    life: Arc<Life>,
    trip: Duration,
    requests: AtomicU64,
    /// The addresses that were written to.
    written: Mutex<Vec<String>>,
    /// When the last request was sent.
    last: Mutex<Timestamp>,
    /// Until when the service wants to be left alone, by mailbox; and whether it was not.
    closed: Mutex<(BTreeMap<String, Timestamp>, bool)>,
}

/// A write that was on its way for so long has landed.
const LANDED: SignedDuration = SignedDuration::from_secs(60);

impl Wire {
    /// To that service, for the server of that life.
    pub fn new(graph: Arc<Graph>, clock: Arc<outlook::clock::Clock>, life: Arc<Life>) -> Self {
        let (requests, written, last) = (AtomicU64::new(0), Mutex::default(), Mutex::new(clock.now()));
        Self { graph, clock, life, trip: ROUND_TRIP, requests, written, last, closed: Mutex::default() }
    }

    /// The same, where an exchange takes no time at all.
    #[must_use]
    pub fn at_once(self) -> Self {
        Self { trip: Duration::ZERO, ..self }
    }

    /// The server dies at the step that is so many from here: before or after a request, before or after a commit.
    pub fn dies_after(&self, steps: u64) {
        self.life.ends_after(steps);
    }

    /// Is it dead?
    pub fn is_dead(&self) -> bool {
        self.life.is_over()
    }

    /// How many requests were sent since this was asked last.
    pub fn requests(&self) -> u64 {
        self.requests.swap(0, Ordering::SeqCst)
    }

    /// What was written to since this was asked last: items, by the addresses of the requests.
    pub fn written(&self) -> Vec<String> {
        std::mem::take(&mut self.written.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Was the service asked again before the time that it had said, since this was asked last?
    pub fn was_impatient(&self) -> bool {
        std::mem::take(&mut self.closed.lock().unwrap_or_else(PoisonError::into_inner).1)
    }

    fn begins(&self, mailbox: &str) {
        let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        let too_early = closed.0.get(mailbox).is_some_and(|until| self.clock.now() < *until);
        closed.1 |= too_early;
    }

    /// Where no time is said, half a second is the least.
    fn ends(&self, mailbox: &str, status: u16, headers: &[(String, String)]) {
        let after = headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("Retry-After"));
        let said = after.and_then(|(_, value)| value.parse::<i64>().ok()).map(SignedDuration::from_secs);
        let wait = said.unwrap_or(SignedDuration::from_millis(500));
        if let (429, Ok(until)) = (status, self.clock.now().checked_add(wait)) {
            self.closed.lock().unwrap_or_else(PoisonError::into_inner).0.insert(mailbox.to_owned(), until);
        }
    }

    fn note(&self, request: &Request) {
        let (now, mut last) = (self.clock.now(), self.last.lock().unwrap_or_else(PoisonError::into_inner));
        if now.duration_since(*last) > LANDED {
            self.graph.store().settle();
        }
        *last = now;
        self.requests.fetch_add(1, Ordering::SeqCst);
        // A folder is written to for the mark that no person sees.
        let path = request.url.path();
        let folder = path.rsplit('/').nth(1) == Some("contactFolders");
        if request.method != Method::Get && !folder {
            self.written.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        }
    }
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: Request) -> Result<Response, Broken> {
        self.life.step().await;
        self.note(&request);
        let mailbox = request.url.path().split('/').nth(3).unwrap_or_default().to_owned();
        self.begins(&mailbox);
        let path = request.url.as_str().to_owned();
        let headers = request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let asked = outlook::graph::Request {
            method: request.method.as_str().to_owned(),
            path,
            headers,
            body: request.body.unwrap_or_default(),
        };
        let answer = self.graph.answer(&asked);
        self.clock.advance(self.trip + answer.delay);
        self.ends(&mailbox, answer.status, &answer.headers);
        self.life.step().await;
        if answer.cut {
            return Err(Broken { sent: true });
        }
        Ok(Response { status: answer.status, headers: answer.headers, body: answer.body })
    }
}

/// The stand-in in the process asks nobody for a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoTokens;

#[async_trait]
impl Tokens for NoTokens {
    async fn token(&self, _: &str) -> Result<Token, Error> {
        Ok(Token::new("simulation"))
    }

    async fn forget(&self, _: &str, _: &Token) {}
}

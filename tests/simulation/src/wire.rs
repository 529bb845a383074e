use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use outlook::graph::Graph;
use server::mailbox::{
    Error,
    graph::{Broken, Request, Response, Token, Tokens, Transport},
};

/// What an exchange takes.
const ROUND_TRIP: Duration = Duration::from_millis(20);

/// The way from the client to the stand-in, within the process.
#[derive(Debug)]
pub struct Wire {
    graph: Arc<Graph>,
    clock: Arc<outlook::clock::Clock>,
    /// How many steps are left before the server dies; a server that never does has very many.
    life: AtomicU64,
}

impl Wire {
    /// To that service.
    pub fn new(graph: Arc<Graph>, clock: Arc<outlook::clock::Clock>) -> Self {
        Self { graph, clock, life: AtomicU64::new(u64::MAX) }
    }

    /// The server dies after so many steps: before or after a request was done.
    pub fn dies_after(&self, steps: u64) {
        self.life.store(steps, Ordering::SeqCst);
    }

    /// Is it dead?
    pub fn is_dead(&self) -> bool {
        self.life.load(Ordering::SeqCst) == 0
    }

    /// A step in the server's life. A dead one never comes back from it: whoever drives it drops it.
    pub async fn step(&self) {
        let left = self.life.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(1)));
        if left.is_ok_and(|left| left <= 1) {
            std::future::pending::<()>().await;
        }
    }
}

#[async_trait]
impl Transport for Wire {
    async fn send(&self, request: Request) -> Result<Response, Broken> {
        self.step().await;
        let path = request.url.as_str().to_owned();
        let headers = request.headers.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let asked = outlook::graph::Request {
            method: request.method.as_str().to_owned(),
            path,
            headers,
            body: request.body.unwrap_or_default(),
        };
        let answer = self.graph.answer(&asked);
        self.clock.advance(ROUND_TRIP + answer.delay);
        self.step().await;
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

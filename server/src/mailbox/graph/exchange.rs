//! One request and its answer: paced, signed in, repeated where that does no harm.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value as Json;
use url::Url;

use super::difference::{self, Differences};
use super::fault::{Fault, Purpose};
use super::link::Base;
use super::pace::{Pace, TooLong};
use super::random::Random;
use super::tokens::{Token, Tokens};
use super::transport::{Broken, Method, Request, Response, Transport};
use super::{Options, known::Known};
use crate::clock::Clock;
use crate::mailbox::{ClockDifference, Error};

/// What is to be asked.
#[derive(Debug)]
pub(super) struct Call<'c> {
    /// Whose mailbox: its limits, its token.
    pub(super) mailbox: &'c str,
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) purpose: Purpose,
    pub(super) body: Option<Json>,
    /// The state that the item has to be in.
    pub(super) if_match: Option<String>,
}

impl<'c> Call<'c> {
    /// Reads.
    pub(super) fn get(mailbox: &'c str, url: Url, purpose: Purpose) -> Self {
        Self { mailbox, method: Method::Get, url, purpose, body: None, if_match: None }
    }

    /// Writes.
    pub(super) fn write(mailbox: &'c str, method: Method, url: Url, purpose: Purpose, body: Option<Json>) -> Self {
        Self { mailbox, method, url, purpose, body, if_match: None }
    }
}

/// Asks the service.
pub(super) struct Exchange {
    transport: Arc<dyn Transport>,
    tokens: Arc<dyn Tokens>,
    clock: Arc<dyn Clock>,
    random: Random,
    options: Options,
    pub(super) base: Base,
    /// `Prefer` of every request: headers are not remembered from page to page.
    prefer: String,
    lanes: Mutex<BTreeMap<String, Arc<Lane>>>,
}

/// What is known of one mailbox.
pub(super) struct Lane {
    pace: Pace,
    differences: Mutex<Differences>,
    known: Mutex<Known>,
}

/// What to do after an attempt.
enum Verdict {
    /// It was done, and this is the answer.
    Done(Json),
    /// It was not, and will not be by doing it again.
    Failed(Error),
    /// The token is not good any more.
    Renew(Error),
    /// It was not done, or does no harm twice.
    Again(Again),
}

/// A repetition.
struct Again {
    /// What to say when there is none.
    error: Error,
    /// For how long the service wants to be left alone.
    after: Option<Duration>,
    /// Whether all requests of the mailbox have to wait.
    all: bool,
}

/// The first wait without a word of the service's; each one more doubles it.
const FIRST: Duration = Duration::from_secs(1);
/// The longest of those.
const LONGEST: Duration = Duration::from_mins(1);

impl Exchange {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        tokens: Arc<dyn Tokens>,
        clock: Arc<dyn Clock>,
        options: Options,
    ) -> Self {
        Self {
            transport,
            tokens,
            clock,
            random: Random::new(options.random),
            base: Base::new(&options.base),
            prefer: format!("IdType=\"ImmutableId\", odata.maxpagesize={}", options.page_size),
            options,
            lanes: Mutex::default(),
        }
    }

    /// Asks, and answers the body.
    pub(super) async fn send(&self, call: &Call<'_>) -> Result<Json, Error> {
        let lane = self.lane(call.mailbox);
        let (mut tries, mut renewed) = (0, false);
        loop {
            let token = self.tokens.token(call.mailbox).await?;
            match judge(call, self.attempt(call, &lane, &token).await?, self.clock.now()) {
                Verdict::Done(body) => return Ok(body),
                Verdict::Failed(error) => return Err(error),
                Verdict::Renew(error) => {
                    self.tokens.forget(call.mailbox, &token).await;
                    if std::mem::replace(&mut renewed, true) {
                        return Err(error);
                    }
                }
                Verdict::Again(again) => {
                    tries += 1;
                    self.wait(&lane, again, tries).await?;
                }
            }
        }
    }

    async fn attempt(&self, call: &Call<'_>, lane: &Lane, token: &Token) -> Result<Result<Response, Broken>, Error> {
        let too_long =
            |TooLong(time)| Error::Later { reason: "the service asked to be left alone".to_owned(), after: Some(time) };
        let _turn = lane.pace.turn(&*self.clock, self.options.patience).await.map_err(too_long)?;
        let sent = self.clock.now();
        let outcome = self.transport.send(self.request(call, token)).await;
        let date = outcome.as_ref().ok().and_then(|response| difference::instant(response.header("Date")?));
        if let Some(date) = date {
            locked(&lane.differences).take(sent, self.clock.now(), date);
        }
        Ok(outcome)
    }

    fn request(&self, call: &Call<'_>, token: &Token) -> Request {
        let mut headers = vec![
            ("Authorization", format!("Bearer {}", token.text())),
            ("Prefer", self.prefer.clone()),
            ("Accept", "application/json".to_owned()),
        ];
        headers.extend(call.body.is_some().then(|| ("Content-Type", "application/json".to_owned())));
        headers.extend(call.if_match.clone().map(|etag| ("If-Match", etag)));
        let body = call.body.as_ref().map(|body| body.to_string().into_bytes());
        Request { method: call.method, url: call.url.clone(), headers, body }
    }

    /// Waits before it is done again; or gives up.
    async fn wait(&self, lane: &Lane, again: Again, tries: u32) -> Result<(), Error> {
        let time = again.after.unwrap_or_else(|| self.back_off(tries));
        if again.all {
            lane.pace.close(self.clock.now(), time);
        }
        if tries >= self.options.tries || time > self.options.patience {
            return Err(again.error.with_after(Some(time)));
        }
        // The mailbox's pace holds it back with all others.
        if !again.all {
            self.clock.sleep(time).await;
        }
        Ok(())
    }

    /// Twice as long each time, and at random between the half and the whole of it: not all come back at once.
    fn back_off(&self, tries: u32) -> Duration {
        let whole = FIRST.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1))).min(LONGEST);
        whole / 2 + (whole / 2).mul_f64(self.random.fraction())
    }

    /// What is known of that mailbox.
    pub(super) fn lane(&self, mailbox: &str) -> Arc<Lane> {
        let pace = || Pace::new(self.options.at_once, self.options.budget, self.options.window);
        let lane = || Lane { pace: pace(), differences: Mutex::default(), known: Mutex::default() };
        Arc::clone(locked(&self.lanes).entry(mailbox.to_lowercase()).or_insert_with(|| Arc::new(lane())))
    }

    /// How the mailbox's clock stands to ours.
    pub(super) fn clock_difference(&self, mailbox: &str) -> Option<ClockDifference> {
        let lane = locked(&self.lanes).get(&mailbox.to_lowercase()).cloned()?;
        locked(&lane.differences).best()
    }

    /// Where lifecycle notifications go.
    pub(super) fn lifecycle(&self) -> Option<&Url> {
        self.options.lifecycle.as_ref()
    }
}

impl Lane {
    /// What was learnt of the mailbox's folders.
    pub(super) fn known(&self) -> MutexGuard<'_, Known> {
        locked(&self.known)
    }
}

impl Error {
    /// The same, to be tried again after that time.
    fn with_after(self, after: Option<Duration>) -> Self {
        match self {
            Self::Later { reason, .. } => Self::Later { reason, after },
            other => other,
        }
    }
}

/// What to do after that outcome.
fn judge(call: &Call<'_>, outcome: Result<Response, Broken>, now: Timestamp) -> Verdict {
    match outcome {
        Ok(response) if response.is_success() => read(call, &response),
        Ok(response) => refused(call.purpose, &response, now),
        Err(broken) => broken_off(call.purpose, broken),
    }
}

fn read(call: &Call<'_>, response: &Response) -> Verdict {
    if response.body.iter().all(u8::is_ascii_whitespace) {
        return Verdict::Done(Json::Null);
    }
    match serde_json::from_slice(&response.body) {
        Ok(body) => Verdict::Done(body),
        Err(_) => Verdict::Failed(unreadable(call.purpose, "an answer that is not JSON")),
    }
}

/// The service says that it was done, and nobody can read what.
pub(super) fn unreadable(purpose: Purpose, what: &str) -> Error {
    let reason = what.to_owned();
    if purpose.is_once() { Error::InDoubt { reason } } else { Error::Nonsense { reason } }
}

fn refused(purpose: Purpose, response: &Response, now: Timestamp) -> Verdict {
    let fault = Fault::of(response);
    let after = retry_after(response, now);
    let again = |all| Verdict::Again(Again { error: fault.given_up(purpose), after, all });
    if response.status == 401 {
        Verdict::Renew(Error::Refused { reason: fault.reason() })
    } else if fault.is_busy() {
        again(true)
    } else if fault.is_unclear() && purpose.is_once() {
        Verdict::Failed(Error::InDoubt { reason: fault.reason() })
    } else if fault.is_unclear() {
        again(after.is_some())
    } else {
        Verdict::Failed(fault.error(purpose))
    }
}

fn broken_off(purpose: Purpose, broken: Broken) -> Verdict {
    if broken.sent && purpose.is_once() {
        return Verdict::Failed(Error::InDoubt { reason: "the connection broke before the answer".to_owned() });
    }
    let reason = if broken.sent { "the connection breaks" } else { "there is no connection" };
    let error = Error::Later { reason: reason.to_owned(), after: None };
    Verdict::Again(Again { error, after: None, all: false })
}

/// `Retry-After` in seconds or as a date of the service's clock; nothing where it says no time to come.
pub(super) fn retry_after(response: &Response, now: Timestamp) -> Option<Duration> {
    let text = response.header("Retry-After")?.trim();
    let time = if let Ok(seconds) = text.parse() {
        Duration::try_from_secs_f64(seconds).ok()?
    } else {
        let service = response.header("Date").and_then(difference::instant).unwrap_or(now);
        Duration::try_from(difference::instant(text)?.duration_since(service)).ok()?
    };
    (!time.is_zero()).then_some(time)
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

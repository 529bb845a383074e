//! The state behind the service, and how a request goes through it: counted, limited, spoilt or served.

use super::faults::{Call, Fault, FaultPlan, Hit};
use super::folder::FolderKind;
use super::item::IdForm;
use super::knobs::Knobs;
use super::limits::Limits;
use super::mailbox::{Mailbox, Pen, Place, Standing};
use super::mails::Mail;
use super::problem::{LOST_CURSOR, Problem};
use super::query::Options;
use super::request::{Answer, Made, Request};
use super::route::{self, Kind, Route, Target};
use super::seeded::Seeded;
use super::subscriptions::{Queued, Subscription};
use crate::clock::Clock;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Caller {
    /// Somebody in the same process, who is believed.
    Trusted,
    /// The application by itself.
    Application,
    /// A person, by way of the application.
    Person {
        /// The address in small letters.
        address: String,
        /// What the application may on the person's behalf.
        contacts: Rights,
        /// The same with calendars.
        calendars: Rights,
    },
}

/// What somebody may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rights {
    None,
    Read,
    Write,
}

impl Caller {
    /// What the caller may with folders of a kind; the better of both where none is meant.
    fn rights(&self, kind: Option<FolderKind>) -> Rights {
        match (self, kind) {
            (Self::Person { contacts, .. }, Some(FolderKind::Contacts)) => *contacts,
            (Self::Person { calendars, .. }, Some(FolderKind::Calendar)) => *calendars,
            (Self::Person { contacts, calendars, .. }, None) => *contacts.max(calendars),
            _ => Rights::Write,
        }
    }
}

/// A request as handlers see it.
pub(super) struct Ask<'a> {
    pub(super) request: &'a Request,
    pub(super) caller: &'a Caller,
    pub(super) route: Route,
    pub(super) options: Options,
    pub(super) form: IdForm,
    /// Origin and path as they were written, for links.
    pub(super) address: String,
    pub(super) hit: Hit,
}

/// A write that is still on its way.
#[derive(Debug, Clone)]
struct Late {
    due: u64,
    request: Request,
    caller: Caller,
}

/// Everything behind one lock.
#[derive(Debug)]
pub(super) struct World {
    pub(super) clock: Arc<Clock>,
    pub(super) origin: String,
    pub(super) seeded: Seeded,
    /// The numbers of answers: apart, so that what is made does not depend on how much was asked.
    answers: Seeded,
    pub(super) chance: fastrand::Rng,
    pub(super) knobs: Knobs,
    pub(super) plan: FaultPlan,
    /// Calls since the plan was set.
    pub(super) planned_calls: u64,
    pub(super) calls: u64,
    pub(super) counts: BTreeMap<(String, Kind), u64>,
    /// Mailboxes by their address in small letters.
    pub(super) mailboxes: BTreeMap<String, Mailbox>,
    /// The mailbox that `me` is when nobody says who asks.
    pub(super) first: Option<String>,
    pub(super) limits: BTreeMap<String, Limits>,
    pub(super) subscriptions: BTreeMap<Uuid, Subscription>,
    pub(super) queue: Vec<Queued>,
    late: Vec<Late>,
    /// The mails that writes have caused.
    pub(super) mails: Vec<Mail>,
}

/// An answer, and the mailbox that was asked where it was let in.
pub(super) struct Served {
    pub(super) answer: Answer,
    pub(super) mailbox: Option<String>,
}

impl World {
    pub(super) fn new(clock: Arc<Clock>, seed: u64, origin: String) -> Self {
        Self {
            clock,
            origin,
            seeded: Seeded::new(seed),
            answers: Seeded::new(!seed),
            chance: fastrand::Rng::with_seed(seed),
            knobs: Knobs::default(),
            plan: FaultPlan::default(),
            planned_calls: 0,
            calls: 0,
            counts: BTreeMap::new(),
            mailboxes: BTreeMap::new(),
            first: None,
            limits: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            queue: Vec::new(),
            late: Vec::new(),
            mails: Vec::new(),
        }
    }

    /// The service's time, which may be ahead of the clock or behind it.
    pub(super) fn now(&self) -> Timestamp {
        let now = self.clock.now();
        now.checked_add(SignedDuration::from_secs(self.knobs.clock_ahead)).unwrap_or(now)
    }

    /// A mailbox, and what a write to it needs.
    pub(super) fn open(&mut self, key: &str) -> Result<(&mut Mailbox, Pen<'_>), Problem> {
        let now = self.now();
        let mailbox = self.mailboxes.get_mut(key).ok_or_else(|| Problem::User(key.to_owned()))?;
        Ok((mailbox, Pen { seeded: &mut self.seeded, knobs: &self.knobs, now }))
    }

    /// Serves one request.
    pub(super) fn serve(&mut self, request: &Request, caller: &Caller) -> Served {
        let read = self.read(request, caller);
        self.count(request, read.as_ref().map_or(Kind::Unknown, |ask| ask.route.target.kind()));
        let mut served = match read {
            Ok(ask) => self.limited(ask),
            Err(problem) => Served { answer: self.refusal(request, &problem), mailbox: None },
        };
        served.answer.delay += Duration::from_millis(self.knobs.latency_ms);
        served
    }

    /// Counts a call, and lets those writes land that waited for it.
    pub(super) fn count(&mut self, request: &Request, kind: Kind) {
        self.calls += 1;
        self.planned_calls += 1;
        self.land(false);
        *self.counts.entry((request.method.clone(), kind)).or_default() += 1;
    }

    fn read<'a>(&self, request: &'a Request, caller: &'a Caller) -> Result<Ask<'a>, Problem> {
        let (path, query) =
            route::split(&request.path, &self.origin).ok_or_else(|| Problem::Query("Invalid version.".to_owned()))?;
        let (route, options) = (route::read(path)?, query);
        let options = Options::read(options, route.target.folder_kind().unwrap_or_default())?;
        let (form, address) = (request.id_form(), format!("{}/v1.0{path}", self.origin));
        Ok(Ask { request, caller, route, options, form, address, hit: Hit::default() })
    }

    /// The limits come before anything else.
    fn limited(&mut self, mut ask: Ask<'_>) -> Served {
        let mailbox = if Self::is_of_mailbox(&ask.route.target) { self.mailbox_of(&ask).ok() } else { None };
        let (now, request) = (self.clock.now(), ask.request);
        if let Some(mailbox) = &mailbox {
            let limits = self.limits.entry(mailbox.clone()).or_default();
            if let Err(problem) = limits.admit(now, &self.knobs) {
                return Served { answer: self.refusal(request, &problem), mailbox: None };
            }
        }
        let kind = ask.route.target.kind();
        let has_token = ask.options.token.is_some();
        let call = Call { number: self.planned_calls, method: &request.method, kind, has_token };
        ask.hit = self.plan.hit(call, &mut self.chance);
        let delay = ask.hit.delay;
        if let (true, Some(mailbox)) = (ask.hit.touch, &mailbox) {
            self.touch_any(mailbox);
        }
        Served { answer: Answer { delay, ..self.spoilt(ask) }, mailbox }
    }

    fn is_of_mailbox(target: &Target) -> bool {
        !matches!(target, Target::Subscriptions | Target::Subscription(_) | Target::Reauthorize(_) | Target::Batch)
    }

    /// What comes of a request when a fault hits it.
    fn spoilt(&mut self, ask: Ask<'_>) -> Answer {
        let (request, caller) = (ask.request, ask.caller);
        let Some(outcome) = ask.hit.outcome.clone() else {
            let made = self.made(&ask);
            return self.finished(&ask, made);
        };
        match outcome {
            Fault::Status { status, retry_after, done } => {
                if done {
                    drop(self.made(&ask));
                }
                self.refusal(request, &status_problem(status, retry_after))
            }
            Fault::Cut { done } => {
                if done {
                    drop(self.made(&ask));
                }
                Answer { cut: true, ..Answer::default() }
            }
            Fault::Late { calls } => {
                let due = self.calls + calls;
                self.late.push(Late { due, request: request.clone(), caller: caller.clone() });
                Answer { cut: true, ..Answer::default() }
            }
            Fault::Conflict { status } => self.refusal(request, &Problem::Conflict(status)),
            Fault::LostCursor { status } => {
                let codes: Vec<_> = LOST_CURSOR.iter().filter(|(known, _)| *known == status).collect();
                let code = self.chance.choice(codes).map_or("SyncStateNotFound", |(_, code)| *code);
                self.refusal(request, &Problem::SyncState(status, code))
            }
            // The others spoil the answer from within.
            _ => {
                let made = self.made(&ask);
                self.finished(&ask, made)
            }
        }
    }

    fn made(&mut self, ask: &Ask<'_>) -> Result<Made, Problem> {
        if !Self::is_of_mailbox(&ask.route.target) {
            return self.subscriptions_at(ask);
        }
        let key = self.mailbox_of(ask)?;
        self.in_mailbox(&key, ask)
    }

    /// Lets the writes land that were on their way long enough; all of them when the waiting is over.
    pub(super) fn land(&mut self, all: bool) {
        let due = self.calls;
        let (landing, waiting) = std::mem::take(&mut self.late).into_iter().partition(|late| all || late.due <= due);
        self.late = waiting;
        let landing: Vec<Late> = landing;
        for Late { request, caller, .. } in landing {
            if let Ok(ask) = self.read(&request, &caller) {
                // Nobody waits for the answer.
                drop(self.made(&ask));
            }
        }
    }

    // Mailboxes

    /// The key of the mailbox that a request is about, when the caller may.
    pub(super) fn mailbox_of(&self, ask: &Ask<'_>) -> Result<String, Problem> {
        let key = match (&ask.route.user, ask.caller) {
            (Some(user), _) => self.key_of(user).ok_or_else(|| Problem::User(user.clone()))?,
            (None, Caller::Person { address, .. }) => address.clone(),
            (None, Caller::Trusted) => self.first.clone().ok_or_else(|| Problem::User("me".to_owned()))?,
            (None, Caller::Application) => {
                let message = "/me request is only valid with delegated authentication flow.";
                return Err(Problem::Query(message.to_owned()));
            }
        };
        let mailbox = self.mailboxes.get(&key).ok_or_else(|| Problem::User(key.clone()))?;
        let other = matches!(ask.caller, Caller::Person { address, .. } if *address != key);
        let write = ask.request.method != "GET" && ask.route.target != Target::Translate;
        let needed = if write { Rights::Write } else { Rights::Read };
        if ask.caller.rights(ask.route.target.folder_kind()) < needed {
            return Err(Problem::Denied);
        }
        match mailbox.standing {
            Standing::Reachable if other && !mailbox.shared => Err(Problem::Denied),
            Standing::Reachable => Ok(key),
            Standing::Gone => Err(Problem::User(key)),
            Standing::NotEnabled => Err(Problem::NotEnabled),
            Standing::Refused => Err(Problem::Denied),
        }
    }

    /// The key of a mailbox by its address or the user's id.
    pub(super) fn key_of(&self, user: &str) -> Option<String> {
        let key = user.to_lowercase();
        if self.mailboxes.contains_key(&key) {
            return Some(key);
        }
        let mut all = self.mailboxes.iter();
        all.find(|(_, mailbox)| mailbox.user.to_string() == key).map(|(key, _)| key.clone())
    }

    /// An item of the mailbox, whichever, moves its time and change key.
    fn touch_any(&mut self, mailbox: &str) {
        let Some(found) = self.mailboxes.get(mailbox) else { return };
        let filled: Vec<_> = found.folders.iter().filter(|(_, folder)| !folder.items.is_empty()).collect();
        let Some((folder, held)) = self.chance.choice(filled) else { return };
        let Some(item) = self.chance.choice(held.items.keys()) else { return };
        let place = Place { folder: *folder, item: *item };
        if let Ok((mailbox, mut pen)) = self.open(mailbox) {
            // It is there: it was found in this very moment.
            drop(mailbox.touch(place, &mut pen));
        }
    }

    // Answers

    pub(super) fn refusal(&mut self, request: &Request, problem: &Problem) -> Answer {
        let (id, now) = (self.answers.guid().to_string(), self.now());
        let client = request.first("client-request-id").unwrap_or(&id).to_owned();
        let date = now.strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let body = json!({"error": {"code": problem.code(), "message": problem.to_string(),
            "innerError": {"date": date, "request-id": id, "client-request-id": client}}});
        let mut headers = self.headers(&id, &client);
        headers.extend(problem.retry_after().map(|seconds| ("Retry-After".to_owned(), seconds.to_string())));
        if problem.status() == 401 {
            headers.push(("WWW-Authenticate".to_owned(), "Bearer realm=\"\"".to_owned()));
        }
        headers.push(content_type());
        let body = body.to_string().into_bytes();
        Answer { status: problem.status(), headers, body, delay: Duration::ZERO, cut: false }
    }

    fn finished(&mut self, ask: &Ask<'_>, made: Result<Made, Problem>) -> Answer {
        let made = match made {
            Ok(made) => made,
            Err(problem) => return self.refusal(ask.request, &problem),
        };
        let id = self.answers.guid().to_string();
        let client = ask.request.first("client-request-id").unwrap_or(&id).to_owned();
        let mut headers = self.headers(&id, &client);
        if !made.body.is_empty() {
            headers.push(content_type());
        }
        headers.extend(made.etag.map(|etag| ("ETag".to_owned(), etag)));
        let mut applied = Vec::new();
        if ask.form == IdForm::Immutable {
            applied.push("IdType=\"ImmutableId\"".to_owned());
        }
        applied.extend(ask.request.applied(ask.route.target.kind()));
        if ask.route.target.kind().is_delta() {
            applied.extend(ask.request.max_page_size().map(|size| format!("odata.maxpagesize={size}")));
        }
        if !applied.is_empty() {
            headers.push(("Preference-Applied".to_owned(), applied.join(", ")));
        }
        Answer { status: made.status, headers, body: made.body, delay: Duration::ZERO, cut: false }
    }

    /// An answer that no fault and no limit can hit.
    pub(super) fn plain(&mut self, request: &Request, body: &serde_json::Value) -> Answer {
        let id = self.answers.guid().to_string();
        let mut headers = self.headers(&id, request.first("client-request-id").unwrap_or(&id));
        headers.push(content_type());
        Answer { status: 200, headers, body: body.to_string().into_bytes(), ..Answer::default() }
    }

    fn headers(&self, id: &str, client: &str) -> Vec<(String, String)> {
        let date = self.now().strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let pairs =
            [("Date", date.as_str()), ("request-id", id), ("client-request-id", client), ("OData-Version", "4.0")];
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec()
    }
}

fn content_type() -> (String, String) {
    let kind = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8";
    ("Content-Type".to_owned(), kind.to_owned())
}

fn status_problem(status: u16, retry_after: Option<u64>) -> Problem {
    match status {
        429 => Problem::Throttled { message: "Too many requests.", retry_after },
        409 | 412 => Problem::Conflict(status),
        403 => Problem::Denied,
        404 => Problem::ItemNotFound,
        401 => Problem::Token("Access token has expired or is not yet valid."),
        _ => Problem::service(status, retry_after),
    }
}

//! A service with one mailbox and a clock that stands still, and the words tests use.

use crate::schema;
use outlook::clock::Clock;
use outlook::graph::{Answer, FaultPlan, Graph, Planned, Request};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub(crate) const VERA: &str = "vera@example.com";
pub(crate) const OFFICE: &str = "office@example.com";
pub(crate) const ORIGIN: &str = "https://graph.example/graph";

/// The name of the product's stamp in these tests.
pub(crate) const STAMP: &str = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name Key";

/// November and December, as a query.
pub(crate) const WINDOW: &str = "startDateTime=2026-11-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z";

/// A time of these tests: a zone, and date and time without seconds.
pub(crate) fn at(when: &str, zone: &str) -> Value {
    json!({"dateTime": format!("{when}:00"), "timeZone": zone})
}

/// An appointment of an hour in Berlin.
pub(crate) fn hour(subject: &str, day: &str, hour: u8) -> Value {
    json!({"subject": subject, "start": at(&format!("{day}T{hour:02}:00"), "Europe/Berlin"),
        "end": at(&format!("{day}T{:02}:00", hour + 1), "Europe/Berlin")})
}

/// Every Monday from 23 November, at nine, so many times.
pub(crate) fn weekly(times: u8) -> Value {
    let mut event = hour("Weekly", "2026-11-23", 9);
    event["recurrence"] = json!({"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"], "firstDayOfWeek": "monday"},
        "range": {"type": "numbered", "startDate": "2026-11-23", "numberOfOccurrences": times, "recurrenceTimeZone": "Europe/Berlin"}});
    event
}

pub(crate) struct Talk {
    pub(crate) graph: Arc<Graph>,
    pub(crate) clock: Arc<Clock>,
    pub(crate) folder: String,
    /// Whose contacts paths without a user are about.
    mailbox: &'static str,
}

/// What a walk through a delta told.
#[derive(Debug, Default)]
pub(crate) struct Walk {
    /// All entries in order.
    pub(crate) entries: Vec<Value>,
    pub(crate) pages: usize,
    pub(crate) link: String,
}

impl Talk {
    pub(crate) fn new() -> Self {
        Self::seeded(7)
    }

    pub(crate) fn seeded(seed: u64) -> Self {
        let clock = Arc::new(Clock::at("2026-11-23T08:00:00Z".parse().unwrap()));
        let graph = Arc::new(Graph::new(Arc::clone(&clock), seed, ORIGIN.to_owned()));
        let folder = graph.store().add_mailbox(VERA, false);
        graph.store().add_mailbox(OFFICE, true);
        Self { graph, clock, folder, mailbox: VERA }
    }

    /// Sends a request as it is, and holds a refusal against the schema.
    pub(crate) fn send(&self, request: &Request) -> Answer {
        let answer = self.graph.answer(request);
        if answer.status >= 400 {
            schema::check("odata.error", &answer.json());
        }
        answer
    }

    /// With immutable ids, as the product asks.
    pub(crate) fn request(&self, method: &str, path: &str) -> Request {
        let path = path.strip_prefix(ORIGIN).unwrap_or(path);
        let path =
            if path.starts_with("/v1.0") { path.to_owned() } else { format!("/v1.0/users/{}{path}", self.mailbox) };
        Request::new(method, &path).header("Prefer", "IdType=\"ImmutableId\"")
    }

    pub(crate) fn get(&self, path: &str, kind: &str) -> Value {
        let answer = self.send(&self.request("GET", path));
        assert_eq!(answer.status, 200, "{path}: {}", answer.json());
        schema::check(kind, &answer.json());
        answer.json()
    }

    pub(crate) fn contact(&self, id: &str) -> Value {
        self.get(&format!("/contacts/{id}"), "microsoft.graph.contact")
    }

    pub(crate) fn event(&self, id: &str) -> Value {
        self.get(&format!("/events/{id}"), "microsoft.graph.event")
    }

    /// Creates an event over Graph and gives the answer's body.
    pub(crate) fn create_event(&self, event: &Value) -> Value {
        let answer = self.send(&self.request("POST", "/events").json(event));
        assert_eq!(answer.status, 201, "{}", answer.json());
        schema::check("microsoft.graph.event", &answer.json());
        answer.json()
    }

    pub(crate) fn patch_event(&self, id: &str, patch: &Value) -> Answer {
        let answer = self.send(&self.request("PATCH", &format!("/events/{id}")).json(patch));
        if answer.status == 200 {
            schema::check("microsoft.graph.event", &answer.json());
        }
        answer
    }

    /// The occurrences of a series in November and December.
    pub(crate) fn instances(&self, id: &str) -> Vec<Value> {
        let path = format!("/events/{id}/instances?{WINDOW}&$top=100");
        self.get(&path, "collection.event")["value"].as_array().unwrap().clone()
    }

    /// Creates a contact over Graph and gives the answer's body.
    pub(crate) fn create(&self, contact: &Value) -> Value {
        let answer = self.send(&self.request("POST", "/contacts").json(contact));
        assert_eq!(answer.status, 201, "{}", answer.json());
        schema::check("microsoft.graph.contact", &answer.json());
        answer.json()
    }

    pub(crate) fn patch(&self, id: &str, patch: &Value) -> Answer {
        let answer = self.send(&self.request("PATCH", &format!("/contacts/{id}")).json(patch));
        if answer.status == 200 {
            schema::check("microsoft.graph.contact", &answer.json());
        }
        answer
    }

    /// Contacts named by number, put in by somebody in Outlook.
    pub(crate) fn fill(&self, count: usize) -> Vec<String> {
        let contact =
            |number: usize| json!({"givenName": format!("Given{number}"), "surname": format!("Sur{number:05}")});
        (0..count).map(|number| self.graph.store().create(VERA, "", &contact(number)).unwrap()).collect()
    }

    pub(crate) fn faults(&self, planned: impl IntoIterator<Item = Planned>) {
        let plan = planned.into_iter().fold(FaultPlan::default(), FaultPlan::with);
        self.graph.store().set_faults(plan);
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Walks from a link, or from the beginning, to the delta link.
    pub(crate) fn walk(&self, link: Option<&str>, size: usize) -> Walk {
        self.try_walk(link, size).unwrap_or_else(|answer| panic!("{}: {}", answer.status, answer.json()))
    }

    pub(crate) fn try_walk(&self, link: Option<&str>, size: usize) -> Result<Walk, Answer> {
        let mut walk = Walk { link: link.unwrap_or("/contacts/delta").to_owned(), ..Walk::default() };
        loop {
            let request = self.request("GET", &walk.link).header("Prefer", &format!("odata.maxpagesize={size}"));
            let answer = self.send(&request);
            if answer.status != 200 {
                return Err(answer);
            }
            let page = answer.json();
            let kind =
                if walk.link.contains("calendarView") { "collection.event.delta" } else { "collection.contact.delta" };
            schema::check(kind, &page);
            walk.pages += 1;
            walk.entries.extend(page["value"].as_array().unwrap().clone());
            let next = page["@odata.nextLink"].as_str();
            next.or_else(|| page["@odata.deltaLink"].as_str()).unwrap().clone_into(&mut walk.link);
            if next.is_none() {
                return Ok(walk);
            }
        }
    }

    /// Display names by id, of what is in the mailbox's own folder.
    pub(crate) fn there(&self) -> BTreeMap<String, String> {
        named(&self.graph.store().contacts(VERA, "").unwrap())
    }
}

impl Walk {
    pub(crate) fn removed(&self) -> Vec<&str> {
        let gone = self.entries.iter().filter(|entry| entry.get("@removed").is_some());
        gone.map(|entry| entry["id"].as_str().unwrap()).collect()
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.entries.iter().filter_map(|entry| entry["displayName"].as_str()).collect()
    }

    /// Plays the entries, in their order, into what is known.
    pub(crate) fn play(&self, known: &mut BTreeMap<String, String>) {
        for entry in &self.entries {
            let id = entry["id"].as_str().unwrap().to_owned();
            if entry.get("@removed").is_some() {
                known.remove(&id);
            } else {
                known.extend(named(std::slice::from_ref(entry)));
            }
        }
    }
}

pub(crate) fn named(contacts: &[Value]) -> BTreeMap<String, String> {
    let pair = |contact: &Value| {
        (contact["id"].as_str().unwrap().to_owned(), contact["displayName"].as_str().unwrap_or_default().to_owned())
    };
    contacts.iter().map(pair).collect()
}

pub(crate) fn id(contact: &Value) -> &str {
    contact["id"].as_str().unwrap()
}

pub(crate) fn code(answer: &Answer) -> String {
    answer.json()["error"]["code"].as_str().unwrap_or_default().to_owned()
}

//! What the table of routes does not say: what each operation is for, what it takes and what it gives.

use api::{
    AddContact, AddItem, AnswerQuestion, AppointmentRecord, CalendarCode, ClientHit, CompleteContact, ConfirmRun,
    ContactFilter, ContactFolder, DevelopmentSignIn, FilterSample, FirstAdmin, HistoryEntry, IncompleteContact,
    IncompleteContacts, ItemRequest, ItemStatus, Me, QuestionView, Restore, Restored, RunDetail, RunSummary,
    SampleFilter, SaveFilter, SaveSetup, SavedSetup, Setup, SetupEffect, SignIn, Signed, StaffMember, StartRun,
    Started, SyncItem, SyncReport, SyncState, Tie, UnlinkItem, Waiting, Who, WhoIs,
};
use schemars::JsonSchema;
use serde_json::{Value, json};

use crate::schemas::Schemas;

/// One operation.
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) id: &'static str,
    pub(crate) tag: &'static str,
    pub(crate) summary: &'static str,
    pub(crate) description: &'static str,
    /// The parameters after the `?`.
    pub(crate) query: fn() -> Vec<Value>,
    pub(crate) takes: Option<fn(&mut Schemas) -> Value>,
    pub(crate) gives: Gives,
    /// The refusals that do not follow from the route.
    pub(crate) refuses: &'static [u16],
}

/// What an operation answers when it was done.
#[derive(Clone, Copy)]
pub(crate) enum Gives {
    /// JSON.
    Json(fn(&mut Schemas) -> Value),
    /// Server-sent events.
    Events,
    /// A page.
    Page,
    /// Any JSON.
    Document,
    /// Nothing.
    Nothing,
    /// Nothing, or the token of a handshake.
    Heard,
}

pub(crate) const TAGS: &[(&str, &str)] = &[
    ("Signing in", "Who is asking. Every other operation bears the token that signing in gave."),
    ("The open item", "An appointment that is open in Outlook, and its record."),
    ("Records", "What the practice database holds, and what gave way in it."),
    ("Looking up", "Clients, codes and people to choose from."),
    ("Setup", "What a person has chosen, and the firm's contact filters."),
    ("Runs", "Synchronizations: what they would do, what they do, what they did; and what only a person can decide."),
    ("Live", "What changes while a pane is open."),
    ("Microsoft Graph", "What Microsoft tells of mailboxes."),
    ("This description", "The API, described."),
];

const IN: &str = "Signing in";
const ITEM: &str = "The open item";
const RECORDS: &str = "Records";
const UP: &str = "Looking up";
const SETUP: &str = "Setup";
const RUNS: &str = "Runs";
const GRAPH: &str = "Microsoft Graph";

fn taken<T: JsonSchema>(schemas: &mut Schemas) -> Value {
    schemas.taken::<T>()
}

/// An object of which nothing is read.
fn nothing(_: &mut Schemas) -> Value {
    json!({ "type": "object" })
}

fn given<T: JsonSchema>(schemas: &mut Schemas) -> Value {
    schemas.given::<T>()
}

const fn get(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    gives: Gives,
) -> Operation {
    let (method, description) = ("GET", "");
    Operation { method, path, id, tag, summary, description, query: Vec::new, takes: None, gives, refuses: &[] }
}

const fn post(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    gives: Gives,
) -> Operation {
    Operation { method: "POST", ..get(path, id, tag, summary, gives) }
}

impl Operation {
    const fn says(self, description: &'static str) -> Self {
        Self { description, ..self }
    }

    const fn asks(self, query: fn() -> Vec<Value>) -> Self {
        Self { query, ..self }
    }

    const fn takes(self, schema: fn(&mut Schemas) -> Value) -> Self {
        Self { takes: Some(schema), ..self }
    }

    const fn refuses(self, refuses: &'static [u16]) -> Self {
        Self { refuses, ..self }
    }
}

fn handshake() -> Vec<Value> {
    vec![json!({
        "name": "validationToken",
        "in": "query",
        "description": "Said back as text while a subscription is being made, whatever the body.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 1024 },
    })]
}

fn notices(_: &mut Schemas) -> Value {
    json!({
        "type": "object",
        "description": "Microsoft Graph's `changeNotificationCollection`.",
        "properties": {
            "value": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "subscriptionId": { "type": ["string", "null"] },
                        "clientState": { "type": ["string", "null"] },
                        "lifecycleEvent": { "type": ["string", "null"] },
                    },
                },
            },
        },
    })
}

fn search() -> Vec<Value> {
    vec![
        json!({
            "name": "q",
            "in": "query",
            "description": "Part of a name or number; empty finds any.",
            "schema": { "type": "string", "maxLength": 200, "default": "" },
        }),
        json!({
            "name": "limit",
            "in": "query",
            "description": "How many at most.",
            "schema": { "type": "integer", "minimum": 1, "maximum": 50, "default": 20 },
        }),
    ]
}

const fn put(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    gives: Gives,
) -> Operation {
    Operation { method: "PUT", ..get(path, id, tag, summary, gives) }
}

const fn delete(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    gives: Gives,
) -> Operation {
    Operation { method: "DELETE", ..get(path, id, tag, summary, gives) }
}

const fn patch(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    gives: Gives,
) -> Operation {
    Operation { method: "PATCH", ..get(path, id, tag, summary, gives) }
}

fn first_ones() -> Vec<Value> {
    vec![json!({
        "name": "limit",
        "in": "query",
        "description": "How many at most.",
        "schema": { "type": "integer", "minimum": 0, "maximum": 200, "default": 50 },
    })]
}

/// Which part of a run's changes.
fn part() -> Vec<Value> {
    let number = |name: &str, description: &str, most: u32, usual: u32| {
        json!({
            "name": name,
            "in": "query",
            "description": description,
            "schema": { "type": "integer", "minimum": 0, "maximum": most, "default": usual },
        })
    };
    vec![
        json!({
            "name": "what",
            "in": "query",
            "description": "Changes of this kind only.",
            "schema": { "$ref": "#/components/schemas/What" },
        }),
        json!({
            "name": "apart",
            "in": "query",
            "description": "Those of the list apart, in place of the others.",
            "schema": { "type": "boolean", "default": false },
        }),
        number("from", "How many of them to pass over.", u32::MAX, 0),
        number("limit", "How many at most.", 200, 50),
    ]
}

/// Every operation, in the order of the table of routes.
pub(crate) const OPERATIONS: &[Operation] = &[
    get("/sign-in", "waysToSignIn", IN, "The ways to sign in", Gives::Json(given::<SignIn>)),
    post("/sign-in/development", "signInAs", IN, "Sign in as a staff member", Gives::Json(given::<Signed>))
        .says("Exists only on a server that was started with `--development`.")
        .takes(taken::<DevelopmentSignIn>)
        .refuses(&[422]),
    post(
        "/sign-in/first-admin",
        "becomeFirstAdministrator",
        IN,
        "Become the first administrator",
        Gives::Json(given::<StaffMember>),
    )
    .says("With the one-time code that the server printed when it started. Exists only where Entra is configured.")
    .takes(taken::<FirstAdmin>)
    .refuses(&[422]),
    get(
        "/sign-in/waiting",
        "whoWaits",
        IN,
        "Those who signed in and are no staff member",
        Gives::Json(given::<Vec<Waiting>>),
    )
    .says("The last one first. Exists only where Entra is configured."),
    post("/sign-out", "signOut", IN, "The token is worth nothing any more", Gives::Nothing),
    get("/me", "me", IN, "The person, and what is set for them", Gives::Json(given::<Me>)),
    post("/items/status", "itemStatus", ITEM, "How the open item stands", Gives::Json(given::<ItemStatus>))
        .says("Changes nothing. Whoever shows it makes the same plan from it as the server will.")
        .takes(taken::<ItemRequest>)
        .refuses(&[404, 409, 422]),
    post(
        "/items/add",
        "addItem",
        ITEM,
        "Put the open item into the practice database",
        Gives::Json(given::<ItemStatus>),
    )
    .takes(taken::<AddItem>)
    .refuses(&[404]),
    post(
        "/items/sync",
        "syncItem",
        ITEM,
        "Bring the open item and its record into step",
        Gives::Json(given::<SyncReport>),
    )
    .says(
        "With `shown`, the hash of the plan that was shown, nothing is done when the plan is another by now: 409 says \
             how the item stands.",
    )
    .takes(taken::<SyncItem>)
    .refuses(&[404]),
    post("/items/unlink", "unlinkItem", ITEM, "Part the item and its record", Gives::Json(given::<ItemStatus>))
        .says("Both are kept as they are.")
        .takes(taken::<UnlinkItem>)
        .refuses(&[404]),
    post("/items/rejoin", "rejoinItem", ITEM, "Join a parted pair again", Gives::Json(given::<ItemStatus>))
        .takes(taken::<UnlinkItem>)
        .refuses(&[404]),
    get(
        "/clients",
        "findClients",
        UP,
        "Clients that match, with their open matters",
        Gives::Json(given::<Vec<ClientHit>>),
    )
    .asks(search)
    .refuses(&[422]),
    get(
        "/calendar-codes",
        "calendarCodes",
        UP,
        "The codes of the firm's calendar",
        Gives::Json(given::<Vec<CalendarCode>>),
    ),
    get("/staff", "staff", UP, "Those who work here, by name", Gives::Json(given::<Vec<StaffMember>>)),
    post(
        "/staff/{id}/tie",
        "tie",
        IN,
        "That person is this staff member from now on",
        Gives::Json(given::<StaffMember>),
    )
    .says("Exists only where Entra is configured.")
    .takes(taken::<Tie>),
    post("/staff/{id}/untie", "untie", IN, "Nobody is this staff member any more", Gives::Json(given::<StaffMember>))
        .says("The last administrator who can sign in has to stay. Exists only where Entra is configured.")
        .takes(nothing),
    post(
        "/contacts/who",
        "whoseAddresses",
        UP,
        "Whose addresses these are, in the same order",
        Gives::Json(given::<Vec<Who>>),
    )
    .says("A POST, so that no address stands in a URL.")
    .takes(taken::<WhoIs>)
    .refuses(&[422]),
    post("/contacts", "addContact", RECORDS, "Add a message's sender or recipient", Gives::Json(given::<Who>))
        .takes(taken::<AddContact>),
    get(
        "/contacts/incomplete",
        "incompleteContacts",
        RECORDS,
        "Imported contacts that lack fields the practice database needs",
        Gives::Json(given::<IncompleteContacts>),
    )
    .says("Those that the person's synchronizations imported, in the order in which they did.")
    .asks(first_ones)
    .refuses(&[422]),
    patch(
        "/contacts/{id}",
        "completeContact",
        RECORDS,
        "Fill in what the practice database needs of a contact",
        Gives::Json(given::<IncompleteContact>),
    )
    .says("409 when the contact is at another version by now.")
    .takes(taken::<CompleteContact>)
    .refuses(&[409]),
    get(
        "/appointments/{id}",
        "appointment",
        RECORDS,
        "An appointment's record",
        Gives::Json(given::<AppointmentRecord>),
    )
    .says("A private appointment of others tells only when it takes place."),
    get(
        "/appointments/{id}/history",
        "appointmentHistory",
        RECORDS,
        "The values that gave way, newest first",
        Gives::Json(given::<Vec<HistoryEntry>>),
    ),
    post("/history/restore", "restore", RECORDS, "Bring values back into the record", Gives::Json(given::<Restored>))
        .takes(taken::<Restore>)
        .refuses(&[404]),
    get("/setup", "setup", SETUP, "What the person has chosen", Gives::Json(given::<Setup>)),
    put("/setup", "saveSetup", SETUP, "Save what the person has chosen", Gives::Json(given::<SavedSetup>))
        .says("Begins the synchronization that the change asks for.")
        .takes(taken::<SaveSetup>),
    post("/setup/effect", "setupEffect", SETUP, "What saving would do", Gives::Json(given::<SetupEffect>))
        .says("Changes nothing.")
        .takes(taken::<SaveSetup>)
        .refuses(&[422]),
    get(
        "/setup/folders",
        "contactFolders",
        SETUP,
        "The contacts folders to choose from",
        Gives::Json(given::<Vec<ContactFolder>>),
    )
    .refuses(&[422]),
    get("/filters", "filters", SETUP, "The firm's contact filters, by name", Gives::Json(given::<Vec<ContactFilter>>)),
    post("/filters", "addFilter", SETUP, "Add a contact filter", Gives::Json(given::<ContactFilter>))
        .takes(taken::<SaveFilter>),
    post(
        "/filters/sample",
        "sampleFilter",
        SETUP,
        "Which contacts a filter would select",
        Gives::Json(given::<FilterSample>),
    )
    .takes(taken::<SampleFilter>)
    .refuses(&[422]),
    put("/filters/{id}", "changeFilter", SETUP, "Change a contact filter", Gives::Json(given::<ContactFilter>))
        .says("Whoever else uses it is suspended for it, and sees what changes.")
        .takes(taken::<SaveFilter>),
    delete("/filters/{id}", "dropFilter", SETUP, "Drop a contact filter", Gives::Json(given::<ContactFilter>))
        .says("Refused with 409 while somebody uses it; `detail` names them.")
        .takes(nothing)
        .refuses(&[409]),
    get("/sync", "syncState", RUNS, "How synchronization stands for the person", Gives::Json(given::<SyncState>)),
    post("/sync/resume", "resume", RUNS, "Go on after a suspension or an undo", Gives::Json(given::<Started>))
        .says("What then would be done waits to be confirmed.")
        .takes(nothing),
    get("/runs", "runs", RUNS, "The person's runs, newest first", Gives::Json(given::<Vec<RunSummary>>)),
    post("/runs", "startRun", RUNS, "Synchronize", Gives::Json(given::<Started>))
        .says("Answers the run that is under way where there is one.")
        .takes(taken::<StartRun>),
    get("/runs/{id}", "run", RUNS, "A run, with a part of its changes", Gives::Json(given::<RunDetail>))
        .asks(part)
        .refuses(&[422]),
    post("/runs/{id}/confirm", "confirmRun", RUNS, "Do what was shown", Gives::Json(given::<RunSummary>))
        .says("409 when the plan is another by now.")
        .takes(taken::<ConfirmRun>)
        .refuses(&[409]),
    post("/runs/{id}/cancel", "cancelRun", RUNS, "Give up what waits", Gives::Json(given::<RunSummary>)).takes(nothing),
    post("/runs/{id}/stop", "stopRun", RUNS, "Stop between two items", Gives::Json(given::<RunSummary>))
        .says("What is done stays done.")
        .takes(nothing),
    post("/runs/{id}/undo", "undoRun", RUNS, "Take a run back", Gives::Json(given::<RunSummary>))
        .says("Answers the run that does it. What was edited since stays, and is named.")
        .takes(nothing),
    get("/questions", "questions", RUNS, "What only the person can decide", Gives::Json(given::<Vec<QuestionView>>)),
    post("/questions/{id}/answer", "answerQuestion", RUNS, "Decide it", Gives::Json(given::<SyncState>))
        .takes(taken::<AnswerQuestion>),
    get("/live", "live", "Live", "What changes, as it changes", Gives::Events).says(
        "Server-sent events that do not end. The data of each is one `Live`; a line that begins with a colon comes \
             when nothing changed for a while.",
    ),
    post("/graph/notify", "notifyOfChanges", GRAPH, "Something changed in a mailbox", Gives::Heard)
        .says(
            "Only what bears the secret of a subscription is heard. A handshake is not found while none is being made.",
        )
        .asks(handshake)
        .takes(notices)
        .refuses(&[404]),
    post("/graph/lifecycle", "notifyOfSubscriptions", GRAPH, "Something happened to a subscription", Gives::Heard)
        .says(
            "Only what bears the secret of a subscription is heard. A handshake is not found while none is being made.",
        )
        .asks(handshake)
        .takes(notices)
        .refuses(&[404]),
    get("/openapi.json", "openapi", "This description", "This document", Gives::Document),
    get("/docs", "docs", "This description", "This document as a page", Gives::Page),
];

//! What the table of routes does not say: what each operation is for, what it takes and what it gives.

use api::{
    AddContact, AddItem, AppointmentRecord, CalendarCode, ClientHit, DevelopmentSignIn, FirstAdmin, HistoryEntry,
    ItemRequest, ItemStatus, Me, Restore, Restored, SignIn, Signed, StaffMember, SyncItem, SyncReport, Tie, UnlinkItem,
    Waiting, Who, WhoIs,
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
}

pub(crate) const TAGS: &[(&str, &str)] = &[
    ("Signing in", "Who is asking. Every other operation bears the token that signing in gave."),
    ("The open item", "An appointment that is open in Outlook, and its record."),
    ("Records", "What the practice database holds, and what gave way in it."),
    ("Looking up", "Clients, codes and people to choose from."),
    ("Live", "What changes while a pane is open."),
    ("This description", "The API, described."),
];

const IN: &str = "Signing in";
const ITEM: &str = "The open item";
const RECORDS: &str = "Records";
const UP: &str = "Looking up";

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
    get("/live", "live", "Live", "What changes, as it changes", Gives::Events).says(
        "Server-sent events that do not end. The data of each is one `Live`; a line that begins with a colon comes \
             when nothing changed for a while.",
    ),
    get("/openapi.json", "openapi", "This description", "This document", Gives::Document),
    get("/docs", "docs", "This description", "This document as a page", Gives::Page),
];

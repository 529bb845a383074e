//! Every route of the API, in one table.
//!
//! The router is made from it ([`register`]), every request is checked against it ([`guard`](super::guard)) before a
//! handler sees it, and whoever describes the API reads it. Who may do what with an item and its record is decided
//! behind it, in `sync::access`.

use std::collections::BTreeMap;

use actix_web::{
    Route,
    http::Method,
    web::{self, ServiceConfig},
};
use api::Role::{self, Admin, Auditor, Staff};

use super::{
    appointments, calendar_codes, clients, contacts, filters, guard, history, items, live, me, notify, openapi,
    questions, runs, setup, sign_in, staff, sync,
};
use crate::identity;

/// One method of one path.
#[derive(Debug)]
pub struct Endpoint {
    /// The method.
    pub method: Method,
    /// The path under [`api::ROOT`], with its parameters in braces.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    /// What it does, which says how often one may.
    pub kind: Kind,
    /// How large a body it takes.
    pub body: Body,
    /// The way of signing in without which it does not exist; `None`: it always does.
    pub only: Option<identity::Method>,
    handler: fn() -> Route,
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anyone, without a token.
    Public,
    /// A person whom Entra vouches for and who is tied to no staff member yet.
    Newcomer,
    /// A staff member of one of these roles.
    Roles(&'static [Role]),
}

/// What a route does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Begins or ends a sign-in. Tried often, somebody is guessing.
    SignIn,
    /// Answers, and changes nothing.
    Read,
    /// Changes something, once for each [`api::IDEMPOTENCY_KEY`], which it has to bear.
    Write,
    /// Stays open, and tells what happens.
    Live,
}

/// How large a body a route takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// A few values: [`Body::SMALL`].
    Small,
    /// Many short notes: [`Body::MEDIUM`].
    Medium,
    /// An item or a list: `limits.body_bytes` of the configuration.
    Large,
}

impl Body {
    /// The bytes that [`Body::Small`] takes.
    pub const SMALL: usize = 16 * 1024;

    /// The bytes that [`Body::Medium`] takes.
    pub const MEDIUM: usize = 128 * 1024;

    /// The bytes that it takes, where the configuration allows so many to a large one.
    pub fn limit(self, large: usize) -> usize {
        match self {
            Self::Small => Self::SMALL,
            Self::Medium => Self::MEDIUM.min(large),
            Self::Large => large,
        }
    }
}

/// Everyone who works here.
pub const READERS: Access = Access::Roles(&[Staff, Admin, Auditor]);
/// Everyone but those who only read.
pub const WRITERS: Access = Access::Roles(&[Staff, Admin]);
/// Those who decide who may sign in.
pub const ADMINS: Access = Access::Roles(&[Admin]);

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const PATCH: Method = Method::PATCH;
const DELETE: Method = Method::DELETE;

/// Every route there is. One that is not here cannot be reached.
#[rustfmt::skip]
pub static ENDPOINTS: &[Endpoint] = &[
    endpoint(GET,  "/sign-in",                   Access::Public, Kind::Read,   Body::Small, || web::to(sign_in::list::handle)),
    endpoint(POST, "/sign-in/development",       Access::Public, Kind::SignIn, Body::Small, || web::to(sign_in::development::handle))
        .only(identity::Method::Development),
    endpoint(POST, "/sign-in/first-admin",       Access::Newcomer, Kind::SignIn, Body::Small, || web::to(sign_in::first_admin::handle))
        .only(identity::Method::Entra),
    endpoint(GET,  "/sign-in/waiting",           ADMINS,         Kind::Read,   Body::Small, || web::to(sign_in::waiting::handle))
        .only(identity::Method::Entra),
    endpoint(POST, "/sign-out",                  READERS,        Kind::SignIn, Body::Small, || web::to(sign_in::out::handle)),
    endpoint(GET,  "/me",                        READERS,        Kind::Read,   Body::Small, || web::to(me::handle)),
    endpoint(POST, "/items/status",              READERS,        Kind::Read,   Body::Large, || web::to(items::status::handle)),
    endpoint(POST, "/items/add",                 WRITERS,        Kind::Write,  Body::Large, || web::to(items::add::handle)),
    endpoint(POST, "/items/sync",                WRITERS,        Kind::Write,  Body::Large, || web::to(items::sync::handle)),
    endpoint(POST, "/items/unlink",              WRITERS,        Kind::Write,  Body::Large, || web::to(items::unlink::handle)),
    endpoint(POST, "/items/rejoin",              WRITERS,        Kind::Write,  Body::Large, || web::to(items::rejoin::handle)),
    endpoint(GET,  "/clients",                   READERS,        Kind::Read,   Body::Small, || web::to(clients::handle)),
    endpoint(GET,  "/calendar-codes",            READERS,        Kind::Read,   Body::Small, || web::to(calendar_codes::handle)),
    endpoint(GET,  "/staff",                     READERS,        Kind::Read,   Body::Small, || web::to(staff::list::handle)),
    endpoint(POST, "/staff/{id}/tie",            ADMINS,         Kind::Write,  Body::Small, || web::to(staff::tie::handle))
        .only(identity::Method::Entra),
    endpoint(POST, "/staff/{id}/untie",          ADMINS,         Kind::Write,  Body::Small, || web::to(staff::untie::handle))
        .only(identity::Method::Entra),
    endpoint(POST, "/contacts/who",              READERS,        Kind::Read,   Body::Large, || web::to(contacts::who::handle)),
    endpoint(POST, "/contacts",                  WRITERS,        Kind::Write,  Body::Small, || web::to(contacts::add::handle)),
    endpoint(GET,  "/contacts/incomplete",       READERS,        Kind::Read,   Body::Small, || web::to(contacts::incomplete::handle)),
    endpoint(PATCH, "/contacts/{id}",            WRITERS,        Kind::Write,  Body::Small, || web::to(contacts::complete::handle)),
    endpoint(GET,  "/appointments/{id}",         READERS,        Kind::Read,   Body::Small, || web::to(appointments::read::handle)),
    endpoint(GET,  "/appointments/{id}/history", READERS,        Kind::Read,   Body::Small, || web::to(appointments::history::handle)),
    endpoint(POST, "/history/restore",           WRITERS,        Kind::Write,  Body::Small, || web::to(history::restore::handle)),
    endpoint(GET,  "/setup",                     READERS,        Kind::Read,   Body::Small, || web::to(setup::read::handle)),
    endpoint(PUT,  "/setup",                     WRITERS,        Kind::Write,  Body::Small, || web::to(setup::save::handle)),
    endpoint(POST, "/setup/effect",              WRITERS,        Kind::Read,   Body::Small, || web::to(setup::effect::handle)),
    endpoint(GET,  "/setup/folders",             WRITERS,        Kind::Read,   Body::Small, || web::to(setup::folders::handle)),
    endpoint(GET,  "/filters",                   READERS,        Kind::Read,   Body::Small, || web::to(filters::list::handle)),
    endpoint(POST, "/filters",                   WRITERS,        Kind::Write,  Body::Large, || web::to(filters::add::handle)),
    endpoint(POST, "/filters/sample",            READERS,        Kind::Read,   Body::Large, || web::to(filters::sample::handle)),
    endpoint(PUT,  "/filters/{id}",              WRITERS,        Kind::Write,  Body::Large, || web::to(filters::change::handle)),
    endpoint(DELETE, "/filters/{id}",            WRITERS,        Kind::Write,  Body::Small, || web::to(filters::drop::handle)),
    endpoint(GET,  "/sync",                      READERS,        Kind::Read,   Body::Small, || web::to(sync::read::handle)),
    endpoint(POST, "/sync/resume",               WRITERS,        Kind::Write,  Body::Small, || web::to(sync::resume::handle)),
    endpoint(GET,  "/runs",                      READERS,        Kind::Read,   Body::Small, || web::to(runs::list::handle)),
    endpoint(POST, "/runs",                      WRITERS,        Kind::Write,  Body::Small, || web::to(runs::start::handle)),
    endpoint(GET,  "/runs/{id}",                 READERS,        Kind::Read,   Body::Small, || web::to(runs::read::handle)),
    endpoint(POST, "/runs/{id}/confirm",         WRITERS,        Kind::Write,  Body::Large, || web::to(runs::confirm::handle)),
    endpoint(POST, "/runs/{id}/cancel",          WRITERS,        Kind::Write,  Body::Small, || web::to(runs::cancel::handle)),
    endpoint(POST, "/runs/{id}/stop",            WRITERS,        Kind::Write,  Body::Small, || web::to(runs::stop::handle)),
    endpoint(POST, "/runs/{id}/undo",            WRITERS,        Kind::Write,  Body::Small, || web::to(runs::undo::handle)),
    endpoint(GET,  "/questions",                 READERS,        Kind::Read,   Body::Small, || web::to(questions::list::handle)),
    endpoint(POST, "/questions/{id}/answer",     WRITERS,        Kind::Write,  Body::Small, || web::to(questions::answer::handle)),
    endpoint(GET,  "/live",                      READERS,        Kind::Live,   Body::Small, || web::to(live::handle)),
    endpoint(POST, "/graph/notify",              Access::Public, Kind::Read,   Body::Medium, || web::to(notify::handle)),
    endpoint(POST, "/graph/lifecycle",           Access::Public, Kind::Read,   Body::Medium, || web::to(notify::handle)),
    endpoint(GET,  "/openapi.json",              Access::Public, Kind::Read,   Body::Small, || web::to(openapi::document)),
    endpoint(GET,  "/docs",                      Access::Public, Kind::Read,   Body::Small, || web::to(openapi::docs)),
];

const fn endpoint(
    method: Method,
    path: &'static str,
    access: Access,
    kind: Kind,
    body: Body,
    handler: fn() -> Route,
) -> Endpoint {
    Endpoint { method, path, access, kind, body, only: None, handler }
}

impl Endpoint {
    /// The same, where that way of signing in is open.
    const fn only(mut self, method: identity::Method) -> Self {
        self.only = Some(method);
        self
    }

    /// Whether it exists on a server with these ways of signing in.
    pub fn is_offered(&self, methods: &[identity::Method]) -> bool {
        self.only.is_none_or(|method| methods.contains(&method))
    }

    /// The handler, for a request that [`guard`] admitted to this very row, and for no other.
    fn route(&'static self) -> Route {
        (self.handler)()
            .method(self.method.clone())
            .guard(actix_web::guard::fn_guard(move |context| guard::is_admitted(context, self)))
    }
}

/// The rows of a path, as the router knows it: with [`api::ROOT`].
pub(super) fn of_pattern(pattern: &str) -> impl Iterator<Item = &'static Endpoint> {
    let path = pattern.strip_prefix(api::ROOT).map(str::to_owned);
    ENDPOINTS.iter().filter(move |endpoint| path.as_deref() == Some(endpoint.path))
}

/// Makes the routes that a server with these ways of signing in offers.
pub(super) fn register(api: &mut ServiceConfig, methods: &[identity::Method]) {
    let mut resources = BTreeMap::new();
    for endpoint in ENDPOINTS.iter().filter(|endpoint| endpoint.is_offered(methods)) {
        // The router asks them one after the other: first those that it need not match as expressions.
        let place = (endpoint.path.contains('{'), endpoint.path);
        let resource = resources.remove(&place).unwrap_or_else(|| web::resource(endpoint.path));
        resources.insert(place, resource.route(endpoint.route()));
    }
    for resource in resources.into_values() {
        api.service(resource);
    }
}

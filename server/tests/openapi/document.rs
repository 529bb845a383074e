//! Puts the document together.

use api::{AGE, IDEMPOTENCY_KEY, Live, PERSON, Problem, ROOT, RULES_VERSION, Role};
use serde_json::{Map, Value, json};
use server::http::routes::{Access, ENDPOINTS, Endpoint, Kind};

use crate::operations::{Gives, OPERATIONS, Operation, TAGS};
use crate::schemas::Schemas;

const ABOUT: &str = "What the task pane says to the server. Bodies are JSON in UTF-8; fields that are not known are passed \
    over. Whatever goes wrong is answered as `application/problem+json` (RFC 9457), whose `type` names the kind of problem \
    and whose `field` names what is wrong in the request.\n\nA write bears an `Idempotency-Key`: sent again with the same \
    key it is answered as before, with `Idempotency-Replayed`, and lands once.";

/// A refusal: status, name among the components, what it means, and the headers that it bears.
struct Refusal(u16, &'static str, &'static str, &'static [(&'static str, &'static str, bool)]);

const REFUSALS: &[Refusal] = &[
    Refusal(400, "Unreadable", "The request cannot be read: JSON, parameters or the idempotency key.", &[]),
    Refusal(
        401,
        "NotSignedIn",
        "The token is missing, unknown or over: sign in again.",
        &[("WWW-Authenticate", "`Bearer`, and whether a token was there.", true)],
    ),
    Refusal(403, "Forbidden", "The person may not, or is tied to no staff member.", &[]),
    Refusal(404, "NotFound", "There is no such thing.", &[]),
    Refusal(408, "TooSlow", "The body did not arrive in time.", &[]),
    Refusal(409, "Moved", "It changed since it was shown; nothing was written. `now` says how the item stands.", &[]),
    Refusal(413, "TooLarge", "The body is too large.", &[]),
    Refusal(415, "NotJson", "The body is not `application/json`.", &[]),
    Refusal(422, "Refused", "A value is not what it should be, or the key was used for another request.", &[]),
    Refusal(429, "TooMany", "Too many requests.", &[("Retry-After", "Seconds to wait.", true)]),
    Refusal(500, "Internal", "A fault of the server's own; nothing was written.", &[]),
    Refusal(503, "Unavailable", "The database is busy or away: the same request may be sent again.", &[]),
];

/// The document.
pub(crate) fn made() -> Value {
    let mut schemas = Schemas::new();
    let problem = schemas.given::<Problem>();
    let mut paths = Map::new();
    for operation in OPERATIONS {
        let route = route(operation);
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method.to_lowercase()] = described(operation, route, &mut schemas);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Concordat",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT or Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": ROOT, "description": "This server." }],
        "security": [{ "bearer": [] }],
        "tags": TAGS.iter().map(|(name, description)| json!({ "name": name, "description": description })).collect::<Vec<_>>(),
        "paths": paths,
        "components": {
            "schemas": schemas.all(),
            "parameters": parameters(),
            "responses": REFUSALS.iter().map(|refusal| (refusal.1.to_owned(), refusal.response(&problem))).collect::<Map<_, _>>(),
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An access token of Microsoft Entra ID for this server; on a server started with \
                                    `--development` what its sign-in gave.",
                },
            },
        },
    })
}

fn route(operation: &Operation) -> &'static Endpoint {
    let is = |route: &&Endpoint| route.method == operation.method && route.path == operation.path;
    ENDPOINTS.iter().find(is).unwrap_or_else(|| panic!("there is no route {} {}", operation.method, operation.path))
}

fn described(operation: &Operation, route: &Endpoint, schemas: &mut Schemas) -> Value {
    let description = [operation.description, &access(route.access)].join("\n\n");
    let mut described = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "description": description.trim(),
        "parameters": parameters_of(operation, route),
        "responses": answers(operation, route, schemas),
    });
    if let Some(schema) = operation.takes {
        let content = json!({ "application/json": { "schema": schema(schemas) } });
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    if route.access == Access::Public {
        described["security"] = json!([]);
    }
    described
}

fn access(access: Access) -> String {
    match access {
        Access::Public => "Takes no token.".to_owned(),
        Access::Newcomer => "For a person whom Entra vouches for and who is tied to no staff member yet.".to_owned(),
        Access::Roles(roles) => {
            let names: Vec<_> = roles.iter().map(|role| role_name(*role)).collect();
            format!("For the roles {}.", names.join(", "))
        }
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Staff => "`staff`",
        Role::Admin => "`admin`",
        Role::Auditor => "`auditor`",
    }
}

fn parameters() -> Value {
    json!({
        "IdempotencyKey": {
            "name": IDEMPOTENCY_KEY,
            "in": "header",
            "required": true,
            "description": "8 to 100 visible ASCII characters, new for each edit, and the same when that edit is sent again.",
            "schema": { "type": "string", "minLength": 8, "maxLength": 100, "pattern": "^[!-~]{8,100}$" },
        },
        "Person": {
            "name": PERSON,
            "in": "header",
            "description": "The id of the staff member whose edit it is, where it may have waited: refused when somebody else \
                            is signed in by now.",
            "schema": { "type": "string" },
        },
        "Age": {
            "name": AGE,
            "in": "header",
            "description": "How many seconds ago the person made the edit, where it may have waited.",
            "schema": { "type": "integer", "minimum": 0, "maximum": 31_622_400, "default": 0 },
        },
        "RulesVersion": {
            "name": RULES_VERSION,
            "in": "header",
            "description": "The version of the rules that the sender plans by.",
            "schema": { "type": "string" },
        },
        "Id": {
            "name": "id",
            "in": "path",
            "required": true,
            "description": "The identifier.",
            "schema": { "type": "string", "minLength": 1 },
        },
    })
}

fn parameters_of(operation: &Operation, route: &Endpoint) -> Vec<Value> {
    let rows = [
        (operation.path.contains("{id}"), "Id"),
        (route.kind == Kind::Write, "IdempotencyKey"),
        (route.kind == Kind::Write, "Person"),
        (route.kind == Kind::Write, "Age"),
        (route.access != Access::Public, "RulesVersion"),
    ];
    let shared = rows.into_iter().filter(|(bears, _)| *bears);
    shared.map(|(_, name)| reference("parameters", name)).chain((operation.query)()).collect()
}

fn answers(operation: &Operation, route: &Endpoint, schemas: &mut Schemas) -> Value {
    let mut answers = Map::new();
    let (status, mut answer) = given(operation.gives, schemas);
    if route.kind == Kind::Write {
        answer["headers"]["Idempotency-Replayed"] = header("`true` when the key was answered before.", false);
    }
    answers.insert(status.to_owned(), answer);
    if matches!(operation.gives, Gives::Heard) {
        let token = json!({ "text/plain": { "schema": { "type": "string" } } });
        answers.insert("200".to_owned(), json!({ "description": "The token of the handshake.", "content": token }));
    }
    for refusal in REFUSALS.iter().filter(|refusal| follows(operation, route, refusal.0)) {
        answers.insert(refusal.0.to_string(), reference("responses", refusal.1));
    }
    Value::Object(answers)
}

/// Whether an operation can refuse by that status: what follows from its route, and what it says itself.
fn follows(operation: &Operation, route: &Endpoint, status: u16) -> bool {
    let takes = operation.takes.is_some();
    let still = matches!(operation.gives, Gives::Page | Gives::Document);
    let reads = takes || route.kind == Kind::Write || !(operation.query)().is_empty();
    operation.refuses.contains(&status)
        || match status {
            400 => reads,
            401 | 403 => route.access != Access::Public,
            404 => operation.path.contains('{') || route.only.is_some(),
            408 | 413 | 415 => takes,
            409 | 422 => route.kind == Kind::Write,
            429 => true,
            500 | 503 => !still,
            _ => false,
        }
}

fn given(gives: Gives, schemas: &mut Schemas) -> (&'static str, Value) {
    let of = |kind: &str, schema: Value| json!({ "description": "Done.", "content": { kind: { "schema": schema } } });
    match gives {
        Gives::Json(schema) => ("200", of("application/json", schema(schemas))),
        Gives::Document => ("200", of("application/json", json!({ "type": "object" }))),
        Gives::Page => ("200", of("text/html", json!({ "type": "string" }))),
        Gives::Events => ("200", of("text/event-stream", event(schemas))),
        Gives::Nothing => ("204", json!({ "description": "Done." })),
        Gives::Heard => ("202", json!({ "description": "Heard." })),
    }
}

/// One event of the stream.
fn event(schemas: &mut Schemas) -> Value {
    let data = json!({
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": schemas.given::<Live>(),
    });
    json!({ "type": "object", "description": "Each event.", "properties": { "data": data }, "required": ["data"] })
}

impl Refusal {
    fn response(&self, problem: &Value) -> Value {
        let Self(_, _, description, headers) = self;
        let mut response = json!({
            "description": description,
            "content": { "application/problem+json": { "schema": problem } },
        });
        for (name, says, always) in *headers {
            response["headers"][name] = header(says, *always);
        }
        response
    }
}

fn header(description: &str, required: bool) -> Value {
    json!({ "description": description, "required": required, "schema": { "type": "string" } })
}

fn reference(kind: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{kind}/{name}") })
}

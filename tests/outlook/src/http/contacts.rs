//! Contacts and folders: for the page and for control alike. And what tests turn at Graph.

use super::State;
use crate::graph::{FaultPlan, LifecycleEvent, Problem, Snapshot};
use actix_web::{HttpResponse, http::StatusCode, web};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Backups of mailboxes by address.
pub(crate) type Backups = Mutex<BTreeMap<String, Snapshot>>;

pub(super) fn routes(config: &mut web::ServiceConfig) {
    for base in ["/page", "/_control"] {
        config
            .service(
                web::resource(format!("{base}/folders"))
                    .route(web::get().to(folders))
                    .route(web::post().to(add_folder)),
            )
            .service(web::resource(format!("{base}/contacts")).route(web::get().to(list)).route(web::post().to(create)))
            .service(
                web::resource(format!("{base}/contacts/{{id}}"))
                    .route(web::get().to(get))
                    .route(web::patch().to(patch))
                    .route(web::put().to(put))
                    .route(web::delete().to(delete)),
            )
            .route(&format!("{base}/contacts/{{id}}/move"), web::post().to(shift))
            .route(&format!("{base}/contacts/{{id}}/copy"), web::post().to(copy))
            .route(&format!("{base}/contacts/{{id}}/touch"), web::post().to(touch));
    }
    config
        .route("/page/people", web::get().to(people))
        .service(
            web::resource("/_control/graph")
                .route(web::get().to(standing))
                .route(web::post().to(turn))
                .route(web::delete().to(reset)),
        )
        .route("/_control/graph/lifecycle", web::post().to(lifecycle))
        .route("/_control/graph/settle", web::post().to(settle))
        .route("/_control/graph/backup", web::post().to(backup))
        .route("/_control/graph/restore", web::post().to(restore))
        .route("/_control/graph/standing", web::post().to(set_standing));
}

impl actix_web::ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Graph's error body.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code())
            .json(json!({"error": {"code": self.code(), "message": self.to_string()}}))
    }
}

type Answer = Result<HttpResponse, Problem>;

/// A mailbox, the first where none is named, and a folder, the mailbox's own where none is named.
#[derive(Deserialize)]
struct Where {
    mailbox: Option<String>,
    #[serde(default)]
    folder: String,
}

impl Where {
    fn mailbox(&self, state: &State) -> Result<String, Problem> {
        let first = || state.graph.store().first().ok_or_else(|| Problem::User("me".to_owned()));
        self.mailbox.clone().map_or_else(first, Ok)
    }
}

fn mailbox_of(state: &State, id: &str) -> Result<String, Problem> {
    state.graph.store().mailbox_of(id).ok_or(Problem::ItemNotFound)
}

async fn folders(state: State, at: web::Query<Where>) -> Answer {
    Ok(HttpResponse::Ok().json(state.graph.store().folders(&at.mailbox(&state)?)?))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewFolder {
    display_name: String,
}

async fn add_folder(state: State, at: web::Query<Where>, given: web::Json<NewFolder>) -> Answer {
    let id = state.graph.store().add_folder(&at.mailbox(&state)?, &given.display_name)?;
    Ok(HttpResponse::Created().json(json!({"id": id})))
}

async fn list(state: State, at: web::Query<Where>) -> Answer {
    Ok(HttpResponse::Ok().json(state.graph.store().contacts(&at.mailbox(&state)?, &at.folder)?))
}

#[derive(Deserialize)]
struct Looked {
    mailbox: String,
    #[serde(default)]
    folder: String,
    #[serde(default)]
    search: String,
    most: usize,
}

/// The list that the page shows: how many there are, and the first of them by name.
async fn people(state: State, query: web::Query<Looked>) -> Answer {
    let Looked { mailbox, folder, search, most } = query.into_inner();
    let (found, contacts) = state.graph.store().people(&mailbox, &folder, &search, most)?;
    Ok(HttpResponse::Ok().json(json!({"found": found, "contacts": contacts})))
}

async fn create(state: State, at: web::Query<Where>, given: web::Json<Value>) -> Answer {
    let mailbox = at.mailbox(&state)?;
    let id = state.graph.store().create(&mailbox, &at.folder, &given)?;
    Ok(HttpResponse::Created().json(shown(&state, &mailbox, &id)?))
}

fn shown(state: &State, mailbox: &str, id: &str) -> Result<Value, Problem> {
    Ok(json!({"mailbox": mailbox, "contact": state.graph.store().contact(mailbox, id)?}))
}

async fn get(state: State, id: web::Path<String>) -> Answer {
    Ok(HttpResponse::Ok().json(shown(&state, &mailbox_of(&state, &id)?, &id)?))
}

async fn patch(state: State, id: web::Path<String>, given: web::Json<Value>) -> Answer {
    let mailbox = mailbox_of(&state, &id)?;
    state.graph.store().patch(&mailbox, &id, &given)?;
    Ok(HttpResponse::Ok().json(shown(&state, &mailbox, &id)?))
}

async fn put(state: State, id: web::Path<String>, given: web::Json<Value>) -> Answer {
    let mailbox = mailbox_of(&state, &id)?;
    state.graph.store().put(&mailbox, &id, &given)?;
    Ok(HttpResponse::Ok().json(shown(&state, &mailbox, &id)?))
}

async fn delete(state: State, id: web::Path<String>) -> Answer {
    state.graph.store().delete(&mailbox_of(&state, &id)?, &id)?;
    Ok(HttpResponse::NoContent().finish())
}

async fn touch(state: State, id: web::Path<String>) -> Answer {
    let mailbox = mailbox_of(&state, &id)?;
    state.graph.store().touch(&mailbox, &id)?;
    Ok(HttpResponse::Ok().json(shown(&state, &mailbox, &id)?))
}

async fn shift(state: State, id: web::Path<String>, to: web::Json<Where>) -> Answer {
    let mailbox = mailbox_of(&state, &id)?;
    state.graph.store().shift(&mailbox, &id, &to.folder)?;
    Ok(HttpResponse::Ok().json(shown(&state, &mailbox, &id)?))
}

async fn copy(state: State, id: web::Path<String>, to: web::Json<Where>) -> Answer {
    let mailbox = mailbox_of(&state, &id)?;
    let copy = state.graph.store().copy(&mailbox, &id, &to.folder)?;
    Ok(HttpResponse::Created().json(shown(&state, &mailbox, &copy)?))
}

/// Knobs, faults, counts and subscriptions as they stand.
async fn standing(state: State) -> HttpResponse {
    let store = state.graph.store();
    let counts: BTreeMap<_, _> = store
        .counts()
        .into_iter()
        .map(|((method, kind), count)| (format!("{method} {}", json!(kind).as_str().unwrap_or_default()), count))
        .collect();
    HttpResponse::Ok().json(json!({"base": format!("{}/v1.0", state.graph.origin()), "knobs": store.knobs(), "faults": store.faults(),
        "mails": store.mail_count(), "calls": store.calls(), "counts": counts, "throttled": store.throttled(), "subscriptions": store.subscriptions()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Turned {
    knobs: Option<Value>,
    faults: Option<FaultPlan>,
    #[serde(default, rename = "resetCounts")]
    reset_counts: bool,
}

/// Turns the knobs named, sets the faults given, counts anew.
async fn turn(state: State, given: web::Json<Turned>) -> HttpResponse {
    let Turned { knobs, faults, reset_counts } = given.into_inner();
    if let Some(Err(error)) = knobs.map(|knobs| state.graph.store().turn(&knobs)) {
        return HttpResponse::BadRequest().json(json!({"error": {"code": "BadRequest", "message": error.to_string()}}));
    }
    if let Some(faults) = faults {
        state.graph.store().set_faults(faults);
    }
    if reset_counts {
        state.graph.store().reset_counts();
    }
    standing(state).await
}

/// Takes all knobs and faults back.
async fn reset(state: State) -> HttpResponse {
    state.graph.store().set_faults(FaultPlan::default());
    state.graph.store().set_knobs(crate::graph::Knobs::default());
    standing(state).await
}

#[derive(Deserialize)]
struct Lifecycle {
    subscription: String,
    event: LifecycleEvent,
}

async fn lifecycle(state: State, given: web::Json<Lifecycle>) -> Answer {
    state.graph.store().lifecycle(&given.subscription, given.event)?;
    Ok(HttpResponse::NoContent().finish())
}

async fn settle(state: State) -> HttpResponse {
    state.graph.store().settle();
    HttpResponse::NoContent().finish()
}

async fn backup(state: State, at: web::Query<Where>) -> Answer {
    let mailbox = at.mailbox(&state)?;
    let snapshot = state.graph.store().snapshot(&mailbox)?;
    state.backups.lock().unwrap_or_else(PoisonError::into_inner).insert(mailbox.to_lowercase(), snapshot);
    Ok(HttpResponse::NoContent().finish())
}

/// Puts a mailbox back as it stood at its last backup.
async fn restore(state: State, at: web::Query<Where>) -> Answer {
    let mailbox = at.mailbox(&state)?.to_lowercase();
    let snapshot = state.backups.lock().unwrap_or_else(PoisonError::into_inner).get(&mailbox).cloned();
    let snapshot = snapshot.ok_or_else(|| Problem::Invalid("There is no backup of this mailbox.".to_owned()))?;
    state.graph.store().restore(&snapshot);
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Deserialize)]
struct NewStanding {
    standing: crate::graph::Standing,
}

async fn set_standing(state: State, at: web::Query<Where>, given: web::Json<NewStanding>) -> Answer {
    state.graph.store().set_standing(&at.mailbox(&state)?, given.standing)?;
    Ok(HttpResponse::NoContent().finish())
}

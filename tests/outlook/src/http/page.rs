//! What the page asks: mailboxes, calendar, items, the add-in, faults, and to be told of changes.

use super::{State, events};
use crate::store::{Category, StoreError};
use crate::{faults::Fault, store, zones};
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// How long the page's question for changes is held open.
const HOLD: Duration = Duration::from_secs(20);

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/page/mailboxes", web::get().to(mailboxes))
        .route("/page/calendar", web::get().to(calendar))
        .route("/page/messages", web::get().to(messages))
        .service(
            web::resource("/page/messages/{id:.+}").route(web::get().to(message)).route(web::patch().to(patch_message)),
        )
        .route("/page/events", web::post().to(events::create))
        .service(
            web::resource("/page/events/{id:.+}")
                .route(web::get().to(events::get))
                .route(web::patch().to(events::patch))
                .route(web::delete().to(events::delete)),
        )
        .service(
            web::resource("/page/properties/{id:.+}")
                .route(web::get().to(properties))
                .route(web::put().to(set_properties)),
        )
        .route("/page/settings", web::put().to(settings))
        .route("/page/categories", web::put().to(categories))
        .route("/page/series-end", web::post().to(series_end))
        .route("/page/zone", web::get().to(zone))
        .service(web::resource("/page/addin").route(web::get().to(addin)).route(web::post().to(upload)))
        .route("/page/addin/fetch", web::post().to(fetch))
        .route("/page/fault", web::post().to(fault))
        .route("/page/changes", web::get().to(changes));
}

#[derive(Deserialize)]
struct InMailbox {
    mailbox: String,
}

#[derive(Deserialize)]
struct Window {
    mailbox: String,
    from: i64,
    until: i64,
}

async fn mailboxes(state: State) -> HttpResponse {
    let mut dump = state.store.dump();
    for mailbox in dump["mailboxes"].as_array_mut().into_iter().flatten() {
        mailbox["windowsZone"] = json!(zones::windows(mailbox["timeZone"].as_str().unwrap_or_default()));
        for key in ["events", "messages", "properties"] {
            mailbox[key] = Value::Null;
        }
    }
    HttpResponse::Ok().json(json!({"now": state.clock.stamp(), "mailboxes": dump["mailboxes"]}))
}

async fn calendar(state: State, window: web::Query<Window>) -> HttpResponse {
    HttpResponse::Ok().json(state.store.view(&window.mailbox, window.from, window.until))
}

async fn messages(state: State, query: web::Query<InMailbox>) -> Result<HttpResponse, StoreError> {
    let mut messages = state.store.mailbox(&query.mailbox).ok_or(StoreError::NotFound)?.messages;
    messages.sort_by(|one, other| other["receivedDateTime"].as_str().cmp(&one["receivedDateTime"].as_str()));
    Ok(HttpResponse::Ok().json(messages))
}

async fn message(state: State, id: web::Path<String>) -> Result<HttpResponse, StoreError> {
    let (mailbox, message) = state.store.message(&id).ok_or(StoreError::NotFound)?;
    Ok(HttpResponse::Ok().json(json!({"mailbox": mailbox, "message": message})))
}

async fn patch_message(
    state: State,
    id: web::Path<String>,
    patch: web::Json<Value>,
) -> Result<HttpResponse, StoreError> {
    Ok(HttpResponse::Ok().json(state.store.patch_message(&id, &patch)?))
}

async fn properties(state: State, id: web::Path<String>) -> HttpResponse {
    HttpResponse::Ok().json(state.store.properties(&id))
}

async fn set_properties(
    state: State,
    id: web::Path<String>,
    given: web::Json<Value>,
) -> Result<HttpResponse, StoreError> {
    state.store.set_properties(&id, given.into_inner())?;
    Ok(HttpResponse::NoContent().finish())
}

async fn settings(
    state: State,
    query: web::Query<InMailbox>,
    given: web::Json<Map<String, Value>>,
) -> Result<HttpResponse, StoreError> {
    state.store.set_settings(&query.mailbox, given.into_inner())?;
    Ok(HttpResponse::NoContent().finish())
}

async fn categories(
    state: State,
    query: web::Query<InMailbox>,
    given: web::Json<Vec<Category>>,
) -> Result<HttpResponse, StoreError> {
    state.store.set_categories(&query.mailbox, given.into_inner())?;
    Ok(HttpResponse::NoContent().finish())
}

/// The day of the last occurrence of a series that need not be saved yet.
async fn series_end(event: web::Json<Value>) -> HttpResponse {
    HttpResponse::Ok().json(json!({"lastDay": store::last_day(&event)}))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// The IANA and the Windows name of a zone.
async fn zone(query: web::Query<Named>) -> HttpResponse {
    let iana = zones::iana(&query.name);
    let windows = iana.as_deref().map(zones::windows);
    HttpResponse::Ok().json(json!({"iana": iana, "windows": windows}))
}

async fn addin(state: State) -> HttpResponse {
    HttpResponse::Ok().json(state.addin.get().await)
}

async fn fetch(state: State) -> HttpResponse {
    HttpResponse::Ok().json(state.addin.fetch().await)
}

async fn upload(state: State, text: String) -> HttpResponse {
    HttpResponse::Ok().json(state.addin.upload(&text))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    action: String,
    dispatch_id: Option<u32>,
}

/// The fault that hits a call of office.js; the page asks before it answers.
async fn fault(state: State, call: web::Json<Call>) -> HttpResponse {
    let fault: Option<Fault> = state.faults.take(&call.action, call.dispatch_id);
    HttpResponse::Ok().json(fault)
}

#[derive(Deserialize)]
struct Since {
    since: u64,
}

/// Answers as soon as the store is newer than `since`, or after a while.
async fn changes(state: State, query: web::Query<Since>) -> HttpResponse {
    let mut revisions = state.store.revisions();
    let newer = revisions.wait_for(|revision| *revision > query.since);
    // Not newer in time is an answer too: the page asks again.
    drop(tokio::time::timeout(HOLD, newer).await);
    let revision = *state.store.revisions().borrow();
    HttpResponse::Ok().json(json!({"revision": revision, "now": state.clock.stamp()}))
}

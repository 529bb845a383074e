//! Calendars, what is done to events besides writing them, and the mails: for control.

use super::State;
use crate::graph::Problem;
use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .service(web::resource("/_control/calendars").route(web::get().to(list)).route(web::post().to(add)))
        .route("/_control/calendars/{id}", web::delete().to(remove))
        .route("/_control/calendars/{id}/renew", web::post().to(renew))
        .route("/_control/events/{id:.+}/move", web::post().to(shift))
        .route("/_control/events/{id:.+}/copy", web::post().to(copy))
        .route("/_control/events/{id:.+}/touch", web::post().to(touch))
        .service(web::resource("/_control/mails").route(web::get().to(mails)).route(web::delete().to(forget_mails)));
}

type Answer = Result<HttpResponse, Problem>;

/// A mailbox, the first where none is named.
#[derive(Deserialize)]
struct In {
    mailbox: Option<String>,
}

impl In {
    fn mailbox(&self, state: &State) -> Result<String, Problem> {
        let first = || state.graph.store().first().ok_or_else(|| Problem::User("me".to_owned()));
        self.mailbox.clone().map_or_else(first, Ok)
    }
}

async fn list(state: State, at: web::Query<In>) -> Answer {
    Ok(HttpResponse::Ok().json(state.graph.store().calendars(&at.mailbox(&state)?)?))
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

async fn add(state: State, at: web::Query<In>, given: web::Json<Named>) -> Answer {
    let id = state.graph.store().add_calendar(&at.mailbox(&state)?, &given.name)?;
    Ok(HttpResponse::Created().json(json!({"id": id})))
}

async fn remove(state: State, at: web::Query<In>, id: web::Path<String>) -> Answer {
    state.graph.store().remove_calendar(&at.mailbox(&state)?, &id)?;
    Ok(HttpResponse::NoContent().finish())
}

/// Gives a calendar another id, as a migration does.
async fn renew(state: State, at: web::Query<In>, id: web::Path<String>) -> Answer {
    let id = state.graph.store().renew_calendar(&at.mailbox(&state)?, &id)?;
    Ok(HttpResponse::Ok().json(json!({"id": id})))
}

/// A calendar, the mailbox's own where it is empty.
#[derive(Deserialize)]
struct To {
    #[serde(default)]
    calendar: String,
}

fn mailbox_of(state: &State, id: &str) -> Result<String, Problem> {
    state.graph.store().mailbox_of_event(id).ok_or(Problem::ItemNotFound)
}

fn shown(state: &State, mailbox: &str, id: &str) -> Result<Value, Problem> {
    Ok(json!({"mailbox": mailbox, "event": state.graph.store().event(mailbox, id)?}))
}

async fn shift(state: State, id: web::Path<String>, to: web::Json<To>) -> Answer {
    let mailbox = mailbox_of(&state, &id)?;
    let event = state.graph.store().event(&mailbox, &id)?;
    state.graph.store().shift_event(&mailbox, &id, &to.calendar)?;
    Ok(HttpResponse::Ok().json(shown(&state, &mailbox, event["id"].as_str().unwrap_or_default())?))
}

async fn copy(state: State, id: web::Path<String>, to: web::Json<To>) -> Answer {
    let mailbox = mailbox_of(&state, &id)?;
    let copy = state.graph.store().copy_event(&mailbox, &id, &to.calendar)?;
    Ok(HttpResponse::Created().json(shown(&state, &mailbox, &copy)?))
}

async fn touch(state: State, id: web::Path<String>) -> Answer {
    let mailbox = mailbox_of(&state, &id)?;
    state.graph.store().touch_event(&mailbox, &id)?;
    Ok(HttpResponse::Ok().json(shown(&state, &mailbox, &id)?))
}

/// The mails that the real service would have sent; `count` is of those that an application has caused.
async fn mails(state: State) -> HttpResponse {
    let store = state.graph.store();
    HttpResponse::Ok().json(json!({"count": store.mail_count(), "mails": store.mails()}))
}

async fn forget_mails(state: State) -> HttpResponse {
    state.graph.store().forget_mails();
    HttpResponse::NoContent().finish()
}

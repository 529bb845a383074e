//! `/_control`: what tests turn and look at.

use super::{State, events};
use crate::faults;
use actix_web::{HttpResponse, web};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config
        .route("/_control/store", web::get().to(store))
        .route("/_control/events", web::post().to(events::create))
        .service(
            web::resource("/_control/events/{id:.+}")
                .route(web::get().to(events::get))
                .route(web::patch().to(events::patch))
                .route(web::delete().to(events::delete)),
        )
        .service(web::resource("/_control/faults").route(web::get().to(list)).route(web::post().to(set)))
        .route("/_control/clock", web::post().to(clock));
}

async fn store(state: State) -> HttpResponse {
    HttpResponse::Ok().json(state.store.dump())
}

async fn list(state: State) -> HttpResponse {
    HttpResponse::Ok().json(state.faults.list())
}

/// Replaces the faults by one fault or a list of them; `null` or `[]` clears them.
async fn set(state: State, given: web::Json<Value>) -> HttpResponse {
    match faults::read(given.into_inner()) {
        Ok(faults) => {
            state.faults.set(faults);
            HttpResponse::Ok().json(state.faults.list())
        }
        Err(error) => {
            HttpResponse::BadRequest().json(json!({"error": {"code": "BadRequest", "message": error.to_string()}}))
        }
    }
}

#[derive(Deserialize)]
struct ClockSetting {
    now: Option<Timestamp>,
    #[serde(default)]
    running: bool,
}

/// Sets the clock; `{"now": null}` returns to real time.
async fn clock(state: State, setting: web::Json<ClockSetting>) -> HttpResponse {
    state.clock.set(setting.now, setting.running);
    HttpResponse::Ok().json(json!({"now": state.clock.stamp()}))
}

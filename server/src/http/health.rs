//! `GET /healthz` and `GET /readyz`, for whoever watches the server.

use actix_web::{HttpResponse, web::Data};
use serde::Serialize;

use super::{
    assets::Assets,
    handle::{Phase, Running},
};
use crate::practice::{Practice, Store};

/// The process lives.
pub(super) async fn lives() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("lives\n")
}

/// What has to be so before requests can be answered.
#[derive(Serialize)]
struct Ready {
    running: bool,
    database: bool,
    migrations: bool,
    pane: bool,
}

/// 200 when everything is so, otherwise 503 saying what is not.
pub(super) async fn ready(store: Data<Store>, assets: Data<Assets>, phase: Data<Running>) -> HttpResponse {
    let database = store.ping().await.is_ok();
    let migrations = database && store.pending_migrations().await.is_ok_and(|pending| pending == 0);
    let running = *phase.borrow() == Phase::Running;
    let ready = Ready { running, database, migrations, pane: assets.has_pane() };
    let all = ready.running && ready.database && ready.migrations && ready.pane;
    let mut response = if all { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(ready)
}

//! The server's doors. A handler reads the request, calls one function and answers: no rules, no SQL.
//!
//! One file for each resource and verb; what all share is in [`request`], [`once`], [`problem`] and [`headers`].

mod address;
mod appointments;
mod assets;
mod body;
mod bounds;
mod calendar_codes;
mod clients;
mod contacts;
mod filters;
mod guard;
mod handle;
mod headers;
mod health;
mod history;
mod items;
mod live;
mod me;
mod notify;
mod once;
pub mod openapi;
mod problem;
mod questions;
mod reach;
mod request;
pub mod routes;
mod runs;
mod setup;
mod sign_in;
mod staff;
mod start;
mod sync;

use actix_web::{middleware::from_fn, web};

pub(crate) use guard::Asked;
pub use handle::Handle;
pub use problem::Failure;
pub use start::{Beside, Error, Options, open, start};

use crate::identity::Method;

/// The API, whose every route stands in [`routes::ENDPOINTS`], and what is no API.
fn services(methods: &[Method]) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        let api = web::scope(api::ROOT).configure(|api| routes::register(api, methods));
        config
            .service(api.wrap(from_fn(guard::check)).wrap(headers::keep_nothing()))
            .route("/healthz", web::get().to(health::lives))
            .route("/readyz", web::get().to(health::ready))
            .service(web::resource("/").get(assets::home).route(web::head().to(assets::home)))
            .service(web::resource("/{file:.+}").get(assets::file).route(web::head().to(assets::file)));
    }
}

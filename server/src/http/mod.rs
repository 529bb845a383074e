//! The server's doors. A handler reads the request, calls one function and answers: no rules, no SQL.
//!
//! One file for each resource and verb; what all share is in [`request`], [`once`], [`problem`] and [`headers`].

mod appointments;
mod assets;
mod calendar_codes;
mod clients;
mod contacts;
mod headers;
mod health;
mod history;
mod items;
mod live;
mod me;
mod once;
mod problem;
mod request;
mod sign_in;
mod staff;
mod start;

use actix_web::web;

pub use problem::Failure;
pub use start::{Error, Handle, Options, open, start};

use crate::identity::Method;

/// Every route. Those of the development sign-in do not exist elsewhere.
fn routes(methods: &[Method]) -> impl FnOnce(&mut web::ServiceConfig) {
    let development = methods.contains(&Method::Development);
    move |config| {
        config
            .service(
                web::scope(api::ROOT).wrap(headers::keep_nothing()).configure(|api| routes_of_api(api, development)),
            )
            .route("/healthz", web::get().to(health::lives))
            .route("/readyz", web::get().to(health::ready))
            .service(web::resource("/").get(assets::home).route(web::head().to(assets::home)))
            .service(web::resource("/{file:.+}").get(assets::file).route(web::head().to(assets::file)));
    }
}

fn routes_of_api(api: &mut web::ServiceConfig, development: bool) {
    api.service(web::resource("/sign-in").get(sign_in::list::handle))
        .service(web::resource("/sign-out").post(sign_in::out::handle))
        .service(web::resource("/me").get(me::handle))
        .service(web::resource("/items/status").post(items::status::handle))
        .service(web::resource("/items/add").post(items::add::handle))
        .service(web::resource("/items/sync").post(items::sync::handle))
        .service(web::resource("/items/unlink").post(items::unlink::handle))
        .service(web::resource("/items/rejoin").post(items::rejoin::handle))
        .service(web::resource("/clients").get(clients::handle))
        .service(web::resource("/calendar-codes").get(calendar_codes::handle))
        .service(web::resource("/staff").get(staff::handle))
        .service(web::resource("/contacts/who").post(contacts::who::handle))
        .service(web::resource("/contacts").post(contacts::add::handle))
        .service(web::resource("/appointments/{id}").get(appointments::read::handle))
        .service(web::resource("/appointments/{id}/history").get(appointments::history::handle))
        .service(web::resource("/history/restore").post(history::restore::handle))
        .service(web::resource("/live").get(live::handle));
    if development {
        api.service(web::resource("/sign-in/development").post(sign_in::development::handle));
    }
}

//! The routes.

mod assets;
mod calendars;
mod contacts;
mod control;
mod entra;
mod events;
pub(crate) mod graph;
mod page;
mod signin;

pub(crate) use contacts::Backups;

use crate::{Shared, store::StoreError};
use actix_web::{App, HttpResponse, HttpServer, dev::Server, http::StatusCode, web};
use serde_json::json;
use std::net::TcpListener;

/// Threads for a server that one person or one test uses.
const WORKERS: usize = 2;

/// The largest body: a store or a manifest.
const MAX_BODY: usize = 16 * 1024 * 1024;

pub(crate) type State = web::Data<Shared>;

/// The server, ready to run.
pub(crate) fn server(listener: TcpListener, tls: rustls::ServerConfig, shared: Shared) -> std::io::Result<Server> {
    let shared = web::Data::new(shared);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shared.clone())
            .app_data(web::JsonConfig::default().limit(MAX_BODY))
            .app_data(web::PayloadConfig::new(MAX_BODY))
            .configure(calendars::routes)
            .configure(page::routes)
            .configure(signin::routes)
            .configure(entra::routes)
            .configure(graph::routes)
            .configure(contacts::routes)
            .configure(control::routes)
            .configure(assets::routes)
    });
    let server = server.workers(WORKERS).shutdown_timeout(1).disable_signals().tcp_nodelay(true);
    Ok(server.listen_rustls_0_23(listener, tls)?.run())
}

impl actix_web::ResponseError for StoreError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Property(_) | Self::CrossingBoundary => StatusCode::BAD_REQUEST,
        }
    }

    /// Graph's error body.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status_code())
            .json(json!({"error": {"code": self.code(), "message": self.to_string()}}))
    }
}

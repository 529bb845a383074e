//! The log: one line for each request and for what goes wrong, never content of records.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
};
use tracing::{Level, Span};
use tracing_actix_web::{RequestId, RootSpanBuilder};
use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{Log, LogFormat};
use crate::http::{Asked, Failure};
use crate::meter;

/// Begins logging to the standard error stream, once in a process.
pub fn init(log: &Log) {
    // Other crates' statements and headers may hold what is personal: they say only what goes wrong.
    let ours = log.level.to_string().to_lowercase();
    let others = if log.level == Level::ERROR { "error" } else { "warn" };
    let registry =
        tracing_subscriber::registry().with(EnvFilter::new(format!("{others},server={ours},concordat={ours}")));
    let layer = fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal());
    let begun = match log.format {
        LogFormat::Text => registry.with(layer.with_target(false)).try_init(),
        LogFormat::Json => registry.with(layer.json().flatten_event(true)).try_init(),
    };
    if let Err(reason) = begun {
        tracing::debug!(%reason, "logging had begun already");
    }
}

/// Makes the span of a request. Of the path it holds the pattern only, and nothing of the query: both can hold names.
pub(crate) struct RequestSpan;

/// When a request came.
#[derive(Clone, Copy)]
struct Began(Instant);

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        request.extensions_mut().insert(Began(Instant::now()));
        let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
        tracing::info_span!("request", %id, method = meter::known(request.method()))
    }

    fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
        let _entered = span.enter();
        match outcome {
            Ok(response) => answered(response),
            Err(error) => tracing::error!(status = error.as_response_error().status_code().as_u16(), "failed"),
        }
    }
}

fn answered<B>(response: &ServiceResponse<B>) {
    let route = response.request().match_pattern().unwrap_or_default();
    let began = response.request().extensions().get::<Began>().copied();
    let took = began.map_or(Duration::ZERO, |Began(at)| at.elapsed());
    let (ms, status) = (u64::try_from(took.as_millis()).unwrap_or(u64::MAX), response.status());
    let staff = response.request().extensions().get::<Asked>().and_then(|asked| asked.staff.clone());
    meter::answered(response.request().method(), &route, status.as_u16(), took);
    let cause = response.response().error().and_then(|error| error.as_error::<Failure>()).map(ToString::to_string);
    let cause = cause.unwrap_or_default();
    match level(status) {
        Level::ERROR => tracing::error!(status = status.as_u16(), route, staff, ms, cause, "failed"),
        Level::WARN => tracing::warn!(status = status.as_u16(), route, staff, ms, cause, "refused"),
        _ => tracing::info!(status = status.as_u16(), route, staff, ms, "answered"),
    }
}

fn level(status: StatusCode) -> Level {
    if status.is_server_error() {
        Level::ERROR
    } else if status.is_client_error() {
        Level::WARN
    } else {
        Level::INFO
    }
}

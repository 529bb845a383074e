//! What is counted, for whoever watches the server: names, and the listener at which Prometheus reads them.
//!
//! Labels are of small sets that the program itself makes: patterns of routes, statuses, kinds of problems. Nothing of a
//! person is in them.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::OnceLock;
use std::time::Duration;

use actix_web::{App, HttpResponse, HttpServer, dev::Server, http::Method, web};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::config;

const REQUESTS: &str = "concordat_http_requests_total";
const DURATION: &str = "concordat_http_request_duration_seconds";
const REFUSALS: &str = "concordat_refusals_total";
const LIVE: &str = "concordat_live_connections";
const EDITS: &str = "concordat_edits_total";
const BUSY: &str = "concordat_database_busy_total";
const JWKS_REFRESHES: &str = "concordat_jwks_refreshes_total";

/// The bounds of the durations that are told apart, in seconds.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// A request was answered. The route is the pattern, empty where there is none.
pub(crate) fn answered(method: &Method, route: &str, status: u16, took: Duration) {
    let method = known(method);
    let route = if route.is_empty() { "none" } else { route }.to_owned();
    counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status.to_string()).increment(1);
    histogram!(DURATION, "method" => method, "route" => route).record(took);
}

/// Anyone can send any method: those that nothing here takes are one.
pub(crate) fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// A request was refused; the reason is a kind of problem.
pub(crate) fn refused(reason: String) {
    counter!(REFUSALS, "reason" => reason).increment(1);
}

/// A live connection was opened (1) or closed (-1).
pub(crate) fn live(more: f64) {
    gauge!(LIVE).increment(more);
}

/// A person's edit came to its end.
pub(crate) fn edited(action: &str, outcome: &str) {
    counter!(EDITS, "action" => action.to_owned(), "outcome" => outcome.to_owned()).increment(1);
}

/// The database was held by another program for longer than a writer waits.
pub(crate) fn database_busy() {
    counter!(BUSY).increment(1);
}

/// The keys of the tokens' issuer were asked for.
pub(crate) fn keys_asked(done: bool) {
    counter!(JWKS_REFRESHES, "outcome" => if done { "done" } else { "failed" }).increment(1);
}

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// What was counted since the first listener of this process began.
fn recorder() -> Option<&'static PrometheusHandle> {
    RECORDER.get_or_init(install).as_ref()
}

fn install() -> Option<PrometheusHandle> {
    let named = Matcher::Full(DURATION.to_owned());
    let recorder = PrometheusBuilder::new().set_buckets_for_metric(named, BUCKETS).ok()?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder).ok()?;
    describe_counter!(REQUESTS, "Requests, by route and status");
    describe_histogram!(DURATION, Unit::Seconds, "How long requests took, by route");
    describe_counter!(REFUSALS, "Requests refused because of who asked or how often, by reason");
    describe_gauge!(LIVE, "Panes that are told what changes");
    describe_counter!(EDITS, "Edits written, by what was done and what came of it");
    describe_counter!(BUSY, "Times that the database was held by another program for too long");
    describe_counter!(JWKS_REFRESHES, "Times that the keys of the tokens' issuer were asked for, by outcome");
    gauge!(LIVE).set(0.0);
    counter!(BUSY).absolute(0);
    Some(handle)
}

/// Lets go of samples that nobody read. Now and then.
pub(crate) fn tidy() {
    if let Some(Some(recorder)) = RECORDER.get() {
        recorder.run_upkeep();
    }
}

/// Serves what is counted from now on.
pub(crate) fn serve(config: config::Metrics) -> io::Result<(SocketAddr, Server)> {
    let recorder = recorder().ok_or_else(|| io::Error::other("another recorder of metrics runs in this process"))?;
    let listener = TcpListener::bind(config.listen)?;
    let address = listener.local_addr()?;
    let render = move || async move {
        HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(recorder.render())
    };
    let app = move || App::new().route("/metrics", web::get().to(render));
    Ok((address, HttpServer::new(app).workers(1).disable_signals().listen(listener)?.run()))
}

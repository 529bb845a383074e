//! `/graph`: Microsoft Graph over HTTP, and the posting of its notifications.

use super::State;
use super::entra::Nothing;
use crate::graph::{Answer, Graph, Notification, Request};
use actix_web::body::BodyStream;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Where it is mounted.
pub(crate) const AT: &str = "/graph";

/// How often it is looked whether a notification is due.
const PERIOD: Duration = Duration::from_millis(20);

/// How long a subscriber has to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long until a notification that was not taken is posted again, time after time.
const AGAIN: [Duration; 3] = [Duration::from_secs(5), Duration::from_secs(30), Duration::from_mins(5)];

pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/graph/{path:.*}", web::route().to(answer));
}

async fn answer(state: State, request: HttpRequest, body: web::Bytes) -> HttpResponse {
    let request = read(&request, &body);
    // Tokens are signed with keys that must have been made.
    super::entra::made(&state.entra).await;
    let graph = Arc::clone(&state.graph);
    // A batch, or a subscriber who is asked first, keeps the thread: not one of those that answer.
    let served = web::block(move || graph.answer_while(&request)).await;
    let Ok((answer, ticket)) = served else { return HttpResponse::InternalServerError().finish() };
    tokio::time::sleep(answer.delay).await;
    drop(ticket);
    written(answer)
}

fn read(request: &HttpRequest, body: &[u8]) -> Request {
    let path = request.uri().path_and_query().map_or_else(|| request.uri().path(), |whole| whole.as_str());
    let text = |value: &actix_web::http::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    Request {
        method: request.method().to_string(),
        path: path.strip_prefix(AT).unwrap_or(path).to_owned(),
        headers: request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.to_vec(),
    }
}

fn written(answer: Answer) -> HttpResponse {
    if answer.cut {
        return HttpResponse::Ok().body(BodyStream::new(Nothing));
    }
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    for header in answer.headers {
        response.insert_header(header);
    }
    response.body(answer.body)
}

/// Whoever posts to subscribers: certificates of this machine are believed, others need proof.
#[derive(Debug, Clone)]
pub(crate) struct Post {
    here: reqwest::Client,
    beyond: reqwest::Client,
}

impl Post {
    pub(crate) fn new() -> reqwest::Result<Self> {
        let client = |here| {
            let redirect = reqwest::redirect::Policy::none();
            reqwest::Client::builder()
                .tls_danger_accept_invalid_certs(here)
                .redirect(redirect)
                .timeout(PATIENCE)
                .build()
        };
        Ok(Self { here: client(true)?, beyond: client(false)? })
    }

    fn to(&self, url: &Url) -> reqwest::RequestBuilder {
        let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
        let client = if here { &self.here } else { &self.beyond };
        client.post(url.clone())
    }

    /// Asks the address of a new subscription to repeat a token.
    async fn shakes_hands(&self, url: &str, token: &str) -> bool {
        let Ok(mut url) = Url::parse(url) else { return false };
        url.query_pairs_mut().append_pair("validationToken", token);
        let Ok(answer) = self.to(&url).header("Content-Type", "text/plain; charset=utf-8").send().await else {
            return false;
        };
        let plain = answer.headers().get("content-type").and_then(|kind| kind.to_str().ok());
        let plain = plain.is_some_and(|kind| kind.starts_with("text/plain"));
        plain && answer.status() == 200 && answer.text().await.is_ok_and(|text| text == token)
    }

    /// Posts a notification, again and again while it is not taken.
    async fn notify(self, notification: Notification) {
        for wait in std::iter::once(None).chain(AGAIN.map(Some)) {
            if let Some(wait) = wait {
                tokio::time::sleep(wait).await;
            }
            let Ok(url) = Url::parse(&notification.url) else { return };
            match self.to(&url).json(&notification.body).send().await {
                Ok(answer) if !answer.status().is_server_error() && answer.status() != 429 => return,
                Ok(answer) => tracing::warn!(
                    url = url.as_str(),
                    status = answer.status().as_u16(),
                    "a notification was not taken"
                ),
                Err(error) => tracing::warn!(url = url.as_str(), %error, "a notification did not arrive"),
            }
        }
    }
}

/// Lets new subscriptions be asked whether they are there. Must be called within a runtime, which has to outlive the
/// service's threads.
pub(crate) fn ask_subscribers(graph: &Graph, post: Post) {
    let runtime = tokio::runtime::Handle::current();
    graph.ask_subscribers(Box::new(move |url, token| runtime.block_on(post.shakes_hands(url, token))));
}

/// Posts notifications for as long as the runtime lives.
pub(crate) async fn post_notifications(graph: Arc<Graph>, post: Post) {
    let mut ticks = tokio::time::interval(PERIOD);
    loop {
        ticks.tick().await;
        for notification in graph.store().due_notifications() {
            drop(tokio::spawn(post.clone().notify(notification)));
        }
    }
}

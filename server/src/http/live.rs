//! `GET live`: server-sent events, by a request that bears the token in its header.

use std::time::Duration;

use actix_web::{
    Error, HttpResponse,
    http::header,
    web::{Bytes, Data},
};
use api::Live;
use futures_util::stream::{self, Stream};
use jiff::Timestamp;
use tokio::time::{Instant, Interval, interval_at};

use super::{
    Failure,
    bounds::Bounds,
    handle::{Phase, Running},
};
use crate::{
    identity::{Identity, Person, Token},
    live::{Feed, Listener},
    rates,
};

/// How often something is sent even when nothing changed, so that nobody between takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// When whoever has too many open may try again.
const FULL: Duration = Duration::from_mins(1);

pub(super) async fn handle(
    person: Person,
    token: Token,
    feed: Data<Feed>,
    identity: Data<Identity>,
    running: Data<Running>,
    bounds: Data<Bounds>,
) -> Result<HttpResponse, Failure> {
    let full = || Failure::too_many("you have as many panes open as may be: close some", FULL);
    let connection = Connection {
        _place: bounds.connections.open(&person.staff).ok_or_else(full)?,
        greeted: false,
        listener: feed.listen(&person.staff).await?,
        heartbeat: interval_at(Instant::now() + HEARTBEAT, HEARTBEAT),
        running: running.get_ref().clone(),
        identity,
        token,
    };
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // For proxies that would gather the events.
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(connection.events()))
}

struct Connection {
    /// Given back when the connection ends.
    _place: rates::Connection,
    greeted: bool,
    listener: Listener,
    heartbeat: Interval,
    running: Running,
    identity: Data<Identity>,
    token: Token,
}

impl Connection {
    fn events(self) -> impl Stream<Item = Result<Bytes, Error>> {
        stream::unfold(self, |mut connection| async move {
            let text = connection.next().await?;
            Some((Ok(Bytes::from(text)), connection))
        })
    }

    /// What to send next; `None` ends the connection.
    async fn next(&mut self) -> Option<String> {
        if !self.greeted {
            self.greeted = true;
            return Some(event(&Live::Hello { rules: rules::VERSION.to_owned() }));
        }
        let due = tokio::select! {
            told = self.listener.next() => return told.as_ref().map(event),
            _ = self.heartbeat.tick() => true,
            _ = self.running.wait_for(|phase| *phase == Phase::Stopping) => false,
        };
        (due && self.still_signed_in().await).then(|| ":\n\n".to_owned())
    }

    /// A session that is over hears nothing more. While the database is away nothing can be heard anyway.
    async fn still_signed_in(&self) -> bool {
        let known = self.identity.person(self.token.text(), Timestamp::now()).await;
        !known.is_err_and(|error| error.ends_sign_in())
    }
}

fn event(event: &Live) -> String {
    // Texts and numbers: it has a JSON form.
    format!("data: {}\n\n", serde_json::to_string(event).unwrap_or_default())
}

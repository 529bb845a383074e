use std::time::{Duration, Instant};

use api::{Live, RecordRef};
use futures_util::StreamExt;
use reqwest::{Method, Response};
use rules::record::RecordKind;
use serde_json::json;
use tokio::time::timeout;

use crate::world::{Session, development};

/// An open pane.
struct Pane {
    stream: std::pin::Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<Vec<u8>>>>>,
    text: String,
}

impl Pane {
    async fn open(session: &Session<'_>) -> Self {
        let response: Response = session.request(Method::GET, "/api/v1/live").send().await.expect("answered");
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let stream = response.bytes_stream().map(|bytes| bytes.map(|bytes| bytes.to_vec()));
        let mut pane = Self { stream: Box::pin(stream), text: String::new() };
        assert_eq!(pane.next().await, Some(Live::Hello { rules: rules::VERSION.to_owned() }));
        pane
    }

    /// The next event; `None` when the connection is closed.
    async fn next(&mut self) -> Option<Live> {
        loop {
            if let Some((event, rest)) = self.text.clone().split_once("\n\n") {
                rest.clone_into(&mut self.text);
                if let Some(data) = event.strip_prefix("data: ") {
                    return Some(serde_json::from_str(data).expect("an event"));
                }
                continue;
            }
            let bytes = timeout(Duration::from_secs(5), self.stream.next()).await.expect("something within 5 s")?;
            self.text.push_str(&String::from_utf8(bytes.expect("read")).expect("text"));
        }
    }
}

fn changed(event: Option<Live>) -> Vec<RecordRef> {
    match event {
        Some(Live::Changed { records, .. }) => records,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_edit_by_another_program_reaches_an_open_pane_within_two_seconds() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let mut pane = Pane::open(&ada).await;
    for round in 0..3 {
        let began = Instant::now();
        world.sqlite3(&format!("UPDATE contact SET company = 'Bank {round}' WHERE id = 'banker'"));
        let records = changed(pane.next().await);
        assert_eq!(records, [RecordRef { kind: RecordKind::Contact, id: "banker".to_owned() }]);
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    }
}

#[tokio::test]
async fn our_own_write_reaches_every_open_pane_once() {
    let world = development().await;
    let (ada, ben) = (world.sign_in("ada").await, world.sign_in("ben").await);
    let (mut one, mut two) = (Pane::open(&ada).await, Pane::open(&ben).await);
    let body = json!({"name": "Eve", "address": "eve@early.example", "kind": "standalone", "clients": ["acme"]});
    assert_eq!(ada.write("some-key", "/api/v1/contacts", &body).await.status(), 200);
    let (first, second) = (changed(one.next().await), changed(two.next().await));
    assert_eq!(first, second);
    assert_eq!(first.len(), 1, "the contact and its tie are one record: {first:?}");
}

#[tokio::test]
async fn a_change_of_a_client_concerns_everything() {
    let world = development().await;
    let ada = world.sign_in("ada").await;
    let mut pane = Pane::open(&ada).await;
    world.sqlite3("UPDATE client SET name = 'Acme Works' WHERE id = 'acme'");
    assert_eq!(changed(pane.next().await), []);
}

#[tokio::test]
async fn stopping_closes_open_panes() {
    let world = development().await;
    let mut pane = Pane::open(&world.sign_in("ada").await).await;
    let began = Instant::now();
    let (stopped, rest) = tokio::join!(timeout(Duration::from_secs(5), world.server.stop()), pane.next());
    stopped.expect("stopped");
    assert_eq!(rest, None);
    assert!(began.elapsed() < Duration::from_secs(4), "{:?}", began.elapsed());
}

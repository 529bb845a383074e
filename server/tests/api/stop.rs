//! How a server ends: what is at hand is finished, what is new is refused, what takes too long is cut.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use reqwest::{Body, Method, RequestBuilder};
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use crate::world::{World, client, development};

const WHO: &str = "/api/v1/contacts/who";

/// A request whose body ends when it is told to, or never.
fn half_sent(request: RequestBuilder) -> (RequestBuilder, oneshot::Sender<()>) {
    let (go, gone) = oneshot::channel::<()>();
    let rest = stream::once(async move {
        match gone.await {
            Ok(()) => " []}",
            Err(_) => std::future::pending().await,
        }
    });
    let body = stream::iter(["{\"addresses\":"]).chain(rest).map(Ok::<_, std::io::Error>);
    (request.header("Content-Type", "application/json").body(Body::wrap_stream(body)), go)
}

#[tokio::test]
async fn a_request_at_hand_is_finished_and_new_ones_are_refused() {
    let world = development().await;
    let token = world.sign_in("ada").await.token;
    let (request, go) = half_sent(world.request(Method::POST, WHO).bearer_auth(&token));
    let answer = tokio::spawn(request.send());
    sleep(Duration::from_millis(500)).await;
    let World { folder, server, http } = world;
    let address = server.address;
    let stopped = tokio::spawn(server.stop());
    sleep(Duration::from_millis(500)).await;
    assert!(!stopped.is_finished(), "it waits for the request");
    let fresh = client(&std::fs::read(folder.path().join("tls/localhost.crt")).expect("a certificate"));
    let url = format!("https://localhost:{}{WHO}", address.port());
    for http in [&http, &fresh] {
        let refused = http.post(&url).bearer_auth(&token).json(&json!({"addresses": []})).send().await;
        assert!(refused.is_err() || refused.is_ok_and(|answer| answer.status() == 503), "a new one is taken");
    }
    go.send(()).expect("waited for");
    let answer = answer.await.expect("done").expect("answered");
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.json::<Value>().await.expect("whole"), json!([]));
    timeout(Duration::from_secs(5), stopped).await.expect("stopped").expect("in good order");
    assert!(!folder.path().join("practice.db-wal").exists(), "the database was closed");
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_cut() {
    let world = World::start("[limits]\nshutdown_seconds = 1\n", true).await;
    let token = world.sign_in("ada").await.token;
    let (request, _never) = half_sent(world.request(Method::POST, WHO).bearer_auth(&token));
    let answer = tokio::spawn(request.send());
    sleep(Duration::from_millis(500)).await;
    let (began, World { folder, server, .. }) = (Instant::now(), world);
    timeout(Duration::from_secs(8), server.stop()).await.expect("stopped");
    assert!(began.elapsed() > Duration::from_millis(900), "it had its time: {:?}", began.elapsed());
    let cut = timeout(Duration::from_secs(5), answer).await.expect("it ended").expect("done");
    assert!(cut.is_err(), "{cut:?}");
    assert!(!folder.path().join("practice.db-wal").exists(), "the database was closed");
}

#[tokio::test]
async fn before_it_stops_it_says_that_it_is_not_ready_and_still_answers() {
    let world = World::start("[limits]\ndrain_seconds = 2\n", true).await;
    let token = world.sign_in("ada").await.token;
    let url = world.server.url.clone();
    let ready = || async {
        let answer = world.http.get(format!("{url}/readyz")).send().await.expect("answered");
        (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON")["running"].clone())
    };
    assert_eq!(ready().await.1, true);
    let began = Instant::now();
    let stopped = tokio::spawn(world.server.stop());
    sleep(Duration::from_millis(300)).await;
    assert_eq!(ready().await, (503, false.into()));
    let me = world.http.get(format!("{url}/api/v1/me")).bearer_auth(&token).send().await.expect("answered");
    assert_eq!(me.status(), 200);
    timeout(Duration::from_secs(8), stopped).await.expect("stopped").expect("in good order");
    assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
    assert!(world.http.get(format!("{url}/readyz")).send().await.is_err(), "nobody answers any more");
}

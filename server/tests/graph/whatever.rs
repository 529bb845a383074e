//! Whatever a server could send (P16), and whatever goes wrong on the way (P7).

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use server::mailbox::graph::{Broken, Method, Response};
use server::mailbox::{Error, From, Mailbox};

use crate::script::{MAILBOX, Outcome, Script, contact, default_folder, folder, properties};
use rules::record::RecordKind;

/// Names that are looked at, so that what is behind them is not always passed over.
const NAMES: &[&str] = &[
    "value",
    "id",
    "error",
    "code",
    "innerError",
    "message",
    "@odata.nextLink",
    "@odata.deltaLink",
    "@removed",
    "@odata.etag",
    "changeKey",
    "parentFolderId",
    "lastModifiedDateTime",
    "displayName",
    "expirationDateTime",
    "singleValueExtendedProperties",
];

const TEXTS: &[&str] = &[
    "",
    "f",
    "https://graph.example/v1.0/users/a/contacts/delta?$deltatoken=1",
    "https://evil.example/",
    "2026-11-04T10:00:00Z",
    "ErrorItemNotFound",
    "syncStateNotFound",
    "TooManyRequests",
    "ErrorIrresolvableConflict",
    "\u{0}\u{202e}'\"",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => proptest::sample::select(TEXTS).prop_map(str::to_owned), 1 => ".{0,12}"]
}

fn whatever() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    let name = prop_oneof![6 => proptest::sample::select(NAMES).prop_map(str::to_owned), 1 => ".{0,6}"];
    leaf.prop_recursive(5, 48, 8, move |inner| {
        let members = vec((name.clone(), inner.clone()), 0..8).prop_map(|all| Value::Object(Map::from_iter(all)));
        prop_oneof![members, vec(inner, 0..5).prop_map(Value::from)]
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![5 => whatever().prop_map(|json| json.to_string().into_bytes()), 1 => vec(any::<u8>(), 0..40)]
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let date = "Mon, 02 Nov 2026 09:00:07 GMT";
    let value = prop_oneof![Just(date.to_owned()), "[0-9.eE-]{0,6}", ".{0,10}"];
    vec((proptest::sample::select(&["Date", "Retry-After", "X"][..]).prop_map(str::to_owned), value), 0..3)
}

fn answer() -> impl Strategy<Value = Response> {
    let status = prop_oneof![4 => Just(200_u16), 1 => 100..600_u16, 2 => proptest::sample::select(&[201_u16, 204, 400, 401, 404, 409, 410, 412, 429, 500, 503][..])];
    (status, headers(), body()).prop_map(|(status, headers, body)| Response { status, headers, body })
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![5 => answer().prop_map(Ok), 1 => any::<bool>().prop_map(|sent| Err(Broken { sent }))]
}

/// Whether the service may have taken a write that ended so; told apart from the client, by hand.
fn may_be_taken(outcome: &Outcome) -> bool {
    let busy = |response: &Response| {
        let text = String::from_utf8_lossy(&response.body).to_lowercase();
        text.contains("toomanyrequests")
    };
    match outcome {
        Err(broken) => broken.sent,
        Ok(response) => match response.status {
            200..300 | 408 => true,
            507 | 509 => false,
            500.. => !busy(response),
            _ => false,
        },
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn p16_no_answer_makes_it_panic(outcomes in vec(outcome(), 1..6), last in outcome()) {
        let script = Script::new(outcomes).always(last);
        let (graph, one, default) = (script.graph(), folder("f"), default_folder());
        let empty = properties(json!({}));
        let cursor = From::Cursor("https://graph.example/v1.0/users/a/contacts/delta?$skiptoken=1".to_owned());
        let until = "2026-11-04T00:00:00Z".parse().expect("a timestamp");
        script.clock.run(async {
            let _ = graph.changes(&one, &From::Beginning).await;
            let _ = graph.changes(&default, &cursor).await;
            let _ = graph.item(&one, "i").await;
            let _ = graph.item(&default, "i").await;
            let _ = graph.created(&one, "key").await;
            let _ = graph.create(&one, &empty, "key").await;
            let _ = graph.update(&default, "i", &empty, None).await;
            let _ = graph.delete(&one, "i", None).await;
            let _ = graph.folders(MAILBOX, RecordKind::Contact).await;
            let _ = graph.mark(&default).await;
            let _ = graph.leave_mark(&one, "7").await;
            let _ = graph.subscribe(&one, "https://us.example/", "secret", until).await;
            let _ = graph.renew(MAILBOX, "s", until).await;
            let _ = graph.unsubscribe(MAILBOX, "s").await;
            let _ = graph.clock_difference(MAILBOX);
        });
    }

    #[test]
    fn p7_nothing_is_sent_twice_that_may_have_been_taken(outcomes in vec(outcome(), 1..8)) {
        let sent = |call: fn(&server::mailbox::graph::Graph) -> futures_util::future::LocalBoxFuture<'_, Result<(), Error>>, method| {
            let last = Ok(Response { status: 201, headers: Vec::new(), body: contact("i").to_string().into_bytes() });
            let script = Script::new(outcomes.clone()).always(last);
            let graph = script.graph();
            let result = script.clock.run(call(&graph));
            (script.count(method), result)
        };
        let until_taken = outcomes.iter().position(may_be_taken).map_or(outcomes.len() + 1, |index| index + 1);
        let calls = [
            (sent(|graph| Box::pin(async { graph.create(&folder("f"), &properties(json!({})), "k").await.map(drop) }), Method::Post), "create"),
            (sent(|graph| Box::pin(async { graph.update(&folder("f"), "i", &properties(json!({})), None).await.map(drop) }), Method::Patch), "update"),
            (sent(|graph| Box::pin(async { graph.delete(&folder("f"), "i", None).await }), Method::Delete), "delete"),
        ];
        for ((count, result), name) in calls {
            prop_assert!(count <= until_taken, "{name} was sent {count} times, {result:?}");
            // And what is said to be certain was not taken.
            if matches!(result, Err(Error::Later { .. })) {
                prop_assert!(!outcomes.iter().take(count).any(may_be_taken), "{name}: {result:?}");
            }
        }
    }
}

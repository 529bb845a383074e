//! What is done again, and what must not be.

use std::time::Duration;

use serde_json::json;
use server::mailbox::graph::Method;
use server::mailbox::{Error, From, Mailbox};

use crate::script::{
    CUT, Outcome, Script, UNSENT, contact, folder, later, ok, options, properties, refusal, said, with_header,
};

fn page() -> Outcome {
    ok(&json!({ "value": [], "@odata.deltaLink": "https://graph.example/v1.0/users/a/contacts/delta?$deltatoken=1" }))
}

#[test]
fn a_read_is_repeated_after_anything_that_can_pass() {
    let faults = [
        UNSENT,
        CUT,
        refusal(429, ""),
        refusal(500, "x"),
        refusal(502, ""),
        refusal(503, ""),
        refusal(504, ""),
        refusal(408, ""),
    ];
    for fault in faults {
        let script = Script::new([fault.clone(), page()]);
        let done = script.clock.run(script.graph().changes(&folder("f"), &From::Beginning));
        assert!(done.is_ok(), "{fault:?}: {done:?}");
        assert_eq!(script.requests().len(), 2);
        assert!(script.clock.elapsed() > Duration::from_millis(500), "again at once after {fault:?}");
    }
}

#[test]
fn p7_a_write_is_repeated_only_when_it_was_surely_not_taken() {
    let taken = [
        CUT,
        refusal(500, "x"),
        refusal(502, ""),
        refusal(503, "serviceNotAvailable"),
        refusal(504, ""),
        refusal(408, ""),
    ];
    let untaken =
        [UNSENT, refusal(429, ""), refusal(503, "TooManyRequests"), refusal(401, "InvalidAuthenticationToken")];
    let empty = properties(json!({}));
    for (outcomes, repeated) in [(taken.to_vec(), false), (untaken.to_vec(), true)] {
        for outcome in outcomes {
            let script = Script::new([outcome.clone()]).always(said(201, &contact("i")));
            let (graph, folder) = (script.graph(), folder("f"));
            let results = script.clock.run(async { graph.create(&folder, &empty, "key").await.map(drop) });
            let expected = if repeated { 2 } else { 1 };
            assert_eq!(script.count(Method::Post), expected, "{outcome:?}");
            assert_eq!(matches!(results, Err(Error::InDoubt { .. })), !repeated, "{outcome:?}: {results:?}");
            let script = Script::new([outcome.clone()]).always(ok(&contact("i")));
            let changed = script.clock.run(script.graph().update(&folder, "i", &empty, None));
            assert_eq!((script.count(Method::Patch), changed.is_ok()), (expected, repeated), "{outcome:?}");
            let script = Script::new([outcome.clone()]).always(said(204, &json!(null)));
            let deleted = script.clock.run(script.graph().delete(&folder, "i", None));
            assert_eq!((script.count(Method::Delete), deleted.is_ok()), (expected, repeated), "{outcome:?}");
        }
    }
}

#[test]
fn what_never_gets_through_ends_with_later_and_nothing_written() {
    for fault in [UNSENT, refusal(429, ""), refusal(503, "TooManyRequests")] {
        let script = Script::new([]).always(fault.clone());
        let error = script.clock.run(script.graph().create(&folder("f"), &properties(json!({})), "key"));
        assert!(later(&error.clone().expect_err("given up")), "{fault:?}: {error:?}");
        assert_eq!(script.requests().len(), usize::try_from(options().tries).expect("few"), "{fault:?}");
    }
}

#[test]
fn waits_without_a_word_of_the_service_grow_and_belong_to_the_seed() {
    let waits = |random| {
        let script = Script::new([]).always(CUT);
        let options = server::mailbox::graph::Options { random, ..options() };
        let _ = script.clock.run(script.graph_with(options).changes(&folder("f"), &From::Beginning));
        let times = script.times.lock().expect("not poisoned").clone();
        times.windows(2).map(|pair| pair[1].saturating_sub(pair[0]).as_millis()).collect::<Vec<_>>()
    };
    let (one, same, other) = (waits(1), waits(1), waits(2));
    assert_eq!(one, same);
    assert_ne!(one, other);
    for (wait, whole) in one.iter().zip([1000, 2000, 4000, 8000, 16000]) {
        assert!((whole / 2..=whole + 50).contains(wait), "{one:?}");
    }
}

#[test]
fn a_token_that_is_not_taken_is_renewed_once() {
    let script = Script::new([refusal(401, "InvalidAuthenticationToken"), page()]);
    script.clock.run(script.graph().changes(&folder("f"), &From::Beginning)).expect("a page");
    assert_eq!(script.header(0, "Authorization").as_deref(), Some("Bearer token0"));
    assert_eq!(script.header(1, "Authorization").as_deref(), Some("Bearer token1"));
    let script = Script::new([]).always(refusal(401, "InvalidAuthenticationToken"));
    let error = script.clock.run(script.graph().changes(&folder("f"), &From::Beginning)).expect_err("refused");
    assert!(matches!(error, Error::Refused { .. }), "{error:?}");
    assert_eq!(script.requests().len(), 2);
}

#[test]
fn retry_after_is_kept_in_seconds_and_as_a_date() {
    let date = "Mon, 02 Nov 2026 09:00:07 GMT";
    let table = [
        (vec![("Retry-After", "7")], 7_000),
        (vec![("retry-after", "2.128")], 2_128),
        (vec![("Retry-After", date)], 7_000),
        // By the service's clock, which is two seconds ahead.
        (vec![("Retry-After", date), ("Date", "Mon, 02 Nov 2026 09:00:02 GMT")], 5_000),
    ];
    for status in [429, 503] {
        for (headers, milliseconds) in &table {
            let busy = headers
                .iter()
                .fold(refusal(status, "TooManyRequests"), |busy, (name, value)| with_header(busy, name, value));
            let script = Script::new([busy, page()]);
            script.clock.run(script.graph().changes(&folder("f"), &From::Beginning)).expect("a page");
            let times = script.times.lock().expect("not poisoned");
            let waited = times[1].saturating_sub(times[0]).as_millis();
            assert!((*milliseconds - 20..=*milliseconds + 60).contains(&waited), "{headers:?}: {waited}");
        }
    }
    // Nothing to wait is not what it means, and nonsense says nothing.
    for text in ["0", "-3", "soon", "Mon, 02 Nov 2026 08:00:00 GMT", "1e300", ""] {
        let script = Script::new([with_header(refusal(429, ""), "Retry-After", text), page()]);
        script.clock.run(script.graph().changes(&folder("f"), &From::Beginning)).expect("a page");
        assert!(script.clock.elapsed() >= Duration::from_millis(500), "{text}");
    }
}

#[test]
fn a_mailbox_that_wants_to_be_left_alone_for_too_long_is_not_waited_for() {
    let script = Script::new([with_header(refusal(429, ""), "Retry-After", "7200")]);
    let graph = script.graph();
    let error = script.clock.run(graph.changes(&folder("f"), &From::Beginning)).expect_err("given up");
    let Error::Later { after, .. } = error else { panic!("{error:?}") };
    assert_eq!(after, Some(Duration::from_hours(2)));
    // And nobody asks it meanwhile.
    let error = script.clock.run(graph.item(&folder("f"), "i")).expect_err("given up");
    assert!(later(&error) && script.requests().len() == 1, "{error:?}");
}

//! Limits per mailbox, on the service's clock.

use crate::talk::{OFFICE, Talk, code};
use outlook::graph::{Fault, Kind, Planned, Request};
use serde_json::json;

#[test]
fn graph15_ten_thousand_requests_in_ten_minutes_per_mailbox() {
    let talk = Talk::new();
    let get = || talk.send(&talk.request("GET", "/contacts?$top=1"));
    for _ in 0..10_000 {
        assert_eq!(get().status, 200);
        talk.clock.advance(std::time::Duration::from_millis(50));
    }
    let refused = get();
    assert_eq!((refused.status, code(&refused).as_str()), (429, "ApplicationThrottled"));
    assert_eq!(refused.header("retry-after"), Some("100"));
    assert_eq!(talk.send(&Request::new("GET", &format!("/v1.0/users/{OFFICE}/contacts"))).status, 200);
    talk.advance(100);
    assert_eq!(get().status, 200);
    assert_eq!(talk.graph.store().throttled(), 1);
    assert_eq!(talk.graph.store().counts()[&("GET".to_owned(), Kind::Contacts)], 10_003);
}

#[test]
fn graph15_four_requests_at_once_per_mailbox() {
    let talk = Talk::new();
    let get = || talk.send(&talk.request("GET", "/contacts"));
    talk.faults([Planned { times: Some(4), ..Planned::always(Fault::Slow { ms: 3_000 }) }]);
    for _ in 0..4 {
        assert_eq!(get().status, 200);
    }
    let refused = get();
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("1")));
    talk.advance(3);
    assert_eq!(get().status, 200);
}

#[test]
fn the_limits_and_what_they_tell_are_knobs() {
    let talk = Talk::new();
    let get = || talk.send(&talk.request("GET", "/contacts"));
    let turn = |knobs| talk.graph.store().turn(&knobs).unwrap();
    turn(json!({"requests": 1, "retryAfter": 0}));
    assert_eq!(get().status, 200);
    assert_eq!((get().status, get().header("retry-after")), (429, None));
    turn(json!({"retryAfter": 17}));
    assert_eq!(get().header("retry-after"), Some("17"));
    turn(json!({"limits": false}));
    assert_eq!(get().status, 200);
}

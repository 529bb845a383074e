//! How often one mailbox is asked, by a clock that runs on at once.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use server::mailbox::graph::Options;
use server::mailbox::{From, Mailbox};

use crate::script::{Script, folder, ok, options, refusal, with_header};

fn empty_page() -> crate::script::Outcome {
    ok(&json!({ "value": [], "@odata.deltaLink": "https://graph.example/v1.0/users/a/contacts/delta?$deltatoken=1" }))
}

#[test]
fn no_more_than_three_requests_of_a_mailbox_are_open_at_once() {
    let script = Script::slow([], Duration::from_millis(300)).always(empty_page());
    let (graph, folder) = (script.graph(), folder("f"));
    let all = script.clock.run(join_all((0..40).map(|_| graph.changes(&folder, &From::Beginning))));
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(*script.open.lock().expect("not poisoned"), (0, 3));
    assert_eq!(script.clock.elapsed(), Duration::from_millis(14 * 300));
}

#[test]
fn another_mailbox_has_a_budget_of_its_own() {
    let script = Script::slow([], Duration::from_millis(300)).always(empty_page());
    let (graph, one) = (script.graph(), folder("f"));
    let mut other = folder("f");
    other.mailbox = "ben@example.com".to_owned();
    let mut upper = folder("f");
    upper.mailbox = "ANNA@example.com".to_owned();
    let folders: Vec<_> = [&one, &other, &upper].into_iter().cycle().take(12).collect();
    script.clock.run(join_all(folders.into_iter().map(|folder| graph.changes(folder, &From::Beginning))));
    // Three of each; letter case makes no other mailbox.
    assert_eq!(script.open.lock().expect("not poisoned").1, 6);
}

#[test]
fn the_budget_is_used_and_never_overdrawn() {
    let (budget, window, wanted) = (1000_u32, Duration::from_mins(10), 3000);
    let script = Script::slow([], Duration::from_millis(50)).always(empty_page());
    let (graph, folder) = (script.graph_with(Options { budget, ..options() }), folder("f"));
    script.clock.run(join_all((0..wanted).map(|_| graph.changes(&folder, &From::Beginning))));
    let times = script.times.lock().expect("not poisoned").clone();
    assert_eq!(times.len(), wanted);
    let budget = usize::try_from(budget).expect("few");
    for (first, after) in times.iter().zip(times.iter().skip(budget)) {
        assert!(after.saturating_sub(*first) >= window, "{first:?} {after:?}");
    }
    // Two windows have to go by, and the work in the third: at least 95 % of what is permitted.
    let least = window * 2;
    assert!(script.clock.elapsed() < least.mul_f64(1.0 / 0.95), "{:?}", script.clock.elapsed());
}

#[test]
fn one_refusal_holds_back_all_requests_of_the_mailbox() {
    let busy = with_header(refusal(429, "ApplicationThrottled"), "Retry-After", "30");
    let script = Script::slow([busy], Duration::from_millis(100)).always(empty_page());
    let (graph, folder) = (script.graph(), folder("f"));
    script.clock.run(join_all((0..20).map(|_| graph.changes(&folder, &From::Beginning))));
    let times = script.times.lock().expect("not poisoned").clone();
    // Two more were on their way.
    assert!(times.iter().skip(3).all(|time| *time >= Duration::from_secs(30)), "{times:?}");
    assert_eq!(times.len(), 21);
}

#[test]
fn a_request_that_is_given_up_gives_its_place_back() {
    let script = Script::slow([], Duration::from_hours(1)).always(empty_page());
    let (graph, folder) = (script.graph(), folder("f"));
    for _ in 0..10 {
        let given_up = script.clock.run_for(Duration::from_secs(10), graph.changes(&folder, &From::Beginning));
        assert!(given_up.is_none());
    }
    assert!(script.clock.run(graph.changes(&folder, &From::Beginning)).is_ok());
}

#[test]
fn m3_the_clocks_difference_is_the_surest_of_the_last_ones() {
    // The service's clock stands 90 seconds ahead; its answer shows the second only.
    let dated = |date: &str| with_header(empty_page(), "Date", date);
    let script = Script::slow(
        [dated("Mon, 02 Nov 2026 09:01:30 GMT"), dated("Mon, 02 Nov 2026 09:01:34 GMT")],
        Duration::from_secs(4),
    );
    let (graph, folder) = (script.graph(), folder("f"));
    assert_eq!(graph.clock_difference("anna@example.com"), None);
    script.clock.run(graph.changes(&folder, &From::Beginning)).expect("a page");
    let found = graph.clock_difference("Anna@Example.com").expect("measured");
    let truth = jiff::SignedDuration::from_secs(-90);
    assert!((found.add - truth).abs() <= found.uncertainty, "{found:?}");
    assert_eq!(found.uncertainty, jiff::SignedDuration::from_secs(3));
    script.clock.run(graph.changes(&folder, &From::Beginning)).expect("a page");
    let found = graph.clock_difference("anna@example.com").expect("measured");
    assert!((found.add - truth).abs() <= found.uncertainty, "{found:?}");
    assert_eq!(graph.clock_difference("ben@example.com"), None);
}

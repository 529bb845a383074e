//! Subscriptions are made, prolonged, made anew and ended; folders of which nobody tells are due from time to time.

use std::sync::Arc;
use std::time::Duration;

use rules::record::RecordKind;
use serde_json::json;
use server::mailbox::hints::{Heard, Hint, Hints, Listener, What};
use server::mailbox::keeper::{Keeper, Options};
use server::practice::{FolderKey, Practice, Store, Subscriptions as _, uuid_v7};

use crate::script::{MAILBOX, Outcome, Script, ok, refusal, said};

struct World {
    _folder: tempfile::TempDir,
    script: Arc<Script>,
    store: Arc<Store>,
    hints: Arc<Hints>,
    keeper: Arc<Keeper>,
    folder: String,
    key: FolderKey,
}

const DAYS: Duration = Duration::from_hours(48);

async fn world(outcomes: impl IntoIterator<Item = Outcome>, notify: bool) -> World {
    let files = tempfile::tempdir().expect("a folder");
    let store = Arc::new(Store::sqlite(&files.path().join("p.db"), uuid_v7()).await.expect("opens"));
    store.migrate().await.expect("migrates");
    let script = Script::slow(outcomes, Duration::ZERO);
    let key = FolderKey::default_of(MAILBOX, RecordKind::Contact);
    let practice: Arc<dyn Practice> = Arc::clone(&store) as _;
    let folder = practice.folder(&key).await.expect("a folder").id;
    let hints = Arc::new(Hints::default());
    let (options, clock) = (options(notify), Arc::clone(&script.clock));
    let keeper = Arc::new(Keeper::new(Arc::new(script.graph()), practice, Arc::clone(&hints), clock, options));
    keeper.use_folders([(folder.clone(), key.clone())]);
    World { _folder: files, script, store, hints, keeper, folder, key }
}

fn options(notify: bool) -> Options {
    Options {
        notify: notify.then(|| "https://us.example/api/v1/graph/notify".to_owned()),
        lifetime: DAYS,
        poll: Duration::from_mins(5),
    }
}

fn subscription(id: &str, until: &str) -> Outcome {
    said(201, &json!({ "id": id, "expirationDateTime": until }))
}

impl World {
    async fn known(&self) -> Vec<(String, String)> {
        let all = self.store.subscriptions().await.expect("read");
        all.into_iter().map(|one| (one.id, one.until.to_string())).collect()
    }

    fn hint(&self, what: What) -> Hint {
        Hint { subscription: String::new(), folder: self.folder.clone(), what }
    }
}

/// What is heard at once.
async fn heard(listener: &mut Listener) -> Option<What> {
    match tokio::time::timeout(Duration::from_millis(1), listener.next()).await {
        Ok(Some(Heard::Hint(hint))) => Some(hint.what),
        _ => None,
    }
}

#[tokio::test]
async fn a_subscription_is_made_prolonged_at_half_of_its_time_and_ended_when_nobody_needs_it() {
    let world = world(
        [
            subscription("s", "2026-11-04T09:00:00Z"),
            ok(&json!({ "id": "s", "expirationDateTime": "2026-11-05T09:00:00Z" })),
            said(204, &json!(null)),
        ],
        true,
    )
    .await;
    world.keeper.pass().await;
    assert_eq!(world.known().await, [("s".to_owned(), "2026-11-04T09:00:00Z".to_owned())]);
    let secret = world.script.body(0)["clientState"].as_str().expect("a secret").to_owned();
    assert_eq!(secret.len(), 64);
    assert_eq!(world.hints.folder_of(&secret), Some(world.folder.clone()));
    world.script.clock.skip((DAYS / 2).saturating_sub(Duration::from_mins(1)));
    world.keeper.pass().await;
    assert_eq!(world.script.requests().len(), 1, "too early");
    world.script.clock.skip(Duration::from_secs(61));
    world.keeper.pass().await;
    assert_eq!(world.known().await, [("s".to_owned(), "2026-11-05T09:00:00Z".to_owned())]);
    world.keeper.pass().await;
    world.keeper.use_folders([]);
    world.keeper.pass().await;
    assert_eq!(world.known().await, []);
    assert_eq!(world.hints.folder_of(&secret), None, "an old secret is believed");
    let lines = ["POST /subscriptions", "PATCH /subscriptions/s", "DELETE /subscriptions/s"];
    assert_eq!(world.script.requests(), lines);
}

#[tokio::test]
async fn one_that_is_gone_is_made_anew_and_what_it_missed_is_looked_for() {
    let world = world(
        [
            subscription("s", "2026-11-04T09:00:00Z"),
            refusal(404, "ResourceNotFound"),
            subscription("t", "2026-11-05T09:00:00Z"),
        ],
        true,
    )
    .await;
    let mut listener = world.hints.listen();
    world.keeper.pass().await;
    world.script.clock.skip(DAYS / 2);
    world.keeper.pass().await;
    assert_eq!(world.known().await.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), ["t"]);
    assert_eq!(heard(&mut listener).await, Some(What::Missed));
}

#[tokio::test]
async fn a_granted_time_that_is_shorter_than_asked_for_is_what_counts() {
    let world = world(
        [
            subscription("s", "2026-11-02T10:00:00Z"),
            ok(&json!({ "id": "s", "expirationDateTime": "2026-11-02T11:00:00Z" })),
        ],
        true,
    )
    .await;
    let pause = world.keeper.pass().await;
    assert!(pause <= Duration::from_mins(30), "{pause:?}");
    world.keeper.pass().await;
    assert_eq!(world.script.requests().len(), 1, "prolonged at once");
    world.script.clock.skip(Duration::from_mins(30));
    world.keeper.pass().await;
    assert_eq!(world.script.requests().len(), 2);
}

#[tokio::test]
async fn one_that_microsoft_says_is_removed_is_made_anew_at_once() {
    let world =
        world([subscription("s", "2026-11-04T09:00:00Z"), subscription("t", "2026-11-04T09:00:00Z")], true).await;
    let keeper = Arc::clone(&world.keeper);
    let task = tokio::spawn(async move { keeper.run().await });
    for id in ["s", "t"] {
        for _ in 0..500 {
            if world.known().await.iter().any(|one| one.0 == id) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(world.known().await.iter().map(|one| one.0.as_str()).collect::<Vec<_>>(), [id]);
        world.hints.tell(world.hint(What::Changed));
        if id == "s" {
            world.hints.tell(world.hint(What::Removed));
        }
    }
    task.abort();
}

#[tokio::test]
async fn what_cannot_be_subscribed_to_is_polled_and_tried_again() {
    let world = world([refusal(400, "ValidationError"), subscription("s", "2026-11-04T09:00:00Z")], true).await;
    let mut listener = world.hints.listen();
    let pause = world.keeper.pass().await;
    assert!(pause <= Duration::from_mins(5), "{pause:?}");
    let secret = world.script.body(0)["clientState"].as_str().expect("a secret").to_owned();
    assert_eq!(world.hints.folder_of(&secret), None, "the secret of nothing is believed");
    assert!(!world.hints.is_making());
    world.script.clock.skip(Duration::from_mins(5));
    world.keeper.pass().await;
    assert_eq!(world.known().await.len(), 1);
    // Somebody tells from now on: it is looked at seldom.
    while heard(&mut listener).await.is_some() {}
    world.script.clock.skip(Duration::from_mins(30));
    world.keeper.pass().await;
    assert_eq!(heard(&mut listener).await, None);
    world.script.clock.skip(Duration::from_mins(31));
    world.keeper.pass().await;
    assert_eq!(heard(&mut listener).await, Some(What::Due));
}

#[tokio::test]
async fn without_an_address_every_folder_is_due_every_few_minutes() {
    let world = world([], false).await;
    let mut listener = world.hints.listen();
    for _ in 0..3 {
        let pause = world.keeper.pass().await;
        assert_eq!(pause, Duration::from_mins(5));
        world.script.clock.skip(pause);
        world.keeper.pass().await;
        assert_eq!(heard(&mut listener).await, Some(What::Due));
        assert_eq!(heard(&mut listener).await, None);
    }
    let other = FolderKey { outlook_id: "other".to_owned(), ..world.key.clone() };
    world.keeper.use_folders([("other".to_owned(), other)]);
    assert!(world.keeper.pass().await <= Duration::from_mins(5));
    assert!(world.script.requests().is_empty());
}

#[tokio::test]
async fn until_it_is_known_what_is_in_use_nothing_is_ended() {
    let world = world([subscription("s", "2026-11-04T09:00:00Z"), said(204, &json!(null))], true).await;
    world.keeper.pass().await;
    let secret = world.script.body(0)["clientState"].as_str().expect("a secret").to_owned();
    // The server starts anew, or another does beside it.
    let (hints, clock) = (Arc::new(Hints::default()), Arc::clone(&world.script.clock));
    let (graph, store) = (Arc::new(world.script.graph()), Arc::clone(&world.store) as _);
    let other = Keeper::new(graph, store, Arc::clone(&hints), clock, options(true));
    other.pass().await;
    assert_eq!(world.known().await.len(), 1, "ended before anybody said what is in use");
    assert_eq!(hints.folder_of(&secret), Some(world.folder.clone()), "it is believed from the start");
    other.use_folders([(world.folder.clone(), world.key.clone())]);
    other.pass().await;
    assert_eq!(world.script.requests(), ["POST /subscriptions"]);
    other.use_folders([]);
    other.pass().await;
    assert_eq!(world.known().await.len(), 0, "now it is known that nobody needs it");
}

//! The story of the practice database, run over SQLite and PostgreSQL. The edits of other programs are made by the real
//! `sqlite3` and `psql`.

#[path = "support/postgres.rs"]
mod postgres;
#[path = "support/story/mod.rs"]
mod story;
#[path = "support/practice.rs"]
mod support;

use std::{collections::HashMap, net::TcpListener, sync::Arc};

use postgres::Cluster;
use rules::record::{Value, appointment};
use server::practice::{
    Appointments, Changes, Commit, Contacts, Error, History, Leases, Links, PartedBy, Practice, QuestionAbout,
    RecordRef, RunState, Runs, Step, Store, uuid_v7,
};
use server::{config::Config, http};
use support::{Foreign, NOW, base, calendar, create, furnish, link, meeting, now, sqlite};

#[tokio::test]
async fn p03_p06_p07_m01_m04_m07_a08_c06_the_story_over_sqlite() {
    let (_dir, store, sqlite3) = sqlite().await;
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
    store.migrate().await.expect("migrating twice changes nothing");
    assert_eq!(sqlite3.sql("PRAGMA journal_mode"), "wal");
    story::story(store, &sqlite3).await;
}

#[tokio::test]
async fn p03_p06_p07_m01_m04_m07_a08_c06_the_story_over_postgresql() {
    let Some(cluster) = Cluster::start().await else { return };
    let store = server_on(&cluster).await;
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
    store.migrate().await.expect("migrating twice changes nothing");
    story::story(store, &cluster).await;
}

/// The whole server, over a firm's PostgreSQL instead of a file.
#[tokio::test]
async fn the_server_works_over_postgresql() {
    let Some(cluster) = Cluster::start().await else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    let text = format!(
        "[server]\nlisten = \"{address}\"\npublic_url = \"https://localhost:{}\"\ndata_dir = \"{}\"\n\
         [database]\nurl = \"{}\"\n",
        address.port(),
        folder.path().display(),
        cluster.url(),
    );
    let config = Config::from_toml(&text, HashMap::new()).expect("a config");
    let store = http::open(&config).await.expect("opens");
    furnish(&store).await;
    let options = http::Options { development: true, listener: Some(listener), ..http::Options::default() };
    let server = http::start(config, options).await.expect("starts");
    // Fails when another test was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let certificate = std::fs::read(folder.path().join("tls/localhost.crt")).expect("a certificate");
    let certificate = reqwest::Certificate::from_pem(&certificate).expect("PEM");
    let client = reqwest::Client::builder().tls_certs_only([certificate]).no_proxy().build().expect("a client");
    let staff = cluster.sql("SELECT id FROM staff ORDER BY id LIMIT 1");
    let sign_in = client.post(format!("{}/api/v1/sign-in/development", server.url));
    let signed = sign_in.json(&serde_json::json!({ "staff": staff })).send().await.expect("answers");
    let signed: serde_json::Value = signed.json().await.expect("JSON");
    let me = client.get(format!("{}/api/v1/me", server.url)).bearer_auth(signed["token"].as_str().expect("a token"));
    let me: serde_json::Value = me.send().await.expect("answers").json().await.expect("JSON");
    assert_eq!(me["staff"]["id"], staff.as_str(), "{me}");
    server.stop().await;
}

/// One of several servers that work on one database.
async fn server_on(cluster: &Cluster) -> Arc<Store> {
    let store = Store::postgres(&cluster.url(), uuid_v7()).await.expect("opens");
    store.migrate().await.expect("migrates");
    Arc::new(store)
}

/// PostgreSQL hands out numbers before transactions end: what was read is never added to below.
#[tokio::test]
async fn p03_changes_are_read_below_the_oldest_running_transaction() {
    let Some(cluster) = Cluster::start().await else { return };
    let store = server_on(&cluster).await;
    furnish(store.as_ref()).await;
    let start = store.last_change().await.unwrap();
    let early = cluster.hold("UPDATE contact SET title = 'Dr.' WHERE id = 'k1'");
    let record = create(RecordRef::contact("later"), support::person("Later", "later@example.org"));
    let done = store.commit(Commit::new(now(), "anna").step(record)).await.unwrap();
    assert!(store.contact("later").await.is_ok(), "it is there");
    assert_eq!(store.changes_since(start, 9).await.unwrap(), [], "but nothing is read beyond what may still come");
    assert_eq!(store.last_change().await.unwrap(), start);
    early.commit();
    let ids = async |since| {
        let mut ids: Vec<_> =
            store.changes_since(since, 9).await.unwrap().into_iter().map(|change| change.id).collect();
        ids.dedup();
        ids
    };
    assert_eq!(ids(start).await, ["k1", "later"], "both, in the order of their beginning");
    assert_eq!(store.last_change().await.unwrap(), done.last_change);
    assert_eq!(ids(done.last_change).await, [""; 0]);
}

/// Two servers are no less than two writers of one server.
#[tokio::test]
async fn p03_p20_two_servers_take_turns() {
    let Some(cluster) = Cluster::start().await else { return };
    let (one, two) = (server_on(&cluster).await, server_on(&cluster).await);
    furnish(one.as_ref()).await;
    one_of_two_edits_is_stale(&one, &two).await;
    let until = now() + jiff::SignedDuration::from_mins(1);
    let (one, two) = tokio::join!(one.take_lease("k", "one", now(), until), two.take_lease("k", "two", now(), until));
    assert!(one.unwrap() ^ two.unwrap());
}

/// A database that compares text by the letters of a language would mix up what is compared by characters.
#[tokio::test]
async fn a_database_with_another_order_of_text_is_refused() {
    let Some(cluster) = Cluster::start().await else { return };
    cluster.sql("CREATE DATABASE other TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
    let url = cluster.url_of("other");
    let refused = Store::postgres(&url, uuid_v7()).await.map(drop);
    assert!(matches!(&refused, Err(Error::Unavailable(reason)) if reason.contains("UTF8")), "{refused:?}");
}

/// A database as an earlier version left it is brought up to date, and keeps what is in it.
#[tokio::test]
async fn a_database_of_an_earlier_version_is_brought_up_to_date() {
    let (_dir, store, sqlite3) = sqlite().await;
    furnish(store.as_ref()).await;
    let tables = "SELECT count(*) FROM sqlite_master WHERE name IN ('staff_identity', 'waiting')";
    let all = sqlite3.sql("SELECT sql FROM sqlite_master ORDER BY name");
    sqlite3.sql("DROP TABLE staff_identity; DROP TABLE waiting");
    sqlite3.sql("DELETE FROM seaql_migrations WHERE version = 'm0002_identities'");
    assert_eq!(store.pending_migrations().await.unwrap(), 1);
    assert_eq!(sqlite3.sql(tables), "0");
    store.migrate().await.expect("brought up to date");
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
    assert_eq!(sqlite3.sql("SELECT sql FROM sqlite_master ORDER BY name"), all, "as a new one");
    assert_eq!(sqlite3.sql("SELECT count(*) FROM appointment"), "1");
}

/// What `m0005_syncing` and what came after it made, and nothing else.
const BEFORE_SYNCING: &[&str] = &[
    "DROP TRIGGER filter_revised_insert; DROP TRIGGER filter_revised_update; DROP TRIGGER filter_revised_delete",
    "DROP TABLE planned_change; DROP TABLE lease; DROP TABLE subscription; DROP TABLE refresh_token",
    "DROP INDEX link_of_folder; DROP INDEX journal_seq; DROP INDEX journal_at; DROP INDEX journal_of_run",
    "DROP INDEX journal_of_folder; DROP INDEX history_of_run; DROP INDEX run_of_staff; DROP INDEX run_of_folder",
    "DROP INDEX run_state; DROP INDEX run_started; DROP INDEX filter_name; DROP INDEX question_open_item",
    "DROP INDEX link_imported",
    "DELETE FROM seaql_migrations WHERE version IN ('m0005_syncing', 'm0006_imported')",
];
const OF_SYNCING: &[(&str, &[&str])] = &[
    ("folder", &["name", "mark", "paused", "whole_due", "settings_hash", "unfinished"]),
    ("link", &["parted_by", "imported_by", "sighted_hash", "sighted_modified"]),
    ("base", &["etag", "change_key"]),
    ("run", &["folder_id", "state", "plan_hash", "suspended", "report"]),
    ("journal", &["position", "link_id", "sought_at", "seq"]),
    ("question", &["about", "folder_id", "item_id", "candidates", "item"]),
];

/// What was written before there was a sync engine is understood by it.
#[tokio::test]
async fn what_an_earlier_version_wrote_is_understood() {
    let (_dir, store, sqlite3) = sqlite().await;
    furnish(store.as_ref()).await;
    let folder = calendar(store.as_ref()).await;
    let all = sqlite3.sql("SELECT sql FROM sqlite_master ORDER BY name");
    for sql in BEFORE_SYNCING {
        drop(sqlite3.sql(sql));
    }
    for (table, columns) in OF_SYNCING {
        columns.iter().for_each(|column| drop(sqlite3.sql(&format!("ALTER TABLE {table} DROP COLUMN {column}"))));
    }
    let link = |id: &str, state: &str| {
        format!(
            "INSERT INTO link (id, folder_id, kind, record_id, item_id, state, created_at) \
             VALUES ('{id}', '{folder}', 'appointment', '{id}', 'item-{id}', '{state}', '{NOW}')"
        )
    };
    sqlite3.sql(&link("a1", "parted"));
    sqlite3.sql(&link("a2", "joined"));
    for (id, at) in [("j2", "2026-11-02T08:00:00.000Z"), ("j1", NOW), ("j0", "2026-11-02T10:00:00.000Z")] {
        sqlite3.sql(&format!(
            "INSERT INTO journal (id, run_id, side, action, kind, record_id, state, at) \
             VALUES ('{id}', 'r', 'outlook', 'update', 'appointment', 'a1', 'sent', '{at}')"
        ));
    }
    sqlite3.sql(&format!("INSERT INTO run (id, staff_id, cause, started_at) VALUES ('r', 'anna', 'item', '{NOW}')"));
    sqlite3.sql(&format!(
        "INSERT INTO question (id, staff_id, link_id, kind, record_id, rows, asked_at) \
         VALUES ('q', 'anna', 'a1', 'appointment', 'a1', '[]', '{NOW}')"
    ));
    // The new version is another server: what is open does not notice the columns that another program took away.
    drop(store);
    let store = Store::sqlite(&sqlite3.0, uuid_v7()).await.expect("opens");
    assert_eq!(store.pending_migrations().await.unwrap(), 2);
    store.migrate().await.expect("brought up to date");
    assert_eq!(sqlite3.sql("SELECT sql FROM sqlite_master ORDER BY name"), all, "as a new one");
    assert_eq!(store.link("a1").await.unwrap().parted_by, Some(PartedBy::Person), "only persons did");
    assert_eq!(store.link("a2").await.unwrap().parted_by, None);
    assert_eq!(store.run("r").await.unwrap().state, RunState::Done);
    assert_eq!(store.question("q").await.unwrap().about, QuestionAbout::Conflict);
    let journal: Vec<_> = store.journal_of("r").await.unwrap().into_iter().map(|entry| entry.id).collect();
    assert_eq!(journal, ["j2", "j1", "j0"], "in the order of their times");
}

#[tokio::test]
async fn two_writers_of_one_version_take_turns() {
    let (_dir, store, _) = sqlite().await;
    furnish(store.as_ref()).await;
    one_of_two_edits_is_stale(&store, &store).await;
}

async fn one_of_two_edits_is_stale(one: &Arc<Store>, two: &Arc<Store>) {
    let edit = |store: &Arc<Store>, location: &'static str| {
        let store = store.clone();
        async move {
            let image = meeting("Audit").with(appointment::LOCATION, Value::text(location));
            let step = Step::Update { record: RecordRef::appointment("a1"), expected: 1, image, edited_at: now() };
            store.commit(Commit::new(now(), "anna").step(step)).await
        }
    };
    let (one, two) = tokio::join!(tokio::spawn(edit(one, "one")), tokio::spawn(edit(two, "two")));
    let results = [one.unwrap(), two.unwrap()];
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.iter().any(|result| matches!(result, Err(Error::Stale { current: 2, .. }))), "{results:?}");
}

/// While another program holds the database a writer waits for it, and says in the end that it is busy.
#[tokio::test]
async fn another_programs_write_is_waited_for() {
    let (_dir, store, sqlite3) = sqlite().await;
    furnish(store.as_ref()).await;
    let mut holder = sqlite3.hold();
    let edit = || Commit::new(now(), "anna").step(create(RecordRef::appointment("waits"), meeting("Waits")));
    assert_eq!(store.commit(edit()).await, Err(Error::Busy));
    let released = async {
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        holder.release();
    };
    let (done, ()) = tokio::join!(store.commit(edit()), released);
    done.expect("written once the other program was done");
}

/// Commits that wait for each other share a transaction. What one of them may not do is undone alone, and said to it alone.
#[tokio::test]
async fn p03_p06_one_refused_commit_leaves_those_beside_it() {
    let (_dir, store, sqlite3) = sqlite().await;
    furnish(store.as_ref()).await;
    let folder = calendar(store.as_ref()).await;
    let commit = |number: usize| {
        let (id, image) = (format!("new-{number}"), meeting("Together"));
        let record = RecordRef::appointment(&id);
        let made = Commit::new(now(), "anna").step(create(record.clone(), image.clone()));
        match number % 5 {
            // Each of these is refused by its second step, after its first was written.
            1 => made.step(Step::Expect { record, version: 7 }),
            2 => made
                .step(create(RecordRef::appointment("never"), image.with(appointment::CLIENT, Value::text("nobody")))),
            3 => made.step(Step::Base { link_id: "nobody".into(), base: base(&meeting("Never")) }),
            4 => made.step(Step::Link(link(&id, "nowhere", &id, &id))),
            _ => made.step(Step::Link(link(&id, &folder, &id, &id))),
        }
    };
    let before = store.last_change().await.unwrap();
    let results = futures_util::future::join_all((0..60).map(|number| store.commit(commit(number)))).await;
    for (number, result) in results.iter().enumerate() {
        let as_expected = match (number % 5, result) {
            (1, Err(Error::Stale { expected: 7, current: 1, .. }))
            | (3, Err(Error::NotFound { what: "link", .. }))
            | (4, Err(Error::NotFound { what: "folder", .. }))
            | (0, Ok(_)) => true,
            (2, Err(Error::Invalid { field, reason, .. })) => field == "client" && reason.contains("nobody"),
            _ => false,
        };
        assert!(as_expected, "{number}: {result:?}");
    }
    assert_eq!(sqlite3.sql("SELECT count(*) FROM link"), "12");
    assert_eq!(sqlite3.sql("SELECT count(*) FROM appointment WHERE id LIKE 'new-%'"), "12", "the others left nothing");
    assert_eq!(sqlite3.sql("SELECT count(*) FROM own_write"), "0");
    // Each has its own token and its own place in the change log, though they were written together.
    let changes = store.changes_since(before, 100).await.unwrap();
    let of = |origin: &str| changes.iter().filter(|change| change.origin == origin).map(|change| change.seq).max();
    assert!(results.iter().flatten().all(|done| of(&done.origin) == Some(done.last_change)), "{changes:?}");
    assert_eq!(changes.iter().filter(|change| change.origin.is_empty()).count(), 0);
}

/// Whoever asked for a commit may go away before its turn comes: those that wait beside it are written.
#[tokio::test]
async fn a_commit_that_nobody_waits_for_any_more_holds_up_nobody() {
    let (_dir, store, _) = sqlite().await;
    furnish(store.as_ref()).await;
    let edit = |id: &str| Commit::new(now(), "anna").step(create(RecordRef::appointment(id), meeting("Goes away")));
    {
        let gone = store.commit(edit("gone"));
        tokio::select! {
            biased;
            done = gone => panic!("it was given no time: {done:?}"),
            () = std::future::ready(()) => {}
        }
    }
    store.commit(edit("stays")).await.expect("written");
    assert!(store.appointment("stays").await.is_ok());
    assert!(store.appointment("gone").await.is_ok(), "and so is the other: it was asked for");
}

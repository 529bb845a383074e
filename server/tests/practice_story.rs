//! The story of the practice database, run over SQLite. The edits of other programs are made by the real `sqlite3`.

#[path = "support/story/mod.rs"]
mod story;
#[path = "support/practice.rs"]
mod support;

use rules::record::{Value, appointment};
use server::practice::{
    Commit, Error, History, Links, PartedBy, Practice, QuestionAbout, RecordRef, RunState, Runs, Step, Store, uuid_v7,
};
use support::{Foreign, NOW, create, furnish, meeting, now, sqlite};

#[tokio::test]
async fn p03_p06_p07_m01_m04_m07_a08_the_story_over_sqlite() {
    let (_dir, store, sqlite3) = sqlite().await;
    assert_eq!(store.pending_migrations().await.unwrap(), 0);
    store.migrate().await.expect("migrating twice changes nothing");
    assert_eq!(sqlite3.sql("PRAGMA journal_mode"), "wal");
    story::story(store, &sqlite3).await;
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

/// What `m0005_syncing` made, and nothing else.
const BEFORE_SYNCING: &[&str] = &[
    "DROP TRIGGER filter_revised_insert; DROP TRIGGER filter_revised_update; DROP TRIGGER filter_revised_delete",
    "DROP TABLE planned_change; DROP TABLE lease; DROP TABLE subscription; DROP TABLE refresh_token",
    "DROP INDEX link_of_folder; DROP INDEX journal_seq; DROP INDEX journal_at; DROP INDEX journal_of_run",
    "DROP INDEX journal_of_folder; DROP INDEX history_of_run; DROP INDEX run_of_staff; DROP INDEX run_of_folder",
    "DROP INDEX run_state; DROP INDEX run_started; DROP INDEX filter_name; DROP INDEX question_open_item",
    "DELETE FROM seaql_migrations WHERE version = 'm0005_syncing'",
];
const OF_SYNCING: &[(&str, &[&str])] = &[
    ("folder", &["name", "mark", "paused", "whole_due", "filter_id", "settings_hash", "unfinished"]),
    ("link", &["parted_by", "imported_by", "sighted_hash", "sighted_modified"]),
    ("base", &["etag", "change_key"]),
    ("run", &["folder_id", "state", "plan_hash", "suspended", "report"]),
    ("journal", &["position", "link_id", "seq"]),
    ("question", &["about", "folder_id", "item_id", "candidates", "item"]),
];

/// What was written before there was a sync engine is understood by it.
#[tokio::test]
async fn what_an_earlier_version_wrote_is_understood() {
    let (_dir, store, sqlite3) = sqlite().await;
    furnish(store.as_ref()).await;
    let folder = support::calendar(store.as_ref()).await;
    let all = sqlite3.sql("SELECT sql FROM sqlite_master ORDER BY name");
    BEFORE_SYNCING.iter().for_each(|sql| drop(sqlite3.sql(sql)));
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
    assert_eq!(store.pending_migrations().await.unwrap(), 1);
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
    let edit = |location: &'static str| {
        let store = store.clone();
        async move {
            let image = meeting("Audit").with(appointment::LOCATION, Value::text(location));
            let step = Step::Update { record: RecordRef::appointment("a1"), expected: 1, image, edited_at: now() };
            store.commit(Commit::new(now(), "anna").step(step)).await
        }
    };
    let (one, two) = tokio::join!(tokio::spawn(edit("one")), tokio::spawn(edit("two")));
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

//! The story of the practice database, run over SQLite. The edits of other programs are made by the real `sqlite3`.

#[path = "support/story/mod.rs"]
mod story;
#[path = "support/practice.rs"]
mod support;

use rules::record::{Value, appointment};
use server::practice::{Commit, Error, Practice, RecordRef, Step};
use support::{Foreign, create, furnish, meeting, now, sqlite};

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

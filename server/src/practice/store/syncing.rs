//! What `m0005_syncing` and what came after it make: runs with their plans, leases, subscriptions, and what links and folders remember.

use sea_orm::sea_query::{ColumnDef, Expr, IndexCreateStatement, Table, TableAlterStatement, TableCreateStatement};

use super::schema::{blank, defaulted, flag, index, key, maybe, number, owned, refers, table, text};

/// New columns of tables that are there. SQLite takes one at a time.
pub(super) fn columns() -> Vec<TableAlterStatement> {
    let tables = [
        ("folder", of_folders()),
        ("link", of_links()),
        ("base", vec![maybe("etag"), maybe("change_key")]),
        ("run", of_runs()),
        (
            "journal",
            vec![maybe_number("position"), maybe("link_id"), maybe("sought_at"), number("seq").default(0).take()],
        ),
        ("question", of_questions()),
    ];
    let add = |table, mut column: ColumnDef| Table::alter().table(table).add_column(&mut column).take();
    tables.into_iter().flat_map(|(table, columns)| columns.into_iter().map(move |column| add(table, column))).collect()
}

fn of_folders() -> Vec<ColumnDef> {
    vec![
        blank("name"),
        maybe("mark"),
        maybe("paused"),
        flag("whole_due", 0),
        blank("settings_hash"),
        maybe("unfinished"),
    ]
}

fn of_links() -> Vec<ColumnDef> {
    let causes = Expr::cust("parted_by IS NULL OR parted_by IN ('person', 'deletion', 'filter')");
    vec![
        maybe("parted_by").check(causes).take(),
        maybe("imported_by"),
        maybe("sighted_hash"),
        maybe("sighted_modified"),
    ]
}

fn of_runs() -> Vec<ColumnDef> {
    let states = "state IN ('planning', 'pending', 'suspended', 'executing', 'done', 'cancelled', 'failed', 'undone')";
    vec![
        maybe("folder_id"),
        defaulted("state", "done").check(Expr::cust(states)).take(),
        blank("plan_hash"),
        maybe("suspended"),
        defaulted("report", "null"),
    ]
}

fn of_questions() -> Vec<ColumnDef> {
    vec![
        defaulted("about", "conflict").check(Expr::cust("about IN ('conflict', 'match', 'deletion')")).take(),
        maybe("folder_id"),
        maybe("item_id"),
        defaulted("candidates", "[]"),
        maybe("item"),
    ]
}

fn maybe_number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().null().take()
}

/// New tables.
pub(super) fn tables() -> Vec<TableCreateStatement> {
    let states = Expr::cust("state IN ('waiting', 'leftOut', 'done', 'failed', 'moved')");
    vec![
        table(
            "planned_change",
            vec![
                text("run_id"),
                number("position"),
                text("hash"),
                text("change"),
                text("state").check(states).take(),
                maybe("journal_id"),
                blank("note"),
            ],
        )
        .primary_key(&mut key(&["run_id", "position"]))
        .foreign_key(&mut owned("run_id", "run"))
        .take(),
        table("lease", vec![text("key").primary_key().take(), text("holder"), text("until")]),
        table(
            "subscription",
            vec![text("id").primary_key().take(), text("folder_id"), text("client_state"), text("until")],
        )
        .foreign_key(&mut owned("folder_id", "folder"))
        .take(),
        table("refresh_token", vec![text("staff_id").primary_key().take(), text("sealed")])
            .foreign_key(&mut refers("staff_id", "staff"))
            .take(),
    ]
}

/// New indexes.
pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("link_of_folder", "link", &["folder_id", "id"]),
        index("journal_seq", "journal", &["seq"]),
        index("journal_at", "journal", &["at"]),
        index("journal_of_run", "journal", &["run_id", "seq"]),
        index("journal_of_folder", "journal", &["folder_id", "state"]),
        index("history_of_run", "history", &["run_id"]),
        index("run_of_staff", "run", &["staff_id", "started_at"]),
        index("run_of_folder", "run", &["folder_id", "state"]),
        index("run_state", "run", &["state"]),
        index("run_started", "run", &["started_at"]),
    ]
}

/// Indexes over expressions; then what the rows that are there mean by the new columns: only persons parted until now, and
/// the journal was written in the order of its times.
pub(super) const STATEMENTS: &[&str] = &[
    "CREATE UNIQUE INDEX filter_name ON filter (lower(name))",
    "CREATE UNIQUE INDEX question_open_item ON question (folder_id, item_id, about) WHERE answered_at IS NULL",
    "UPDATE link SET parted_by = 'person' WHERE state = 'parted'",
    "UPDATE journal SET seq = numbered.number FROM (SELECT id, row_number() OVER (ORDER BY at, id) AS number FROM journal) \
     AS numbered WHERE numbered.id = journal.id",
];

/// The links of what a run imported: few of them are of any.
pub(super) const IMPORTED_INDEX: &str =
    "CREATE INDEX link_imported ON link (imported_by, kind, record_id) WHERE imported_by IS NOT NULL";

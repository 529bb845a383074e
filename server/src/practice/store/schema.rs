//! The tables, as the migrations make them.
//!
//! Every identifier and every time is text, every flag 0 or 1, on both databases: what a person reads with `sqlite3` or
//! `psql` is what is meant. Constraints stand where another program could write nonsense.

use rules::record::{Field, Kind, RecordKind, appointment, contact};
use sea_orm::DbBackend;
use sea_orm::sea_query::{
    ColumnDef, Expr, ForeignKey, ForeignKeyAction, ForeignKeyCreateStatement, Index, IndexCreateStatement, Table,
    TableCreateStatement,
};

use super::columns::columns;
use super::dialect::log_sequence;

/// What the database's clock says, as UTC text with milliseconds.
pub(super) const fn clock(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => r#"to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')"#,
        _ => "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')",
    }
}

/// An identifier for a row that another program makes without one.
const fn any_id(backend: DbBackend) -> &'static str {
    match backend {
        DbBackend::Postgres => "gen_random_uuid()::text",
        _ => "(lower(hex(randomblob(16))))",
    }
}

/// All tables of the first migration, each after those it refers to.
pub(super) fn tables(backend: DbBackend) -> Vec<TableCreateStatement> {
    [people(), records(backend), settings(), links(), trail(backend), access()].concat()
}

fn people() -> Vec<TableCreateStatement> {
    vec![
        table(
            "staff",
            vec![
                id(),
                text("name"),
                text("mailbox"),
                text("initials"),
                text("role"),
                text("time_zone"),
                flag("active", 1),
            ],
        )
        .check(Expr::cust("role IN ('staff', 'admin', 'auditor')"))
        .take(),
        table(
            "client",
            vec![
                id(),
                text("number"),
                text("name"),
                defaulted("entity", "company"),
                blank("client_type"),
                defaulted("status", "active"),
                blank("office"),
                maybe("associate_id"),
            ],
        )
        .check(Expr::cust("entity IN ('company', 'individual', 'other')"))
        .foreign_key(&mut refers("associate_id", "staff"))
        .take(),
        table("matter", vec![id(), text("client_id"), text("number"), text("name"), flag("open", 1)])
            .foreign_key(&mut refers("client_id", "client"))
            .take(),
    ]
}

fn records(backend: DbBackend) -> Vec<TableCreateStatement> {
    let mut appointments = record_columns(RecordKind::Appointment, backend);
    appointments.extend([maybe("series_id"), maybe("original_date")]);
    vec![
        table("contact", record_columns(RecordKind::Contact, backend))
            .check(Expr::cust(one_of("kind", contact::KINDS)))
            .foreign_key(&mut refers("associate_id", "staff"))
            .take(),
        table("contact_client", vec![text("contact_id"), text("client_id")])
            .primary_key(&mut key(&["contact_id", "client_id"]))
            .foreign_key(&mut owned("contact_id", "contact"))
            .foreign_key(&mut refers("client_id", "client"))
            .take(),
        table("appointment", appointments)
            .check(Expr::cust(one_of("show_as", appointment::SHOW_AS_CHOICES)))
            .check(Expr::cust("(series_id IS NULL) = (original_date IS NULL)"))
            .foreign_key(&mut refers("client_id", "client"))
            .foreign_key(&mut refers("matter_id", "matter"))
            .take(),
        table("appointment_staff", vec![text("appointment_id"), text("staff_id")])
            .primary_key(&mut key(&["appointment_id", "staff_id"]))
            .foreign_key(&mut owned("appointment_id", "appointment"))
            .foreign_key(&mut refers("staff_id", "staff"))
            .take(),
        table("appointment_attendee", vec![text("appointment_id"), number("position"), text("address"), blank("name")])
            .primary_key(&mut key(&["appointment_id", "position"]))
            .foreign_key(&mut owned("appointment_id", "appointment"))
            .take(),
    ]
}

/// The fields of the table, and what every record has.
fn record_columns(kind: RecordKind, backend: DbBackend) -> Vec<ColumnDef> {
    let mut list = vec![id().default(Expr::cust(any_id(backend))).take()];
    list.extend(columns(kind).map(field_column));
    list.extend([
        number("version").default(1).check(Expr::cust("version > 0")).take(),
        text("edited_at").default(Expr::cust(format!("({})", clock(backend)))).take(),
        blank("edited_by"),
        blank("origin"),
        maybe("binned_at"),
    ]);
    list
}

fn field_column(field: &Field) -> ColumnDef {
    match field.kind {
        Kind::Flag => flag(field.column, 0),
        Kind::Minutes => ColumnDef::new(field.column).big_integer().null().take(),
        _ => maybe(field.column),
    }
}

fn settings() -> Vec<TableCreateStatement> {
    vec![
        table("filter", vec![id(), text("name"), flag("match_all", 1), text("rows")]),
        table("terminology", vec![text("key").primary_key().take(), text("word")]),
        table(
            "code_category",
            vec![text("code").primary_key().take(), number("position"), text("label"), blank("category")],
        )
        .check(Expr::cust("length(code) BETWEEN 1 AND 16"))
        .take(),
        table(
            "setting",
            vec![text("scope"), text("owner"), text("name"), text("value"), text("changed_at"), text("changed_by")],
        )
        .primary_key(&mut key(&["scope", "owner", "name"]))
        .check(Expr::cust("scope IN ('staff', 'firm')"))
        .take(),
    ]
}

fn links() -> Vec<TableCreateStatement> {
    vec![
        table("folder", vec![id(), text("mailbox"), text("kind"), blank("outlook_id"), maybe("staff_id")])
            .check(Expr::cust(KINDS))
            .foreign_key(&mut refers("staff_id", "staff"))
            .take(),
        table("cursor", vec![text("folder_id").primary_key().take(), maybe("delta"), number("seen").default(0).take()])
            .foreign_key(&mut owned("folder_id", "folder"))
            .take(),
        table(
            "link",
            vec![
                id(),
                text("folder_id"),
                text("kind"),
                text("record_id"),
                text("item_id"),
                maybe("immutable_id"),
                maybe("ical_uid"),
                maybe("series_item_id"),
                text("state"),
                text("created_at"),
            ],
        )
        .check(Expr::cust(KINDS))
        .check(Expr::cust("state IN ('joined', 'parted')"))
        .check(Expr::cust("length(item_id) > 0"))
        .foreign_key(&mut refers("folder_id", "folder"))
        .take(),
        table(
            "base",
            vec![
                text("link_id").primary_key().take(),
                text("practice"),
                text("outlook"),
                text("taken_at"),
                maybe("outlook_modified"),
            ],
        )
        .foreign_key(&mut owned("link_id", "link"))
        .take(),
        table("tombstone", vec![text("folder_id"), text("item_id"), text("seen_at"), maybe("proven_at")])
            .primary_key(&mut key(&["folder_id", "item_id"]))
            .foreign_key(&mut owned("folder_id", "folder"))
            .take(),
    ]
}

fn trail(backend: DbBackend) -> Vec<TableCreateStatement> {
    vec![
        table(
            "change_log",
            vec![
                log_sequence(backend),
                text("kind"),
                text("record_id"),
                text("what"),
                text("at"),
                blank("origin"),
                blank("fields"),
            ],
        ),
        table("own_write", vec![text("origin").primary_key().take(), text("at")]),
        table(
            "run",
            vec![id(), text("staff_id"), text("cause"), text("started_at"), maybe("ended_at"), blank("outcome")],
        ),
        table(
            "journal",
            vec![
                id(),
                maybe("run_id"),
                text("side"),
                text("action"),
                text("kind"),
                text("record_id"),
                maybe("folder_id"),
                maybe("item_id"),
                maybe("create_key"),
                maybe("before_image"),
                maybe("after_image"),
                text("state"),
                text("at"),
                maybe("settled_at"),
                blank("note"),
            ],
        )
        .check(Expr::cust(KINDS))
        .check(Expr::cust("state IN ('planned', 'sent', 'done', 'failed')"))
        .take(),
        table(
            "history",
            vec![
                sequence(),
                text("id"),
                text("kind"),
                text("record_id"),
                text("field"),
                text("side"),
                maybe("value"),
                maybe("replaced_by"),
                text("why"),
                maybe("run_id"),
                maybe("journal_id"),
                text("at"),
                text("by"),
            ],
        )
        .check(Expr::cust(KINDS))
        .check(Expr::cust("side IN ('practice', 'outlook')"))
        .take(),
        table(
            "question",
            vec![
                id(),
                text("staff_id"),
                maybe("link_id"),
                text("kind"),
                text("record_id"),
                text("rows"),
                maybe("practice_at"),
                maybe("outlook_at"),
                text("asked_at"),
                maybe("answered_at"),
                maybe("answered_by"),
                maybe("answer"),
            ],
        )
        .check(Expr::cust(KINDS))
        .take(),
        table(
            "audit",
            vec![
                sequence(),
                text("at"),
                text("by"),
                text("action"),
                maybe("kind"),
                maybe("record_id"),
                text("outcome"),
                blank("detail"),
            ],
        ),
    ]
}

fn access() -> Vec<TableCreateStatement> {
    vec![
        table(
            "session",
            vec![text("token_hash").primary_key().take(), text("staff_id"), text("created_at"), text("expires_at")],
        )
        .foreign_key(&mut refers("staff_id", "staff"))
        .take(),
        table(
            "idempotency",
            vec![text("person"), text("key"), text("fingerprint"), number("status"), text("body"), text("at")],
        )
        .primary_key(&mut key(&["person", "key"]))
        .take(),
    ]
}

/// Who of Microsoft 365 is which staff member, and who waits to be one.
pub(super) fn identity_tables() -> Vec<TableCreateStatement> {
    vec![
        table(
            "staff_identity",
            vec![text("tenant"), text("object"), text("staff_id"), text("tied_at"), text("tied_by")],
        )
        .primary_key(&mut key(&["tenant", "object"]))
        .foreign_key(&mut refers("staff_id", "staff"))
        .take(),
        table("waiting", vec![text("tenant"), text("object"), blank("name"), blank("username"), text("at")])
            .primary_key(&mut key(&["tenant", "object"]))
            .take(),
    ]
}

/// One person to a staff member; and who waits longest is found at once.
pub(super) fn identity_indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("staff_identity_staff", "staff_identity", &["staff_id"]).unique().take(),
        index("waiting_at", "waiting", &["at"]),
    ]
}

const KINDS: &str = "kind IN ('appointment', 'contact')";

/// Counts the changes of [`super::triggers::SLOW`]: one row, one number.
pub(super) fn revision_table() -> TableCreateStatement {
    table("revision", vec![ColumnDef::new("id").big_integer().not_null().primary_key().take(), number("number")])
        .check(Expr::cust("id = 1"))
        .take()
}

/// Indexes of the first migration, and the constraints that hold P6: one link to a record and one to an item, in a folder.
pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    let unique = |name, table, columns: &[&'static str]| index(name, table, columns).unique().take();
    vec![
        unique("client_number", "client", &["number"]),
        unique("matter_number", "matter", &["client_id", "number"]),
        unique("folder_key", "folder", &["mailbox", "kind", "outlook_id"]),
        unique("link_record", "link", &["folder_id", "kind", "record_id"]),
        unique("link_item", "link", &["folder_id", "item_id"]),
        unique("link_immutable", "link", &["folder_id", "immutable_id"]),
        unique("journal_create_key", "journal", &["create_key"]),
        unique("series_day", "appointment", &["series_id", "original_date"]),
        unique("history_id", "history", &["id"]),
        index("link_of_record", "link", &["kind", "record_id"]),
        index("link_ical_uid", "link", &["ical_uid"]),
        index("history_of_record", "history", &["kind", "record_id"]),
        index("audit_of_record", "audit", &["kind", "record_id"]),
        index("question_of_staff", "question", &["staff_id", "answered_at"]),
        index("question_of_link", "question", &["link_id", "answered_at"]),
        index("journal_state", "journal", &["state"]),
        index("appointment_start", "appointment", &["start"]),
        index("appointment_bin", "appointment", &["binned_at"]),
        index("attendee_address", "appointment_attendee", &["address"]),
        index("contact_of_client", "contact_client", &["client_id"]),
        index("appointment_of_staff", "appointment_staff", &["staff_id"]),
    ]
}

/// Indexes of what is looked up with every edit.
pub(super) fn lookup_indexes() -> Vec<IndexCreateStatement> {
    vec![
        index("idempotency_at", "idempotency", &["at"]),
        index("journal_item", "journal", &["folder_id", "item_id", "state"]),
    ]
}

/// A folder is found by its mailbox's address, compared without letter case.
pub(super) const FOLDER_INDEX: &str = "CREATE INDEX folder_mailbox ON folder (lower(mailbox), kind, outlook_id)";

/// Indexes over expressions: addresses are compared without letter case.
pub(super) const EXPRESSION_INDEXES: &[&str] = &[
    "CREATE UNIQUE INDEX staff_mailbox ON staff (lower(mailbox))",
    "CREATE INDEX contact_email1 ON contact (lower(trim(email1)))",
    "CREATE INDEX contact_email2 ON contact (lower(trim(email2)))",
    "CREATE INDEX contact_email3 ON contact (lower(trim(email3)))",
    "CREATE UNIQUE INDEX question_open ON question (link_id) WHERE answered_at IS NULL",
];

pub(super) fn table(name: &'static str, columns: Vec<ColumnDef>) -> TableCreateStatement {
    let mut table = Table::create().table(name).take();
    for column in columns {
        table.col(column);
    }
    table
}

pub(super) fn index(name: &'static str, table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create().name(name).table(table).take();
    for column in columns {
        index.col(*column);
    }
    index
}

pub(super) fn key(columns: &[&'static str]) -> IndexCreateStatement {
    let mut key = Index::create();
    for column in columns {
        key.col(*column);
    }
    key.take()
}

pub(super) fn refers(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().from_col(column).to(table, "id").take()
}

pub(super) fn owned(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    refers(column, table).on_delete(ForeignKeyAction::Cascade).take()
}

fn one_of(column: &str, words: &[&str]) -> String {
    let words: Vec<_> = words.iter().map(|word| format!("'{word}'")).collect();
    format!("{column} IS NULL OR {column} IN ('', {})", words.join(", "))
}

fn id() -> ColumnDef {
    text("id").primary_key().check(Expr::cust("length(id) > 0")).take()
}

pub(super) fn sequence() -> ColumnDef {
    ColumnDef::new("seq").big_integer().not_null().auto_increment().primary_key().take()
}

pub(super) fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

pub(super) fn blank(name: &'static str) -> ColumnDef {
    defaulted(name, "")
}

pub(super) fn defaulted(name: &'static str, value: &'static str) -> ColumnDef {
    text(name).default(value).take()
}

pub(super) fn maybe(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

pub(super) fn number(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).big_integer().not_null().take()
}

pub(super) fn flag(name: &'static str, default: i64) -> ColumnDef {
    let check = Expr::cust(format!("{name} IN (0, 1)"));
    ColumnDef::new(name).big_integer().not_null().default(default).check(check).take()
}

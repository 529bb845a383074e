//! An open item with everything that is planned from, in one statement: what the pane asks for most.

use rules::record::RecordKind;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult, Statement, Value};

use super::columns::columns;
use super::links::{base, folder, folder_is, link};
use super::pairs::{tied, ties};
use super::people::same_case;
use super::records::record;
use super::rows::{Cell, Part, error, word};
use super::trail::journal_entry;
use crate::practice::{Error, FolderKey, Opened, OpenedLink, Record, RecordRef};

/// A table of the statement: what its columns are prefixed with, and which they are.
pub(super) struct Joined {
    pub(super) table: &'static str,
    pub(super) prefix: &'static str,
    pub(super) columns: &'static [&'static str],
}

pub(super) const FOLDER: Joined = Joined {
    table: "folder",
    prefix: "f_",
    columns: &[
        "id",
        "mailbox",
        "kind",
        "outlook_id",
        "staff_id",
        "name",
        "mark",
        "paused",
        "whole_due",
        "settings_hash",
        "unfinished",
    ],
};
pub(super) const CURSOR: Joined = Joined { table: "cursor", prefix: "f_", columns: &["delta", "seen"] };
pub(super) const LINK: Joined = Joined {
    table: "link",
    prefix: "l_",
    columns: &[
        "id",
        "folder_id",
        "kind",
        "record_id",
        "item_id",
        "immutable_id",
        "ical_uid",
        "series_item_id",
        "state",
        "parted_by",
        "imported_by",
        "sighted_hash",
        "sighted_modified",
        "created_at",
    ],
};
/// Beside the columns of its fields.
const RECORD: Joined = Joined {
    table: "appointment",
    prefix: "r_",
    columns: &["id", "version", "edited_at", "edited_by", "origin", "binned_at", "series_id", "original_date"],
};
pub(super) const BASE: Joined = Joined {
    table: "base",
    prefix: "b_",
    columns: &["link_id", "practice", "outlook", "taken_at", "outlook_modified", "etag", "change_key"],
};
const JOURNAL: Joined = Joined {
    table: "journal",
    prefix: "j_",
    columns: &[
        "id",
        "run_id",
        "position",
        "link_id",
        "side",
        "action",
        "kind",
        "record_id",
        "folder_id",
        "item_id",
        "create_key",
        "before_image",
        "after_image",
        "state",
        "at",
        "settled_at",
        "sought_at",
        "note",
    ],
};

/// Stands between identifiers in one text: none of them holds it.
pub(super) const BETWEEN: &str = "\u{1f}";

/// What stands in the prepared text for what is asked: nothing that is stored begins like that.
const MAILBOX: &str = "\u{1}mailbox";
const KIND: &str = "\u{1}kind";
const OUTLOOK_ID: &str = "\u{1}outlook-id";
const ITEM: &str = "\u{1}item";

/// The statement's text, which is always the same and long.
pub(super) struct Prepared(Statement);

impl Prepared {
    pub(super) fn new(backend: DbBackend) -> Self {
        Self(backend.build(&statement(backend)))
    }

    fn of(&self, key: &FolderKey, item_id: &str) -> Statement {
        let asked = |value: &Value| match value {
            Value::String(Some(text)) => match text.as_str() {
                MAILBOX => same_case(&key.mailbox).into(),
                KIND => word(key.kind).into(),
                OUTLOOK_ID => key.outlook_id.as_str().into(),
                ITEM => item_id.into(),
                _ => value.clone(),
            },
            _ => value.clone(),
        };
        let values = self.0.values.iter().flat_map(|values| values.iter().map(asked));
        Statement::from_sql_and_values(self.0.db_backend, self.0.sql.as_str(), values)
    }
}

/// The calendar, and what the item of that identifier is tied to there.
pub(super) async fn read<C: ConnectionTrait>(
    db: &C,
    prepared: &Prepared,
    key: &FolderKey,
    item_id: &str,
) -> Result<Opened, Error> {
    let row = db.query_one_raw(prepared.of(key, item_id)).await.map_err(error)?;
    // The table of the revision has one row, always; without it everything is new each time.
    row.map_or_else(|| Ok(Opened { revision: None, folder: None, linked: None }), |row| opened(&row))
}

fn opened(row: &QueryResult) -> Result<Opened, Error> {
    let part = |joined: &Joined| Part { row, prefix: joined.prefix };
    let folder = there(&part(&FOLDER), "id")?.then(|| folder(&part(&FOLDER))).transpose()?;
    let linked = there(&part(&LINK), "id")?.then(|| linked(row)).transpose()?;
    Ok(Opened { revision: Some(row.number("revision")?), folder, linked })
}

fn linked(row: &QueryResult) -> Result<OpenedLink, Error> {
    let part = |joined: &Joined| Part { row, prefix: joined.prefix };
    let link = link(&part(&LINK))?;
    let is_there = there(&part(&RECORD), "id")?;
    Ok(OpenedLink {
        record: is_there.then(|| appointment(row, &link.record)).transpose()?,
        base: there(&part(&BASE), "link_id")?.then(|| base(&part(&BASE))).transpose()?,
        in_doubt: there(&part(&JOURNAL), "id")?.then(|| journal_entry(&part(&JOURNAL))).transpose()?,
        link,
    })
}

fn appointment(row: &QueryResult, of: &RecordRef) -> Result<Record, Error> {
    record(&Part { row, prefix: RECORD.prefix }, of, ties(row)?).map_err(|error| error.of(of))
}

/// An outer join leaves every column empty where there is nothing.
pub(super) fn there(part: &Part<'_>, key: &'static str) -> Result<bool, Error> {
    Ok(part.maybe_text(key)?.is_some())
}

fn statement(backend: DbBackend) -> SelectStatement {
    let mut select = Query::select();
    select.expr_as(Expr::col(("revision", "number")), "revision").from("revision");
    for joined in [&FOLDER, &CURSOR, &LINK, &RECORD, &BASE, &JOURNAL] {
        joined.columns.iter().for_each(|column| show(&mut select, joined.table, joined.prefix, column));
    }
    columns(RecordKind::Appointment).for_each(|field| show(&mut select, RECORD.table, RECORD.prefix, field.column));
    select.expr_as(tied(backend, RecordKind::Appointment), "tied");
    join(&mut select);
    // The newest form in doubt of the oldest link. Only that row is read, and there is hardly ever another: a limit would be
    // a parameter on whose value SQLite plans anew each time.
    select
        .order_by(("link", "created_at"), Order::Asc)
        .order_by(("link", "id"), Order::Asc)
        .order_by(("journal", "at"), Order::Desc)
        .order_by(("journal", "id"), Order::Desc);
    select.take()
}

/// The column of a table, named by the prefix and itself.
pub(super) fn show(select: &mut SelectStatement, table: &'static str, prefix: &'static str, column: &'static str) {
    select.expr_as(Expr::col((table, column)), format!("{prefix}{column}"));
}

fn join(select: &mut SelectStatement) {
    let same = |a, b| Expr::col(a).equals(b);
    let is = |column, text: &str| Expr::col(column).eq(text);
    let the_link = is(("link", "item_id"), ITEM).or(is(("link", "immutable_id"), ITEM));
    let appointment = is(("link", "kind"), &word(RecordKind::Appointment));
    select
        .left_join("folder", folder_is(MAILBOX, KIND, OUTLOOK_ID))
        .left_join("cursor", same(("cursor", "folder_id"), ("folder", "id")))
        .left_join("link", same(("link", "folder_id"), ("folder", "id")).and(the_link))
        .left_join("appointment", same(("appointment", "id"), ("link", "record_id")).and(appointment))
        .left_join("base", same(("base", "link_id"), ("link", "id")))
        .left_join(
            "journal",
            same(("journal", "folder_id"), ("folder", "id"))
                .and(same(("journal", "item_id"), ("link", "item_id")))
                .and(is(("journal", "state"), "sent")),
        );
}

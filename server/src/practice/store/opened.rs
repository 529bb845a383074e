//! An open item with everything that is planned from, in one statement: what the pane asks for most.

use rules::record::RecordKind;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, DbBackend, QueryResult};

use super::columns::columns;
use super::links::{base, folder, key_is, link};
use super::records::{place, record};
use super::rows::{Cell, Part, error, word};
use super::trail::journal_entry;
use crate::practice::{Error, FolderKey, Opened, OpenedLink, Record, RecordRef};

/// A table of the statement: what its columns are prefixed with, and which they are.
struct Joined {
    table: &'static str,
    prefix: &'static str,
    columns: &'static [&'static str],
}

const FOLDER: Joined =
    Joined { table: "folder", prefix: "f_", columns: &["id", "mailbox", "kind", "outlook_id", "staff_id"] };
const CURSOR: Joined = Joined { table: "cursor", prefix: "f_", columns: &["delta", "seen"] };
const LINK: Joined = Joined {
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
        "created_at",
    ],
};
/// Beside the columns of its fields.
const RECORD: Joined = Joined {
    table: "appointment",
    prefix: "r_",
    columns: &["id", "version", "edited_at", "edited_by", "origin", "binned_at", "series_id", "original_date"],
};
const BASE: Joined = Joined {
    table: "base",
    prefix: "b_",
    columns: &["link_id", "practice", "outlook", "taken_at", "outlook_modified"],
};
const JOURNAL: Joined = Joined {
    table: "journal",
    prefix: "j_",
    columns: &[
        "id",
        "run_id",
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
        "note",
    ],
};

/// Stands between the identifiers of the staff: no identifier holds it.
const BETWEEN: &str = "\u{1f}";

/// The calendar, and what the item of that identifier is tied to there.
pub(super) async fn read<C: ConnectionTrait>(db: &C, key: &FolderKey, item_id: &str) -> Result<Opened, Error> {
    let statement = statement(db.get_database_backend(), key, item_id);
    let row = db.query_one(&statement).await.map_err(error)?;
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
    let staff = row.maybe_text("staff")?.unwrap_or_default();
    let staff = staff.split(BETWEEN).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    record(&Part { row, prefix: RECORD.prefix }, of, staff).map_err(|error| error.of(of))
}

/// An outer join leaves every column empty where there is nothing.
fn there(part: &Part<'_>, key: &'static str) -> Result<bool, Error> {
    Ok(part.maybe_text(key)?.is_some())
}

fn statement(backend: DbBackend, key: &FolderKey, item_id: &str) -> SelectStatement {
    let mut select = Query::select();
    select.expr_as(Expr::col(("revision", "number")), "revision").from("revision");
    for joined in [&FOLDER, &CURSOR, &LINK, &RECORD, &BASE, &JOURNAL] {
        joined.columns.iter().for_each(|column| show(&mut select, joined, column));
    }
    columns(RecordKind::Appointment).for_each(|field| show(&mut select, &RECORD, field.column));
    select.expr_as(staff(backend), "staff");
    join(&mut select, key, item_id);
    // The newest form in doubt of the oldest link.
    select
        .order_by(("link", "created_at"), Order::Asc)
        .order_by(("link", "id"), Order::Asc)
        .order_by(("journal", "at"), Order::Desc)
        .order_by(("journal", "id"), Order::Desc)
        .limit(1);
    select.take()
}

fn show(select: &mut SelectStatement, joined: &Joined, column: &'static str) {
    select.expr_as(Expr::col((joined.table, column)), format!("{}{column}", joined.prefix));
}

fn join(select: &mut SelectStatement, key: &FolderKey, item_id: &str) {
    let same = |a, b| Expr::col(a).equals(b);
    let is = |column, text: &str| Expr::col(column).eq(text);
    let the_link = is(("link", "item_id"), item_id).or(is(("link", "immutable_id"), item_id));
    let appointment = is(("link", "kind"), &word(RecordKind::Appointment));
    select
        .left_join("folder", key_is(key))
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

/// The staff that the appointment is assigned to, as one text.
fn staff(backend: DbBackend) -> SimpleExpr {
    let joined = match backend {
        DbBackend::Postgres => "string_agg",
        _ => "group_concat",
    };
    let place = place(RecordKind::Appointment);
    let mut tied = Query::select();
    tied.expr(Func::cust(joined).arg(Expr::col((place.tie, place.to))).arg(BETWEEN))
        .from(place.tie)
        .and_where(Expr::col((place.tie, place.from)).equals((place.table, "id")));
    SimpleExpr::SubQuery(None, Box::new(tied.take().into()))
}

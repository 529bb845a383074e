//! The triggers that fill the change log, and date and count the edits of other programs. The one place where the
//! databases' dialects differ.
//!
//! A write of ours puts its token into `own_write` at the start of its transaction and takes it out at the end, so the
//! row is seen by the triggers of that transaction and by nobody else. A trigger that finds no token there is looking
//! at another program's edit: it raises the record's version and dates it by the database's clock (M3). That touches
//! no content column, and the triggers listen to content columns only: none can set off itself.

use rules::record::RecordKind;
use sea_orm::DbBackend;

use super::{columns::columns, schema::clock};

/// The statements that make all triggers.
pub(super) fn all(backend: DbBackend) -> Vec<String> {
    let dialect = Dialect { backend };
    let mut list = Vec::new();
    list.extend(dialect.record("appointment", RecordKind::Appointment, &["binned_at", "series_id", "original_date"]));
    list.extend(dialect.record("contact", RecordKind::Contact, &["binned_at"]));
    list.extend(dialect.client());
    list.extend(dialect.tie("appointment_staff", "appointment", "appointment_id", "staff"));
    list.extend(dialect.tie("contact_client", "contact", "contact_id", "clients"));
    list.into_iter().flat_map(|trigger| dialect.render(&trigger)).collect()
}

/// What changes seldom: a change of any counts the revision up, whoever made it. Filters joined them with
/// `m0005_syncing`.
pub(super) const SLOW: [&str; 6] = ["staff", "client", "matter", "setting", "terminology", "code_category"];

/// The statements that make the triggers of the revision on these tables.
pub(super) fn of_revision(backend: DbBackend, tables: &[&'static str]) -> Vec<String> {
    let dialect = Dialect { backend };
    let events = [("revised_insert", "INSERT"), ("revised_update", "UPDATE"), ("revised_delete", "DELETE")];
    let trigger = |table, (name, event): (&'static str, &str)| Trigger {
        table,
        name,
        event: event.to_owned(),
        when: None,
        body: vec!["UPDATE revision SET number = number + 1".to_owned()],
    };
    let all = tables.iter().flat_map(|table| events.map(|event| trigger(table, event)));
    all.flat_map(|trigger| dialect.render(&trigger)).collect()
}

const CLIENT_COLUMNS: &[&str] = &["number", "name", "entity", "client_type", "status", "office", "associate_id"];
const NOT_OURS: &str = "NOT EXISTS (SELECT 1 FROM own_write)";

struct Trigger {
    table: &'static str,
    name: &'static str,
    /// `INSERT`, `DELETE`, `UPDATE OF a, b`.
    event: String,
    when: Option<String>,
    body: Vec<String>,
}

#[derive(Clone, Copy)]
struct Dialect {
    backend: DbBackend,
}

impl Dialect {
    fn record(self, table: &'static str, kind: RecordKind, more: &[&'static str]) -> Vec<Trigger> {
        let content: Vec<_> = columns(kind).map(|field| field.column).chain(more.iter().copied()).collect();
        let ties = match kind {
            RecordKind::Appointment => [
                "DELETE FROM appointment_staff WHERE appointment_id = OLD.id",
                "DELETE FROM appointment_attendee WHERE appointment_id = OLD.id",
            ]
            .as_slice(),
            RecordKind::Contact => ["DELETE FROM contact_client WHERE contact_id = OLD.id"].as_slice(),
        };
        let mut update = self.content_update(table, &content);
        update.body.insert(0, self.bump(table, "NEW.id"));
        let mut delete = self.delete(table);
        // The sqlite3 program does not hold foreign keys unless told.
        delete.body.extend(ties.iter().map(ToString::to_string));
        vec![self.insert(table), update, self.rename(table), delete]
    }

    fn client(self) -> Vec<Trigger> {
        let update = self.content_update("client", CLIENT_COLUMNS);
        vec![self.insert("client"), update, self.rename("client"), self.delete("client")]
    }

    /// A table that ties: an edit of it is an edit of its record, unless that is being deleted.
    fn tie(self, table: &'static str, record: &'static str, key: &'static str, field: &str) -> Vec<Trigger> {
        let write = |name, event: &str, row: &str| Trigger {
            table,
            name,
            event: event.to_owned(),
            when: None,
            body: vec![
                self.bump(record, &format!("{row}.{key}")),
                format!(
                    "{} WHERE EXISTS (SELECT 1 FROM {record} WHERE id = {row}.{key})",
                    self.log(record, &format!("{row}.{key}"), "update", &format!("'{field}'"))
                ),
            ],
        };
        vec![write("insert", "INSERT", "NEW"), write("update", "UPDATE", "NEW"), write("delete", "DELETE", "OLD")]
    }

    fn insert(self, table: &'static str) -> Trigger {
        let body = vec![self.log(table, "NEW.id", "insert", "''")];
        Trigger { table, name: "insert", event: "INSERT".into(), when: None, body }
    }

    fn delete(self, table: &'static str) -> Trigger {
        let body = vec![self.log(table, "OLD.id", "delete", "''")];
        Trigger { table, name: "delete", event: "DELETE".into(), when: None, body }
    }

    /// A record that is given another identifier is another record.
    fn rename(self, table: &'static str) -> Trigger {
        let body = vec![self.log(table, "OLD.id", "delete", "''"), self.log(table, "NEW.id", "insert", "''")];
        Trigger { table, name: "rename", event: "UPDATE OF id".into(), when: Some("NEW.id <> OLD.id".into()), body }
    }

    /// Only what differs is a change (M1).
    fn content_update(self, table: &'static str, content: &[&str]) -> Trigger {
        let differs = |column: &&str| match self.backend {
            DbBackend::Postgres => format!("NEW.\"{column}\" IS DISTINCT FROM OLD.\"{column}\""),
            _ => format!("NEW.\"{column}\" IS NOT OLD.\"{column}\""),
        };
        let quoted: Vec<_> = content.iter().map(|column| format!("\"{column}\"")).collect();
        let when: Vec<_> = content.iter().map(differs).collect();
        let fields: Vec<_> = content
            .iter()
            .map(|column| format!("CASE WHEN {} THEN '{column} ' ELSE '' END", differs(column)))
            .collect();
        Trigger {
            table,
            name: "update",
            event: format!("UPDATE OF {}", quoted.join(", ")),
            when: Some(when.join(" OR ")),
            body: vec![self.log(table, "NEW.id", "update", &fields.join(" || "))],
        }
    }

    fn bump(self, table: &str, id: &str) -> String {
        let now = clock(self.backend);
        format!(
            "UPDATE {table} SET version = version + 1, edited_at = {now}, edited_by = '', origin = '' WHERE id = {id} AND {NOT_OURS}"
        )
    }

    fn log(self, kind: &str, id: &str, what: &str, fields: &str) -> String {
        let now = clock(self.backend);
        format!(
            "INSERT INTO change_log (kind, record_id, what, at, origin, fields) SELECT '{kind}', {id}, '{what}', \
             coalesce((SELECT at FROM own_write), {now}), coalesce((SELECT origin FROM own_write), ''), {fields}"
        )
    }

    fn render(self, trigger: &Trigger) -> Vec<String> {
        let Trigger { table, name, event, when, body } = trigger;
        let when = when.as_ref().map(|when| format!(" WHEN ({when})")).unwrap_or_default();
        let body = body.join("; ");
        match self.backend {
            DbBackend::Postgres => vec![
                format!(
                    "CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NULL; END $$"
                ),
                format!(
                    "CREATE TRIGGER {table}_{name} AFTER {event} ON {table} FOR EACH ROW{when} EXECUTE FUNCTION {table}_{name}()"
                ),
            ],
            _ => vec![format!(
                "CREATE TRIGGER {table}_{name} AFTER {event} ON {table} FOR EACH ROW{when} BEGIN {body}; END"
            )],
        }
    }
}

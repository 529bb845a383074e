//! The practice database, read and written by another program: plain `sqlite3`.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// The file.
pub(crate) struct Database(pub(super) PathBuf);

impl Database {
    /// Runs the statement and gives what it printed: columns parted by `|`, rows by line ends.
    pub(crate) fn sql(&self, sql: &str) -> String {
        self.run(&[], sql)
    }

    /// The rows as objects.
    pub(crate) fn rows(&self, sql: &str) -> Vec<Value> {
        let printed = self.run(&["-json"], sql);
        if printed.is_empty() { Vec::new() } else { serde_json::from_str(&printed).expect("JSON") }
    }

    fn run(&self, options: &[&str], sql: &str) -> String {
        let mut program = Command::new("sqlite3");
        program.args(options).arg("-cmd").arg(".timeout 10000").arg(&self.0).arg(sql);
        let output = program.output().expect("the sqlite3 program is installed");
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }

    /// A column of an appointment.
    pub(crate) fn appointment(&self, id: &str, column: &str) -> String {
        self.sql(&format!("select \"{column}\" from appointment where id = '{id}'"))
    }

    /// Another program edits a column of an appointment.
    pub(crate) fn edit(&self, id: &str, column: &str, value: &str) {
        self.sql(&format!("update appointment set \"{column}\" = '{value}' where id = '{id}'"));
    }

    /// Another program edited it at that time.
    pub(crate) fn edit_at(&self, id: &str, column: &str, value: &str, at: &str) {
        self.edit(id, column, value);
        self.sql(&format!("update appointment set edited_at = '{at}' where id = '{id}'"));
    }

    /// What gave way in a record, oldest first: `location practice: Room 5 > Hall (C7)`.
    pub(crate) fn history(&self, id: &str) -> Vec<String> {
        let inner = |column: &str| format!("coalesce((select inner.value from json_each({column}) as inner), '-')");
        let (value, by) = (inner("history.value"), inner("history.replaced_by"));
        let sql = format!(
            "select field || ' ' || side || ': ' || {value} || ' > ' || {by} || ' (' || why || ')' from history \
             where record_id = '{id}' order by seq"
        );
        self.sql(&sql).lines().map(str::to_owned).collect()
    }

    /// Who did what to a record, with what outcome, oldest first.
    pub(crate) fn audit(&self, id: &str) -> Vec<String> {
        let sql =
            format!("select by || ' ' || action || ' ' || outcome from audit where record_id = '{id}' order by seq");
        self.sql(&sql).lines().map(str::to_owned).collect()
    }

    /// How many rows a table has.
    pub(crate) fn count(&self, table: &str) -> u32 {
        self.sql(&format!("select count(*) from {table}")).parse().expect("a number")
    }

    /// How much there is of everything that an edit writes. Signing in is none.
    pub(crate) fn written(&self) -> Vec<u32> {
        let tables =
            ["appointment", "contact", "link", "history", "audit where record_id is not null", "journal", "change_log"];
        tables.map(|table| self.count(table)).into()
    }

    /// A staff member's setting, as JSON.
    pub(crate) fn set(&self, staff: &str, name: &str, value: &Value) {
        self.sql(&format!(
            "insert or replace into setting (scope, owner, name, value, changed_at, changed_by) \
             values ('staff', '{staff}', '{name}', '{value}', '2026-11-01T00:00:00.000Z', '{staff}')"
        ));
    }
}

//! Staff, settings, clients, matters: reading.

use std::collections::BTreeMap;

use async_trait::async_trait;
use sea_orm::sea_query::{Expr, ExprTrait, Func, IntoColumnRef, Order, SimpleExpr};
use sea_orm::{ConnectionTrait, QueryResult};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Store;
use super::rows::{Cell, all, first, is, one, select};
use crate::practice::{CalendarCode, Client, Error, FirmSettings, Matter, Staff, StaffMember, StaffSettings};

/// The owner of the firm's settings.
pub(super) const FIRM: &str = "";

#[async_trait]
impl Staff for Store {
    async fn staff(&self) -> Result<Vec<StaffMember>, Error> {
        all(&self.db, select("staff", None).order_by("name", Order::Asc).order_by("id", Order::Asc), member).await
    }

    async fn staff_member(&self, id: &str) -> Result<StaffMember, Error> {
        member(&one(&self.db, &select("staff", is("id", id)), "staff member", id).await?)
    }

    async fn staff_by_mailbox(&self, address: &str) -> Result<Option<StaffMember>, Error> {
        first(&self.db, &select("staff", same_address("mailbox", address)), member).await
    }

    async fn settings(&self, staff_id: &str) -> Result<StaffSettings, Error> {
        self.staff_member(staff_id).await?;
        from_rows(stored(&self.db, "staff", staff_id).await?)
    }

    async fn firm(&self) -> Result<FirmSettings, Error> {
        let mut firm: FirmSettings = from_rows(stored(&self.db, "firm", FIRM).await?)?;
        let codes = select("code_category", None).order_by("position", Order::Asc).take();
        firm.codes = all(&self.db, &codes, code).await?;
        let words = |row: &QueryResult| Ok((row.text("key")?, row.text("word")?));
        firm.terminology = BTreeMap::from_iter(all(&self.db, &select("terminology", None), words).await?);
        Ok(firm)
    }
}

/// The condition that a column holds that address, in any letter case.
pub(super) fn same_address(column: &'static str, address: &str) -> SimpleExpr {
    same_letters(column, &same_case(address))
}

/// The condition that a column holds that address, which is in small letters: [`same_case`].
pub(super) fn same_letters(column: impl IntoColumnRef, address: &str) -> SimpleExpr {
    Expr::expr(Func::lower(Expr::col(column))).eq(address)
}

/// An address as it is compared: in small letters, without outer blanks.
pub(super) fn same_case(address: &str) -> String {
    address.trim().to_lowercase()
}

/// Settings as rows, one a setting.
async fn stored<C: ConnectionTrait>(db: &C, scope: &str, owner: &str) -> Result<Map<String, Value>, Error> {
    let rows = select("setting", is("scope", scope).and(is("owner", owner)));
    let pairs = all(db, &rows, |row| Ok((row.text("name")?, row.json::<Value>("value")?))).await?;
    Ok(pairs.into_iter().collect())
}

fn from_rows<T: DeserializeOwned>(rows: Map<String, Value>) -> Result<T, Error> {
    serde_json::from_value(Value::Object(rows)).map_err(|error| Error::invalid("setting", error))
}

/// A row of `staff`, or one that it was joined into.
pub(super) fn member(row: &QueryResult) -> Result<StaffMember, Error> {
    Ok(StaffMember {
        id: row.text("id")?,
        name: row.text("name")?,
        mailbox: row.text("mailbox")?,
        initials: row.text("initials")?,
        role: row.word("role")?,
        time_zone: row.text("time_zone")?,
        active: row.flag("active")?,
    })
}

fn code(row: &QueryResult) -> Result<CalendarCode, Error> {
    Ok(CalendarCode { code: row.text("code")?, label: row.text("label")?, category: row.text("category")? })
}

/// A row of `client`.
pub(super) fn client(row: &QueryResult) -> Result<Client, Error> {
    Ok(Client {
        id: row.text("id")?,
        number: row.text("number")?,
        name: row.text("name")?,
        entity: row.word("entity")?,
        client_type: row.text("client_type")?,
        status: row.text("status")?,
        office: row.text("office")?,
        associate: row.maybe_text("associate_id")?,
    })
}

/// A row of `matter`.
pub(super) fn matter(row: &QueryResult) -> Result<Matter, Error> {
    Ok(Matter {
        id: row.text("id")?,
        client_id: row.text("client_id")?,
        number: row.text("number")?,
        name: row.text("name")?,
        open: row.flag("open")?,
    })
}

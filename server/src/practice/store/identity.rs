//! Who of Microsoft 365 is which staff member: reading.

use async_trait::async_trait;
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, QueryResult};

use super::Store;
use super::people::member;
use super::rows::{Cell, all, first, is, select, word};
use crate::practice::{Error, Identities, IdentityKey, Role, StaffIdentity, StaffMember, WaitingPerson};

#[async_trait]
impl Identities for Store {
    async fn staff_of(&self, key: &IdentityKey) -> Result<Option<StaffMember>, Error> {
        let staff = Expr::col(("staff", "id")).equals(("staff_identity", "staff_id"));
        first(&self.db, select("staff_identity", is_person(key)).inner_join("staff", staff), member).await
    }

    async fn identity(&self, key: &IdentityKey) -> Result<Option<StaffIdentity>, Error> {
        first(&self.db, &select("staff_identity", is_person(key)), identity).await
    }

    async fn identity_of_staff(&self, staff_id: &str) -> Result<Option<StaffIdentity>, Error> {
        first(&self.db, &select("staff_identity", is("staff_id", staff_id)), identity).await
    }

    async fn identities(&self) -> Result<Vec<StaffIdentity>, Error> {
        all(&self.db, select("staff_identity", None).order_by("staff_id", Order::Asc), identity).await
    }

    async fn waiting(&self) -> Result<Vec<WaitingPerson>, Error> {
        all(&self.db, &newest_first(), waiting).await
    }

    async fn waiting_person(&self, key: &IdentityKey) -> Result<Option<WaitingPerson>, Error> {
        first(&self.db, &select("waiting", is_person(key)), waiting).await
    }

    async fn has_admin(&self) -> Result<bool, Error> {
        has_admin(&self.db).await
    }
}

/// Whether an administrator who works here is tied to a person.
pub(super) async fn has_admin<C: ConnectionTrait>(db: &C) -> Result<bool, Error> {
    let staff = Expr::col(("staff_identity", "staff_id")).equals(("staff", "id"));
    let admin = Expr::col(("staff", "role")).eq(word(Role::Admin)).and(Expr::col(("staff", "active")).eq(1));
    let mut statement = select("staff_identity", admin);
    Ok(first(db, statement.inner_join("staff", staff).limit(1), |_| Ok(())).await?.is_some())
}

/// Those who wait, the last one first.
pub(super) fn newest_first() -> SelectStatement {
    let order = |statement: &mut SelectStatement| {
        statement.order_by("at", Order::Desc).order_by("tenant", Order::Asc).order_by("object", Order::Asc).take()
    };
    order(&mut select("waiting", None))
}

/// The condition that a row is that person's.
pub(super) fn is_person(key: &IdentityKey) -> SimpleExpr {
    is("tenant", &key.tenant).and(is("object", &key.object))
}

fn key(row: &QueryResult) -> Result<IdentityKey, Error> {
    Ok(IdentityKey { tenant: row.text("tenant")?, object: row.text("object")? })
}

fn identity(row: &QueryResult) -> Result<StaffIdentity, Error> {
    Ok(StaffIdentity {
        key: key(row)?,
        staff_id: row.text("staff_id")?,
        tied_at: row.instant("tied_at")?,
        tied_by: row.text("tied_by")?,
    })
}

/// A row of `waiting`.
pub(super) fn waiting(row: &QueryResult) -> Result<WaitingPerson, Error> {
    Ok(WaitingPerson {
        key: key(row)?,
        name: row.text("name")?,
        username: row.text("username")?,
        at: row.instant("at")?,
    })
}

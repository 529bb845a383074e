use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query, SimpleExpr};

use super::super::identity::{has_admin, is_person, newest_first, waiting};
use super::super::rows::{error, first, instant, is, missing, select};
use super::Writer;
use crate::practice::{Error, IdentityKey, WaitingPerson};

impl Writer<'_> {
    /// The database's own constraints refuse a second person for a staff member, and a second staff member for a person.
    pub(super) async fn tie_person(&self, key: &IdentityKey, staff_id: &str) -> Result<(), Error> {
        let statement = select("staff", is("id", staff_id).and(Expr::col("active").eq(1)));
        first(self.tx, &statement, |_| Ok(())).await?.ok_or_else(|| missing("staff member", staff_id))?;
        let cells = vec![
            ("tenant", key.tenant.as_str().into()),
            ("object", key.object.as_str().into()),
            ("staff_id", staff_id.into()),
            ("tied_at", instant(self.now).into()),
            ("tied_by", self.by.as_str().into()),
        ];
        self.insert("staff_identity", cells).await?;
        self.delete("waiting", is_person(key)).await.map(drop)
    }

    pub(super) async fn untie_person(&self, staff_id: &str) -> Result<(), Error> {
        match self.delete("staff_identity", is("staff_id", staff_id)).await? {
            0 => Err(missing("tie of the staff member", staff_id)),
            _ => Ok(()),
        }
    }

    /// A list that anyone in a tenant can make longer has an end: those who tried longest ago leave it.
    pub(super) async fn waits(&self, person: WaitingPerson) -> Result<(), Error> {
        let cells = vec![
            ("tenant", person.key.tenant.into()),
            ("object", person.key.object.into()),
            ("name", person.name.into()),
            ("username", person.username.into()),
            ("at", instant(person.at).into()),
        ];
        self.upsert("waiting", &["tenant", "object"], cells).await?;
        let mut beyond = newest_first();
        beyond.offset(u64::from(WaitingPerson::MOST)).limit(1);
        match first(self.tx, &beyond, waiting).await? {
            Some(last) => self.delete("waiting", Expr::col("at").lte(instant(last.at))).await.map(drop),
            None => Ok(()),
        }
    }

    pub(super) async fn has_no_admin(&self) -> Result<(), Error> {
        let taken = || Error::Taken { what: "the place of the first administrator".to_owned() };
        if has_admin(self.tx).await? { Err(taken()) } else { Ok(()) }
    }

    pub(super) async fn has_admin(&self) -> Result<(), Error> {
        if has_admin(self.tx).await? { Ok(()) } else { Err(Error::LastAdmin) }
    }

    async fn delete(&self, table: &'static str, condition: SimpleExpr) -> Result<u64, Error> {
        let delete = Query::delete().from_table(table).and_where(condition).take();
        Ok(self.tx.execute(&delete).await.map_err(error)?.rows_affected())
    }
}

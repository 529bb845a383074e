//! The imported contacts that lack something (C6), found by the database itself: how many there are is asked with every look
//! at how synchronization stands.

use std::sync::LazyLock;

use rules::{
    needs::{NEEDS, Need, USUAL_KIND},
    record::{FieldId, RecordKind, contact},
};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement, SimpleExpr};

use super::rows::{Cell, first, is, word};
use crate::practice::Error;

/// Which contacts they are.
pub(super) fn of(staff_id: &str) -> SimpleExpr {
    let lacks = NEEDS.iter().map(lacks).reduce(SimpleExpr::or).unwrap_or_else(|| Expr::val(1).eq(0));
    Expr::col("binned_at").is_null().and(Expr::col("id").in_subquery(imported(staff_id))).and(lacks)
}

/// How many there are.
pub(super) async fn count<C: ConnectionTrait>(db: &C, staff_id: &str) -> Result<u64, Error> {
    let count = Expr::col("id").count();
    let statement = Query::select().expr_as(count, "count").from("contact").and_where(of(staff_id)).take();
    let count = first(db, &statement, |row| row.number("count")).await?.unwrap_or_default();
    u64::try_from(count).map_err(|reason| Error::invalid("count", reason))
}

/// The contacts that runs of that staff member's imported. Joined with the runs instead, the links would be read from the
/// index of all that tie contacts.
fn imported(staff_id: &str) -> SelectStatement {
    let runs = Query::select().column("id").from("run").and_where(is("staff_id", staff_id)).take();
    let mut links = Query::select();
    links
        .column("record_id")
        .from("link")
        .and_where(Expr::col("imported_by").in_subquery(runs))
        .and_where(Expr::col(("link", "kind")).eq(word(RecordKind::Contact)));
    links.take()
}

/// [`rules::needs::lacking`] of one need.
fn lacks(need: &Need) -> SimpleExpr {
    let kind = Func::cust("nullif").arg(Expr::col(column(contact::KIND))).arg("");
    let needed = Expr::expr(Func::coalesce([kind.into(), Expr::val(USUAL_KIND)])).is_in(need.kinds.iter().copied());
    need.any_of.iter().map(|id| is_blank(*id)).fold(needed, SimpleExpr::and)
}

/// Holds nothing but blanks: what [`rules::normalize::clean`] leaves nothing of.
fn is_blank(id: FieldId) -> SimpleExpr {
    let text = Func::coalesce([Expr::col(column(id)), Expr::val("")]);
    Expr::expr(Func::cust("ltrim").arg(text).arg(BLANKS.as_str())).eq("")
}

/// All that is white space (Unicode's `White_Space`). The databases' own `trim` knows the space only.
static BLANKS: LazyLock<String> = LazyLock::new(|| ('\0'..='\u{3000}').filter(|it| it.is_whitespace()).collect());

fn column(id: FieldId) -> &'static str {
    RecordKind::Contact.field(id).map_or("", |field| field.column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_blank_there_is_is_one_for_the_database() {
        let all: String = (char::MIN..=char::MAX).filter(|sign| sign.is_whitespace()).collect();
        assert_eq!(*BLANKS, all);
    }
}

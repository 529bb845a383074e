//! Contacts and appointments: reading.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::{Timestamp, civil::Date};
use rules::record::{FieldId, RecordKind, Value, appointment, contact};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query, SelectStatement};
use sea_orm::{ConnectionTrait, QueryResult};

use super::rows::{Cell, all, error, first, instant, is, missing, select};
use super::search::readable;
use super::{Store, columns};
use crate::practice::{Appointments, Attendee, Error, Filing, Record, RecordRef, SeriesDay};

/// Where the records of a kind are.
pub(super) struct Place {
    /// Its table.
    pub(super) table: &'static str,
    /// The table that ties its records to others.
    pub(super) tie: &'static str,
    /// That table's column with the record.
    pub(super) from: &'static str,
    /// That table's column with the other.
    pub(super) to: &'static str,
    /// The field that is made of it.
    pub(super) field: FieldId,
}

/// Where the records of that kind are.
pub(super) const fn place(kind: RecordKind) -> Place {
    match kind {
        RecordKind::Appointment => Place {
            table: "appointment",
            tie: "appointment_staff",
            from: "appointment_id",
            to: "staff_id",
            field: appointment::STAFF,
        },
        RecordKind::Contact => Place {
            table: "contact",
            tie: "contact_client",
            from: "contact_id",
            to: "client_id",
            field: contact::CLIENTS,
        },
    }
}

/// The records that a statement on their table finds, in its order. Each is read by itself.
pub(super) async fn load<C: ConnectionTrait>(
    db: &C,
    kind: RecordKind,
    statement: &SelectStatement,
) -> Result<Vec<Result<Record, Error>>, Error> {
    let rows = db.query_all(statement).await.map_err(error)?;
    let ids = rows.iter().map(|row| row.text("id")).collect::<Result<Vec<_>, _>>()?;
    let mut others = tied(db, kind, &ids).await?;
    let read = rows.iter().zip(ids).map(|(row, id)| {
        let tied = others.remove(&id).unwrap_or_default();
        let of = RecordRef { kind, id };
        record(row, &of, tied).map_err(|error| error.of(&of))
    });
    Ok(read.collect())
}

/// What the tying table holds of these records.
async fn tied<C: ConnectionTrait>(
    db: &C,
    kind: RecordKind,
    ids: &[String],
) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let place = place(kind);
    let mut ties: BTreeMap<_, Vec<_>> = BTreeMap::new();
    // A statement takes a bounded number of parameters.
    for some in ids.chunks(500) {
        let statement = select(place.tie, Expr::col(place.from).is_in(some));
        let pairs = all(db, &statement, |row| Ok((row.text(place.from)?, row.text(place.to)?))).await?;
        for (from, to) in pairs {
            ties.entry(from).or_default().push(to);
        }
    }
    Ok(ties)
}

/// A row as the record that it is, with what the tying table holds of it.
pub(super) fn record(row: &impl Cell, of: &RecordRef, tied: Vec<String>) -> Result<Record, Error> {
    let mut image = columns::image(of.kind, row)?;
    image.set(place(of.kind).field, Value::labels(tied));
    Ok(Record {
        record: of.clone(),
        image,
        version: row.number("version")?,
        edited_at: row.instant("edited_at")?,
        edited_by: row.text("edited_by")?,
        origin: row.text("origin")?,
        binned_at: row.maybe_instant("binned_at")?,
        series: series(row, of.kind)?,
    })
}

fn series(row: &impl Cell, kind: RecordKind) -> Result<Option<SeriesDay>, Error> {
    if kind != RecordKind::Appointment {
        return Ok(None);
    }
    let Some(series_id) = row.maybe_text("series_id")? else { return Ok(None) };
    Ok(Some(SeriesDay { series_id, original: row.date("original_date")? }))
}

/// One record, read inside a transaction or outside.
pub(super) async fn get<C: ConnectionTrait>(db: &C, kind: RecordKind, id: &str) -> Result<Record, Error> {
    let place = place(kind);
    let found = load(db, kind, &select(place.table, is("id", id))).await?;
    found.into_iter().next().ok_or_else(|| missing(place.table, id))?
}

impl Store {
    pub(super) async fn record(&self, kind: RecordKind, id: &str) -> Result<Record, Error> {
        get(&self.db, kind, id).await
    }

    async fn appointments(&self, statement: &SelectStatement) -> Result<Vec<Record>, Error> {
        let records = load(&self.db, RecordKind::Appointment, statement).await?;
        Ok(records.into_iter().filter_map(readable).collect())
    }
}

#[async_trait]
impl Appointments for Store {
    async fn appointment(&self, id: &str) -> Result<Record, Error> {
        self.record(RecordKind::Appointment, id).await
    }

    async fn exceptions(&self, series_id: &str) -> Result<Vec<Record>, Error> {
        let condition = is("series_id", series_id).and(Expr::col("binned_at").is_null());
        let mut statement = select("appointment", condition);
        statement.order_by("original_date", Order::Asc);
        load(&self.db, RecordKind::Appointment, &statement).await?.into_iter().collect()
    }

    async fn series_day(&self, series_id: &str, original: Date) -> Result<Option<Record>, Error> {
        let condition = is("series_id", series_id).and(is("original_date", &original.to_string()));
        load(&self.db, RecordKind::Appointment, &select("appointment", condition)).await?.pop().transpose()
    }

    async fn appointments_between(
        &self,
        from: Timestamp,
        to: Timestamp,
        staff_id: Option<&str>,
    ) -> Result<Vec<Record>, Error> {
        // A date is less than any point in time on it, as text too: what ends on the first day or begins on the last
        // is in, whatever the zone.
        let (first_day, last_day) = (day_before(from), to.to_string());
        let lasts = Expr::col("end").gte(first_day).or(Expr::col("recurrence").is_not_null());
        let condition = Expr::col("start").lt(last_day).and(lasts).and(Expr::col("binned_at").is_null());
        let mut statement = select("appointment", condition);
        if let Some(staff_id) = staff_id {
            let assigned = Query::select()
                .column("appointment_id")
                .from("appointment_staff")
                .and_where(is("staff_id", staff_id))
                .take();
            statement.and_where(Expr::col("id").in_subquery(assigned));
        }
        statement.order_by("start", Order::Asc).order_by("id", Order::Asc);
        let found = self.appointments(&statement).await?;
        Ok(found.into_iter().filter(|record| overlaps(record, from)).collect())
    }

    async fn attendees(&self, appointment_id: &str) -> Result<Vec<Attendee>, Error> {
        let mut statement = select("appointment_attendee", is("appointment_id", appointment_id));
        let read = |row: &QueryResult| Ok(Attendee { address: row.text("address")?, name: row.text("name")? });
        all(&self.db, statement.order_by("position", Order::Asc), read).await
    }

    async fn filed_last(&self, addresses: &[String], staff_id: &str) -> Result<Option<Filing>, Error> {
        let wanted = addresses.iter().map(|address| address.trim().to_lowercase());
        let ours = Query::select().expr(Func::lower(Expr::col("mailbox"))).from("staff").take();
        let address = || Expr::expr(Func::lower(Expr::col("address")));
        let with_them = Query::select()
            .column("appointment_id")
            .from("appointment_attendee")
            .and_where(address().is_in(wanted))
            .and_where(address().not_in_subquery(ours))
            .take();
        let theirs = Query::select()
            .column("appointment_id")
            .from("appointment_staff")
            .and_where(is("staff_id", staff_id))
            .take();
        let told = Expr::col("private").eq(0).or(Expr::col("id").in_subquery(theirs));
        let filed = Expr::col("client_id").is_not_null().and(Expr::col("binned_at").is_null()).and(told);
        let mut statement = select("appointment", filed.and(Expr::col("id").in_subquery(with_them)));
        statement.order_by("edited_at", Order::Desc).order_by("id", Order::Desc).limit(1);
        first(&self.db, &statement, filing).await
    }

    async fn bin(&self, since: Timestamp) -> Result<Vec<Record>, Error> {
        let mut statement = select("appointment", Expr::col("binned_at").gte(instant(since)));
        self.appointments(statement.order_by("binned_at", Order::Desc).order_by("id", Order::Asc)).await
    }
}

fn day_before(at: Timestamp) -> String {
    let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
    date.yesterday().unwrap_or(date).to_string()
}

/// Is it not over at that time? A series may go on for ever; dates are compared a day generously, for any zone.
fn overlaps(record: &Record, from: Timestamp) -> bool {
    match record.image.get(appointment::END) {
        Some(Value::Instant(end)) if record.image.get(appointment::RECURRENCE).is_none() => *end > from,
        _ => true,
    }
}

fn filing(row: &QueryResult) -> Result<Filing, Error> {
    Ok(Filing {
        client: row.maybe_text("client_id")?,
        matter: row.maybe_text("matter_id")?,
        code: row.maybe_text("code")?,
    })
}

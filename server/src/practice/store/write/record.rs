use std::collections::BTreeSet;

use jiff::Timestamp;
use rules::record::{FieldId, Image, RecordKind, Value, appointment, contact};
use sea_orm::sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr};
use sea_orm::{ConnectionTrait, QueryResult};

use super::super::columns;
use super::super::pairs::{tied, ties};
use super::super::records::place;
use super::super::rows::{Cell, Cells, all, error, first, instant, is, missing, select};
use super::Writer;
use crate::practice::{Attendee, Error, RecordRef, SeriesDay};

impl Writer<'_> {
    pub(super) async fn create(
        &mut self,
        record: RecordRef,
        image: Image,
        edited_at: Timestamp,
        series: Option<SeriesDay>,
    ) -> Result<(), Error> {
        let owner = self.owner(&image).await?;
        let mut cells = self.content(&record, &image, edited_at, 1, owner.as_deref()).await?;
        cells.push(("id", record.id.as_str().into()));
        if let Some(SeriesDay { series_id, original }) = series {
            self.exists("appointment", &series_id).await?;
            cells.extend([("series_id", series_id.into()), ("original_date", original.to_string().into())]);
        }
        self.insert(place(record.kind).table, cells).await?;
        // A new record has no ties; if another program left some the constraints refuse ours.
        let stored = if self.tx.joins() { Vec::new() } else { self.tied(&record).await? };
        self.tie(&record, &image, &stored).await?;
        self.done.versions.insert(record, 1);
        Ok(())
    }

    pub(super) async fn update(
        &mut self,
        record: RecordRef,
        expected: i64,
        image: Image,
        edited_at: Timestamp,
    ) -> Result<(), Error> {
        let before = self.standing(&record, &image).await?;
        is_version(&record, expected, before.version)?;
        let cells = self.content(&record, &image, edited_at, expected + 1, before.owner.as_deref()).await?;
        self.set(place(record.kind).table, &record.id, cells).await?;
        self.tie(&record, &image, &before.tied).await?;
        self.done.versions.insert(record, expected + 1);
        Ok(())
    }

    /// Into the bin, or out of it with `None`. Both are edits of now.
    pub(super) async fn bin(&mut self, record: RecordRef, expected: i64, at: Option<Timestamp>) -> Result<(), Error> {
        self.at_version(&record, expected).await?;
        let mut cells = self.stamp(self.now, expected + 1);
        cells.push(("binned_at", at.map(instant).into()));
        let table = place(record.kind).table;
        self.change(table, table, &record.id, cells).await?;
        self.done.versions.insert(record, expected + 1);
        Ok(())
    }

    pub(super) async fn purge(&mut self, record: RecordRef) -> Result<(), Error> {
        let table = place(record.kind).table;
        let statement = select(table, is("id", &record.id));
        let binned = first(self.tx, &statement, |row| row.maybe_text("binned_at")).await?;
        if binned.ok_or_else(|| missing(table, &record.id))?.is_none() {
            return Err(Error::invalid("binnedAt", "only what is in the bin can be purged").of(&record));
        }
        let mut itself = is("id", &record.id);
        if record.kind == RecordKind::Appointment {
            itself = itself.or(is("series_id", &record.id));
        }
        self.tx.execute(Query::delete().from_table(table).and_where(itself)).await.map(drop).map_err(error)
    }

    pub(super) async fn attendees(&self, appointment_id: &str, attendees: Vec<Attendee>) -> Result<(), Error> {
        self.refers("appointment", appointment_id).await?;
        let old =
            Query::delete().from_table("appointment_attendee").and_where(is("appointment_id", appointment_id)).take();
        self.tx.later(&old).await.map_err(error)?;
        for (position, attendee) in (0_i64..).zip(attendees) {
            let cells = vec![
                ("appointment_id", appointment_id.into()),
                ("position", position.into()),
                ("address", attendee.address.into()),
                ("name", attendee.name.into()),
            ];
            self.insert("appointment_attendee", cells).await?;
        }
        Ok(())
    }

    /// The cells of an own edit: its content, and whose it is. `owner` is the client of the image's matter.
    async fn content(
        &self,
        record: &RecordRef,
        image: &Image,
        at: Timestamp,
        version: i64,
        owner: Option<&str>,
    ) -> Result<Cells, Error> {
        self.check_references(image, record.kind).await.map_err(|error| error.of(record))?;
        check_matter(image, owner).map_err(|error| error.of(record))?;
        let mut cells = columns::cells(record.kind, image).map_err(|error| error.of(record))?;
        cells.extend(self.stamp(at, version));
        Ok(cells)
    }

    fn stamp(&self, at: Timestamp, version: i64) -> Cells {
        vec![
            ("version", version.into()),
            ("edited_at", instant(at).into()),
            ("edited_by", self.by.as_str().into()),
            ("origin", self.done.origin.as_str().into()),
        ]
    }

    /// Is the record still what the writer had read? (P3)
    pub(super) async fn at_version(&self, record: &RecordRef, expected: i64) -> Result<(), Error> {
        let table = place(record.kind).table;
        // Another program's edit of this row comes before or after ours, never between the reading and the writing.
        let mut statement = select(table, is("id", &record.id));
        let found = first(self.tx, statement.lock_exclusive(), |row| row.number("version")).await?;
        is_version(record, expected, found.ok_or_else(|| missing(table, &record.id))?)
    }

    /// What a change of the record is checked against, in one statement.
    async fn standing(&self, record: &RecordRef, image: &Image) -> Result<Standing, Error> {
        let place = place(record.kind);
        let mut statement = Query::select();
        statement
            .column("version")
            .expr_as(tied(self.tx.get_database_backend(), record.kind), "tied")
            .expr_as(SimpleExpr::SubQuery(None, Box::new(owner(image).into())), "owner")
            .from(place.table)
            .and_where(is("id", &record.id))
            .lock_exclusive();
        let read = |row: &QueryResult| {
            let (version, owner) = (row.number("version")?, row.maybe_text("owner")?);
            Ok(Standing { version, tied: ties(row)?, owner })
        };
        first(self.tx, &statement, read).await?.ok_or_else(|| missing(place.table, &record.id))
    }

    /// The client of the image's matter.
    async fn owner(&self, image: &Image) -> Result<Option<String>, Error> {
        if image.text(appointment::MATTER).is_empty() {
            return Ok(None);
        }
        first(self.tx, &owner(image), |row| row.text("client_id")).await
    }

    /// What the tying table holds of the record.
    async fn tied(&self, record: &RecordRef) -> Result<Vec<String>, Error> {
        let place = place(record.kind);
        all(self.tx, &select(place.tie, is(place.from, &record.id)), |row| row.text(place.to)).await
    }

    /// [`Writer::exists`] of what a foreign key holds too: while statements go together the database refuses it, and
    /// with it all of them.
    pub(super) async fn refers(&self, table: &'static str, id: &str) -> Result<(), Error> {
        if self.tx.joins() { Ok(()) } else { self.exists(table, id).await }
    }

    pub(super) async fn exists(&self, table: &'static str, id: &str) -> Result<(), Error> {
        let found = first(self.tx, &select(table, is("id", id)), |_| Ok(())).await?;
        found.ok_or_else(|| missing(table, id))
    }

    /// What the image refers to is there.
    async fn check_references(&self, image: &Image, kind: RecordKind) -> Result<(), Error> {
        let references: &[(FieldId, &'static str)] = match kind {
            RecordKind::Appointment => {
                &[(appointment::CLIENT, "client"), (appointment::MATTER, "matter"), (appointment::STAFF, "staff")]
            }
            RecordKind::Contact => &[(contact::ASSOCIATE, "staff"), (contact::CLIENTS, "client")],
        };
        for (field, table) in references {
            for id in names(image, *field) {
                self.refers(table, id)
                    .await
                    .map_err(|_| Error::invalid(field.as_str(), format!("there is no {table} {id}")))?;
            }
        }
        Ok(())
    }

    /// Makes the tying table hold what the image says, touching only rows that differ from what is stored.
    async fn tie(&self, record: &RecordRef, image: &Image, stored: &[String]) -> Result<(), Error> {
        let place = place(record.kind);
        let of = is(place.from, &record.id);
        let stored: BTreeSet<&str> = stored.iter().map(String::as_str).collect();
        let wanted: BTreeSet<&str> = names(image, place.field).collect();
        for gone in stored.difference(&wanted) {
            let row = of.clone().and(Expr::col(place.to).eq(*gone));
            self.tx.later(Query::delete().from_table(place.tie).and_where(row)).await.map_err(error)?;
        }
        for new in wanted.difference(&stored) {
            let cells = vec![(place.from, record.id.as_str().into()), (place.to, (*new).into())];
            self.insert(place.tie, cells).await?;
        }
        Ok(())
    }
}

/// How a record stands before it is changed.
struct Standing {
    version: i64,
    /// What the tying table holds of it.
    tied: Vec<String>,
    /// The client of the matter that it shall have.
    owner: Option<String>,
}

fn is_version(record: &RecordRef, expected: i64, current: i64) -> Result<(), Error> {
    if current == expected { Ok(()) } else { Err(Error::Stale { record: record.clone(), expected, current }) }
}

/// The client of the image's matter.
fn owner(image: &Image) -> SelectStatement {
    let of = is("id", image.text(appointment::MATTER));
    Query::select().column("client_id").from("matter").and_where(of).take()
}

/// The matter is the client's.
fn check_matter(image: &Image, owner: Option<&str>) -> Result<(), Error> {
    let (client, matter) = (image.text(appointment::CLIENT), image.text(appointment::MATTER));
    if matter.is_empty() || owner == Some(client) {
        Ok(())
    } else {
        Err(Error::invalid(appointment::MATTER.as_str(), "belongs to another client"))
    }
}

/// The identifiers that a reference or a set of them holds.
fn names(image: &Image, field: FieldId) -> impl Iterator<Item = &str> {
    let (one, many) = match image.get(field) {
        Some(Value::Text(id)) => (Some(id.as_str()), None),
        Some(Value::Labels(ids)) => (None, Some(ids.iter().map(String::as_str))),
        _ => (None, None),
    };
    one.into_iter().chain(many.into_iter().flatten())
}

use std::collections::BTreeSet;

use jiff::Timestamp;
use rules::record::{FieldId, Image, RecordKind, Value, appointment, contact};
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

use super::super::columns;
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
        let mut cells = self.content(&record, &image, edited_at, 1).await?;
        cells.push(("id", record.id.as_str().into()));
        if let Some(SeriesDay { series_id, original }) = series {
            self.exists("appointment", &series_id).await?;
            cells.extend([("series_id", series_id.into()), ("original_date", original.to_string().into())]);
        }
        self.insert(place(record.kind).table, cells).await?;
        self.tie(&record, &image).await?;
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
        self.at_version(&record, expected).await?;
        let cells = self.content(&record, &image, edited_at, expected + 1).await?;
        let table = place(record.kind).table;
        self.change(table, table, &record.id, cells).await?;
        self.tie(&record, &image).await?;
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
        self.exists("appointment", appointment_id).await?;
        let old =
            Query::delete().from_table("appointment_attendee").and_where(is("appointment_id", appointment_id)).take();
        self.tx.execute(&old).await.map_err(error)?;
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

    /// The cells of an own edit: its content, and whose it is.
    async fn content(&self, record: &RecordRef, image: &Image, at: Timestamp, version: i64) -> Result<Cells, Error> {
        self.check_references(image, record.kind).await.map_err(|error| error.of(record))?;
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
        match found {
            None => Err(missing(table, &record.id)),
            Some(current) if current != expected => Err(Error::Stale { record: record.clone(), expected, current }),
            Some(_) => Ok(()),
        }
    }

    pub(super) async fn exists(&self, table: &'static str, id: &str) -> Result<(), Error> {
        let found = first(self.tx, &select(table, is("id", id)), |_| Ok(())).await?;
        found.ok_or_else(|| missing(table, id))
    }

    /// What the image refers to is there, and the matter is the client's.
    async fn check_references(&self, image: &Image, kind: RecordKind) -> Result<(), Error> {
        let references: &[(FieldId, &'static str)] = match kind {
            RecordKind::Appointment => {
                &[(appointment::CLIENT, "client"), (appointment::MATTER, "matter"), (appointment::STAFF, "staff")]
            }
            RecordKind::Contact => &[(contact::ASSOCIATE, "staff"), (contact::CLIENTS, "client")],
        };
        for (field, table) in references {
            for id in names(image, *field) {
                self.exists(table, id)
                    .await
                    .map_err(|_| Error::invalid(field.as_str(), format!("there is no {table} {id}")))?;
            }
        }
        if kind == RecordKind::Appointment { self.check_matter(image).await } else { Ok(()) }
    }

    async fn check_matter(&self, image: &Image) -> Result<(), Error> {
        let (client, matter) = (image.text(appointment::CLIENT), image.text(appointment::MATTER));
        if matter.is_empty() {
            return Ok(());
        }
        let owner = first(self.tx, &select("matter", is("id", matter)), |row| row.text("client_id")).await?;
        if owner.as_deref() == Some(client) {
            Ok(())
        } else {
            Err(Error::invalid(appointment::MATTER.as_str(), "belongs to another client"))
        }
    }

    /// Makes the tying table hold what the image says, touching only rows that differ.
    async fn tie(&self, record: &RecordRef, image: &Image) -> Result<(), Error> {
        let place = place(record.kind);
        let of = is(place.from, &record.id);
        let stored = all(self.tx, &select(place.tie, of.clone()), |row| row.text(place.to)).await?;
        let stored: BTreeSet<&str> = stored.iter().map(String::as_str).collect();
        let wanted: BTreeSet<&str> = names(image, place.field).collect();
        for gone in stored.difference(&wanted) {
            let row = of.clone().and(Expr::col(place.to).eq(*gone));
            self.tx.execute(Query::delete().from_table(place.tie).and_where(row)).await.map_err(error)?;
        }
        for new in wanted.difference(&stored) {
            let cells = vec![(place.from, record.id.as_str().into()), (place.to, (*new).into())];
            self.insert(place.tie, cells).await?;
        }
        Ok(())
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

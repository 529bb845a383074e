//! The record, its history, and bringing values back (M4).

use std::collections::{BTreeMap, BTreeSet};

use api::{AppointmentRecord, HistoryEntry, Restore, Restored};
use rules::{
    merge::Side,
    record::{FieldId, RecordKind, Unit},
};

use super::{Error, Sync, access, item::sound};
use crate::{
    identity::Person,
    practice::{self, AuditEntry, Commit, Record, RecordRef, Replaced, Step},
    write::WriteContext,
};

/// The most entries that are listed.
const LISTED: u32 = 500;

impl Sync {
    /// A record, as the person may see it.
    pub async fn record(&self, person: &Person, id: &str) -> Result<AppointmentRecord, Error> {
        let record = self.practice.appointment(id).await?;
        let all = access::sees_all(person, &record.image);
        let image = if all { record.image } else { access::busy(&record.image) };
        Ok(AppointmentRecord {
            id: record.record.id,
            filing: self.filing(&image, None).await?,
            image,
            version: record.version,
            edited_at: record.edited_at,
            binned_at: record.binned_at,
        })
    }

    /// The values of a record that gave way, newest first.
    pub async fn history(&self, person: &Person, id: &str) -> Result<Vec<HistoryEntry>, Error> {
        let record = self.seen(person, id).await?;
        let rows = self.practice.history(&record.record, LISTED).await?;
        let names: BTreeMap<String, String> =
            self.practice.staff().await?.into_iter().map(|staff| (staff.id, staff.name)).collect();
        let entry = |(at, row): (usize, &practice::HistoryEntry)| HistoryEntry {
            id: row.id.clone(),
            field: row.replaced.field,
            side: row.replaced.side,
            value: row.replaced.value.clone(),
            replaced_by: row.replaced.replaced_by.clone(),
            at: row.at,
            by: names.get(&row.by).cloned().unwrap_or_default(),
            rule: row.replaced.why.clone(),
            restored_at: restored_at(row, &rows[..at]),
        };
        Ok(rows.iter().enumerate().map(entry).collect())
    }

    async fn seen(&self, person: &Person, id: &str) -> Result<Record, Error> {
        let record = self.practice.appointment(id).await?;
        if access::sees_all(person, &record.image) {
            return Ok(record);
        }
        Err(Error::Forbidden("This appointment is private in the practice database.".to_owned()))
    }

    /// Brings values back into the record. What they replace goes into the history in turn.
    pub async fn restore(&self, person: &Person, request: Restore, write: WriteContext) -> Result<Restored, Error> {
        access::may_write(person)?;
        let mut entries = self.entries(person, &request).await?;
        let Some(first) = entries.first().cloned() else {
            return Err(Error::invalid("entries", "at least one entry of the history"));
        };
        self.complete(&mut entries).await?;
        let record = self.seen(person, &first.replaced.record.id).await?;
        if record.binned_at.is_some() {
            return Err(Error::invalid("entries", "the record lies in the bin: take it out first"));
        }
        let mut image = record.image.clone();
        let mut steps = Vec::new();
        for entry in &entries {
            let Replaced { field, value, .. } = &entry.replaced;
            if image.get(*field) != value.as_ref() {
                steps.push(Step::Keep(given_way(&record, entry)));
                image.set(*field, value.clone());
            }
        }
        let fields: Vec<FieldId> = entries
            .iter()
            .map(|entry| entry.replaced.field)
            .filter(|id| image.get(*id) != record.image.get(*id))
            .collect();
        sound(&image).map_err(|error| Error::invalid("entries", error))?;
        let version = record.version + i64::from(!fields.is_empty());
        if !fields.is_empty() {
            // A later edit of another field stays the record's latest (M3).
            let edited_at = write.made.max(record.edited_at);
            let (record, expected) = (record.record.clone(), record.version);
            steps.insert(0, Step::Update { record, expected, image, edited_at });
        }
        self.write_back(person, &write, steps, Restored { record: record.record.id, version, fields }).await
    }

    async fn write_back(
        &self,
        person: &Person,
        write: &WriteContext,
        steps: Vec<Step>,
        restored: Restored,
    ) -> Result<Restored, Error> {
        let names: Vec<String> = restored.fields.iter().map(ToString::to_string).collect();
        let audit = AuditEntry {
            action: "restore".to_owned(),
            record: Some(RecordRef::appointment(&restored.record)),
            outcome: "done".to_owned(),
            detail: names.join(", "),
        };
        let body = serde_json::to_string(&restored).map_err(|error| Error::Internal(error.to_string()))?;
        let mut commit = Commit::new(write.now, &person.staff);
        commit.steps = steps;
        let commit = commit.step(Step::Audit(audit)).answering(write.answer(person, 200, body));
        self.practice.commit(commit).await?;
        Ok(restored)
    }

    /// Values that only make sense together come back together: those that gave way in the same write.
    async fn complete(&self, entries: &mut Vec<practice::HistoryEntry>) -> Result<(), Error> {
        let Some(joint) = entries.iter().find(|entry| unit(entry) != Unit::Single).cloned() else { return Ok(()) };
        let all = self.practice.history(&joint.replaced.record, LISTED).await?;
        let with_it = all.into_iter().filter(|other| {
            unit(other) == unit(&joint) && other.at == joint.at && other.replaced.side == joint.replaced.side
        });
        for other in with_it {
            if !entries.iter().any(|entry| entry.replaced.field == other.replaced.field) {
                entries.push(other);
            }
        }
        Ok(())
    }

    /// The entries asked for: of one record that the person may see, no field twice.
    async fn entries(&self, person: &Person, request: &Restore) -> Result<Vec<practice::HistoryEntry>, Error> {
        let mut entries: Vec<practice::HistoryEntry> = Vec::new();
        let mut fields = BTreeSet::new();
        for id in &request.entries {
            let entry = self.practice.history_entry(id).await?;
            // Before anything is said of what stands in it.
            self.seen(person, &entry.replaced.record.id).await?;
            if !fields.insert(entry.replaced.field) {
                return Err(Error::invalid("entries", format!("{} stands in them twice", entry.replaced.field)));
            }
            if entries.first().is_some_and(|first| first.replaced.record != entry.replaced.record) {
                return Err(Error::invalid("entries", "they are of different records"));
            }
            entries.push(entry);
        }
        Ok(entries)
    }
}

/// What an entry's field belongs together with.
fn unit(entry: &practice::HistoryEntry) -> Unit {
    RecordKind::Appointment.field(entry.replaced.field).map_or(Unit::Single, |field| field.unit)
}

/// The record's present value, giving way to the one that comes back.
fn given_way(record: &Record, entry: &practice::HistoryEntry) -> Replaced {
    let field = entry.replaced.field;
    Replaced {
        record: record.record.clone(),
        field,
        side: Side::Practice,
        value: record.image.get(field).cloned(),
        replaced_by: entry.replaced.value.clone(),
        why: "M4".to_owned(),
        run_id: None,
        journal_id: None,
    }
}

/// When the value was brought back: one of the later entries, the newest first, put it there.
fn restored_at(row: &practice::HistoryEntry, later: &[practice::HistoryEntry]) -> Option<jiff::Timestamp> {
    let brought_back = |other: &&practice::HistoryEntry| {
        other.replaced.why == "M4"
            && other.replaced.field == row.replaced.field
            && other.replaced.replaced_by == row.replaced.value
    };
    later.iter().find(brought_back).map(|other| other.at)
}

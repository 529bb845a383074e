//! Imported contacts that lack fields which the practice database needs, and filling them in (C6).

use std::collections::BTreeMap;

use api::{CompleteContact, ContactKind, IncompleteContact, IncompleteContacts};
use rules::{
    mapping::item::title,
    merge::Side,
    needs::{kind, lacking, of_kind},
    normalize::{clean, clean_text},
    record::{FieldId, Image, RecordKind, Value, check, contact},
};

use super::Error;
use crate::{
    identity::Person,
    practice::{self, AuditEntry, Commit, Practice, Record, Replaced, Step},
    sync::report::detail_of,
    write::WriteContext,
};

/// What the person's runs imported and what lacks something, the first ones of all.
///
/// # Errors
/// When the database does not answer.
pub async fn incomplete(
    practice: &dyn Practice,
    person: &Person,
    limit: u32,
) -> Result<IncompleteContacts, practice::Error> {
    let count = practice.count_incomplete_contacts(&person.staff).await?;
    let contacts = practice.incomplete_contacts(&person.staff, limit).await?;
    let contacts = contacts.iter().map(|record| shown(record, &record.image, record.version)).collect();
    Ok(IncompleteContacts { count: u32::try_from(count).unwrap_or(u32::MAX), contacts })
}

/// A contact as it is, or as it is about to be.
fn shown(record: &Record, image: &Image, version: i64) -> IncompleteContact {
    let name = title(RecordKind::Contact, image);
    IncompleteContact {
        id: record.id().to_owned(),
        version: u32::try_from(version).unwrap_or(u32::MAX),
        detail: Some(detail_of(image)).filter(|detail| *detail != name).unwrap_or_default(),
        name,
        kind: if kind(image) == "client" { ContactKind::Client } else { ContactKind::Standalone },
        lacks: lacking(image).map(|need| need.any_of.to_vec()).collect(),
    }
}

/// Fills fields in, and answers what is lacking then. What stood there goes into the history.
///
/// # Errors
/// [`Error::Invalid`] names the field, [`Error::Moved`] when the contact is not at the version that was shown,
/// [`Error::Forbidden`] for who only reads. A contact in the bin is not there.
pub async fn complete(
    practice: &dyn Practice,
    person: &Person,
    id: &str,
    asked: CompleteContact,
    write: &WriteContext,
) -> Result<IncompleteContact, Error> {
    person.must_write().map_err(|error| Error::Forbidden(error.to_string()))?;
    let record = practice.contact(id).await?;
    if record.binned_at.is_some() {
        return Err(practice::Error::NotFound { what: "contact", id: id.to_owned() }.into());
    }
    if record.version != i64::from(asked.version) {
        return Err(moved());
    }
    let filled = checked(practice, kind(&record.image), asked.fields).await?;
    let mut image = record.image.clone();
    for (id, value) in &filled {
        image.set(*id, value.clone());
    }
    let steps = steps(&record, &image, &filled, write);
    let answer = shown(&record, &image, record.version + i64::from(!steps.is_empty()));
    let body = serde_json::to_string(&answer).map_err(|reason| practice::Error::Unavailable(reason.to_string()))?;
    let mut commit = Commit::new(write.now, &person.staff).answering(write.answer(person, 200, body));
    commit.steps = steps;
    match practice.commit(commit.step(audit(record, &filled))).await {
        Ok(_) => Ok(answer),
        Err(practice::Error::Stale { .. }) => Err(moved()),
        Err(error) => Err(error.into()),
    }
}

/// Names the fields, and nothing of what stands in them.
fn audit(record: Record, filled: &Image) -> Step {
    let names: Vec<&str> = filled.iter().map(|(id, _)| id.as_str()).collect();
    Step::Audit(AuditEntry {
        action: "complete contact".to_owned(),
        record: Some(record.record),
        outcome: "done".to_owned(),
        detail: names.join(", "),
    })
}

fn moved() -> Error {
    Error::Moved("the contact changed since it was shown; nothing was written".to_owned())
}

/// Nothing where nothing becomes another.
fn steps(record: &Record, image: &Image, filled: &Image, write: &WriteContext) -> Vec<Step> {
    if *image == record.image {
        return Vec::new();
    }
    // A later edit of another field stays the record's latest (M3).
    let edited_at = write.made.max(record.edited_at);
    let of = record.record.clone();
    let update = Step::Update { record: of, expected: record.version, image: image.clone(), edited_at };
    let replaced = filled.iter().filter_map(|(id, value)| given_way(record, *id, value));
    [update].into_iter().chain(replaced.map(Step::Keep)).collect()
}

/// The value that stood there, where another one takes its place (M4). Blanks are none (C9).
fn given_way(record: &Record, field: FieldId, by: &Value) -> Option<Replaced> {
    let value = record.image.get(field).filter(|value| *value != by && clean(value).is_some())?;
    Some(Replaced {
        record: record.record.clone(),
        field,
        side: Side::Practice,
        value: Some(value.clone()),
        replaced_by: Some(by.clone()),
        why: "C6".to_owned(),
        run_id: None,
        journal_id: None,
    })
}

/// What is filled in, each field for itself.
async fn checked(practice: &dyn Practice, kind: &str, fields: BTreeMap<FieldId, String>) -> Result<Image, Error> {
    if fields.is_empty() {
        return Err(Error::invalid("fields", "expected at least one field"));
    }
    let mut filled = Image::new();
    for (id, text) in fields {
        let wrong = |reason: String| Error::invalid(format!("fields.{id}"), reason);
        let value = Value::Text(clean_text(text.trim()));
        check_one(kind, id, &value).map_err(wrong)?;
        if id == contact::ASSOCIATE && !works_here(practice, &value).await? {
            return Err(wrong("nobody with this id works here: expected one that GET staff lists".to_owned()));
        }
        filled.set(id, value);
    }
    Ok(filled)
}

fn check_one(kind: &str, id: FieldId, value: &Value) -> Result<(), String> {
    if !of_kind(kind).flat_map(|need| need.any_of).any(|known| *known == id) {
        return Err(format!("contacts of the kind {kind} need no such field"));
    }
    if value.is_empty() || value.as_text().is_some_and(|text| text.chars().any(char::is_control)) {
        return Err("expected one line of text that is not blank".to_owned());
    }
    let faults = check::faults(RecordKind::Contact, &Image::new().with(id, value.clone()));
    faults.into_iter().next().map_or(Ok(()), |fault| Err(fault.reason))
}

async fn works_here(practice: &dyn Practice, id: &Value) -> Result<bool, practice::Error> {
    match practice.staff_member(id.as_text().unwrap_or_default()).await {
        Ok(member) => Ok(member.active),
        Err(practice::Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

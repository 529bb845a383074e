//! The firm's list of contact filters (C3): kept, and tried on the contacts that there are.

use std::collections::BTreeMap;

use api::{ContactFilter, FilterSample, SaveFilter};
use rules::{
    filter::{ClientFacts, ClientsById, Filter},
    mapping::item::title,
    record::RecordKind,
};
use serde::Serialize;

use crate::{
    identity::Person,
    practice::{self, AuditEntry, Client, Commit, Practice, Step, WhichRecords},
    sync::desk::{Desk, Error},
    write::WriteContext,
};

/// The longest name, in characters.
const LONGEST_NAME: usize = 100;
/// The most rows.
const MOST_ROWS: usize = 50;
/// The longest value, in characters.
const LONGEST_VALUE: usize = 255;
/// How many contacts a sample names.
const NAMED: usize = 10;

/// All filters by name, with who uses each.
///
/// # Errors
/// When the database does not answer.
pub async fn list(practice: &dyn Practice) -> Result<Vec<ContactFilter>, Error> {
    let mut users = users(practice).await?;
    let filters = practice.filters().await?.into_iter();
    Ok(filters.map(|filter| shown(users.remove(&filter.id), filter)).collect())
}

fn shown(used_by: Option<Vec<String>>, filter: practice::ContactFilter) -> ContactFilter {
    let practice::ContactFilter { id, name, filter } = filter;
    ContactFilter { id, name, filter, used_by: used_by.unwrap_or_default() }
}

/// The names of those who work here, in order, by the filter that they use.
async fn users(practice: &dyn Practice) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let mut users: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for staff in practice.staff().await? {
        if let Some(filter) = practice.settings(&staff.id).await?.filter.filter(|_| staff.active) {
            users.entry(filter).or_default().push(staff.name);
        }
    }
    Ok(users)
}

/// Adds a filter.
///
/// # Errors
/// [`Error::Invalid`] names the field.
pub async fn add(
    practice: &dyn Practice,
    person: &Person,
    save: SaveFilter,
    context: &WriteContext,
) -> Result<ContactFilter, Error> {
    let filter = checked(practice.new_id(), save)?;
    let answer = shown(None, filter.clone());
    keep(practice, commit(person, context, &answer)?, filter).await?;
    Ok(answer)
}

/// Changes a filter. Whoever else uses it is told so (A5).
///
/// # Errors
/// [`Error::Invalid`] names the field.
pub async fn change(
    practice: &dyn Practice,
    desk: &dyn Desk,
    person: &Person,
    id: &str,
    save: SaveFilter,
    context: &WriteContext,
) -> Result<ContactFilter, Error> {
    let before = practice.filter(id).await?;
    let filter = checked(before.id.clone(), save)?;
    let answer = shown(users(practice).await?.remove(id), filter.clone());
    keep(practice, commit(person, context, &answer)?, filter.clone()).await?;
    if before.filter != filter.filter {
        desk.filter_changed(person, &filter).await?;
    }
    Ok(answer)
}

/// Drops a filter, and answers what it was.
///
/// # Errors
/// [`practice::Error::InUse`] names who uses it.
pub async fn drop(
    practice: &dyn Practice,
    person: &Person,
    id: &str,
    context: &WriteContext,
) -> Result<ContactFilter, Error> {
    let answer = shown(None, practice.filter(id).await?);
    let step = Step::DropFilter { id: id.to_owned() };
    practice.commit(commit(person, context, &answer)?.step(step)).await?;
    Ok(answer)
}

fn commit(person: &Person, context: &WriteContext, answer: &impl Serialize) -> Result<Commit, Error> {
    let body = serde_json::to_string(answer).map_err(|error| Error::Internal(error.to_string()))?;
    let audit = Step::Audit(AuditEntry::of("filter", "done", ""));
    Ok(Commit::new(context.now, &person.staff).step(audit).answering(context.answer(person, 200, body)))
}

/// A name that another filter has is the name's fault.
async fn keep(practice: &dyn Practice, commit: Commit, filter: practice::ContactFilter) -> Result<(), Error> {
    let named = format!("there is a filter {:?} already", filter.name);
    match practice.commit(commit.step(Step::Filter(filter))).await {
        Err(practice::Error::Taken { .. }) => Err(Error::invalid("name", named)),
        done => Ok(done.map(std::mem::drop)?),
    }
}

fn checked(id: String, save: SaveFilter) -> Result<practice::ContactFilter, Error> {
    let name = save.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(Error::invalid("name", format!("expected 1 to {LONGEST_NAME} characters")));
    }
    check(&save.filter)?;
    Ok(practice::ContactFilter { id, name, filter: save.filter })
}

fn check(filter: &Filter) -> Result<(), Error> {
    if filter.rows.len() > MOST_ROWS {
        return Err(Error::invalid("filter.rows", format!("expected at most {MOST_ROWS} rows")));
    }
    let long = |text: &String| text.chars().count() > LONGEST_VALUE;
    if let Some(row) = filter.rows.iter().position(|row| row.values.iter().any(long)) {
        let reason = format!("expected at most {LONGEST_VALUE} characters");
        return Err(Error::invalid(format!("filter.rows[{row}].values"), reason));
    }
    match filter.faults().into_iter().next() {
        None => Ok(()),
        Some(fault) => Err(Error::invalid(format!("filter.rows[{}].{}", fault.row, fault.part), fault.reason)),
    }
}

/// Which contacts would pass, for that person.
///
/// # Errors
/// [`Error::Invalid`] names the field.
pub async fn sample(practice: &dyn Practice, person: &Person, filter: &Filter) -> Result<FilterSample, Error> {
    check(filter)?;
    let clients: ClientsById = practice.all_clients().await?.into_iter().map(facts).collect();
    let records = practice.records(RecordKind::Contact, &WhichRecords::Present).await?;
    let passing = records.iter().filter(|record| filter.selects(&record.image, &clients, &person.staff));
    Ok(sampled(passing.map(|record| title(RecordKind::Contact, &record.image)).collect()))
}

/// How many there are, and the first ones by name.
pub fn sampled(mut names: Vec<String>) -> FilterSample {
    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    names.sort_by_cached_key(|name| (name.to_lowercase(), name.clone()));
    names.truncate(NAMED);
    FilterSample { count, names }
}

fn facts(client: Client) -> (String, ClientFacts) {
    let Client { id, number, name, client_type, status, office, associate, .. } = client;
    (id, ClientFacts { associate: associate.unwrap_or_default(), number, name, client_type, status, office })
}

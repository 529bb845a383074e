//! Adds a message's sender or recipient to the practice database (C5), and completes what was imported (C6).

mod complete;

pub use complete::{complete, incomplete};

use api::{AddContact, ContactKind, Who};

use crate::identity::Person;
use crate::lookup;
use crate::practice::{self, AuditEntry, Commit, ImportAs, Practice, RecordRef, Step, contact_image};
use crate::write::WriteContext;

/// Why a contact was not added, or not completed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A value is not what it should be.
    #[error("{field}: {reason}")]
    Invalid {
        /// The request's field.
        field: String,
        /// The reason, and what would be right.
        reason: String,
    },
    /// The person may not.
    #[error("{0}")]
    Forbidden(String),
    /// The contact is not what was shown.
    #[error("{0}")]
    Moved(String),
    /// The database did not do it.
    #[error(transparent)]
    Practice(#[from] practice::Error),
}

impl Error {
    fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), reason: reason.into() }
    }
}

/// The longest address that mail can go to (RFC 5321).
const LONGEST_ADDRESS: usize = 254;
/// The longest name, in characters.
const LONGEST_NAME: usize = 200;
/// The most clients that one request ties a contact to.
const MOST_CLIENTS: usize = 20;

/// Adds the contact, and keeps the answer with it.
///
/// # Errors
/// [`Error::Invalid`] names the field, also where someone has the address already; [`Error::Forbidden`] for who only reads.
pub async fn add(
    practice: &dyn Practice,
    person: &Person,
    add: AddContact,
    write: &WriteContext,
) -> Result<Who, Error> {
    person.must_write().map_err(|error| Error::Forbidden(error.to_string()))?;
    check(&add)?;
    must_be_new(practice, &add.address).await?;
    let clients = tied(practice, &add).await?;
    let record = RecordRef::contact(practice.new_id());
    let import_as = if add.kind == ContactKind::Client { ImportAs::Client } else { ImportAs::Standalone };
    let image = contact_image(&add.name, &add.address, import_as, &add.clients);
    let who = Who {
        contact: Some(record.id.clone()),
        name: shown_name(&add).to_owned(),
        address: add.address,
        kind: Some(add.kind),
        staff: false,
        clients,
    };
    let body = serde_json::to_string(&who).map_err(|reason| practice::Error::Unavailable(reason.to_string()))?;
    let commit = Commit::new(write.now, &person.staff)
        .step(Step::Create { record: record.clone(), image, edited_at: write.made, series: None })
        .step(Step::Audit(AuditEntry {
            action: "add contact".to_owned(),
            record: Some(record),
            outcome: "done".to_owned(),
            detail: "from a message".to_owned(),
        }))
        .answering(write.answer(person, 200, body));
    practice.commit(commit).await.map_err(of_field)?;
    Ok(who)
}

/// What the fields themselves say.
fn check(add: &AddContact) -> Result<(), Error> {
    let good_address = add.address.len() <= LONGEST_ADDRESS
        && add.address.chars().all(|c| !c.is_whitespace() && !c.is_control())
        && add
            .address
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && host.contains(|c: char| c != '@'));
    let good_name = add.name.chars().count() <= LONGEST_NAME && !add.name.chars().any(char::is_control);
    if !good_address {
        return Err(Error::invalid("address", "this is no e-mail address: expected one such as ada@example.com"));
    }
    if !good_name {
        return Err(Error::invalid("name", format!("expected one line of at most {LONGEST_NAME} characters")));
    }
    if add.clients.len() > MOST_CLIENTS {
        return Err(Error::invalid("clients", format!("expected at most {MOST_CLIENTS} clients")));
    }
    if add.kind == ContactKind::Client && !add.clients.is_empty() {
        return Err(Error::invalid(
            "clients",
            "a client is tied to no other client: expected none, or kind standalone",
        ));
    }
    Ok(())
}

/// A second contact of the same address may be right (C8), but not by a press of a button that was drawn before the
/// first one was there.
async fn must_be_new(practice: &dyn Practice, address: &str) -> Result<(), Error> {
    let taken = !practice.contacts_by_address(&[address.to_owned()]).await?.is_empty();
    if taken || practice.staff_by_mailbox(address).await?.is_some() {
        return Err(Error::invalid("address", "someone in the practice database has this address already"));
    }
    Ok(())
}

/// The clients to tie it to, as they are shown.
async fn tied(practice: &dyn Practice, add: &AddContact) -> Result<Vec<api::ClientHit>, Error> {
    let mut clients = Vec::new();
    for (index, id) in add.clients.iter().enumerate() {
        match practice.client(id).await {
            Ok(client) => clients.push(lookup::client(client)),
            Err(practice::Error::NotFound { .. }) => {
                return Err(Error::invalid(format!("clients[{index}]"), "there is no client of this id"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(clients)
}

fn shown_name(add: &AddContact) -> &str {
    Some(add.name.trim()).filter(|name| !name.is_empty()).unwrap_or(&add.address)
}

/// What the store refuses in the values is the request's.
fn of_field(error: practice::Error) -> Error {
    match error {
        practice::Error::Invalid { field, reason, .. } => Error::Invalid { field, reason },
        other => other.into(),
    }
}

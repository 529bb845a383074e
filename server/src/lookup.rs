//! What the pane looks up: clients, calendar codes, staff, whose an address is.

use std::collections::{BTreeSet, HashMap};

use api::{CalendarCode, ClientHit, ContactKind, Role, StaffMember, Who};

use crate::identity::Person;
use crate::practice::{self, AddressMatch, Client, Error, Practice};

/// The clients that match a text, each with its open matters.
pub async fn clients(practice: &dyn Practice, text: &str, limit: u32) -> Result<Vec<ClientHit>, Error> {
    let mut hits = Vec::new();
    for hit in practice.search_clients(text, limit).await? {
        let matters = practice.matters(&hit.client.id).await?;
        let matters = matters.into_iter().filter(|matter| matter.open).map(matter).collect();
        hits.push(ClientHit { matters, ..client(hit.client) });
    }
    Ok(hits)
}

/// The codes of the firm's calendar, in its order (A7).
pub async fn calendar_codes(practice: &dyn Practice) -> Result<Vec<CalendarCode>, Error> {
    Ok(practice.firm().await?.codes.into_iter().map(code).collect())
}

/// Those who work here, by name. Administrators also hear whether an account is tied to them.
pub async fn staff(practice: &dyn Practice, person: &Person) -> Result<Vec<StaffMember>, Error> {
    let identities = if person.role == Role::Admin { practice.identities().await? } else { Vec::new() };
    let tied: BTreeSet<_> = identities.into_iter().map(|identity| identity.staff_id).collect();
    let staff = practice.staff().await?.into_iter().filter(|staff| staff.active);
    Ok(staff.map(|staff| StaffMember { tied: tied.contains(&staff.id), ..staff_member(staff) }).collect())
}

/// Whose each address is, in the same order. Where several contacts have one address, the first by name.
pub async fn who(practice: &dyn Practice, addresses: Vec<String>) -> Result<Vec<Who>, Error> {
    let mut contacts = HashMap::new();
    for found in practice.contacts_by_address(&addresses).await? {
        contacts.entry(found.address.clone()).or_insert(found);
    }
    let mut answers = Vec::new();
    for address in addresses {
        let staff = practice.staff_by_mailbox(&address).await?;
        answers.push(answer(contacts.get(&address), staff, address));
    }
    Ok(answers)
}

fn answer(contact: Option<&AddressMatch>, staff: Option<practice::StaffMember>, address: String) -> Who {
    let name = staff.as_ref().map(|staff| staff.name.clone()).or(contact.map(|contact| contact.name.clone()));
    Who {
        address,
        contact: contact.map(|contact| contact.contact_id.clone()),
        name: name.unwrap_or_default(),
        kind: contact.map(|contact| kind(&contact.kind)),
        staff: staff.is_some(),
        clients: contact.map(|contact| contact.clients.iter().cloned().map(client).collect()).unwrap_or_default(),
    }
}

fn kind(text: &str) -> ContactKind {
    if text == "client" { ContactKind::Client } else { ContactKind::Standalone }
}

/// A client as the pane shows it, without its matters.
pub(crate) fn client(Client { id, number, name, .. }: Client) -> ClientHit {
    ClientHit { id, number, name, matters: Vec::new() }
}

fn matter(practice::Matter { id, number, name, .. }: practice::Matter) -> api::Matter {
    api::Matter { id, number, title: name }
}

fn code(practice::CalendarCode { code, label, category }: practice::CalendarCode) -> CalendarCode {
    CalendarCode { code, title: label, category: Some(category).filter(|category| !category.is_empty()) }
}

/// A staff member as others see them.
pub fn staff_member(practice::StaffMember { id, name, initials, .. }: practice::StaffMember) -> StaffMember {
    StaffMember { id, name, initials, tied: false }
}

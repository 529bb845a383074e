//! The practice side's own fields of an appointment: client, matter, code, staff (A7, A8).

use api::{ClientHit, Filing, Matter, StaffMember};
use rules::{
    outlook::item::Snapshot,
    record::{FieldId, Image, Value, appointment as field},
};

use super::{Error, Sync};
use crate::{
    identity::Person,
    practice::{self, Client, StaffSettings},
};

pub(super) fn member(staff: &practice::StaffMember) -> StaffMember {
    StaffMember { id: staff.id.clone(), name: staff.name.clone(), initials: staff.initials.clone(), tied: false }
}

fn matter(matter: practice::Matter) -> Matter {
    Matter { id: matter.id, number: matter.number, title: matter.name }
}

fn hit(client: Client, matters: Vec<Matter>) -> ClientHit {
    ClientHit { id: client.id, number: client.number, name: client.name, matters }
}

impl Sync {
    /// How a record is filed, with the names to show at that revision. What was deleted since is left out.
    pub(super) async fn filing(&self, image: &Image, revision: Option<i64>) -> Result<Filing, Error> {
        let text = |id: FieldId| Some(image.text(id)).filter(|text| !text.is_empty());
        let filed = practice::Filing {
            client: text(field::CLIENT).map(str::to_owned),
            matter: text(field::MATTER).map(str::to_owned),
            code: text(field::CODE).map(str::to_owned),
        };
        let staff = match image.get(field::STAFF) {
            Some(Value::Labels(ids)) => ids.iter().cloned().collect(),
            _ => Vec::new(),
        };
        self.named(filed, &staff, revision).await
    }

    /// How a new appointment would be filed (A8): as the addresses were last, else as the person's default says.
    pub(super) async fn suggestion(&self, person: &Person, item: &Snapshot) -> Result<Filing, Error> {
        let addresses: Vec<String> = item.others().into_iter().map(|other| other.address.clone()).collect();
        let last =
            if addresses.is_empty() { None } else { self.practice.filed_last(&addresses, &person.staff).await? };
        let filed = match last.filter(|last| last.client.is_some()) {
            Some(last) => last,
            None => self.of_contacts(&addresses, &self.practice.settings(&person.staff).await?).await?,
        };
        self.named(filed, std::slice::from_ref(&person.staff), None).await
    }

    /// The one client that the addresses' contacts are tied to, else the default.
    async fn of_contacts(&self, addresses: &[String], settings: &StaffSettings) -> Result<practice::Filing, Error> {
        let matches = self.practice.contacts_by_address(addresses).await?;
        let mut clients: Vec<&Client> = matches.iter().flat_map(|found| &found.clients).collect();
        clients.sort_by(|a, b| a.id.cmp(&b.id));
        clients.dedup_by(|a, b| a.id == b.id);
        Ok(match clients.as_slice() {
            [only] => {
                practice::Filing { client: Some(only.id.clone()), matter: None, code: settings.default_code.clone() }
            }
            _ => practice::Filing {
                client: settings.default_client.clone(),
                matter: settings.default_matter.clone(),
                code: settings.default_code.clone(),
            },
        })
    }

    async fn named(&self, filed: practice::Filing, staff: &[String], revision: Option<i64>) -> Result<Filing, Error> {
        let client = match &filed.client {
            Some(id) => self.directory.get(revision, |kept| &mut kept.clients, id, self.client(id)).await?,
            None => None,
        };
        let matters = client.iter().flat_map(|client| &client.matters);
        let chosen = matters.into_iter().find(|matter| Some(&matter.id) == filed.matter.as_ref()).cloned();
        let mut people = Vec::new();
        for id in staff {
            people.extend(self.directory.get(revision, |kept| &mut kept.staff, id, self.member(id)).await?);
        }
        Ok(Filing { client, matter: chosen, code: filed.code, staff: people })
    }

    /// A client with its matters.
    async fn client(&self, id: &str) -> Result<Option<ClientHit>, Error> {
        let Some(client) = found(self.practice.client(id).await)? else { return Ok(None) };
        let matters = self.practice.matters(id).await?.into_iter().map(matter).collect();
        Ok(Some(hit(client, matters)))
    }

    async fn member(&self, id: &str) -> Result<Option<StaffMember>, Error> {
        Ok(found(self.practice.staff_member(id).await)?.as_ref().map(member))
    }
}

/// `None` instead of an error for what does not exist.
fn found<T>(result: Result<T, practice::Error>) -> Result<Option<T>, Error> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(practice::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

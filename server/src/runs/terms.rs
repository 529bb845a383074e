//! What a run is planned under: the person's settings, the firm's, the filter, the clients.

use jiff::Timestamp;
use rules::{
    conflict::Direction,
    filter::{ClientFacts, ClientsById, Filter},
    plan::{self, imported_contact},
    record::{Image, RecordKind},
};
use serde::Serialize;

use super::Error;
use crate::{
    digest,
    practice::{Client, ContactFolder, FolderKey, ImportAs, Practice, StaffMember, StaffSettings},
};

/// Everything that a run depends on beside the two sides.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// Whose run it is.
    pub staff: StaffMember,
    /// What they chose.
    pub settings: StaffSettings,
    /// The folder that they chose.
    pub key: FolderKey,
    /// What Outlook called it.
    pub name: String,
    /// The policy and the ways that are open.
    pub plan: plan::Settings,
    /// Whose filter and whose choices hold in it, where it is a firm-wide folder that somebody else chose first (C1).
    pub holder: Option<StaffMember>,
    filter: Option<Filter>,
    clients: ClientsById,
    imported: Image,
}

impl Terms {
    /// Reads them.
    pub(super) async fn read(practice: &dyn Practice, staff: &str, kind: RecordKind) -> Result<Self, Error> {
        let settings = practice.settings(staff).await?;
        Self::with(practice, staff, kind, settings).await
    }

    /// The same with other settings: what they would mean before they are saved.
    pub(super) async fn with(
        practice: &dyn Practice,
        staff: &str,
        kind: RecordKind,
        settings: StaffSettings,
    ) -> Result<Self, Error> {
        let staff = practice.staff_member(staff).await?;
        let firm = practice.firm().await?;
        let (holder, settings) = match holder(practice, &staff, &settings, kind).await? {
            Some((holder, theirs)) => (Some(holder), settings.under(&theirs)),
            None => (None, settings),
        };
        let filter = match &settings.filter {
            Some(id) => Some(practice.filter(id).await?.filter),
            None => None,
        };
        let clients = practice.all_clients().await?.into_iter().map(facts).collect();
        let plan = plan::Settings {
            policy: settings.policy,
            direction: direction(&settings, kind),
            fields: match kind {
                RecordKind::Contact => firm.contact_fields,
                RecordKind::Appointment => firm.appointment_fields,
            },
        };
        let imported = match (kind, settings.import_as) {
            (RecordKind::Contact, ImportAs::Client) => imported_contact("client"),
            (RecordKind::Contact, ImportAs::Standalone) => imported_contact("standalone"),
            (RecordKind::Appointment, _) => Image::new(),
        };
        let (key, name) = folder(&staff, &settings, kind);
        Ok(Self { staff, settings, key, name, plan, holder, filter, clients, imported })
    }

    /// As the rules take them.
    pub(super) fn for_rules(&self, first: bool) -> plan::Terms<'_> {
        plan::Terms {
            kind: self.key.kind,
            settings: self.plan.clone(),
            first,
            filter: self.filter.as_ref(),
            clients: &self.clients,
            me: self.whose(),
            keep_filtered: self.settings.keep_filtered,
            delete_records: self.settings.delete_contacts,
            imported: self.imported.clone(),
        }
    }

    /// Who is meant by *me* in the filter in force.
    fn whose(&self) -> &str {
        self.holder.as_ref().map_or(&self.staff.id, |holder| &holder.id)
    }

    /// Does the filter in force select the record (C3)?
    pub(super) fn selects(&self, record: &Image) -> bool {
        self.filter.as_ref().is_none_or(|filter| filter.selects(record, &self.clients, self.whose()))
    }

    /// What travels of a record, as one that was imported (C5).
    pub(super) fn as_imported(&self, mut image: Image) -> Image {
        for (id, value) in self.imported.iter().filter(|(id, _)| self.key.kind.field(**id).is_some()) {
            image.set(*id, value.clone());
        }
        image
    }

    /// A hash of the settings whose change makes a whole synchronization necessary (A5).
    pub(super) fn critical(&self) -> String {
        #[derive(Serialize)]
        struct Critical<'a> {
            key: &'a FolderKey,
            plan: &'a plan::Settings,
            filter: Option<&'a Filter>,
            keep_filtered: bool,
            imported: &'a Image,
        }
        let critical = Critical {
            key: &self.key,
            plan: &self.plan,
            filter: self.filter.as_ref(),
            keep_filtered: self.settings.keep_filtered,
            imported: &self.imported,
        };
        // Nothing of it can fail to be written as JSON: names are texts.
        digest::hex(&[serde_json::to_string(&critical).unwrap_or_default().as_bytes()])
    }

    /// Do changes wait to be confirmed (C11)?
    pub(super) const fn confirms(&self) -> bool {
        match self.key.kind {
            RecordKind::Contact => self.settings.contact_confirm,
            RecordKind::Appointment => self.settings.confirm,
        }
    }
}

fn direction(settings: &StaffSettings, kind: RecordKind) -> Direction {
    match kind {
        RecordKind::Contact => {
            Direction::from_switches(settings.contact_direction.to_outlook, settings.contact_direction.to_practice)
        }
        RecordKind::Appointment => Direction::from_switches(settings.to_outlook.on, settings.to_practice.on),
    }
}

/// The chosen folder, else the person's own default one.
fn folder(staff: &StaffMember, settings: &StaffSettings, kind: RecordKind) -> (FolderKey, String) {
    match (&settings.contact_folder, kind) {
        (Some(chosen), RecordKind::Contact) => {
            let mailbox = chosen.mailbox.clone().unwrap_or_else(|| staff.mailbox.clone());
            (FolderKey::of(&mailbox, kind, chosen.id.clone()), chosen.name.clone())
        }
        _ => (FolderKey::default_of(&staff.mailbox, kind), String::new()),
    }
}

/// Who chose the same firm-wide folder before (C1), with their settings.
async fn holder(
    practice: &dyn Practice,
    me: &StaffMember,
    settings: &StaffSettings,
    kind: RecordKind,
) -> Result<Option<(StaffMember, StaffSettings)>, Error> {
    let Some(folder) = settings.contact_folder.as_ref().filter(|it| it.mailbox.is_some()) else { return Ok(None) };
    if kind != RecordKind::Contact {
        return Ok(None);
    }
    // Who has not chosen it yet comes last.
    let since = |folder: &ContactFolder| folder.chosen_at.unwrap_or(Timestamp::MAX);
    let mut first = (since(folder), me.id.clone());
    let mut holder = None;
    for staff in practice.staff().await?.into_iter().filter(|staff| staff.active && staff.id != me.id) {
        let theirs = practice.settings(&staff.id).await?;
        let chosen = theirs.contact_folder.as_ref().filter(|it| theirs.contacts && it.is(folder)).map(since);
        if let Some(at) = chosen.map(|at| (at, staff.id.clone())).filter(|at| *at < first) {
            first = at;
            holder = Some((staff, theirs));
        }
    }
    Ok(holder)
}

fn facts(client: Client) -> (String, ClientFacts) {
    let facts = ClientFacts {
        associate: client.associate.unwrap_or_default(),
        number: client.number,
        name: client.name,
        client_type: client.client_type,
        status: client.status,
        office: client.office,
    };
    (client.id, facts)
}

//! What a person has chosen (C1, A4, M2): read, checked, saved.

pub mod filters;

use api::{ContactFolder, ContactKind, ContactsSetup, SaveSetup, SavedSetup, Setup, SyncMode, SyncOptions};
use jiff::Timestamp;

use crate::{
    identity::Person,
    practice::{self, AuditEntry, Commit, ContactDirection, ImportAs, Mode, Practice, StaffSettings, Step},
    sync::desk::{Desk, Error},
    write::WriteContext,
};

/// Minutes from one sweep to the next, where nothing else was chosen.
const USUAL_MINUTES: u32 = 15;
/// The longest time between two sweeps: a day.
const MOST_MINUTES: u32 = 24 * 60;
/// The largest threshold: more than any firm has.
const MOST_RECORDS: u32 = 1_000_000;
/// The longest identifier of a folder.
const LONGEST_ID: usize = 1024;
/// The longest SMTP address (RFC 5321).
const LONGEST_ADDRESS: usize = 254;

/// What of Outlook the server's configuration lets people choose.
#[derive(Clone, Debug, Default)]
pub struct Offered {
    /// The server has access to mailboxes.
    pub configured: bool,
    /// The mailboxes whose folders are the firm's (C1). All others are their owners' alone.
    pub shared: Vec<String>,
}

impl Offered {
    fn shares(&self, mailbox: &str) -> bool {
        self.shared.iter().any(|shared| shared.eq_ignore_ascii_case(mailbox))
    }
}

/// What the person has chosen.
///
/// # Errors
/// When the database does not answer.
pub async fn read(practice: &dyn Practice, person: &Person, offered: &Offered) -> Result<Setup, Error> {
    shown(practice, &practice.settings(&person.staff).await?, offered).await
}

async fn shown(practice: &dyn Practice, settings: &StaffSettings, offered: &Offered) -> Result<Setup, Error> {
    let licensed = practice.firm().await?.licences.client_management;
    let (contacts, options) = (contacts(settings), options(settings));
    Ok(Setup { contacts, options, licensed, configured: offered.configured })
}

/// The settings as they would be, from that time on.
///
/// # Errors
/// [`Error::Invalid`] names the field.
pub async fn wanted(
    practice: &dyn Practice,
    person: &Person,
    save: SaveSetup,
    offered: &Offered,
    now: Option<Timestamp>,
) -> Result<StaffSettings, Error> {
    check(&save)?;
    if let Some(id) = &save.contacts.filter {
        known_filter(practice, id).await?;
    }
    let before = practice.settings(&person.staff).await?;
    let folder = save.contacts.folder.clone().map(|folder| chosen(folder, &before, &person.mailbox, now));
    if let Some(mailbox) = folder.as_ref().and_then(|folder| folder.mailbox.as_deref())
        && !offered.shares(mailbox)
    {
        let reason = "is no mailbox of the firm's: expected one that GET setup/folders lists";
        return Err(Error::invalid("contacts.folder.mailbox", reason));
    }
    Ok(applied(before, save, folder))
}

/// The folder as it is kept. Choosing it once more changes nothing of when it was chosen.
fn chosen(folder: ContactFolder, before: &StaffSettings, own: &str, now: Option<Timestamp>) -> practice::ContactFolder {
    let ContactFolder { mailbox, id, name } = folder;
    let mailbox = mailbox.filter(|mailbox| !mailbox.eq_ignore_ascii_case(own));
    let folder = practice::ContactFolder { mailbox, id, name, chosen_at: None };
    let known = before.contact_folder.as_ref().filter(|known| before.contacts && known.is(&folder));
    practice::ContactFolder { chosen_at: known.map_or(now, |known| known.chosen_at), ..folder }
}

/// Saves, and begins the run that it asks for (C2).
///
/// # Errors
/// [`Error::Invalid`] names the field.
pub async fn save(
    practice: &dyn Practice,
    desk: &dyn Desk,
    person: &Person,
    save: SaveSetup,
    context: &WriteContext,
    offered: &Offered,
) -> Result<SavedSetup, Error> {
    let before = practice.settings(&person.staff).await?;
    let after = wanted(practice, person, save, offered, Some(context.now)).await?;
    if after != before {
        let step = Step::Settings { staff_id: person.staff.clone(), settings: Box::new(after.clone()) };
        let commit = Commit::new(context.now, &person.staff).step(step);
        practice.commit(commit.step(Step::Audit(AuditEntry::of("setup", "done", "")))).await?;
    }
    // What was chosen is kept, whether or not the mailbox answers now.
    let run = match desk.saved(person, &before, &after).await {
        Err(Error::NotConfigured(_) | Error::Unavailable(_)) => None,
        begun => begun?,
    };
    Ok(SavedSetup { setup: shown(practice, &after, offered).await?, run })
}

async fn known_filter(practice: &dyn Practice, id: &str) -> Result<(), Error> {
    match practice.filter(id).await {
        Ok(_) => Ok(()),
        Err(practice::Error::NotFound { .. }) => {
            Err(Error::invalid("contacts.filter", "there is no such filter: expected one that GET filters lists"))
        }
        Err(error) => Err(error.into()),
    }
}

fn check(save: &SaveSetup) -> Result<(), Error> {
    let SaveSetup { contacts, options } = save;
    if contacts.mode == SyncMode::Periodic && !(1..=MOST_MINUTES).contains(&contacts.minutes) {
        return Err(Error::invalid("contacts.minutes", format!("expected a number from 1 to {MOST_MINUTES}")));
    }
    if options.confirm_from.is_some_and(|from| !(1..=MOST_RECORDS).contains(&from)) {
        return Err(Error::invalid("options.confirmFrom", format!("expected a number from 1 to {MOST_RECORDS}")));
    }
    contacts.folder.as_ref().map_or(Ok(()), check_folder)
}

fn check_folder(folder: &ContactFolder) -> Result<(), Error> {
    let address = |mailbox: &String| mailbox.contains('@') && mailbox.len() <= LONGEST_ADDRESS;
    if !folder.mailbox.as_ref().is_none_or(address) {
        return Err(Error::invalid("contacts.folder.mailbox", "expected the address of a mailbox"));
    }
    if folder.id.len() > LONGEST_ID || folder.id.contains(['/', '?', '#']) {
        return Err(Error::invalid("contacts.folder.id", "expected an identifier that GET setup/folders lists"));
    }
    Ok(())
}

fn applied(settings: StaffSettings, save: SaveSetup, folder: Option<practice::ContactFolder>) -> StaffSettings {
    let SaveSetup { contacts, options } = save;
    StaffSettings {
        contacts: contacts.on,
        contact_folder: folder,
        filter: contacts.filter,
        keep_filtered: contacts.keep_filtered,
        import_as: import_as(contacts.import_as),
        contact_confirm: contacts.confirm,
        contact_mode: match contacts.mode {
            SyncMode::Automatic => Mode::Automatic,
            SyncMode::Periodic => Mode::Periodic { minutes: contacts.minutes },
            SyncMode::Manual => Mode::Manual,
        },
        contact_direction: ContactDirection { to_outlook: contacts.to_outlook, to_practice: contacts.to_practice },
        delete_contacts: contacts.delete_records,
        confirm_from: options.confirm_from,
        policy: options.policy,
        ..settings
    }
}

fn contacts(settings: &StaffSettings) -> ContactsSetup {
    let folder = settings.contact_folder.clone();
    let (mode, minutes) = match settings.contact_mode {
        Mode::Automatic => (SyncMode::Automatic, USUAL_MINUTES),
        Mode::Periodic { minutes } => (SyncMode::Periodic, minutes),
        Mode::Manual => (SyncMode::Manual, USUAL_MINUTES),
    };
    ContactsSetup {
        on: settings.contacts,
        folder: folder.map(|it| ContactFolder { mailbox: it.mailbox, id: it.id, name: it.name }),
        filter: settings.filter.clone(),
        keep_filtered: settings.keep_filtered,
        import_as: if settings.import_as == ImportAs::Client { ContactKind::Client } else { ContactKind::Standalone },
        confirm: settings.contact_confirm,
        mode,
        minutes,
        to_outlook: settings.contact_direction.to_outlook,
        to_practice: settings.contact_direction.to_practice,
        delete_records: settings.delete_contacts,
    }
}

const fn import_as(kind: ContactKind) -> ImportAs {
    match kind {
        ContactKind::Client => ImportAs::Client,
        ContactKind::Standalone => ImportAs::Standalone,
    }
}

fn options(settings: &StaffSettings) -> SyncOptions {
    SyncOptions { confirm_from: settings.confirm_from, policy: settings.policy }
}

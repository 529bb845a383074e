//! What is done to events, by whomever: the write, the mail that it causes, and the notification.

use super::super::faults::NotificationFaults;
use super::super::mailbox::{ChangeType, Place};
use super::super::mails::{Mail, MailKind};
use super::super::problem::Problem;
use super::super::properties::Fields;
use super::super::world::World;
use super::{Event, Found, Writer, invited};

/// What a meeting's organizer may write without a mail: everything else is told to those who are invited.
const QUIET: [&str; 4] = ["isReminderOn", "reminderMinutesBeforeStart", "categories", "showAs"];

/// Who writes, and what is wrong with the notifications of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct By(pub(super) Writer, pub(super) NotificationFaults);

impl By {
    pub(super) fn person() -> Self {
        Self(Writer::Person, NotificationFaults::default())
    }
}

impl World {
    pub(super) fn create_event(&mut self, key: &str, calendar: u64, given: &Fields, by: By) -> Result<Place, Problem> {
        let (mailbox, mut pen) = self.open(key)?;
        let place = mailbox.create_event(calendar, given, by.0, &mut pen)?;
        let found = Found { place, occurrence: None };
        self.mail_of(key, found, MailKind::Invitation, by.0, Vec::new());
        self.announce_at(key, place, ChangeType::Created, by.1);
        Ok(place)
    }

    pub(super) fn change_event(&mut self, key: &str, found: Found, given: &Fields, by: By) -> Result<Found, Problem> {
        let before = self.event(key, found).map(|event| invited(&event.fields)).unwrap_or_default();
        let called = self.event(key, found).is_some_and(|event| event.is_called_meeting());
        let (mailbox, mut pen) = self.open(key)?;
        let found = mailbox.write_event(found, given, by.0, &mut pen)?;
        let loud = given.keys().any(|name| !QUIET.contains(&name.as_str()) && !name.starts_with('@'));
        if loud {
            let kind = if called { MailKind::Update } else { MailKind::Invitation };
            self.mail_of(key, found, kind, by.0, before);
        }
        self.announce_at(key, found.place, ChangeType::Updated, by.1);
        Ok(found)
    }

    pub(super) fn remove_event(&mut self, key: &str, found: Found, by: By) -> Result<(), Problem> {
        self.mail_of(key, found, MailKind::Cancellation, by.0, Vec::new());
        let series = self.event(key, found).and_then(|event| event.master.map(|master| master.key));
        if series.is_none() {
            self.announce_at(key, found.place, ChangeType::Deleted, by.1);
        }
        let (mailbox, mut pen) = self.open(key)?;
        mailbox.delete_event(found, &mut pen)?;
        if let Some(item) = series {
            self.announce_at(key, Place { item, ..found.place }, ChangeType::Updated, by.1);
        }
        Ok(())
    }

    pub(super) fn event(&self, key: &str, found: Found) -> Option<Event<'_>> {
        self.mailboxes.get(key)?.event(found)
    }

    /// Counts the mail that goes to those who are invited, and to those who were.
    fn mail_of(&mut self, key: &str, found: Found, kind: MailKind, by: Writer, before: Vec<String>) {
        let Some(event) = self.event(key, found) else { return };
        let mut to = invited(&event.fields);
        to.extend(before);
        to.sort();
        to.dedup();
        let organizer = event.fields.get("isOrganizer") != Some(&serde_json::Value::Bool(false));
        if organizer && !to.is_empty() {
            let mail = Mail::new(&event, kind, to, by, self.now());
            self.mails.push(mail);
        }
    }

    /// Counts a mail that is no consequence of a write.
    pub(super) fn mail(&mut self, key: &str, found: Found, kind: MailKind, to: Vec<String>) {
        let now = self.now();
        let mail = self.event(key, found).map(|event| Mail::new(&event, kind, to, Writer::Application, now));
        self.mails.extend(mail);
    }
}

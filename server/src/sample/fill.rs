//! The sample written into a practice database.

use jiff::{Timestamp, ToSpan};
use rules::mapping::appointment as lens;
use rules::record::{RecordKind, Value, appointment};

use super::{Entry, Firm, outlook};
use crate::mailbox::Seen;
use crate::practice::{Base, Commit, Error, FolderKey, Link, LinkState, Practice, RecordRef, StaffMember, Step};

/// Writes all of it; the staff first, since folders belong to them.
pub(super) async fn fill(practice: &dyn Practice, firm: &Firm, now: Timestamp) -> Result<usize, Error> {
    practice.commit(people(firm, now)).await?;
    let mut commit = Commit::new(now, "");
    for entry in &firm.entries {
        commit = commit
            .step(create(entry))
            .step(Step::Attendees { appointment_id: entry.id.clone(), attendees: entry.invited(firm) });
    }
    let mut links = 0;
    for member in firm.staff.iter().take(super::LINKED) {
        let folder = practice.folder(&FolderKey::default_of(&member.mailbox, RecordKind::Appointment)).await?;
        for entry in firm.entries.iter().filter(|entry| entry.mailboxes(firm).any(|other| other.id == member.id)) {
            let [link, base] = tie(firm, entry, member, &folder.id)?;
            commit = commit.step(link).step(base);
            links += 1;
        }
    }
    practice.commit(commit).await?;
    Ok(links)
}

fn people(firm: &Firm, now: Timestamp) -> Commit {
    let mut commit = Commit::new(now, "");
    commit.steps.extend(firm.staff.iter().cloned().map(Step::Staff));
    commit.steps.push(Step::Firm(Box::new(firm.settings.clone())));
    commit.steps.extend(firm.clients.iter().cloned().map(Step::Client));
    commit.steps.extend(firm.matters.iter().cloned().map(Step::Matter));
    commit.steps.extend(firm.contacts.iter().map(|person| Step::Create {
        record: RecordRef::contact(&person.id),
        image: person.image.clone(),
        edited_at: now,
        series: None,
    }));
    commit
}

fn create(entry: &Entry) -> Step {
    Step::Create {
        record: RecordRef::appointment(&entry.id),
        image: entry.image.clone(),
        edited_at: entry.edited_at,
        series: entry.series.clone(),
    }
}

/// The link of an entry in one mailbox, with both sides in step: the base's images are the record, and what the
/// mapping reads from the event.
fn tie(firm: &Firm, entry: &Entry, member: &StaffMember, folder_id: &str) -> Result<[Step; 2], Error> {
    let event =
        outlook::event(firm, entry, member).map_err(|error| Error::invalid(error.field.as_str(), error.reason))?;
    let view = lens::get(&event).map_err(|error| Error::invalid(error.field.as_str(), error.reason))?;
    let link_id = format!("link-{}-{}", member.initials.to_lowercase(), entry.id);
    let rest_id = |entry_id: &str| outlook::rest_id(&outlook::item_id(entry_id, member));
    let link = Link {
        id: link_id.clone(),
        folder_id: folder_id.to_owned(),
        record: RecordRef::appointment(&entry.id),
        item_id: rest_id(&entry.id),
        immutable_id: None,
        ical_uid: Some(outlook::ical_uid(entry)),
        series_item_id: entry.series.as_ref().map(|day| rest_id(&day.series_id)),
        state: LinkState::Joined,
        parted_by: None,
        imported_by: None,
        sighted: None,
        created_at: entry.edited_at.saturating_add(1.minute()).unwrap_or(entry.edited_at),
    };
    let base = Base {
        practice: entry.image.clone(),
        outlook: view.image,
        taken_at: link.created_at,
        outlook_modified: lens::modified(&event),
        seen: Seen::default(),
    };
    Ok([Step::Link(link), Step::Base { link_id, base }])
}

/// Is the entry assigned to that person?
pub(super) fn is_assigned(entry: &Entry, member: &StaffMember) -> bool {
    matches!(entry.image.get(appointment::STAFF), Some(Value::Labels(ids)) if ids.contains(&member.id))
}

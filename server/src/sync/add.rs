//! Add: an appointment that is only in Outlook gets a record.

use std::collections::BTreeSet;

use api::{AddItem, ItemState, ItemStatus, Linked};
use jiff::Timestamp;
use rules::{
    mapping::{open_item::present, zones},
    merge::{Base, Pending},
    normalize,
    outlook::item::{Mode, Snapshot},
    plan::{Known, Presented, RecordState, Tie},
    record::{Image, RecordKind, Value, appointment as field},
};

use super::{
    Error, Sync, UNMEASURED, access,
    item::{edit_time, sound},
    pair::{form_in_doubt, new_link},
    status::check,
    target::{Target, calendar_of},
};
use crate::{
    identity::Person,
    mailbox::Seen,
    practice::{self, Attendee, AuditEntry, Base as StoredBase, Commit, Link, RecordRef, Step},
    write::WriteContext,
};

/// A record to be made from an item, and the tie of the two.
struct NewPair {
    record: RecordRef,
    image: Image,
    link: Link,
    edited_at: Timestamp,
    item: Presented,
}

impl Sync {
    /// Puts the open item into the practice database and ties the two.
    pub async fn add(&self, person: &Person, request: AddItem, write: WriteContext) -> Result<ItemStatus, Error> {
        access::may_write(person)?;
        check(&request.item)?;
        let folder = match self.target(person, &request.item).await? {
            Target::Unlinked => self.practice.folder(&calendar_of(&request.item)).await?,
            Target::Unsaved => return Err(Error::invalid("item.itemId", "Outlook must save the appointment first")),
            Target::Pair(_) | Target::UnknownOccurrence(_) => {
                return Err(Error::Moved(Box::new(self.status_of(person, &request.item).await?)));
            }
        };
        let (item, unmapped) = present(&request.item, None);
        if let Some(error) = unmapped.first() {
            return Err(Error::invalid(format!("item.{}", error.field), &error.reason));
        }
        let image = self.filed(person, &request, normalize::clean_image(&item.view.image)).await?;
        sound(&image)?;
        let record = RecordRef::appointment(self.practice.new_id());
        let pair = NewPair {
            link: new_link(self.practice.new_id(), &folder, &request.item, &record, write.now),
            edited_at: edit_time(&item, write.made),
            record,
            image,
            item,
        };
        let linked = self.added(person, &pair).await?;
        let status = ItemStatus { state: ItemState::Linked(Box::new(linked)), part: request.item.part() };
        let body = serde_json::to_string(&status).map_err(|error| Error::Internal(error.to_string()))?;
        let mut commit = Commit::new(write.now, &person.staff).answering(write.answer(person, 200, body));
        commit.steps = self.creation(pair, &request.item, write.now);
        match self.practice.commit(commit).await {
            Ok(_) => Ok(status),
            Err(practice::Error::Taken { .. }) => {
                Err(Error::Moved(Box::new(self.status_of(person, &request.item).await?)))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// How the pair stands once it is made.
    async fn added(&self, person: &Person, pair: &NewPair) -> Result<Linked, Error> {
        let outlook = &pair.item.view.image;
        let base = Base { practice: as_taken(&pair.image, outlook), outlook: outlook.clone() };
        let pending = Pending { shown: outlook.clone(), agreed: outlook.clone() };
        let saved = pair.item.mode == Mode::Read;
        let known = Known {
            kind: RecordKind::Appointment,
            record: pair.image.clone(),
            state: RecordState::Present,
            version: 1,
            edited_at: pair.edited_at,
            tie: Tie::Joined,
            base: saved.then_some(base),
            pending: (!saved).then_some(pending),
            settings: self.settings(person, None).await?,
        };
        Ok(Linked {
            link: Some(pair.link.id.clone()),
            record: pair.record.id.clone(),
            occurrence: None,
            known,
            uncertainty: UNMEASURED,
            filing: self.filing(&pair.image, None).await?,
        })
    }

    /// Record, attendees, link, and what both agree on: as a base where the item is known to be saved, else as a write
    /// in doubt (P7).
    fn creation(&self, pair: NewPair, item: &Snapshot, now: Timestamp) -> Vec<Step> {
        let NewPair { record, image, link, edited_at, item: presented } = pair;
        let outlook = presented.view.image;
        let agreed = if presented.mode == Mode::Read {
            let base = StoredBase {
                practice: as_taken(&image, &outlook),
                outlook,
                taken_at: now,
                outlook_modified: presented.modified,
                seen: Seen::default(),
            };
            Step::Base { link_id: link.id.clone(), base }
        } else {
            Step::Journal(form_in_doubt(
                self.practice.new_id(),
                &link,
                "create",
                Pending { shown: outlook.clone(), agreed: outlook },
                now,
            ))
        };
        let audit = AuditEntry {
            action: "add".to_owned(),
            record: Some(record.clone()),
            outcome: "done".to_owned(),
            detail: format!("from {}", item.mailbox),
        };
        vec![
            Step::Create { record: record.clone(), image, edited_at, series: None },
            Step::Attendees { appointment_id: record.id, attendees: attendees(item) },
            Step::Link(link),
            agreed,
            Step::Audit(audit),
        ]
    }

    /// The image with the practice side's own fields, each checked to exist.
    async fn filed(&self, person: &Person, request: &AddItem, image: Image) -> Result<Image, Error> {
        let missing = |field: &str, what: &str| Error::invalid(field, format!("there is no such {what}"));
        if let Some(id) = &request.client {
            self.practice.client(id).await.map_err(|_| missing("client", "client"))?;
        }
        if let Some(id) = &request.matter {
            let matter = self.practice.matter(id).await.map_err(|_| missing("matter", "matter"))?;
            if Some(&matter.client_id) != request.client.as_ref() {
                return Err(Error::invalid("matter", "it is a matter of another client than the one given"));
            }
        }
        let firm = self.practice.firm().await?;
        if request.code.as_ref().is_some_and(|code| !firm.codes.iter().any(|row| row.code == *code)) {
            return Err(missing("code", "calendar code"));
        }
        let staff = self.assigned(person, request).await?;
        let zone = zones::iana_from(&request.item.time_zone).ok().filter(|_| image.get(field::ALL_DAY).is_none());
        let zone = image.get(field::ZONE).cloned().or(zone.map(Value::text));
        let category = request.code.as_deref().and_then(|code| firm.category_of(code));
        let mut image = image
            .with(field::ZONE, zone)
            .with(field::CLIENT, request.client.clone().map(Value::Text))
            .with(field::MATTER, request.matter.clone().map(Value::Text))
            .with(field::CODE, request.code.clone().map(Value::Text))
            .with(field::STAFF, Value::Labels(staff));
        if let Some(category) = category {
            image = with_category(image, category);
        }
        Ok(image)
    }

    /// Who it is assigned to: those named, else the owner of the mailbox, else the person.
    async fn assigned(&self, person: &Person, request: &AddItem) -> Result<BTreeSet<String>, Error> {
        let mut staff = BTreeSet::new();
        for id in &request.staff {
            let member = self.practice.staff_member(id).await;
            staff.insert(member.map_err(|_| Error::invalid("staff", "there is no such staff member"))?.id);
        }
        if staff.is_empty() {
            let owner = self.practice.staff_by_mailbox(&request.item.mailbox).await?;
            staff.insert(owner.map_or_else(|| person.staff.clone(), |owner| owner.id));
        }
        Ok(staff)
    }
}

/// A calendar code brings its category along (A7), which then travels to Outlook like any edit.
fn with_category(image: Image, category: &str) -> Image {
    let mut words = match image.get(field::CATEGORIES) {
        Some(Value::Labels(words)) => words.clone(),
        _ => BTreeSet::new(),
    };
    let there = words.iter().any(|word| word.eq_ignore_ascii_case(category));
    if !there {
        words.insert(category.to_owned());
    }
    image.with(field::CATEGORIES, Value::Labels(words))
}

/// The record as it was taken from the item: a category that the calendar code brought along is an edit since.
fn as_taken(image: &Image, outlook: &Image) -> Image {
    image.clone().with(field::CATEGORIES, outlook.get(field::CATEGORIES).cloned())
}

fn attendees(item: &Snapshot) -> Vec<Attendee> {
    let person =
        |person: &rules::outlook::item::Person| Attendee { address: person.address.clone(), name: person.name.clone() };
    item.others().into_iter().map(person).collect()
}

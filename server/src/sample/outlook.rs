//! The Outlook side of the sample, as Graph v1.0 would tell it.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rules::mapping::{self, Unmappable, appointment as lens, occurrence};
use rules::outlook::graph::Event;
use rules::record::{Image, Value, appointment, contact};
use serde_json::{Value as Json, json};

use super::dice::{Dice, base64, hex};
use super::words::{GIVEN, MATTERS, MESSAGES, ONLY_OUTLOOK, SURNAMES};
use super::{Entry, Firm, calendar};
use crate::practice::{Attendee, StaffMember};

/// The mailboxes with their events and messages.
pub(super) fn mailboxes(firm: &Firm, anchor: Date) -> Result<Json, Unmappable> {
    let all: Result<Vec<_>, _> = (0..firm.staff.len()).map(|place| mailbox(firm, anchor, place)).collect();
    Ok(json!({ "mailboxes": all? }))
}

fn mailbox(firm: &Firm, anchor: Date, place: usize) -> Result<Json, Unmappable> {
    let member = &firm.staff[place];
    let entries = firm.entries.iter().chain(&firm.unlinked);
    let here = entries.filter(|entry| entry.mailboxes(firm).any(|other| other.id == member.id));
    let events: Result<Vec<_>, _> = here.map(|entry| event(firm, entry, member)).collect();
    Ok(json!({
        "address": member.mailbox,
        "displayName": member.name,
        "timeZone": member.time_zone,
        "events": events?.into_iter().map(|event| event.0).collect::<Vec<_>>(),
        "messages": messages(firm, anchor, member),
        "contacts": contacts(firm, place),
        "contactFolders": [{ "displayName": "Private", "contacts": private_contacts(place) }],
    }))
}

/// The event's identifier in that mailbox, as EWS writes it.
pub(super) fn item_id(entry_id: &str, member: &StaffMember) -> String {
    format!("AAMkAD{}", base64(&format!("{}/{entry_id}", member.id), 28))
}

/// The same in the form that Graph and `convertToRestId` give.
pub(super) fn rest_id(item_id: &str) -> String {
    item_id.replace('/', "-").replace('+', "_")
}

/// One meeting has one everywhere; the changed days of a series have the series'.
pub(super) fn ical_uid(entry: &Entry) -> String {
    format!("040000008200E00074C5B7101A82E008{}", hex(entry.series_id(), 64))
}

/// The event of an entry in one mailbox.
pub(super) fn event(firm: &Firm, entry: &Entry, member: &StaffMember) -> Result<Event, Unmappable> {
    let mut event = lens::create(&entry.image)?;
    let id = item_id(&entry.id, member);
    let organizer = entry.organizer(firm);
    let modified = stamp(entry.edited_at);
    event.set("iCalUId", json!(ical_uid(entry)));
    event.set("changeKey", json!(base64(&format!("{id}{modified}"), 6)));
    event.set("createdDateTime", json!(stamp(entry.edited_at.saturating_sub(72.hours()).unwrap_or(entry.edited_at))));
    event.set("lastModifiedDateTime", json!(modified));
    event.set("isOrganizer", json!(organizer.address == member.mailbox));
    event.set("organizer", json!({ "emailAddress": person(&organizer) }));
    event.set("attendees", json!(entry.invited(firm).iter().map(attendee).collect::<Vec<_>>()));
    event.set("isCancelled", json!(false));
    event.set("importance", json!("normal"));
    event.set("hasAttachments", json!(false));
    event.set("originalEndTimeZone", event.0.get("originalStartTimeZone").cloned().unwrap_or_default());
    part(firm, entry, member, &mut event);
    event.set("id", json!(id));
    Ok(event)
}

/// What says which part of a series an event is.
fn part(firm: &Firm, entry: &Entry, member: &StaffMember, event: &mut Event) {
    let days = |entry: &Entry| match entry.image.get(appointment::CANCELLED) {
        Some(Value::Dates(days)) => days.iter().copied().collect(),
        _ => Vec::new(),
    };
    let occurrence_id = |series_id: &str, day: &Date| format!("OID.{}.{day}", item_id(series_id, member));
    event.set("seriesMasterId", Json::Null);
    match (&entry.series, entry.image.get(appointment::RECURRENCE)) {
        (Some(day), _) => {
            event.set("type", json!("exception"));
            event.set("seriesMasterId", json!(item_id(&day.series_id, member)));
            event.set("occurrenceId", json!(occurrence_id(&day.series_id, &day.original)));
            event.set("originalStart", json!(original_start(firm, entry, day.original)));
        }
        (None, Some(_)) => {
            event.set("type", json!("seriesMaster"));
            let gone: Vec<_> = days(entry).iter().map(|day| occurrence_id(&entry.id, day)).collect();
            event.set("cancelledOccurrences", json!(gone));
        }
        (None, None) => event.set("type", json!("singleInstance")),
    }
}

/// When the day of a series would have begun.
fn original_start(firm: &Firm, entry: &Entry, day: Date) -> Option<String> {
    let series = firm.entries.iter().find(|other| other.id == entry.series_id())?;
    match occurrence::on(&series.image, day).get(appointment::START)? {
        Value::Instant(at) => Some(stamp(*at)),
        _ => Some(format!("{day}T00:00:00Z")),
    }
}

/// A point in time as Graph writes it: seven digits of a second.
fn stamp(at: Timestamp) -> String {
    format!("{at:.7}")
}

fn person(person: &Attendee) -> Json {
    json!({ "name": person.name, "address": person.address })
}

fn attendee(person_invited: &Attendee) -> Json {
    json!({
        "type": "required",
        "status": { "response": "accepted", "time": "0001-01-01T00:00:00Z" },
        "emailAddress": person(person_invited),
    })
}

/// What exists only in Outlook, in the linked mailboxes.
pub(super) fn unlinked(firm: &Firm, anchor: Date) -> Vec<Entry> {
    let mut dice = Dice::new("only in Outlook");
    let owners = (0..super::LINKED).flat_map(|owner| (1..=ONLY_OUTLOOK.len()).map(move |number| (owner, number)));
    owners.map(|(owner, number)| only_outlook(&mut dice, firm, anchor, owner, number)).collect()
}

fn only_outlook(dice: &mut Dice, firm: &Firm, anchor: Date, owner: usize, number: usize) -> Entry {
    let (subject, location, minutes) = ONLY_OUTLOOK[number - 1];
    let day = anchor.saturating_add(dice.between(-5, 14).days());
    let time = jiff::civil::Time::constant(i8::try_from(dice.between(8, 18)).unwrap_or(9), 0, 0, 0);
    let image = calendar::at(day.to_datetime(time), &firm.staff[owner].time_zone, minutes)
        .with(appointment::SUBJECT, Value::text(subject))
        .with(appointment::LOCATION, Value::text(location))
        .with(appointment::REMINDER, Value::Minutes(15))
        .with(appointment::PRIVATE, Value::Flag(subject == "Reifenwechsel"))
        .with(appointment::STAFF, Value::labels([firm.staff[owner].id.as_str()]));
    let mut entry = Entry::new(image);
    entry.id = format!("outlook-{owner}-{number:02}");
    entry.owner = owner;
    entry.edited_at = calendar::edited_at(dice, anchor);
    entry.in_outlook = true;
    match number % 5 {
        0 => entry.attendees.push(stranger(dice)),
        3 => entry.attendees.push(dice.pick(&firm.contacts).attendee()),
        _ => {}
    }
    entry
}

/// Someone whom the practice database does not know.
fn stranger(dice: &mut Dice) -> Attendee {
    let (given, surname) = (*dice.pick(GIVEN), *dice.pick(SURNAMES));
    let number = dice.between(100, 999);
    Attendee {
        address: format!("{}{number}@unknown.example", given.to_lowercase()),
        name: format!("{given} {surname}"),
    }
}

/// A dozen messages a mailbox: most from people whom the firm knows, some from strangers.
fn messages(firm: &Firm, anchor: Date, member: &StaffMember) -> Vec<Json> {
    let mut dice = Dice::new(&format!("messages {}", member.id));
    (1..=12).map(|number| message(&mut dice, firm, anchor, member, number)).collect()
}

fn message(dice: &mut Dice, firm: &Firm, anchor: Date, member: &StaffMember, number: usize) -> Json {
    let (subject, text) = *dice.pick(MESSAGES);
    let matter = *dice.pick(MATTERS);
    let from = if number.is_multiple_of(4) { stranger(dice) } else { dice.pick(&firm.contacts).attendee() };
    let copy = (number.is_multiple_of(3)).then(|| dice.pick(&firm.contacts).attendee());
    let received = stamp(calendar::edited_at(dice, anchor));
    let to = Attendee { address: member.mailbox.clone(), name: member.name.clone() };
    let wrap = |one: &Attendee| json!({ "emailAddress": person(one) });
    json!({
        "id": format!("AAMkAM{}", base64(&format!("{}/message-{number}", member.id), 28)),
        "subject": subject.replace("{m}", matter),
        "from": wrap(&from),
        "sender": wrap(&from),
        "toRecipients": [wrap(&to)],
        "ccRecipients": copy.iter().map(wrap).collect::<Vec<_>>(),
        "receivedDateTime": received,
        "body": { "contentType": "text", "content": text.replace("{m}", matter) },
        "isRead": number > 4,
    })
}

/// How many people of the practice database each mailbox knows, how many of them somebody else looks after, and how
/// many nobody in the firm knows.
const KNOWN: usize = 14;
const OF_OTHERS: usize = 4;
const UNKNOWN: usize = 8;

/// The contacts of a mailbox: people of its owner's clients and of others', some without what the practice database
/// has, and people whom only Outlook knows.
fn contacts(firm: &Firm, place: usize) -> Vec<Json> {
    let me = Some(firm.staff[place].id.as_str());
    let of = |mine: bool| {
        firm.contacts
            .iter()
            .filter(move |person| (person.image.get(contact::ASSOCIATE).and_then(Value::as_text) == me) == mine)
    };
    let known = of(true).take(KNOWN).chain(of(false).skip(place * OF_OTHERS).take(OF_OTHERS));
    let known = known.enumerate().map(|(number, person)| {
        let mut image = person.image.clone();
        if number % 5 == 4 {
            image.set(contact::MOBILE, None);
        }
        mapping::contact::create(&image).into()
    });
    known.chain((0..UNKNOWN).map(|number| acquaintance(place, number, "acquaintance"))).collect()
}

fn private_contacts(place: usize) -> Vec<Json> {
    (0..3).map(|number| acquaintance(place, number, "friend")).collect()
}

/// Somebody whom the practice database does not have.
fn acquaintance(place: usize, number: usize, what: &str) -> Json {
    let mut dice = Dice::new(&format!("{what}-{place}-{number}"));
    let (given, surname) = (*dice.pick(GIVEN), *dice.pick(SURNAMES));
    let image = Image::new()
        .with(contact::GIVEN, Value::text(given))
        .with(contact::SURNAME, Value::text(surname))
        .with(contact::EMAIL1, Value::text(format!("{what}{place}{number}@elsewhere.example")))
        .with(contact::MOBILE, Value::text(format!("+49 151 {:07}", dice.between(0, 9_999_999))));
    mapping::contact::create(&image).into()
}

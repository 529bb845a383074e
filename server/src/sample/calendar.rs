//! The appointments of the sample: a year around the anchor.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rules::mapping::zones;
use rules::record::{Image, Value, appointment};

use super::dice::Dice;
use super::people::Person;
use super::words::{INTERNAL, PRIVATE, TOPICS, Topic, WHOLE_DAYS};
use super::{Entry, Firm, LINKED, series};
use crate::practice::Attendee;

const SINGLES: usize = 280;

/// All appointments, series and their changed days.
pub(super) fn entries(firm: &Firm, anchor: Date) -> Vec<Entry> {
    let mut dice = Dice::new("calendar");
    let mut entries: Vec<_> = (1..=SINGLES).map(|number| single(&mut dice, firm, anchor, number)).collect();
    entries.extend(series::entries(firm, anchor));
    entries
}

fn single(dice: &mut Dice, firm: &Firm, anchor: Date, number: usize) -> Entry {
    let owner = owner(dice, firm);
    let day = working_day(dice, anchor);
    let mut entry = match dice.below(20) {
        0 | 1 => whole_day(dice, firm, day),
        2 => timed(dice, firm, owner, day, PRIVATE).private(),
        3 | 4 => timed(dice, firm, owner, day, INTERNAL),
        _ => for_client(dice, firm, owner, day),
    };
    entry.id = format!("appointment-{number:04}");
    entry.owner = owner;
    entry.edited_at = edited_at(dice, anchor);
    entry.in_outlook = owner < LINKED && dice.chance(80);
    entry.assign(dice, firm);
    entry
}

/// The first three people have more in their calendars.
pub(super) fn owner(dice: &mut Dice, firm: &Firm) -> usize {
    if dice.chance(65) { dice.below(LINKED) } else { dice.below(firm.staff.len() - 1) }
}

/// A day from Monday to Friday, near the anchor as often as not.
fn working_day(dice: &mut Dice, anchor: Date) -> Date {
    let offset = if dice.chance(45) { dice.between(-12, 16) } else { dice.between(-180, 180) };
    let day = anchor.saturating_add(offset.days());
    match day.weekday() {
        Weekday::Saturday => day.saturating_add(2.days()),
        Weekday::Sunday => day.saturating_add(1.day()),
        _ => day,
    }
}

/// An edit in the two months before the anchor, in whole seconds.
pub(super) fn edited_at(dice: &mut Dice, anchor: Date) -> Timestamp {
    let midnight = anchor.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).unwrap_or_default();
    let seconds = dice.between(24 * 3600, 60 * 24 * 3600);
    midnight.checked_sub(seconds.seconds()).unwrap_or(midnight)
}

fn for_client(dice: &mut Dice, firm: &Firm, owner: usize, day: Date) -> Entry {
    let place = dice.below(firm.clients.len());
    let mut entry = timed(dice, firm, owner, day, TOPICS);
    file(dice, firm, place, &mut entry);
    entry
}

/// Files an entry under a client and one of its matters, says so in its subject, and invites people at times.
fn file(dice: &mut Dice, firm: &Firm, place: usize, entry: &mut Entry) {
    let client = &firm.clients[place];
    let matters: Vec<_> = firm.matters.iter().filter(|matter| matter.client_id == client.id).collect();
    let matter = *dice.pick(&matters);
    let people: Vec<&Person> = firm.contacts.iter().filter(|person| person.client == Some(place)).collect();
    let person = dice.pick(&people).attendee();
    let subject = entry.image.text(appointment::SUBJECT);
    let subject = subject.replace("{c}", &client.name).replace("{m}", &matter.name).replace("{p}", &person.name);
    entry.image.set(appointment::SUBJECT, Value::text(subject));
    entry.image.set(appointment::CLIENT, Value::text(&client.id));
    entry.image.set(appointment::MATTER, Value::text(&matter.id));
    if dice.chance(35) && entry.image.get(appointment::ALL_DAY).is_none() {
        invite(dice, entry, person);
    }
}

/// Mostly we invite; now and then we were invited.
fn invite(dice: &mut Dice, entry: &mut Entry, person: Attendee) {
    if dice.chance(25) {
        entry.organizer = Some(person.clone());
    }
    entry.attendees.push(person);
}

fn timed(dice: &mut Dice, firm: &Firm, owner: usize, day: Date, topics: &[Topic]) -> Entry {
    let topic = dice.pick(topics);
    let own = firm.staff[owner].time_zone.as_str();
    let zone = if dice.chance(8) { *dice.pick(&["America/Chicago", "Europe/London", "Asia/Tokyo"]) } else { own };
    let hour = i8::try_from(dice.between(8, 17)).unwrap_or(9);
    let time = Time::constant(hour, *dice.pick(&[0, 0, 0, 15, 30, 30, 45]), 0, 0);
    let mut image = at(day.to_datetime(time), zone, topic.minutes)
        .with(appointment::SUBJECT, Value::text(topic.subject))
        .with(appointment::LOCATION, Value::text(topic.location))
        .with(appointment::NOTES, Value::text(topic.notes))
        .with(appointment::SHOW_AS, dice.chance(10).then(|| Value::text("tentative")));
    image.set(appointment::REMINDER, dice.chance(80).then(|| Value::Minutes(*dice.pick(&[15, 15, 15, 30, 60]))));
    code(firm, &mut image, topic.code);
    Entry::new(image)
}

/// Start, end and zone of an appointment that begins at that civil time in that zone.
pub(super) fn at(start: DateTime, zone: &str, minutes: i64) -> Image {
    let tz = zones::time_zone(zone).unwrap_or(TimeZone::UTC);
    let start = start.to_zoned(tz).map(|zoned| zoned.timestamp()).unwrap_or_default();
    let end = start.checked_add(minutes.minutes()).unwrap_or(start);
    Image::new()
        .with(appointment::START, Value::Instant(start))
        .with(appointment::END, Value::Instant(end))
        .with(appointment::ZONE, Value::text(zone))
}

fn whole_day(dice: &mut Dice, firm: &Firm, day: Date) -> Entry {
    let (subject, days, show_as, with_code) = *dice.pick(WHOLE_DAYS);
    let mut image = Image::new()
        .with(appointment::SUBJECT, Value::text(subject))
        .with(appointment::ALL_DAY, Value::Flag(true))
        .with(appointment::START, Value::Date(day))
        .with(appointment::END, Value::Date(day.saturating_add(days.days())))
        .with(appointment::SHOW_AS, Value::text(show_as));
    code(firm, &mut image, with_code);
    let mut entry = Entry::new(image);
    if subject.contains("{c}") {
        let place = dice.below(firm.clients.len());
        file(dice, firm, place, &mut entry);
    }
    entry
}

/// A calendar code, with the category that stands for it (A7).
pub(super) fn code(firm: &Firm, image: &mut Image, code: &str) {
    image.set(appointment::CODE, Value::text(code));
    image.set(appointment::CATEGORIES, Value::labels(firm.settings.category_of(code)));
}

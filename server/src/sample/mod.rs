//! The sample practice: a law and tax firm in Berlin and New York with a year of appointments, for trying the product
//! and for tests. Everything in it is invented.
//!
//! It is made of a date, the *anchor*, around which its year lies, and of nothing else: the same anchor gives the same
//! firm, byte by byte. The practice side ([`fill`]) and the Outlook side ([`outlook_seed`]) are made of the same
//! entries, so that both begin in step.

mod calendar;
mod dice;
mod fill;
mod outlook;
mod people;
mod series;
mod words;

use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};
use rules::mapping::Unmappable;
use rules::record::{Image, Value, appointment};

use crate::practice::{
    Attendee, CalendarCode, Client, Error, FirmSettings, Licences, Matter, Practice, SeriesDay, StaffMember,
};
use dice::Dice;
use people::Person;

/// How many of the staff have their calendars linked: the first ones.
pub const LINKED: usize = 3;

/// How much was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// Staff members.
    pub staff: usize,
    /// Clients.
    pub clients: usize,
    /// Matters.
    pub matters: usize,
    /// Contacts.
    pub contacts: usize,
    /// Appointments, series and changed days.
    pub appointments: usize,
    /// Links, each with its base.
    pub links: usize,
}

/// Fills an empty practice database. One that has staff already is left as it is: `None`.
///
/// # Errors
/// Those of [`Practice::commit`].
pub async fn fill(practice: &dyn Practice, anchor: Date) -> Result<Option<Filled>, Error> {
    if !practice.staff().await?.is_empty() {
        return Ok(None);
    }
    let firm = Firm::new(anchor);
    let links = fill::fill(practice, &firm, midnight(anchor)).await?;
    Ok(Some(Filled {
        staff: firm.staff.len(),
        clients: firm.clients.len(),
        matters: firm.matters.len(),
        contacts: firm.contacts.len(),
        appointments: firm.entries.len(),
        links,
    }))
}

/// The Outlook side for the stand-in: `{"mailboxes": [{"address", "displayName", "timeZone", "events", "messages"}]}`,
/// events and messages as Graph v1.0 tells them, identifiers as EWS writes them (with `+` and `/`).
///
/// # Errors
/// When an appointment of the sample cannot be said in Graph's words, which a test rules out.
pub fn outlook_seed(anchor: Date) -> Result<serde_json::Value, Unmappable> {
    outlook::mailboxes(&Firm::new(anchor), anchor)
}

fn midnight(anchor: Date) -> Timestamp {
    anchor.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).unwrap_or_default()
}

/// The firm, before it is written anywhere.
struct Firm {
    staff: Vec<StaffMember>,
    settings: FirmSettings,
    clients: Vec<Client>,
    matters: Vec<Matter>,
    contacts: Vec<Person>,
    /// What the practice database holds.
    entries: Vec<Entry>,
    /// What exists only in Outlook.
    unlinked: Vec<Entry>,
}

impl Firm {
    fn new(anchor: Date) -> Self {
        let staff = people::staff();
        let clients = people::clients(&staff);
        let mut firm = Self {
            matters: people::matters(&clients),
            contacts: people::contacts(&clients),
            settings: settings(),
            staff,
            clients,
            entries: Vec::new(),
            unlinked: Vec::new(),
        };
        firm.entries = calendar::entries(&firm, anchor);
        firm.unlinked = outlook::unlinked(&firm, anchor);
        firm
    }
}

fn settings() -> FirmSettings {
    let code = |(code, label, category): (&str, &str, &str)| CalendarCode {
        code: code.into(),
        label: label.into(),
        category: category.into(),
    };
    let codes = [
        ("MEET", "Meeting with a client", "Client"),
        ("CALL", "Telephone call", "Telephone"),
        ("COURT", "Court hearing", "Court"),
        ("TAX", "Tax deadline or audit", "Tax"),
        ("TRAVEL", "Travel and visits", "Travel"),
        ("INT", "Internal", "Internal"),
    ];
    FirmSettings {
        codes: codes.map(code).into(),
        licences: Licences { client_management: true },
        ..FirmSettings::default()
    }
}

/// One appointment to be.
#[derive(Clone)]
struct Entry {
    id: String,
    image: Image,
    /// Whose it is, as a place in the staff's list.
    owner: usize,
    /// People from outside.
    attendees: Vec<Attendee>,
    /// Who invited, when it was not the owner.
    organizer: Option<Attendee>,
    edited_at: Timestamp,
    series: Option<SeriesDay>,
    in_outlook: bool,
}

impl Entry {
    fn new(image: Image) -> Self {
        Self {
            id: String::new(),
            image,
            owner: 0,
            attendees: Vec::new(),
            organizer: None,
            edited_at: Timestamp::UNIX_EPOCH,
            series: None,
            in_outlook: false,
        }
    }

    fn private(mut self) -> Self {
        self.image.set(appointment::PRIVATE, Value::Flag(true));
        self
    }

    /// Assigns it to its owner and, unless it is private, at times to someone else too.
    fn assign(&mut self, dice: &mut Dice, firm: &Firm) {
        let mut staff = vec![firm.staff[self.owner].id.as_str()];
        if self.image.get(appointment::PRIVATE).is_none() && dice.chance(15) {
            staff.push(&dice.pick(&firm.staff[..6]).id);
        }
        self.image.set(appointment::STAFF, Value::labels(staff));
    }

    /// The record that the series is; its own for what is no changed day.
    fn series_id(&self) -> &str {
        self.series.as_ref().map_or(&self.id, |day| &day.series_id)
    }

    fn assigned<'a>(&'a self, firm: &'a Firm) -> impl Iterator<Item = &'a StaffMember> {
        firm.staff.iter().filter(|member| fill::is_assigned(self, member))
    }

    /// The linked mailboxes that hold it: those of the staff it is assigned to (A11).
    fn mailboxes<'a>(&'a self, firm: &'a Firm) -> impl Iterator<Item = &'a StaffMember> {
        let linked = &firm.staff[..LINKED];
        linked.iter().filter(|member| self.in_outlook && fill::is_assigned(self, member))
    }

    fn organizer(&self, firm: &Firm) -> Attendee {
        let owner = &firm.staff[self.owner];
        self.organizer.clone().unwrap_or_else(|| Attendee { address: owner.mailbox.clone(), name: owner.name.clone() })
    }

    /// Everyone who was invited: people from outside, and the firm's own when they did not invite.
    fn invited(&self, firm: &Firm) -> Vec<Attendee> {
        let organizer = self.organizer(firm).address;
        let own =
            self.assigned(firm).map(|member| Attendee { address: member.mailbox.clone(), name: member.name.clone() });
        let own = own.filter(|person| person.address != organizer);
        self.attendees.iter().filter(|person| person.address != organizer).cloned().chain(own).collect()
    }
}

//! Staff, clients, matters and contacts of the sample.

use jiff::civil::Date;
use rules::record::{Address, Image, Value, contact};

use super::dice::Dice;
use super::words::{CITIES, COMPANIES, GIVEN, JOBS, MATTERS, OUTSIDERS, STREETS, SURNAMES};
use crate::practice::{Attendee, Client, Entity, Matter, Role, StaffMember};

/// A contact to be.
pub(super) struct Person {
    pub(super) id: String,
    pub(super) image: Image,
    /// The client that the person stands for, as a place in the list.
    pub(super) client: Option<usize>,
}

impl Person {
    /// As someone who is invited.
    pub(super) fn attendee(&self) -> Attendee {
        let name = format!("{} {}", self.image.text(contact::GIVEN), self.image.text(contact::SURNAME));
        Attendee { address: self.image.text(contact::EMAIL1).to_owned(), name }
    }
}

/// Eight people in five time zones. The first three have their calendars linked.
pub(super) fn staff() -> Vec<StaffMember> {
    use Role::{Admin, Auditor, Staff};
    [
        ("Anna Brandt", "AB", Admin, "Europe/Berlin"),
        ("Thomas Calloway", "TC", Staff, "America/New_York"),
        ("Jana Reuter", "JR", Staff, "Europe/Berlin"),
        ("Marc Lindqvist", "ML", Staff, "Europe/Stockholm"),
        ("Priya Nair", "PN", Staff, "Europe/London"),
        ("Daniel Okafor", "DO", Staff, "America/New_York"),
        ("Kenji Mori", "KM", Staff, "Asia/Tokyo"),
        ("Sabine Vogel", "SV", Auditor, "Europe/Berlin"),
    ]
    .map(|(name, initials, role, time_zone)| StaffMember {
        id: format!("staff-{}", initials.to_lowercase()),
        name: name.into(),
        mailbox: format!("{}@example.com", name.to_lowercase().replace(' ', ".")),
        initials: initials.into(),
        role,
        time_zone: time_zone.into(),
        active: true,
    })
    .into()
}

/// All companies, and a dozen persons.
pub(super) fn clients(staff: &[StaffMember]) -> Vec<Client> {
    let mut dice = Dice::new("clients");
    let mut clients: Vec<_> = COMPANIES.iter().map(|(name, _)| ((*name).to_owned(), Entity::Company)).collect();
    clients.extend((0..14).map(|place| {
        let name = format!("{} {}", GIVEN[place * 4 % GIVEN.len()], SURNAMES[place * 5 % SURNAMES.len()]);
        (name, Entity::Individual)
    }));
    let numbered = clients.into_iter().zip(10_001..);
    numbered.map(|((name, entity), number)| client(&mut dice, name, entity, number, staff)).collect()
}

fn client(dice: &mut Dice, name: String, entity: Entity, number: u32, staff: &[StaffMember]) -> Client {
    let entity = if name.starts_with("Stiftung") || name.ends_with("Trust") { Entity::Other } else { entity };
    let client_type =
        if entity == Entity::Individual { "private" } else { *dice.pick(&["tax", "corporate", "litigation"]) };
    Client {
        id: format!("client-{number}"),
        number: number.to_string(),
        name,
        entity,
        client_type: client_type.into(),
        status: (*dice.pick(&["active", "active", "active", "active", "prospective", "former"])).into(),
        office: (*dice.pick(&["Berlin", "New York"])).into(),
        associate: Some(dice.pick(&staff[..6]).id.clone()),
    }
}

/// One to four matters a client; some are closed.
pub(super) fn matters(clients: &[Client]) -> Vec<Matter> {
    let mut dice = Dice::new("matters");
    clients
        .iter()
        .flat_map(|client| {
            let (first, count) = (dice.below(MATTERS.len()), dice.between(1, 4));
            (1..=count).map(move |number| (client, first, number))
        })
        .map(|(client, first, number)| Matter {
            id: format!("matter-{}-{number}", client.number),
            client_id: client.id.clone(),
            number: format!("{number:03}"),
            name: MATTERS[(first + usize::try_from(number).unwrap_or_default() * 5) % MATTERS.len()].into(),
            open: number == 1 || client.status == "active",
        })
        .collect()
}

/// Three people for a company, the person for a person, and thirty-five who are tied to none or to several.
pub(super) fn contacts(clients: &[Client]) -> Vec<Person> {
    let mut dice = Dice::new("contacts");
    let mut people = Vec::new();
    for (place, client) in clients.iter().enumerate() {
        let count = if client.entity == Entity::Individual { 1 } else { 3 };
        for _ in 0..count {
            let id = format!("contact-{:04}", people.len() + 1);
            people.push(Person { id, image: of_client(&mut dice, client, place), client: Some(place) });
        }
    }
    for number in 0..40 {
        let id = format!("contact-{:04}", people.len() + 1);
        people.push(Person { id, image: outsider(&mut dice, number, clients), client: None });
    }
    people
}

fn of_client(dice: &mut Dice, client: &Client, place: usize) -> Image {
    let (given, surname) = match client.name.split_once(' ') {
        Some((given, surname)) if client.entity == Entity::Individual => (given.to_owned(), surname.to_owned()),
        _ => (dice.pick(GIVEN).to_string(), dice.pick(SURNAMES).to_string()),
    };
    let domain = COMPANIES.get(place).map_or("mail", |(_, domain)| domain);
    let mut image = person(dice, &given, &surname, domain)
        .with(contact::KIND, Value::text("client"))
        .with(contact::CLIENTS, Value::labels([client.id.as_str()]))
        .with(contact::CLIENT_ID, Value::text(&client.number))
        .with(contact::CLIENT_TYPE, Value::text(&client.client_type))
        .with(contact::STATUS, Value::text(&client.status))
        .with(contact::FIRM_OFFICE, Value::text(&client.office))
        .with(contact::ASSOCIATE, client.associate.clone().map(Value::Text));
    if client.entity == Entity::Individual {
        image.set(contact::BIRTHDAY, Value::Date(birthday(dice)));
        image.set(contact::SPOUSE, dice.chance(50).then(|| Value::text(*dice.pick(GIVEN))));
    } else {
        image.set(contact::COMPANY, Value::text(&client.name));
        image.set(contact::JOB_TITLE, Value::text(*dice.pick(JOBS)));
    }
    image
}

fn outsider(dice: &mut Dice, number: usize, clients: &[Client]) -> Image {
    let (profession, company, domain) = OUTSIDERS[number % OUTSIDERS.len()];
    let (given, surname) = (*dice.pick(GIVEN), *dice.pick(SURNAMES));
    let tied = (0..dice.below(3)).map(|_| dice.pick(clients).id.clone()).collect::<Vec<_>>();
    person(dice, given, surname, domain)
        .with(contact::KIND, Value::text("standalone"))
        .with(contact::CLIENTS, Value::labels(tied))
        .with(contact::PROFESSION, Value::text(profession))
        .with(contact::COMPANY, Value::text(company))
        .with(contact::CATEGORIES, Value::labels([if profession.contains("anker") { "Bank" } else { "Recht" }]))
}

fn person(dice: &mut Dice, given: &str, surname: &str, domain: &str) -> Image {
    let (postal_code, city, country, prefix) = *dice.pick(CITIES);
    let address = Address {
        street: format!("{} {}", dice.pick(STREETS), dice.between(1, 120)),
        city: city.into(),
        postal_code: postal_code.into(),
        country: country.into(),
        ..Address::default()
    };
    let mailbox = format!("{}.{}{}", plain(given), plain(surname), dice.between(1, 99));
    let mut phone = || Value::text(format!("{prefix} {:07}", dice.between(0, 9_999_999)));
    Image::new()
        .with(contact::FILE_AS, Value::text(format!("{surname}, {given}")))
        .with(contact::GIVEN, Value::text(given))
        .with(contact::SURNAME, Value::text(surname))
        .with(contact::EMAIL1, Value::text(format!("{mailbox}@{domain}.example")))
        .with(contact::BUSINESS_PHONE1, phone())
        .with(contact::MOBILE, phone())
        .with(contact::BUSINESS_ADDRESS, Value::Address(address))
}

fn birthday(dice: &mut Dice) -> Date {
    let part = |value: i64| i8::try_from(value).unwrap_or(1);
    let year = i16::try_from(dice.between(1945, 1999)).unwrap_or(1970);
    // Days up to the 28th are in every month.
    Date::new(year, part(dice.between(1, 12)), part(dice.between(1, 28))).unwrap_or(Date::constant(1970, 1, 1))
}

/// A name as it stands in an address.
fn plain(name: &str) -> String {
    let lower = name.to_lowercase();
    lower.chars().fold(String::new(), |mut text, letter| {
        match letter {
            'ä' => text.push_str("ae"),
            'ö' => text.push_str("oe"),
            'ü' => text.push_str("ue"),
            'ß' => text.push_str("ss"),
            letter if letter.is_ascii_alphanumeric() => text.push(letter),
            _ => {}
        }
        text
    })
}

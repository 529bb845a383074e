//! People of realistic size: the same number is always the same person, as an image, as Graph's properties, as a vCard.

use std::fmt::Write as _;

use rules::mapping::contact as lens;
use rules::record::{Address, Image, Value, contact as field};
use serde_json::Value as Json;

const GIVEN: [&str; 16] = [
    "Adaeze",
    "Björn",
    "Chiara",
    "Dmitri",
    "Elif",
    "François",
    "Grażyna",
    "Hiroshi",
    "Ines",
    "Jürgen",
    "Katarzyna",
    "Lars",
    "Mireille",
    "Niamh",
    "Oluwaseun",
    "Siân",
];
const SURNAMES: [&str; 16] = [
    "Okafor",
    "Lindqvist",
    "Rossi",
    "Волков",
    "Yılmaz",
    "Lefèvre",
    "Nowak",
    "田中",
    "Gonçalves",
    "Müller",
    "Kowalska",
    "Østergaard",
    "Dubois",
    "O'Connell",
    "Adeyemi",
    "Llewellyn",
];
const COMPANIES: [&str; 8] = [
    "Okafor Holding",
    "Nordlicht Versicherung AG",
    "Harbour & Finch Solicitors",
    "Banca del Lago S.p.A.",
    "Atelier Lefèvre SARL",
    "Kestrel Freight Forwarding Ltd",
    "Stadtwerke Neuenburg",
    "Meridian Tax Advisers LLP",
];
const JOBS: [&str; 8] = [
    "Managing Director",
    "Head of Legal",
    "Chief Accountant",
    "Claims Handler",
    "Company Secretary",
    "Notary",
    "Property Manager",
    "Assistant to the Board",
];
const STREETS: [&str; 8] = [
    "Bahnhofstrasse",
    "Rue du Marché",
    "High Street",
    "Via Garibaldi",
    "Königsallee",
    "Harbour Road",
    "Kirchweg",
    "Avenue de la Gare",
];
const CITIES: [(&str, &str, &str); 6] = [
    ("Zürich", "8001", "Switzerland"),
    ("Lyon", "69002", "France"),
    ("Bristol", "BS1 4QA", "United Kingdom"),
    ("Milano", "20121", "Italy"),
    ("Düsseldorf", "40212", "Germany"),
    ("Malmö", "211 20", "Sweden"),
];
const CATEGORIES: [&str; 5] = ["Clients", "Courts", "Red category", "Christmas cards", "Opposing counsel"];
const NOTES: [&str; 4] = [
    "Prefers to be called before ten. Speaks French and some German.",
    "Introduced by Mr Okafor at the harbour reception; asked for the engagement letter in two languages.",
    "Invoices go to the accounts department, never to the home address.",
    "Power of attorney is with the notary in the old town. The next review of the lease is due in spring.",
];

/// The word of that person from the list; each list is gone through in an order of its own.
fn pick<T: Copy>(all: &[T], number: usize, list: usize) -> T {
    let mixed = number.wrapping_mul(2_654_435_761).wrapping_add(list.wrapping_mul(40_503)) >> 4;
    all[mixed % all.len()]
}

/// The first e-mail address, by which a person is found again.
pub(crate) fn email(number: usize) -> String {
    format!("person{number:06}@{}", ["example.com", "example.org", "mail.example.net"][number % 3])
}

/// The number of the person with that address.
pub(crate) fn number(email: &str) -> Option<usize> {
    email.strip_prefix("person")?.split('@').next()?.parse().ok()
}

/// The content of the person's record, beside what only the practice database holds.
pub(crate) fn image(number: usize) -> Image {
    let (given, surname) = (pick(&GIVEN, number, 1), pick(&SURNAMES, number, 2));
    let text = |text: String| Value::text(text);
    let mut image = Image::new()
        .with(field::FILE_AS, text(format!("{surname} {number}, {given}")))
        .with(field::GIVEN, text(given.to_owned()))
        .with(field::SURNAME, text(format!("{surname} {number}")))
        .with(field::COMPANY, text(pick(&COMPANIES, number, 3).to_owned()))
        .with(field::JOB_TITLE, text(pick(&JOBS, number, 4).to_owned()))
        .with(field::EMAIL1, text(email(number)))
        .with(
            field::BUSINESS_PHONE1,
            text(format!("+41 44 {:03} {:02} {:02}", number % 1000, number % 97, number % 89)),
        )
        .with(field::MOBILE, text(format!("+41 79 {:03} {:02} {:02}", number % 991, number % 83, number % 79)))
        .with(field::BUSINESS_ADDRESS, Value::Address(address(number, 5)))
        .with(field::CATEGORIES, Value::labels([pick(&CATEGORIES, number, 6), pick(&CATEGORIES, number / 3, 7)]))
        .with(field::NOTES, text(notes(number)));
    if number.is_multiple_of(2) {
        image.set(field::TITLE, text("Dr.".to_owned()));
        image.set(field::DEPARTMENT, text("Legal and compliance".to_owned()));
        image.set(field::EMAIL2, text(format!("office{number}@example.com")));
        image.set(field::BUSINESS_PHONE2, text(format!("+41 44 {:03} 00 00", number % 1000)));
        image.set(field::WEB_PAGE, text(format!("https://www.example.com/people/{number}")));
    }
    if number.is_multiple_of(3) {
        image.set(field::MIDDLE, text("Maria".to_owned()));
        image.set(
            field::HOME_PHONE1,
            text(format!("+33 4 72 {:02} {:02} {:02}", number % 99, number % 91, number % 73)),
        );
        image.set(field::HOME_ADDRESS, Value::Address(address(number, 8)));
        image.set(field::BIRTHDAY, Value::Date(jiff::civil::date(1950 + year(number), 4, 17)));
        image.set(field::SPOUSE, text(pick(&GIVEN, number, 9).to_owned()));
        image.set(field::CHILDREN, Value::List(vec![pick(&GIVEN, number, 10).to_owned()]));
    }
    image
}

fn year(number: usize) -> i16 {
    i16::try_from(number % 50).unwrap_or_default()
}

fn address(number: usize, list: usize) -> Address {
    let (city, postal_code, country) = pick(&CITIES, number, list);
    Address {
        street: format!("{} {}\nSecond floor", pick(&STREETS, number, list + 1), number % 200 + 1),
        city: city.to_owned(),
        state: String::new(),
        postal_code: postal_code.to_owned(),
        country: country.to_owned(),
    }
}

fn notes(number: usize) -> String {
    let lines = (0..=number % 3).map(|line| pick(&NOTES, number + line, 11));
    lines.collect::<Vec<_>>().join("\n")
}

/// The person as a contact in Outlook.
pub(crate) fn properties(number: usize) -> Json {
    Json::Object(lens::create(&image(number)))
}

/// The person as a vCard 3.0 with that job.
pub(crate) fn card(number: usize, job: Option<&str>) -> String {
    let image = image(number);
    let text = |id| escaped(image.text(id));
    let mut card = String::from("BEGIN:VCARD\r\nVERSION:3.0\r\n");
    let mut line = |name: &str, value: &str| {
        // Writing to a text cannot fail.
        let _ = write!(card, "{name}:{value}\r\n");
    };
    let (given, surname, middle) = (text(field::GIVEN), text(field::SURNAME), text(field::MIDDLE));
    line("UID", &format!("concordat-bench-{number}"));
    line("FN", &format!("{given} {surname}"));
    line("N", &format!("{surname};{given};{middle};{};", text(field::TITLE)));
    line("ORG", &format!("{};{}", text(field::COMPANY), text(field::DEPARTMENT)));
    line("TITLE", &job.map_or_else(|| text(field::JOB_TITLE), escaped));
    let ways = [
        ("EMAIL;TYPE=WORK", field::EMAIL1),
        ("EMAIL;TYPE=HOME", field::EMAIL2),
        ("TEL;TYPE=WORK", field::BUSINESS_PHONE1),
        ("TEL;TYPE=WORK", field::BUSINESS_PHONE2),
        ("TEL;TYPE=HOME", field::HOME_PHONE1),
        ("TEL;TYPE=CELL", field::MOBILE),
        ("URL", field::WEB_PAGE),
        ("NOTE", field::NOTES),
    ];
    for (name, id) in ways.into_iter().filter(|(_, id)| image.get(*id).is_some()) {
        line(name, &escaped(image.text(id)));
    }
    for (name, id) in [("ADR;TYPE=WORK", field::BUSINESS_ADDRESS), ("ADR;TYPE=HOME", field::HOME_ADDRESS)] {
        if let Some(Value::Address(at)) = image.get(id) {
            let parts = [&at.street, &at.city, &at.state, &at.postal_code, &at.country].map(|part| escaped(part));
            line(name, &format!(";;{}", parts.join(";")));
        }
    }
    if let Some(Value::Labels(words)) = image.get(field::CATEGORIES) {
        line("CATEGORIES", &words.iter().map(|word| escaped(word)).collect::<Vec<_>>().join(","));
    }
    line("END", "VCARD");
    card
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace(',', "\\,").replace(';', "\\;")
}

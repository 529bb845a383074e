//! The words of the sample: invented, at reserved domains.

pub(super) const GIVEN: &[&str] = &[
    "Alexander", "Amelie", "Andrea", "Benjamin", "Birgit", "Carla", "Charlotte", "Christian", "Claudia", "David",
    "Dorothea", "Edward", "Elena", "Emma", "Felix", "Franziska", "George", "Grace", "Hannah", "Heinrich", "Ingrid",
    "Isabel", "Jakob", "James", "Johanna", "Jonas", "Julia", "Karin", "Katharina", "Laura", "Leonard", "Lukas",
    "Margaret", "Maria", "Martin", "Matthias", "Michael", "Nadine", "Nathan", "Oliver", "Olivia", "Paul", "Peter",
    "Rebecca", "Robert", "Rosa", "Samuel", "Sarah", "Sebastian", "Sophie", "Stefan", "Susanne", "Theresa", "Thomas",
    "Ursula", "Victor", "Walter", "William", "Yvonne", "Zoe",
];

pub(super) const SURNAMES: &[&str] = &[
    "Ackermann", "Albrecht", "Anderson", "Bauer", "Becker", "Bennett", "Bergmann", "Böhm", "Brooks", "Carter", "Clarke",
    "Collins", "Dietrich", "Ebert", "Edwards", "Engel", "Faßbender", "Fischer", "Foster", "Friedrich", "Fuchs", "Graham",
    "Groß", "Günther", "Hamilton", "Hartmann", "Haußmann", "Henderson", "Hoffmann", "Hughes", "Jäger", "Jenkins",
    "Kaiser", "Keller", "Kessler", "Köhler", "König", "Krämer", "Lawson", "Lehmann", "Lorenz", "Mayer", "Mitchell",
    "Möller", "Morgan", "Müller", "Neumann", "O'Brien", "Osborne", "Parker", "Pfeiffer", "Prescott", "Reynolds",
    "Richter", "Sauer", "Schäfer", "Schröder", "Seidel", "Simmons", "Sullivan", "Thornton", "Turner", "Vogt", "Wagner",
    "Walsh", "Weber", "Weiß", "Whitfield", "Winkler", "Zimmermann",
];

/// Companies: name, and the domain's first part.
pub(super) const COMPANIES: &[(&str, &str)] = &[
    ("Überseehandel Petersen GmbH", "ueberseehandel"), ("Nordlicht Windkraft AG", "nordlicht-wind"),
    ("Bäckerei Sommerfeld OHG", "sommerfeld"), ("Havel Maschinenbau GmbH & Co. KG", "havel-maschinen"),
    ("Weingut Rosenhof", "rosenhof"), ("Spreebogen Immobilien GmbH", "spreebogen"), ("Klinik am Stadtpark gGmbH", "stadtpark-klinik"),
    ("Feinmechanik Zeidler GmbH", "zeidler"), ("Brauhaus Eichenau KG", "eichenau"), ("Rheinische Logistik SE", "rheinlog"),
    ("Möbelwerk Tannhausen GmbH", "tannhausen"), ("Solarpark Lausitz GmbH", "solar-lausitz"),
    ("Verlag Kranich & Söhne", "kranich"), ("Autohaus Lindenberg GmbH", "lindenberg"), ("Papierfabrik Isarwerk AG", "isarwerk"),
    ("Gärtnerei Blütenreich e.K.", "bluetenreich"), ("Hansa Reederei Brinkmann", "hansa-brinkmann"),
    ("Apotheke am Markt e.K.", "apotheke-markt"), ("Bergquell Mineralbrunnen GmbH", "bergquell"),
    ("Stiftung Kinderlachen", "kinderlachen"), ("Harbor Point Capital LLC", "harborpoint"),
    ("Maple Street Dental PLLC", "maplestreet"), ("Granite State Brewing Co.", "granitestate"),
    ("Hudson & Vale Architects", "hudsonvale"), ("Redwood Robotics Inc.", "redwoodrobotics"),
    ("Blue Heron Foods Ltd", "blueheron"), ("Lakeside Senior Living Inc.", "lakeside"), ("Summit Trail Outfitters", "summittrail"),
    ("Old Mill Publishing LLP", "oldmill"), ("Copperfield Textiles Ltd", "copperfield"), ("Evergreen Analytics Inc.", "evergreen"),
    ("Whitestone Properties Trust", "whitestone"), ("Pelican Marine Services", "pelican"), ("Fairview Orchards Ltd", "fairview"),
];

/// Matters: name, and the type of client they go with.
pub(super) const MATTERS: &[&str] = &[
    "Jahresabschluss", "Umsatzsteuer-Voranmeldungen", "Betriebsprüfung 2022–2024", "Gesellschaftsvertrag", "Unternehmensnachfolge",
    "Arbeitsrechtliche Beratung", "Einspruch Körperschaftsteuer", "Verrechnungspreise", "Annual tax return", "Share purchase agreement",
    "Sales tax audit", "Lease negotiation", "Estate planning", "Trademark dispute", "Payroll review", "Financing round",
];

/// What a standalone contact does, and for whom.
pub(super) const OUTSIDERS: &[(&str, &str, &str)] = &[
    ("Attorney", "Prescott Hale LLP", "prescotthale"), ("Rechtsanwalt", "Kanzlei Wolff & Partner", "wolff-partner"),
    ("Banker", "Hanseatische Privatbank", "hanse-privatbank"), ("Relationship manager", "First Harbor Bank", "firstharbor"),
    ("Notarin", "Notariat am Gendarmenmarkt", "notariat-gm"), ("Insurance broker", "Northgate Brokers", "northgate"),
    ("Sachverständiger", "Gutachterbüro Stein", "gutachter-stein"), ("Court clerk", "County Clerk's Office", "county"),
    ("Betriebsprüferin", "Finanzamt Mitte", "finanzamt-mitte"), ("Interpreter", "Lingua Franca", "linguafranca"),
];

pub(super) const JOBS: &[&str] =
    &["Geschäftsführerin", "CFO", "Leiter Rechnungswesen", "General Counsel", "Controller", "Prokurist", "Owner", "Assistentin"];

pub(super) const STREETS: &[&str] =
    &["Lindenallee", "Hauptstraße", "Am Hafen", "Schillerplatz", "Maple Street", "Harbor Road", "Mill Lane", "Parkring"];

/// Postal code, city, country, telephone prefix.
pub(super) const CITIES: &[(&str, &str, &str, &str)] = &[
    ("10117", "Berlin", "Deutschland", "+49 30"), ("20457", "Hamburg", "Deutschland", "+49 40"),
    ("80331", "München", "Deutschland", "+49 89"), ("50667", "Köln", "Deutschland", "+49 221"),
    ("10004", "New York", "United States", "+1 212"), ("02110", "Boston", "United States", "+1 617"),
    ("EC2V 7HH", "London", "United Kingdom", "+44 20"), ("111 20", "Stockholm", "Sverige", "+46 8"),
];

/// What an appointment is about. `{c}` is the client's name, `{m}` the matter's, `{p}` a person of the client.
pub(super) struct Topic {
    pub(super) subject: &'static str,
    pub(super) code: &'static str,
    pub(super) location: &'static str,
    pub(super) minutes: i64,
    pub(super) notes: &'static str,
}

const fn topic(
    subject: &'static str,
    code: &'static str,
    location: &'static str,
    minutes: i64,
    notes: &'static str,
) -> Topic {
    Topic { subject, code, location, minutes, notes }
}

/// For a client.
pub(super) const TOPICS: &[Topic] = &[
    topic("Besprechung {m} – {c}", "MEET", "Besprechungsraum Spree", 60, "Unterlagen liegen in der Akte.\nBitte Vollmacht mitbringen."),
    topic("Telefonat {p} wg. {m}", "CALL", "", 30, ""),
    topic("Call with {p}: {m}", "CALL", "Microsoft Teams", 30, "Dial-in is in the matter file."),
    topic("{c}: kick-off {m}", "MEET", "Conference room Hudson", 90, "Agenda\n1. Scope\n2. Timetable\n3. Fees"),
    topic("Review of draft – {c}", "MEET", "Room 4.12", 45, "Bring the marked-up version."),
    topic("Hearing: {c}", "COURT", "County Court, room 7", 120, "Be there half an hour early."),
    topic("Gerichtstermin {c}", "COURT", "Amtsgericht Mitte, Saal 214", 120, "Aktenzeichen steht in der Ladung."),
    topic("Schlussbesprechung Betriebsprüfung {c}", "TAX", "Finanzamt Mitte", 120, "Prüferin bringt den Bericht mit."),
    topic("Tax planning {c}", "TAX", "Conference room Hudson", 60, "Last year's figures & this year's forecast."),
    topic("Mandantenbesuch {c}", "TRAVEL", "vor Ort", 180, "Anfahrt mit der Bahn, Rückfahrt offen."),
    topic("Signing {m} – {c}", "MEET", "Notariat am Gendarmenmarkt", 60, "Passports needed."),
];

/// Of the firm's own.
pub(super) const INTERNAL: &[Topic] = &[
    topic("Partners' lunch", "INT", "Kantine", 60, ""),
    topic("Interview candidate", "INT", "Room 4.12", 60, "CV is in the personnel file."),
    topic("Fortbildung Umsatzsteuer", "INT", "Besprechungsraum Spree", 180, "Skript vorab lesen."),
    topic("IT: migration of the document archive", "INT", "", 45, ""),
];

/// Nobody else's business.
pub(super) const PRIVATE: &[Topic] = &[
    topic("Zahnarzt", "", "Praxis Dr. Sauer", 45, ""),
    topic("School play", "", "St. Mary's", 90, ""),
    topic("Elternabend", "", "Grundschule am Park", 90, ""),
    topic("Doctor", "", "", 30, ""),
];

/// Whole days: subject, days, show as.
pub(super) const WHOLE_DAYS: &[(&str, i64, &str, &str)] = &[
    ("Urlaub", 5, "oof", ""), ("Vacation", 7, "oof", ""), ("Steuerberatertag", 2, "oof", "TRAVEL"),
    ("Frist: Umsatzsteuer-Voranmeldung {c}", 1, "free", "TAX"), ("Deadline: {m}, {c}", 1, "free", "TAX"),
    ("Home office", 1, "workingElsewhere", ""), ("Bar association conference", 3, "oof", "TRAVEL"),
];

/// What only Outlook knows: subject, location, minutes.
pub(super) const ONLY_OUTLOOK: &[(&str, &str, i64)] = &[
    ("Lunch with an old colleague", "Trattoria Verdi", 60), ("Rückruf Finanzamt", "", 15), ("Coffee with new neighbour office", "Lobby", 30),
    ("Erstgespräch Neumandat", "Besprechungsraum Spree", 60), ("Prospect: intro call", "Microsoft Teams", 30), ("Zug nach Hamburg", "Hauptbahnhof", 120),
    ("Budget 2nd look", "Room 4.12", 45), ("Reifenwechsel", "", 30), ("Quick sync on fees", "", 30), ("Sektempfang Kammer", "IHK", 120),
];

/// Messages: subject and text. `{m}` is a matter.
pub(super) const MESSAGES: &[(&str, &str)] = &[
    ("Unterlagen {m}", "Sehr geehrte Damen und Herren,\n\nanbei die gewünschten Unterlagen.\n\nMit freundlichen Grüßen"),
    ("Re: {m}", "Thank you for the draft. Two questions on page 3, see below.\n\nBest regards"),
    ("Terminvorschlag", "Passt Ihnen der kommende Donnerstag um 10 Uhr?\n\nViele Grüße"),
    ("Signed engagement letter", "Please find the signed letter attached.\n\nKind regards"),
    ("Rückfrage zur Rechnung", "Können Sie die Position \"Reisezeit\" bitte aufschlüsseln?"),
    ("Are you free for a call?", "It is about {m}. Ten minutes will do."),
    ("New enquiry: cross-border payroll", "We were referred to you and are looking for advice. Who should we talk to?"),
];

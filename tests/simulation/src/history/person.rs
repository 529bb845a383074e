//! What people do, on both sides, and what happens to the world around them.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use outlook::graph::{FaultPlan, Knobs, Regenerates};
use rules::{
    conflict::Direction,
    filter::{Filter, Method, Row},
    record::{Address, FieldId, Image, Value, contact},
};
use sea_orm::{ConnectionTrait, DatabaseConnection};
use serde_json::{Value as Json, json};
use server::{
    clock::Clock as _,
    practice::{
        Client, Commit, ContactDirection, ContactFilter, Entity, ImportAs, Practice, Record, RecordRef, StaffSettings,
        Step as Write,
    },
};
use tokio::runtime::Handle;

use super::{
    Choice, Knob, Removal, Selects, Setting, Step, Typed, Ways,
    ledger::{Ledger, surname, token},
    operation::FILTERS,
};
use crate::{Firm, mailbox_of, staff_id};

/// The firm of a history, and what is remembered of it.
pub(crate) struct World {
    pub firm: Firm,
    pub runtime: Handle,
    pub setting: Setting,
    ledger: Mutex<Ledger>,
    /// Another program, once it was started.
    program: Mutex<Option<DatabaseConnection>>,
    /// The folder beside the default one, of each mailbox.
    elsewhere: Vec<String>,
}

impl World {
    pub(super) fn new(seed: u64, setting: &Setting, runtime: &Handle) -> Arc<Self> {
        let firm = runtime.block_on(Firm::of(seed, setting.staff));
        let store = firm.outlook.store();
        let folder = |nth| store.add_folder(&mailbox_of(nth), "Elsewhere").expect("is made");
        let elsewhere = (0..setting.staff).map(folder).collect();
        store.set_knobs(knobs(setting));
        store.set_faults(faults(setting));
        let world = Self {
            firm,
            runtime: runtime.clone(),
            setting: setting.clone(),
            ledger: Mutex::default(),
            program: Mutex::default(),
            elsewhere,
        };
        world.furnish();
        Arc::new(world)
    }

    pub(super) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn practice(&self) -> Arc<dyn Practice> {
        self.firm.practice_dyn()
    }

    /// Clients, filters, and the field whose ways are narrowed.
    fn furnish(&self) {
        let client = |nth| Write::Client(client(nth, Some(nth % self.setting.staff)));
        let mut steps: Vec<Write> = (0..super::operation::CLIENTS).map(client).collect();
        steps.extend((0..FILTERS).map(|nth| Write::Filter(filter(nth, [Selects::Mine, Selects::Company][nth % 2]))));
        if let Some((field, ways)) = self.setting.locked {
            let mut firm = self.runtime.block_on(self.practice().firm()).expect("reads");
            firm.contact_fields.insert(field.id(), direction(ways));
            steps.push(Write::Firm(Box::new(firm)));
        }
        self.commit(steps);
    }

    fn commit(&self, steps: Vec<Write>) {
        let mut commit = Commit::new(self.firm.clock.now(), "");
        commit.steps = steps;
        self.runtime.block_on(self.practice().commit(commit)).expect("a person's own write");
    }

    /// Does what a person does, where it is possible.
    pub(super) fn does(&self, number: u32, step: &Step) {
        self.of_items(number, step);
        self.of_records(number, step);
        self.of_settings(step);
        self.of_mailbox(step);
        self.see();
    }

    /// Remembers which items there are.
    pub(super) fn see(&self) {
        let mut ledger = self.ledger();
        for staff in 0..self.setting.staff {
            for item in self.items_of(staff) {
                ledger.items.insert(id(&item), staff);
            }
        }
    }

    /// The items of the folder that takes part.
    pub(super) fn items_of(&self, staff: usize) -> Vec<Json> {
        self.firm.outlook.store().contacts(&mailbox_of(staff), "").expect("is there")
    }

    /// Those of the other folder.
    pub(super) fn items_elsewhere(&self, staff: usize) -> Vec<Json> {
        self.firm.outlook.store().contacts(&mailbox_of(staff), &self.elsewhere[staff]).expect("is there")
    }

    fn item(&self, staff: usize, nth: usize) -> Option<Json> {
        let mut items = self.items_of(staff);
        // By what they hold: identifiers depend on the order of pages (P12).
        items.sort_by_cached_key(|item| (item["surname"].to_string(), content_of(item)));
        (!items.is_empty()).then(|| items[nth % items.len()].clone())
    }

    fn of_items(&self, number: u32, step: &Step) {
        let store = self.firm.outlook.store();
        match step {
            Step::AddItem { staff } => {
                let person = json!({
                    "givenName": "Given", "surname": surname(number), "jobTitle": format!("{} Clerk", token(number)),
                    "emailAddresses": [{ "address": format!("p{number}@person.example"), "name": "A name" }],
                });
                store.create(&mailbox_of(*staff), "", &person).expect("is made");
                let mut ledger = self.ledger();
                ledger.adds(surname(number));
                ledger.types(number, format!("a new item of {staff}"));
            }
            Step::AddTwin { staff, nth } => {
                let Some(record) = self.record(*nth) else { return };
                let image = &record.image;
                let twin = json!({
                    "givenName": image.text(contact::GIVEN), "surname": image.text(contact::SURNAME),
                    "emailAddresses": [{ "address": image.text(contact::EMAIL1), "name": "" }],
                    "profession": token(number),
                });
                store.create(&mailbox_of(*staff), "", &twin).expect("is made");
                let mut ledger = self.ledger();
                ledger.adds(image.text(contact::SURNAME).to_owned());
                ledger.types(number, format!("a twin in {staff}"));
            }
            Step::EditItem { staff, nth, field, clear } => {
                let Some(item) = self.item(*staff, *nth) else { return };
                let patch = field.patch(&item, (!clear).then_some(number));
                self.ledger().gives_up(&field.of_item(&item));
                store.patch(&mailbox_of(*staff), &id(&item), &patch).expect("is changed");
                if !clear {
                    self.ledger().types(number, format!("{field:?} of an item of {staff}"));
                }
            }
            Step::BlankItem { staff, nth } => {
                let Some(item) = self.item(*staff, *nth) else { return };
                let patch = json!({ "jobTitle": format!("{}  ", item["jobTitle"].as_str().unwrap_or_default()) });
                store.patch(&mailbox_of(*staff), &id(&item), &patch).expect("is changed");
            }
            Step::TouchItem { staff, nth } => {
                let Some(item) = self.item(*staff, *nth) else { return };
                store.touch(&mailbox_of(*staff), &id(&item)).expect("is touched");
            }
            Step::DeleteItem { staff, nth } => {
                let Some(item) = self.item(*staff, *nth) else { return };
                store.delete(&mailbox_of(*staff), &id(&item)).expect("is deleted");
                let mut ledger = self.ledger();
                ledger.gives_up(&item.to_string());
                ledger.removed.insert(id(&item));
            }
            Step::DeleteItems { staff, many } => {
                for _ in 0..*many {
                    self.of_items(number, &Step::DeleteItem { staff: *staff, nth: 0 });
                }
            }
            Step::CopyItem { staff, nth } => {
                let Some(item) = self.item(*staff, *nth) else { return };
                store.copy(&mailbox_of(*staff), &id(&item), "").expect("is copied");
                self.ledger().adds(item["surname"].as_str().unwrap_or_default().to_owned());
            }
            Step::MoveItem { staff, nth, back } => {
                let Some(item) = self.item(*staff, *nth) else { return };
                let (mailbox, id) = (mailbox_of(*staff), id(&item));
                store.shift(&mailbox, &id, &self.elsewhere[*staff]).expect("is moved");
                if *back {
                    store.shift(&mailbox, &id, "").expect("is moved back");
                }
            }
            Step::ReturnItems { staff } => {
                for item in self.items_elsewhere(*staff) {
                    store.shift(&mailbox_of(*staff), &id(&item), "").expect("is moved back");
                }
            }
            _ => {}
        }
    }

    /// The records that are not in the bin.
    pub(super) fn records(&self) -> Vec<Record> {
        self.runtime.block_on(self.firm.records())
    }

    fn record(&self, nth: usize) -> Option<Record> {
        let mut records = self.records();
        records.sort_by_cached_key(|record| {
            (record.image.text(contact::SURNAME).to_owned(), serde_json::to_string(&record.image).unwrap_or_default())
        });
        (!records.is_empty()).then(|| records.swap_remove(nth % records.len()))
    }

    fn of_records(&self, number: u32, step: &Step) {
        match step {
            Step::AddRecord { client } => {
                let image = Image::new()
                    .with(contact::KIND, Value::text("standalone"))
                    .with(contact::GIVEN, Value::text("Given"))
                    .with(contact::SURNAME, Value::text(surname(number)))
                    .with(contact::JOB_TITLE, Value::text(format!("{} Clerk", token(number))))
                    .with(contact::EMAIL1, Value::text(format!("p{number}@person.example")))
                    .with(contact::CLIENTS, Value::labels(client.map(client_id)));
                let record = RecordRef::contact(self.firm.practice.new_id());
                let edited_at = self.firm.clock.now();
                self.commit(vec![Write::Create { record, image, edited_at, series: None }]);
                let mut ledger = self.ledger();
                ledger.adds(surname(number));
                ledger.types(number, "a new record".to_owned());
            }
            Step::EditRecord { nth, field, clear, sql } => {
                let Some(record) = self.record(*nth) else { return };
                self.ledger().gives_up(&as_text(record.image.get(field.id())));
                let value = (!clear).then(|| field.value(number));
                match (sql, value.as_ref().map_or(Some(None), |value| value.as_text().map(Some))) {
                    (true, Some(text)) => self.sql_edit(&record, field.column(), text),
                    _ => self.update(record, field.id(), value),
                }
                if !clear {
                    self.ledger().types(number, format!("{field:?} of a record"));
                }
            }
            Step::BlankRecord { nth } => {
                let Some(record) = self.record(*nth) else { return };
                let text = format!("{}   ", record.image.text(contact::JOB_TITLE));
                self.sql_edit(&record, "job_title", Some(&text));
            }
            Step::TieRecord { nth, client } => {
                let Some(record) = self.record(*nth) else { return };
                self.update(record, contact::CLIENTS, Some(Value::labels(client.map(client_id))));
            }
            Step::BinRecord { nth, how } => {
                let Some(record) = self.record(*nth) else { return };
                self.bin(record, *how);
            }
            Step::UnbinRecord { nth } => {
                let binned = self.ledger().binned.clone();
                let known = binned.iter().filter_map(|id| self.runtime.block_on(self.practice().contact(id)).ok());
                let mut known: Vec<Record> = known.collect();
                known.sort_by_key(|record| record.image.text(contact::SURNAME).to_owned());
                let Some(record) = known.into_iter().nth(*nth % 7) else { return };
                if record.binned_at.is_some() {
                    self.commit(vec![Write::Unbin { expected: record.version, record: record.record.clone() }]);
                }
            }
            _ => {}
        }
    }

    fn update(&self, record: Record, field: FieldId, value: Option<Value>) {
        let image = record.image.with(field, value);
        let (record, expected, edited_at) = (record.record, record.version, self.firm.clock.now());
        self.commit(vec![Write::Update { record, expected, image, edited_at }]);
    }

    fn bin(&self, record: Record, how: Removal) {
        let text = serde_json::to_string(&record.image).unwrap_or_default();
        match how {
            Removal::Bin => {
                self.commit(vec![Write::Bin { record: record.record.clone(), expected: record.version }]);
            }
            Removal::SqlBin => {
                let now = format!("{:.3}", self.firm.clock.now());
                self.sql(&format!("UPDATE contact SET binned_at = '{now}' WHERE id = '{}'", record.id()));
                self.sql(&self.dated(&record));
            }
            Removal::SqlDelete => self.sql(&format!("DELETE FROM contact WHERE id = '{}'", record.id())),
        }
        let mut ledger = self.ledger();
        ledger.gives_up(&text);
        ledger.binned.insert(record.id().to_owned());
    }

    fn sql_edit(&self, record: &Record, column: &str, text: Option<&str>) {
        let value = text.map_or("NULL".to_owned(), |text| format!("'{text}'"));
        self.sql(&format!("UPDATE contact SET {column} = {value} WHERE id = '{}'", record.id()));
        self.sql(&self.dated(record));
    }

    /// The database dates another program's edits by the machine's clock; here it is everybody's.
    fn dated(&self, record: &Record) -> String {
        let now = format!("{:.3}", self.firm.clock.now());
        format!("UPDATE contact SET edited_at = '{now}' WHERE id = '{}'", record.id())
    }

    fn sql(&self, statement: &str) {
        let program = self.program();
        self.runtime.block_on(program.execute_unprepared(statement)).expect("another program's own write");
    }

    /// Another program with the database open.
    pub(super) fn program(&self) -> DatabaseConnection {
        let mut program = self.program.lock().unwrap_or_else(PoisonError::into_inner);
        let open = || {
            let mut options = sea_orm::ConnectOptions::new(format!("sqlite://{}", self.firm.file().display()));
            options.max_connections(1).sqlx_logging(false);
            self.runtime.block_on(sea_orm::Database::connect(options)).expect("opens")
        };
        program.get_or_insert_with(open).clone()
    }

    fn of_settings(&self, step: &Step) {
        match step {
            Step::Client { nth, associate } => self.commit(vec![Write::Client(client(*nth, *associate))]),
            Step::Filter { nth, what } => self.commit(vec![Write::Filter(filter(*nth, *what))]),
            Step::Set { staff, choice } => {
                let mut settings = self.settings(*staff);
                choice.choose(&mut settings);
                let mut ledger = self.ledger();
                ledger.follows |= settings.delete_contacts;
                if settings.filter.is_some() {
                    ledger.filtered.insert(*staff);
                }
                drop(ledger);
                self.commit(vec![Write::Settings { staff_id: staff_id(*staff), settings: Box::new(settings) }]);
            }
            _ => {}
        }
    }

    pub(super) fn settings(&self, staff: usize) -> StaffSettings {
        self.runtime.block_on(self.practice().settings(&staff_id(staff))).expect("reads")
    }

    fn of_mailbox(&self, step: &Step) {
        let store = self.firm.outlook.store();
        match step {
            Step::Advance { seconds } => self.firm.clock.0.advance(std::time::Duration::from_secs(*seconds)),
            Step::ClockAhead { seconds } => {
                store.set_knobs(Knobs { clock_ahead: *seconds, ..store.knobs() });
            }
            Step::ForgetTokens { staff } => store.forget_tokens(&mailbox_of(*staff)).expect("is there"),
            Step::Snapshot { staff } => {
                let snapshot = store.snapshot(&mailbox_of(*staff)).expect("is there");
                self.ledger().snapshots.insert(*staff, snapshot);
            }
            Step::Restore { staff } => self.restore(*staff),
            _ => {}
        }
    }

    /// What only the mailbox had goes with it.
    fn restore(&self, staff: usize) {
        let Some(snapshot) = self.ledger().snapshots.get(&staff).cloned() else { return };
        let all = |world: &Self| [world.items_of(staff), world.items_elsewhere(staff)].concat();
        let before = all(self);
        self.firm.outlook.store().restore(&snapshot);
        let after: Vec<String> = all(self).iter().map(id).collect();
        let kept = self.everything();
        let mut ledger = self.ledger();
        ledger.restored = true;
        ledger.typed.retain(|token, _| kept.contains(token.as_str()));
        ledger.removed.extend(before.iter().map(id).filter(|id| !after.contains(id)));
    }

    /// Everything that stands anywhere: on both sides, in the history, in questions. In small letters.
    pub(super) fn everything(&self) -> String {
        let mut text = String::new();
        for staff in 0..self.setting.staff {
            for item in self.items_of(staff).into_iter().chain(self.items_elsewhere(staff)) {
                text.push_str(&item.to_string());
            }
        }
        let rows = [
            "SELECT coalesce(value, '') AS text FROM history",
            "SELECT rows AS text FROM question",
            "SELECT coalesce(file_as, '') || coalesce(job_title, '') || coalesce(company, '') || coalesce(department, '') \
             || coalesce(notes, '') || coalesce(mobile, '') || coalesce(email1, '') || coalesce(email2, '') || \
             coalesce(email3, '') || coalesce(business_address, '') || coalesce(categories, '') || \
             coalesce(profession, '') AS text FROM contact",
        ];
        let program = self.program();
        for sql in rows {
            let rows = self.runtime.block_on(program.query_all_raw(statement(sql))).expect("reads");
            for row in rows {
                text.push_str(&row.try_get::<String>("", "text").expect("is text"));
            }
        }
        text.to_lowercase()
    }

    /// Nothing goes wrong from here on, and everything lands that was on its way.
    pub(super) fn calms(&self) {
        let store = self.firm.outlook.store();
        store.set_faults(FaultPlan::default());
        store.settle();
        self.see();
    }
}

pub(crate) fn statement(sql: &str) -> sea_orm::Statement {
    sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, sql)
}

/// An item without what tells it from others that hold the same.
fn content_of(item: &Json) -> String {
    let mut item = item.clone();
    let own =
        ["id", "changeKey", "@odata.etag", "createdDateTime", "lastModifiedDateTime", "singleValueExtendedProperties"];
    if let Some(properties) = item.as_object_mut() {
        properties.retain(|name, _| !own.contains(&name.as_str()));
    }
    item.to_string()
}

fn id(item: &Json) -> String {
    item["id"].as_str().unwrap_or_default().to_owned()
}

fn as_text(value: Option<&Value>) -> String {
    value.map(|value| serde_json::to_string(value).unwrap_or_default()).unwrap_or_default()
}

pub(crate) fn client_id(nth: usize) -> String {
    format!("client-{nth}")
}

fn client(nth: usize, associate: Option<usize>) -> Client {
    Client {
        id: client_id(nth),
        number: format!("C{nth}"),
        name: format!("Client {nth}"),
        entity: Entity::Company,
        client_type: String::new(),
        status: "active".to_owned(),
        office: String::new(),
        associate: associate.map(staff_id),
    }
}

pub(crate) fn filter_id(nth: usize) -> String {
    format!("filter-{nth}")
}

fn filter(nth: usize, what: Selects) -> ContactFilter {
    let row = |field: &str, method, values: &[&str]| Row {
        field: field.to_owned(),
        method,
        values: values.iter().map(|&value| value.to_owned()).collect(),
    };
    let rows = match what {
        Selects::Mine => vec![row("associate", Method::Single, &["me"])],
        Selects::Company => vec![row("company", Method::IsNotBlank, &[])],
        Selects::NoCompany => vec![row("company", Method::IsBlank, &[])],
        Selects::Even => ["1", "3", "5"].map(|odd| row("company", Method::Contains, &[&format!("{odd}x")])).to_vec(),
    };
    let filter = Filter { match_all: what != Selects::Even, rows };
    ContactFilter { id: filter_id(nth), name: format!("Filter {nth}"), filter }
}

pub(crate) const fn direction(ways: Ways) -> Direction {
    match ways {
        Ways::Both => Direction::Both,
        Ways::ToOutlook => Direction::ToOutlook,
        Ways::ToPractice => Direction::ToPractice,
    }
}

fn knobs(setting: &Setting) -> Knobs {
    let has = |knob| setting.knobs.contains(&knob);
    Knobs {
        trim_trailing: has(Knob::TrimTrailing),
        crlf_notes: has(Knob::CrlfNotes),
        lying_tombstones: has(Knob::LyingTombstones),
        display_name: if has(Knob::AlwaysRegenerates) { Regenerates::Always } else { Regenerates::Names },
        file_as_default: !has(Knob::NoFileAs),
        if_match: !has(Knob::IfMatchIgnored),
        ..Knobs::default()
    }
}

fn faults(setting: &Setting) -> FaultPlan {
    setting.faults.iter().fold(FaultPlan::default(), |plan, (kind, rate)| plan.rate(*kind, *rate))
}

impl Choice {
    fn choose(self, settings: &mut StaffSettings) {
        match self {
            Self::Policy(policy) => settings.policy = policy,
            Self::Confirm(confirm) => settings.contact_confirm = confirm,
            Self::Threshold(limit) => settings.confirm_from = limit,
            Self::Filter(filter) => settings.filter = filter.map(filter_id),
            Self::KeepFiltered(keep) => settings.keep_filtered = keep,
            Self::DeleteContacts(delete) => settings.delete_contacts = delete,
            Self::Ways(ways) => {
                let (to_outlook, to_practice) = (ways != Ways::ToPractice, ways != Ways::ToOutlook);
                settings.contact_direction = ContactDirection { to_outlook, to_practice };
            }
            Self::ImportAsClient(client) => {
                settings.import_as = if client { ImportAs::Client } else { ImportAs::Standalone };
            }
        }
    }
}

impl Typed {
    /// The field.
    pub(crate) const fn id(self) -> FieldId {
        match self {
            Self::JobTitle => contact::JOB_TITLE,
            Self::Company => contact::COMPANY,
            Self::Department => contact::DEPARTMENT,
            Self::Notes => contact::NOTES,
            Self::Mobile => contact::MOBILE,
            Self::Email => contact::EMAIL1,
            Self::Address => contact::BUSINESS_ADDRESS,
            Self::Categories => contact::CATEGORIES,
        }
    }

    const fn column(self) -> &'static str {
        match self {
            Self::JobTitle => "job_title",
            Self::Company => "company",
            Self::Department => "department",
            Self::Notes => "notes",
            Self::Mobile => "mobile",
            Self::Email => "email1",
            Self::Address => "business_address",
            Self::Categories => "categories",
        }
    }

    const fn graph(self) -> &'static str {
        match self {
            Self::JobTitle => "jobTitle",
            Self::Company => "companyName",
            Self::Department => "department",
            Self::Notes => "personalNotes",
            Self::Mobile => "mobilePhone",
            Self::Email => "emailAddresses",
            Self::Address => "businessAddress",
            Self::Categories => "categories",
        }
    }

    /// What a person types, as text.
    fn text(self, number: u32) -> String {
        let token = token(number);
        match self {
            Self::JobTitle | Self::Company => format!("{token} Zoë"),
            Self::Department => format!("שלום e\u{301} 👩‍👩‍👧 {token}"),
            Self::Notes => format!("{token} one\n  two"),
            Self::Mobile => format!("+41 79 {token}"),
            Self::Email => format!("{token}@typed.example"),
            Self::Address | Self::Categories => token,
        }
    }

    /// The same as a record holds it.
    fn value(self, number: u32) -> Value {
        let text = self.text(number);
        match self {
            Self::Address => Value::Address(Address { street: text, city: "Zürich".to_owned(), ..Address::default() }),
            Self::Categories => Value::labels([text]),
            _ => Value::text(text),
        }
    }

    /// The same as an item holds it; all of a list, with what else is on it.
    fn patch(self, item: &Json, number: Option<u32>) -> Json {
        let text = number.map(|number| self.text(number));
        let value = match self {
            Self::Email => {
                let mut list = item["emailAddresses"].as_array().cloned().unwrap_or_default();
                let new = text.map(|text| json!({ "address": text, "name": text }));
                list.splice(..list.len().min(1), new);
                json!(list)
            }
            Self::Address => text.map_or(json!({}), |text| json!({ "street": text, "city": "Zürich" })),
            Self::Categories => json!(text.into_iter().collect::<Vec<_>>()),
            Self::Notes => json!(text.map(|text| text.replace('\n', "\r\n")).unwrap_or_default()),
            _ => json!(text),
        };
        json!({ self.graph(): value })
    }

    /// What a person sees of it in an item.
    fn of_item(self, item: &Json) -> String {
        match self {
            Self::Email => item["emailAddresses"][0].to_string(),
            _ => item[self.graph()].to_string(),
        }
    }
}

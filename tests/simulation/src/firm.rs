use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use jiff::Timestamp;
use outlook::graph::Graph as Outlook;
use rules::{
    filter::{Filter, Method, Row},
    mapping::item,
    record::{FieldId, Image, RecordKind, Value, contact},
};
use serde_json::{Value as Json, json};
use server::{
    clock::Clock as _,
    mailbox::{
        Mailbox,
        graph::{Graph, Options},
    },
    practice::{
        Client, Commit, ContactFilter, Entity, FolderKey, IdSource, Licences, Practice, Record, RecordRef, Role,
        StaffMember, StaffSettings, Step, Store, WhichRecords,
    },
    runs::Engine,
};
use tempfile::TempDir;

use crate::{VirtualClock, Wire, wire::NoTokens};

/// The staff member of most stories.
pub const STAFF: &str = "staff-1";
/// Their mailbox.
pub const MAILBOX: &str = "anna@firm.example";
/// The default folder's name.
pub const FOLDER_NAME: &str = "Contacts";

/// Where the stand-in is, as far as anybody asks.
const ORIGIN: &str = "https://graph.example";

/// A firm with its practice database, its Outlook, and the server between them.
pub struct Firm {
    /// Everybody's clock.
    pub clock: VirtualClock,
    /// Outlook.
    pub outlook: Arc<Outlook>,
    /// The practice database.
    pub practice: Arc<Store>,
    /// The way between.
    pub wire: Arc<Wire>,
    /// The default contacts folder in Outlook.
    pub folder: String,
    seed: u64,
    file: PathBuf,
    _dir: TempDir,
}

impl std::fmt::Debug for Firm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Firm").field("seed", &self.seed).finish_non_exhaustive()
    }
}

/// Identifiers in the order in which they are asked for.
fn counted(start: u64) -> IdSource {
    let next = AtomicU64::new(start);
    Arc::new(move || format!("id-{:08}", next.fetch_add(1, Ordering::SeqCst)))
}

impl Firm {
    /// A firm with one staff member, a licence and an empty folder; automatic, without confirmation.
    pub async fn new(seed: u64) -> Self {
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().expect("a time");
        let clock = VirtualClock(Arc::new(outlook::clock::Clock::at(start)));
        let outlook = Arc::new(Outlook::new(Arc::clone(&clock.0), seed, ORIGIN.to_owned()));
        outlook.store().add_mailbox(MAILBOX, false);
        let folder = outlook.store().folders(MAILBOX).expect("the mailbox is there")[0].id.clone();
        let dir = TempDir::new_in(fast()).expect("a folder");
        let file = dir.path().join("practice.db");
        let practice = Store::sqlite(&file, counted(1)).await.expect("opens");
        practice.migrate().await.expect("migrates");
        let wire = Arc::new(Wire::new(Arc::clone(&outlook), Arc::clone(&clock.0)));
        let firm = Self { clock, outlook, practice: Arc::new(practice), wire, folder, seed, file, _dir: dir };
        firm.found().await;
        firm
    }

    async fn found(&self) {
        let staff = StaffMember {
            id: STAFF.to_owned(),
            name: "Anna Muster".to_owned(),
            mailbox: MAILBOX.to_owned(),
            initials: "AM".to_owned(),
            role: Role::Staff,
            time_zone: "Europe/Zurich".to_owned(),
            active: true,
        };
        let mut settings = self.settings();
        settings.contact_confirm = false;
        let mut firm = self.practice_dyn().firm().await.expect("reads");
        firm.licences = Licences { client_management: true };
        let steps = vec![
            Step::Staff(staff),
            Step::Settings { staff_id: STAFF.to_owned(), settings: Box::new(settings) },
            Step::Firm(Box::new(firm)),
        ];
        self.commit(steps).await;
    }

    /// The settings that a staff member begins with.
    pub fn settings(&self) -> StaffSettings {
        StaffSettings::default()
    }

    /// The practice database behind its traits.
    pub fn practice_dyn(&self) -> Arc<dyn Practice> {
        Arc::clone(&self.practice) as Arc<dyn Practice>
    }

    /// The file of the practice database.
    pub fn file(&self) -> &std::path::Path {
        &self.file
    }

    /// A server that was just started.
    pub fn engine(&self) -> Engine {
        Engine::new(self.practice_dyn(), self.mailbox(), Arc::new(self.clock.clone()))
    }

    /// Mailboxes as the server sees them.
    pub fn mailbox(&self) -> Arc<dyn Mailbox> {
        let base = format!("{ORIGIN}/v1.0").parse().expect("an address");
        let options = Options { random: self.seed, ..Options::new(base) };
        let wire = Arc::clone(&self.wire);
        Arc::new(Graph::new(wire, Arc::new(NoTokens), Arc::new(self.clock.clone()), options))
    }

    /// Writes to the practice database as the server's other parts do.
    pub async fn commit(&self, steps: Vec<Step>) {
        let mut commit = Commit::new(self.clock.now(), "");
        commit.steps = steps;
        self.practice.commit(commit).await.expect("commits");
    }

    /// Changes the settings of the staff member.
    pub async fn set(&self, change: impl FnOnce(&mut StaffSettings)) {
        let mut settings = self.practice_dyn().settings(STAFF).await.expect("reads");
        change(&mut settings);
        self.commit(vec![Step::Settings { staff_id: STAFF.to_owned(), settings: Box::new(settings) }]).await;
    }

    /// A filter for those clients that the staff member looks after.
    pub async fn filter_mine(&self) -> String {
        let row = Row { field: "associate".to_owned(), method: Method::Single, values: vec!["me".to_owned()] };
        let filter = Filter { match_all: true, rows: vec![row] };
        let filter = ContactFilter { id: "filter-mine".to_owned(), name: "Mine".to_owned(), filter };
        self.commit(vec![Step::Filter(filter)]).await;
        "filter-mine".to_owned()
    }

    /// A client, looked after by that staff member.
    pub async fn add_client(&self, id: &str, associate: Option<&str>) {
        let client = Client {
            id: id.to_owned(),
            number: id.to_owned(),
            name: format!("Client {id}"),
            entity: Entity::Company,
            client_type: String::new(),
            status: "active".to_owned(),
            office: String::new(),
            associate: associate.map(str::to_owned),
        };
        self.commit(vec![Step::Client(client)]).await;
    }

    /// A contact of the practice database, edited now.
    pub async fn add_record(&self, image: Image) -> String {
        let record = RecordRef::contact(self.practice.new_id());
        let id = record.id.clone();
        let image = image.with(contact::KIND, Value::text("standalone"));
        let edited_at = self.clock.now();
        self.commit(vec![Step::Create { record, image, edited_at, series: None }]).await;
        id
    }

    /// Changes a field of a contact, now.
    pub async fn edit_record(&self, id: &str, field: FieldId, value: &str) {
        let record = self.practice_dyn().contact(id).await.expect("is there");
        let image = record.image.with(field, Value::text(value));
        let (record, expected, edited_at) = (record.record, record.version, self.clock.now());
        self.commit(vec![Step::Update { record, expected, image, edited_at }]).await;
    }

    /// All contacts of the practice database that are not in the bin.
    pub async fn records(&self) -> Vec<Record> {
        self.practice_dyn().records(RecordKind::Contact, &WhichRecords::Present).await.expect("reads")
    }

    /// A contact of Outlook, made by a person there.
    pub fn add_item(&self, contact: Json) -> String {
        self.outlook.store().create(MAILBOX, &self.folder, &contact).expect("is made")
    }

    /// Changes properties of a contact, by a person there.
    pub fn edit_item(&self, id: &str, patch: Json) {
        self.outlook.store().patch(MAILBOX, id, &patch).expect("is changed");
    }

    /// All contacts of the folder in Outlook.
    pub fn items(&self) -> Vec<Json> {
        self.outlook.store().contacts(MAILBOX, &self.folder).expect("is there")
    }

    /// The contents of the folder in Outlook.
    pub fn item_images(&self) -> Vec<Image> {
        let images = self.items().into_iter().map(|item| {
            let properties = item.as_object().cloned().unwrap_or_default();
            item::get(RecordKind::Contact, &properties).0.image
        });
        images.collect()
    }

    /// The folder as the practice database knows it.
    pub fn key(&self) -> FolderKey {
        FolderKey::default_of(MAILBOX, RecordKind::Contact)
    }
}

/// A person in Outlook's words.
pub fn person(given: &str, surname: &str, email: &str) -> Json {
    json!({ "givenName": given, "surname": surname, "emailAddresses": [{ "address": email, "name": email }] })
}

/// The same in the practice database's.
pub fn person_image(given: &str, surname: &str, email: &str) -> Image {
    Image::new()
        .with(contact::GIVEN, Value::text(given))
        .with(contact::SURNAME, Value::text(surname))
        .with(contact::EMAIL1, Value::text(email))
}

/// A folder in memory, where the machine has one: nobody's data is at stake.
fn fast() -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    if memory.is_dir() { memory } else { std::env::temp_dir() }
}

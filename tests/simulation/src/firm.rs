use std::{
    path::{Path, PathBuf},
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
use tokio::{runtime::Handle, sync::OnceCell};

use crate::{Life, VirtualClock, Watched, Wire, wire::NoTokens};

/// The staff member of most stories.
pub const STAFF: &str = "staff-1";
/// Their mailbox.
pub const MAILBOX: &str = "anna@firm.example";
/// The default folder's name.
pub const FOLDER_NAME: &str = "Contacts";

/// Where the stand-in is, as far as anybody asks.
const ORIGIN: &str = "https://graph.example";

/// The file of a practice database without anything in it, as bytes: made once, copied for each firm.
static EMPTY: OnceCell<Vec<u8>> = OnceCell::const_new();

/// A firm with its practice database, its Outlook, and the server between them.
pub struct Firm {
    /// Everybody's clock.
    pub clock: VirtualClock,
    /// Outlook.
    pub outlook: Arc<Outlook>,
    /// The practice database.
    pub practice: Arc<Store>,
    /// The way between, of the server that [`Firm::engine`] starts.
    pub wire: Arc<Wire>,
    /// The default contacts folder of the first mailbox in Outlook.
    pub folder: String,
    life: Arc<Life>,
    seed: u64,
    file: PathBuf,
    _dir: TempDir,
}

/// A server of the firm: its engine, and what is watched of it.
#[derive(Debug)]
pub struct Server {
    /// The engine.
    pub engine: Engine,
    /// Its steps.
    pub life: Arc<Life>,
    /// Its way to Outlook.
    pub wire: Arc<Wire>,
    /// Its way to the practice database.
    pub practice: Watched,
}

/// How a server is set up.
#[derive(Clone, Debug)]
pub struct ServerOptions {
    /// Items on a page.
    pub page_size: u32,
    /// Exchanges take no time.
    pub at_once: bool,
    /// Others go first at times, by this seed.
    pub among_others: Option<u64>,
    /// Where the practice database works, where that is apart.
    pub apart: Option<Handle>,
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self { page_size: 100, at_once: false, among_others: None, apart: None }
    }
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

/// The identifier of the nth staff member.
pub fn staff_id(nth: usize) -> String {
    format!("staff-{}", nth + 1)
}

/// The address of the nth staff member.
pub fn mailbox_of(nth: usize) -> String {
    let name = ["anna", "bruno", "clara"].get(nth).copied().unwrap_or("nobody");
    format!("{name}@firm.example")
}

async fn empty() -> Vec<u8> {
    let dir = TempDir::new_in(fast()).expect("a folder");
    let file = dir.path().join("empty.db");
    let store = Store::sqlite(&file, counted(1)).await.expect("opens");
    store.migrate().await.expect("migrates");
    store.close().await.expect("closes");
    std::fs::read(&file).expect("reads")
}

impl Firm {
    /// A firm with one staff member, a licence and an empty folder; automatic, without confirmation.
    pub async fn new(seed: u64) -> Self {
        Self::of(seed, 1).await
    }

    /// The same with so many staff members, of three at the most, each with a mailbox of their own.
    pub async fn of(seed: u64, staff: usize) -> Self {
        let start: Timestamp = "2026-03-02T08:00:00Z".parse().expect("a time");
        let clock = VirtualClock::at(start);
        let outlook = Arc::new(Outlook::new(Arc::clone(&clock.0), seed, ORIGIN.to_owned()));
        for nth in 0..staff {
            outlook.store().add_mailbox(&mailbox_of(nth), false);
        }
        let folder = outlook.store().folders(MAILBOX).expect("the mailbox is there")[0].id.clone();
        let dir = TempDir::new_in(fast()).expect("a folder");
        let file = dir.path().join("practice.db");
        std::fs::write(&file, EMPTY.get_or_init(empty).await).expect("is written");
        let practice = Arc::new(Store::sqlite(&file, counted(1)).await.expect("opens"));
        let life = Arc::new(Life::default());
        let wire = Arc::new(Wire::new(Arc::clone(&outlook), Arc::clone(&clock.0), Arc::clone(&life)));
        let firm = Self { clock, outlook, practice, wire, folder, life, seed, file, _dir: dir };
        firm.found(staff).await;
        firm
    }

    async fn found(&self, staff: usize) {
        let mut settings = self.settings();
        settings.contact_confirm = false;
        let mut firm = self.practice_dyn().firm().await.expect("reads");
        firm.licences = Licences { client_management: true };
        let mut steps = vec![Step::Firm(Box::new(firm))];
        for nth in 0..staff {
            steps.push(Step::Staff(staff_member(nth)));
            steps.push(Step::Settings { staff_id: staff_id(nth), settings: Box::new(settings.clone()) });
        }
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
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// A server that was just started, whose life is that of [`Firm::wire`].
    pub fn engine(&self) -> Engine {
        let practice = Watched::new(Arc::clone(&self.practice), Arc::clone(&self.life), None);
        Engine::new(Arc::new(practice), self.mailbox(), Arc::new(self.clock.clone()))
    }

    /// Mailboxes as the server sees them.
    pub fn mailbox(&self) -> Arc<dyn Mailbox> {
        self.mailbox_by(&self.wire, ServerOptions::default().page_size)
    }

    fn mailbox_by(&self, wire: &Arc<Wire>, page_size: u32) -> Arc<dyn Mailbox> {
        let base = format!("{ORIGIN}/v1.0").parse().expect("an address");
        let options = Options { random: self.seed, page_size, ..Options::new(base) };
        let wire = Arc::clone(wire);
        Arc::new(Graph::new(wire, Arc::new(NoTokens), Arc::new(self.clock.clone()), options))
    }

    /// Another server that was just started, with a life of its own.
    pub fn server(&self, options: &ServerOptions) -> Server {
        let life = Arc::new(options.among_others.map_or_else(Life::default, Life::among_others));
        let wire = Wire::new(Arc::clone(&self.outlook), Arc::clone(&self.clock.0), Arc::clone(&life));
        let wire = Arc::new(if options.at_once { wire.at_once() } else { wire });
        let practice = Watched::new(Arc::clone(&self.practice), Arc::clone(&life), options.apart.clone());
        let mailbox = self.mailbox_by(&wire, options.page_size);
        let engine = Engine::new(Arc::new(practice.clone()), mailbox, Arc::new(self.clock.clone()));
        Server { engine, life, wire, practice }
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

    /// What another program does to the practice database.
    pub async fn program(&self, sql: &str) {
        use sea_orm::ConnectionTrait as _;
        let file = format!("sqlite://{}", self.file.display());
        let program = sea_orm::Database::connect(file).await.expect("opens");
        program.execute_unprepared(sql).await.expect("is done");
        program.close().await.expect("closes");
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

fn staff_member(nth: usize) -> StaffMember {
    StaffMember {
        id: staff_id(nth),
        name: ["Anna Muster", "Bruno Muster", "Clara Muster"].get(nth).copied().unwrap_or("Nobody").to_owned(),
        mailbox: mailbox_of(nth),
        initials: format!("M{nth}"),
        role: Role::Staff,
        time_zone: "Europe/Zurich".to_owned(),
        active: true,
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

//! A firm and an Outlook without limits, with an engine between them.

use std::net::TcpListener;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::Timestamp;
use outlook::entra::Registration;
use rules::record::{RecordKind, Value, contact as field};
use serde_json::json;
use server::practice::{
    Commit, FirmSettings, Licences, Pairs as _, Practice as _, Record, RecordRef, Role, StaffMember, StaffSettings,
    Step, Store, WhichRecords, uuid_v7,
};
use tempfile::TempDir;

use super::engine::{CONFIG, DATABASE, Engine};
use super::people;
use crate::firm::{self, MAILBOX, STAFF};

/// Records in one transaction while filling.
const BATCH: usize = 1_000;

/// A mailbox in which nothing is.
pub(crate) const EMPTY_MAILBOX: &str = "bo@example.com";

/// Both sides.
pub(crate) struct Scene {
    pub(crate) outlook: outlook::Handle,
    practice: Store,
    folder: TempDir,
}

impl Scene {
    /// Sets an empty one.
    pub(crate) async fn set() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        // The stand-in uses the server's certificate, so that is made first.
        server::tls::load(&firm::config(folder.path(), port, "")?, Timestamp::now())?;
        let outlook = stand_in(folder.path())?;
        let config = firm::config_text(folder.path(), port, &graph(folder.path(), &outlook.origin()));
        std::fs::write(folder.path().join(CONFIG), config)?;
        let practice = Store::sqlite(&folder.path().join(DATABASE), uuid_v7()).await?;
        practice.migrate().await?;
        practice.commit(people(MAILBOX)).await?;
        Ok(Self { outlook, practice, folder })
    }

    /// An engine that was just started.
    pub(crate) fn engine(&self) -> Result<Engine> {
        Engine::start(self.folder.path())
    }

    /// Those people become contacts in Outlook; their identifiers.
    pub(crate) fn add_items(&self, numbers: Range<usize>) -> Result<Vec<String>> {
        let store = self.outlook.graph.store();
        let made = numbers.map(|number| store.create(MAILBOX, "", &people::properties(number)));
        made.collect::<Result<_, _>>().context("the stand-in takes no contact")
    }

    /// Those people become records.
    pub(crate) async fn add_records(&self, numbers: Range<usize>) -> Result<()> {
        let numbers: Vec<usize> = numbers.collect();
        for some in numbers.chunks(BATCH) {
            self.practice.commit(records(some, || self.practice.new_id())).await?;
        }
        Ok(())
    }

    /// What the practice database holds, in the order of the people's numbers.
    pub(crate) async fn records(&self) -> Result<Vec<Record>> {
        let mut records = self.practice.records(RecordKind::Contact, &WhichRecords::Present).await?;
        records.sort_by_cached_key(|record| people::number(record.image.text(field::EMAIL1)));
        Ok(records)
    }

    /// How many contacts Outlook holds.
    pub(crate) fn items(&self) -> Result<usize> {
        Ok(self.outlook.graph.store().contacts(MAILBOX, "")?.len())
    }

    /// Somebody gives those records another job.
    pub(crate) async fn edit_records(&self, records: &[Record], job: &str) -> Result<()> {
        let now = Timestamp::now();
        let mut commit = Commit::new(now, STAFF);
        commit.steps.extend(records.iter().map(|record| Step::Update {
            record: record.record.clone(),
            expected: record.version,
            image: record.image.clone().with(field::JOB_TITLE, Value::text(job)),
            edited_at: now,
        }));
        self.practice.commit(commit).await?;
        Ok(())
    }

    /// Somebody gives those items another job.
    pub(crate) fn edit_items(&self, items: &[String], job: &str) -> Result<()> {
        let store = self.outlook.graph.store();
        items.iter().try_for_each(|item| store.patch(MAILBOX, item, &json!({ "jobTitle": job })))?;
        Ok(())
    }

    /// How many requests the stand-in has answered.
    pub(crate) fn requests(&self) -> u64 {
        self.outlook.graph.store().calls()
    }
}

/// Those people as records.
pub(crate) fn records(numbers: &[usize], new_id: impl Fn() -> String) -> Commit {
    let now = Timestamp::now();
    let mut commit = Commit::new(now, "");
    commit.steps.extend(numbers.iter().map(|number| Step::Create {
        record: RecordRef::contact(new_id()),
        image: people::image(*number).with(field::KIND, Value::text("standalone")),
        edited_at: now,
        series: None,
    }));
    commit
}

/// A firm of one person with that mailbox, who need not confirm anything.
pub(crate) fn people(mailbox: &str) -> Commit {
    let licences = Licences { client_management: true };
    let settings = StaffSettings { contact_confirm: false, ..StaffSettings::default() };
    let steps = [
        Step::Firm(Box::new(FirmSettings { licences, ..FirmSettings::default() })),
        Step::Staff(StaffMember {
            id: STAFF.into(),
            name: "Vera Lindqvist".into(),
            mailbox: mailbox.into(),
            initials: "VL".into(),
            role: Role::Staff,
            time_zone: "Europe/Berlin".into(),
            active: true,
        }),
        Step::Settings { staff_id: STAFF.into(), settings: Box::new(settings) },
    ];
    steps.into_iter().fold(Commit::new(Timestamp::now(), ""), Commit::step)
}

fn stand_in(folder: &Path) -> Result<outlook::Handle> {
    let seed = folder.join("outlook-seed.json");
    let mailboxes = [MAILBOX, EMPTY_MAILBOX].map(|mailbox| {
        json!({
            "address": mailbox, "displayName": mailbox, "timeZone": "Europe/Berlin", "messages": [], "events": [],
        })
    });
    std::fs::write(&seed, json!({ "mailboxes": mailboxes }).to_string())?;
    let outlook = outlook::start(outlook::Config {
        listen: ([127, 0, 0, 1], 0).into(),
        addin: "https://localhost/manifest.xml".to_owned(),
        office_js: std::env::var("CONCORDAT_OFFICE_JS").context("CONCORDAT_OFFICE_JS")?.into(),
        seed: Some(seed),
        store: None,
        certificate: folder.join("tls/localhost.crt"),
        key: folder.join("tls/localhost.key"),
        entra: Registration::default(),
    })?;
    outlook.graph.store().turn(&json!({ "limits": false }))?;
    outlook.entra.make_keys();
    Ok(outlook)
}

/// How that stand-in is asked.
fn graph(folder: &Path, origin: &str) -> String {
    let Registration { tenant, client_id, secret, .. } = Registration::default();
    let certificate = folder.join("tls/localhost.crt");
    format!(
        "[graph]\nbase = \"{origin}/graph/v1.0\"\nclient_id = \"{client_id}\"\nclient_secret = \"{secret}\"\n\
         scope = \"https://graph.microsoft.com/.default\"\ntenant = \"{tenant}\"\nauthority = \"{origin}/entra\"\n\
         ca = '{}'\n",
        certificate.display()
    )
}

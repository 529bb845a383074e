//! The practice database that is measured: many appointments, each linked to an item of one mailbox.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use rules::outlook::item::{ItemType, Mode, Snapshot};
use rules::record::{Image, RecordKind, Value, appointment as field};
use server::config::Config;
use server::mailbox::Seen;
use server::practice::{
    Base, Client, Commit, Entity, FolderKey, Link, LinkState, Links as _, Matter, Practice as _, RecordRef, Role,
    StaffMember, Step, Store, uuid_v7,
};

/// The mailbox.
pub(crate) const MAILBOX: &str = "vera@example.com";

/// Whose it is.
pub(crate) const STAFF: &str = "vera";

/// Records in one transaction while filling.
const BATCH: usize = 1_000;

/// The first appointment begins then; each begins a quarter of an hour after the one before.
const FIRST: &str = "2026-01-05T08:00:00Z";

/// When everything was last edited.
const EDITED: &str = "2026-01-02T08:00:00Z";

/// The item of that number, as the pane sends it, read mode.
pub(crate) fn snapshot(number: usize, subject: &str, modified: Timestamp) -> Snapshot {
    let start = start(number);
    Snapshot {
        item_id: Some(item(number)),
        subject: Some(subject.to_owned()),
        location: Some("Meeting room 2, second floor".to_owned()),
        start: Some(start),
        end: Some(start + SignedDuration::from_mins(45)),
        notes: Some("Bring the lease and last year's correspondence.\nCall Mr Okafor before ten.".to_owned()),
        categories: Some(vec!["Red category".to_owned()]),
        sensitivity: Some("normal".to_owned()),
        all_day: Some(false),
        recurrence_known: true,
        modified: Some(modified),
        time_zone: "W. Europe Standard Time".to_owned(),
        ..Snapshot::new(ItemType::Appointment, Mode::Read, MAILBOX)
    }
}

/// The subject of the item of that number.
pub(crate) fn subject(number: usize) -> String {
    format!("Review of the lease, part {number}")
}

/// Its identifier, in REST form.
pub(crate) fn item(number: usize) -> String {
    format!("AAMkAGI2TG93AAAAAAENAAAiIsqMbYjsT5e-T7KzowPTAAAYbvZ{number:08}AAA=")
}

/// The record that it is linked to.
pub(crate) fn record(number: usize) -> String {
    format!("01999999-0000-7000-8000-{number:012}")
}

/// When everything was last edited.
pub(crate) fn edited() -> Result<Timestamp> {
    EDITED.parse().context("a time")
}

fn start(number: usize) -> Timestamp {
    let quarters = i64::try_from(number).unwrap_or_default();
    let first: Timestamp = FIRST.parse().unwrap_or(Timestamp::UNIX_EPOCH);
    first.saturating_add(SignedDuration::from_mins(15 * quarters)).unwrap_or(first)
}

/// What both sides hold of it.
fn image(number: usize) -> Result<Image> {
    let item = snapshot(number, &subject(number), edited()?);
    let (presented, unmapped) = rules::mapping::open_item::present(&item, None);
    anyhow::ensure!(unmapped.is_empty(), "the item cannot be mapped");
    Ok(presented.view.image)
}

/// The configuration of a server over that folder.
pub(crate) fn config(folder: &Path, port: u16, more: &str) -> Result<Config> {
    Ok(Config::from_toml(&config_text(folder, port, more), HashMap::new())?)
}

/// The same as text.
pub(crate) fn config_text(folder: &Path, port: u16, more: &str) -> String {
    let folder = folder.display();
    format!(
        "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"https://localhost:{port}\"\ndata_dir = \"{folder}\"\n\
         [database]\nurl = \"sqlite://{folder}/practice.db\"\n[log]\nlevel = \"warn\"\n{more}"
    )
}

/// Makes the database with so many linked appointments.
pub(crate) async fn fill(folder: &Path, appointments: usize) -> Result<()> {
    let store = Store::sqlite(&folder.join("practice.db"), uuid_v7()).await?;
    store.migrate().await?;
    store.commit(people()?).await?;
    let folder = store.folder(&FolderKey::default_of(MAILBOX, RecordKind::Appointment)).await?.id;
    let numbers: Vec<usize> = (0..appointments).collect();
    for some in numbers.chunks(BATCH) {
        let mut commit = Commit::new(edited()?, "");
        for number in some {
            commit.steps.extend(appointment(*number, &folder)?);
        }
        store.commit(commit).await?;
    }
    Ok(store.close().await?)
}

fn appointment(number: usize, folder: &str) -> Result<[Step; 3]> {
    let outlook = image(number)?;
    let practice = outlook
        .clone()
        .with(field::STAFF, Value::labels([STAFF]))
        .with(field::CLIENT, Value::text("okafor"))
        .with(field::MATTER, Value::text("lease"));
    let (record, edited_at) = (RecordRef::appointment(record(number)), edited()?);
    let link = Link {
        id: format!("link-{number}"),
        folder_id: folder.to_owned(),
        record: record.clone(),
        item_id: item(number),
        immutable_id: None,
        ical_uid: None,
        series_item_id: None,
        state: LinkState::Joined,
        parted_by: None,
        imported_by: None,
        sighted: None,
        created_at: edited_at,
    };
    let base = Base {
        practice: practice.clone(),
        outlook,
        taken_at: edited_at,
        outlook_modified: Some(edited_at),
        seen: Seen::default(),
    };
    let link_id = link.id.clone();
    Ok([
        Step::Create { record, image: practice, edited_at, series: None },
        Step::Link(link),
        Step::Base { link_id, base },
    ])
}

fn people() -> Result<Commit> {
    let mut commit = Commit::new(edited()?, "");
    commit.steps.push(Step::Staff(StaffMember {
        id: STAFF.into(),
        name: "Vera Lindqvist".into(),
        mailbox: MAILBOX.into(),
        initials: "VL".into(),
        role: Role::Staff,
        time_zone: "Europe/Berlin".into(),
        active: true,
    }));
    commit.steps.push(Step::Client(Client {
        id: "okafor".into(),
        number: "10001".into(),
        name: "Okafor Holding".into(),
        entity: Entity::Company,
        client_type: "corporate".into(),
        status: "active".into(),
        office: "Berlin".into(),
        associate: Some(STAFF.into()),
    }));
    let [id, client_id, number, name] = ["lease", "okafor", "001", "Lease dispute"].map(str::to_owned);
    commit.steps.push(Step::Matter(Matter { id, client_id, number, name, open: true }));
    Ok(commit)
}

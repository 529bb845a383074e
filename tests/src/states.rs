//! Every state of the pane, and how to come to it: what is looked at and checked for accessibility.

use std::pin::Pin;

use serde_json::json;

use crate::harness::{
    Stage,
    firm::{AUDIT, BEN, FROM_JONAS, HEARING, NORA, NOTARY, PARTNERS, VERA},
};
use crate::seeds;

type Going<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// The stage of a state.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// The usual one.
    Plain,
    /// People sign in with Microsoft 365, and these staff members are tied.
    Entra(&'static [&'static str]),
    /// The firm has contacts, and its mailboxes are reached.
    Contacts,
}

/// A state.
pub(crate) struct State {
    /// Its name, also of its pictures.
    pub(crate) name: &'static str,
    /// On which stage.
    pub(crate) place: Place,
    /// What is to be seen when it is reached.
    pub(crate) shows: &'static str,
    /// Goes there, on a stage of its own.
    pub(crate) go: fn(&Stage) -> Going<'_>,
}

macro_rules! states {
    ($($name:literal, $shows:literal, $place:expr, |$stage:ident| $body:block)*) => {
        /// All of them, in the order in which a person would meet them.
        pub(crate) const STATES: &[State] = &[$(State {
            name: $name,
            place: $place,
            shows: $shows,
            go: |$stage| Box::pin(async move { $body }),
        }),*];
    };
}

states! {
    "sign-in", "[data-testid='sign-in-screen']", Place::Plain, |stage| {
        stage.database.sql("update staff set mailbox = 'somebody@example.com' where id = 'vera'");
        organizer(stage, HEARING.item).await;
    }
    "entra-sign-in", "[data-testid='entra-sign-in']", Place::Entra(&["vera"]), |stage| {
        stage.servers.entra(&json!({ "interactionRequired": [VERA] }));
        organizer(stage, HEARING.item).await;
    }
    "not-admitted", "[data-testid='not-admitted-do']", Place::Entra(&["vera"]), |stage| {
        stage.servers.entra(&json!({ "signedIn": BEN }));
        organizer(stage, HEARING.item).await;
    }
    "in-step", "[data-tone='success'][data-testid='state']", Place::Plain, |stage| {
        organizer(stage, HEARING.item).await;
    }
    "record", "[data-testid='record-subject']", Place::Plain, |stage| {
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("open-record").await;
    }
    "outlook-newer", "[data-testid='row-location'][data-fate='toRecord']", Place::Plain, |stage| {
        both_changed(stage, "2026-11-20T08:00:00.000Z", "2026-11-20T10:00:00.000Z");
        attendee(stage, HEARING.item).await;
    }
    "held", "[data-testid='row-location'][data-fate='held']", Place::Plain, |stage| {
        both_changed(stage, "2026-11-20T10:00:00.000Z", "2026-11-20T08:00:00.000Z");
        attendee(stage, HEARING.item).await;
    }
    "to-the-form", "[data-testid='row-location'][data-fate='toItem']", Place::Plain, |stage| {
        stage.database.edit("hearing", "location", "Room 5");
        organizer(stage, HEARING.item).await;
    }
    "form-set", "[data-testid='form-set']", Place::Plain, |stage| {
        stage.database.edit("hearing", "location", "Room 5");
        organizer(stage, HEARING.item).await;
        stage.pane.window.text("row-location").await;
        stage.pane.window.click("sync").await;
    }
    "ask-me", "[data-testid='choose-location-outlook']", Place::Plain, |stage| {
        stage.database.set("vera", "policy", &json!("askMe"));
        both_changed(stage, "2026-11-20T08:00:00.000Z", "2026-11-20T10:00:00.000Z");
        attendee(stage, HEARING.item).await;
        stage.pane.window.text("keep").await;
    }
    "history", "[data-testid='restore-all']", Place::Plain, |stage| {
        both_changed(stage, "2026-11-20T08:00:00.000Z", "2026-11-20T10:00:00.000Z");
        attendee(stage, HEARING.item).await;
        stage.pane.window.text("row-location").await;
        stage.pane.window.click("sync").await;
    }
    "not-linked", "[data-testid='add']", Place::Plain, |stage| {
        organizer(stage, NOTARY).await;
    }
    "client-list", "[data-testid='client-0']", Place::Plain, |stage| {
        organizer(stage, NOTARY).await;
        stage.pane.window.types("client", "o").await;
    }
    "unsaved", "[data-tone='warning'][data-testid='state']", Place::Plain, |stage| {
        stage.outlook.begin("2026-11-27T15:00").await;
        stage.outlook.window.fill("subject", "Accounts for November").await;
        stage.outlook.status("organizer").await;
    }
    "series", "[data-part='series']", Place::Plain, |stage| {
        organizer(stage, PARTNERS.item).await;
    }
    "one-day-of-a-series", "[data-part='occurrence']", Place::Plain, |stage| {
        stage.outlook.calendar("2026-12-07").await;
        stage.outlook.open_entry("Partners").await;
        stage.outlook.window.click("ask-occurrence").await;
        stage.outlook.window.text("compose-form").await;
        stage.outlook.status("organizer").await;
    }
    "attendee", "[data-tone='success'][data-testid='state']", Place::Plain, |stage| {
        attendee(stage, AUDIT.item).await;
    }
    "unlink", "[data-testid='unlink-now']", Place::Plain, |stage| {
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("unlink").await;
    }
    "unlinked", "[data-testid='rejoin']", Place::Plain, |stage| {
        stage.database.sql("update link set state = 'parted' where record_id = 'hearing'");
        organizer(stage, HEARING.item).await;
    }
    "binned", "[data-tone='warning'][data-testid='state']", Place::Plain, |stage| {
        stage.database.edit("hearing", "binned_at", "2026-11-20T08:00:00.000Z");
        organizer(stage, HEARING.item).await;
    }
    "message", "[data-testid='person-of-message'][data-state='unknown']", Place::Plain, |stage| {
        stage.outlook.message(FROM_JONAS).await;
        stage.outlook.status("message").await;
    }
    "offline", "[data-testid='kept-list']", Place::Plain, |stage| {
        let edit = json!({ "location": { "displayName": "Hall" } });
        stage.servers.outlook.store.patch_event(HEARING.item, &edit).expect("edited");
        organizer(stage, HEARING.item).await;
        stage.pane.window.text("row-location").await;
        stage.servers.stop_server().await;
        stage.pane.window.is("connection", "data-state", "lost").await;
        stage.pane.window.click("sync").await;
        stage.pane.window.click("kept-toggle").await;
    }
    "setup", "[data-testid='not-licensed'], [data-testid='setup-ok']", Place::Plain, |stage| {
        seeds::filter(&stage.database);
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("section-setup").await;
        stage.pane.window.text("setup-ok").await;
    }
    "setup-effect", "[data-testid='effect-leave']", Place::Contacts, |stage| {
        seeds::filter(&stage.database);
        organizer(stage, HEARING.item).await;
        set_up(stage).await;
    }
    "first-run", "[data-testid='take-all-what-removeItem-apart']", Place::Contacts, |stage| {
        seeds::filter(&stage.database);
        organizer(stage, HEARING.item).await;
        set_up(stage).await;
        stage.pane.window.click("setup-ok").await;
    }
    "synchronization-options", "[data-testid='threshold-count']", Place::Plain, |stage| {
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("section-setup").await;
        stage.pane.window.click("tab-options").await;
        stage.pane.window.click("threshold").await;
    }
    "filters", "[data-testid='filter-entry']", Place::Plain, |stage| {
        seeds::filter(&stage.database);
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("section-filters").await;
    }
    "filter-form", "[data-testid='sample-count']", Place::Plain, |stage| {
        seeds::filter(&stage.database);
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("section-filters").await;
        stage.pane.window.click("filter-edit").await;
    }
    "pending-changes", "[data-testid='accept']", Place::Plain, |stage| {
        seeds::suspended_run(&stage.database);
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("suspended").await;
        stage.pane.window.text("change").await;
        let open = "document.querySelectorAll('.change details').forEach((one) => { one.open = true; })";
        stage.pane.window.script(open, vec![]).await.expect("a page");
    }
    "report", "[data-testid='report']", Place::Plain, |stage| {
        seeds::done_run(&stage.database);
        seeds::imported(&stage.database, "done");
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("section-runs").await;
        stage.pane.window.click("open-run").await;
        stage.pane.window.text("to-incomplete").await;
    }
    "runs", "[data-testid='undo-now']", Place::Plain, |stage| {
        seeds::done_run(&stage.database);
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("section-runs").await;
        stage.pane.window.click("undo").await;
    }
    "questions", "[data-testid='ask-mobile']", Place::Plain, |stage| {
        seeds::questions(&stage.database);
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("section-questions").await;
    }
    "imported", "[data-testid='incomplete']", Place::Plain, |stage| {
        seeds::done_run(&stage.database);
        seeds::imported(&stage.database, "done");
        organizer(stage, HEARING.item).await;
        stage.pane.window.click("section-incomplete").await;
    }
    "first-admin", "[data-testid='first-admin-code']", Place::Entra(&[]), |stage| {
        organizer(stage, HEARING.item).await;
    }
    "people-waiting", "[data-testid='waiting-staff']", Place::Entra(&["vera"]), |stage| {
        organizer(stage, HEARING.item).await;
        stage.pane.window.text("people-switch").await;
        let knock = "await fetch('/api/v1/me', {headers: {Authorization: `Bearer ${arguments[0]}`}})";
        let stranger = json!(stage.servers.token(NORA));
        stage.pane.window.script(knock, vec![stranger]).await.expect("answered");
        stage.pane.window.click("people-switch").await;
    }
}

/// Fills in the setup of contacts, whatever the language: the first folder, the filter, standalone contacts.
async fn set_up(stage: &Stage) {
    stage.pane.window.click("section-setup").await;
    stage.pane.tick("contacts-on", true).await;
    stage.pane.choose_value("folder", "0").await;
    stage.pane.choose_value("filter", "berlin").await;
    stage.pane.window.click("import-standalone").await;
}

/// Opens an item of one's own, and the pane beside it.
async fn organizer(stage: &Stage, item: &str) {
    stage.outlook.open(item).await;
    stage.outlook.status("organizer").await;
}

/// Opens an item to be read, and the pane beside it.
async fn attendee(stage: &Stage, item: &str) {
    stage.outlook.read(item).await;
    stage.outlook.status("attendee").await;
}

/// Both sides have another location, and each another field besides.
fn both_changed(stage: &Stage, practice_at: &str, outlook_at: &str) {
    stage.database.edit("hearing", "notes", "Bring the will.");
    stage.database.edit_at("hearing", "location", "Room 5", practice_at);
    let edit = json!({
        "subject": "Hearing, adjourned", "location": { "displayName": "Hall" }, "lastModifiedDateTime": outlook_at,
    });
    stage.servers.outlook.store.patch_event(HEARING.item, &edit).expect("edited");
}

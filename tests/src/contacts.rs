//! Contacts, both ways, as a person has them synchronized: set up, looked at, accepted, suspended, taken back.

use serde_json::json;

use crate::harness::{
    Stage,
    contacts::{IN_OUTLOOK, NOBODYS, OF_VERA, ON_BOTH},
    firm::HEARING,
    play_contacts, until,
};

/// What Vera calls her filter.
const MINE: &str = "Vera’s clients";

/// Opens the pane. The windows are the same beside any item.
async fn open(Stage { outlook, pane, .. }: &Stage) {
    outlook.open(HEARING.item).await;
    outlook.status("organizer").await;
    pane.window.is("connection", "data-state", "live").await;
}

/// Makes the filter *Client associate: single: me*.
async fn make_filter(Stage { pane, .. }: &Stage) {
    pane.go("filters").await;
    pane.window.click("filter-new").await;
    pane.window.fill("filter-name", MINE).await;
    pane.choose("row-field-0", "Client associate").await;
    pane.choose("row-method-0", "is").await;
    pane.choose("row-value-0-0", "me").await;
    pane.window.says("sample-count", "3 contacts").await;
    pane.window.click("filter-save").await;
    pane.window.says("filter-entry", MINE).await;
}

/// Fills the setup in: the folder *Contacts*, imported as standalone contacts.
async fn choose(Stage { pane, .. }: &Stage, mode: &str, confirm: bool) {
    pane.go("setup").await;
    pane.tick("contacts-on", true).await;
    pane.choose("folder", "Contacts").await;
    pane.window.click("import-standalone").await;
    pane.window.click(mode).await;
    pane.tick("confirm-changes", confirm).await;
}

/// Sets it up without a filter, and lets the first synchronization be done without being asked.
async fn set_up(stage: &Stage, mode: &str) {
    open(stage).await;
    choose(stage, mode, false).await;
    ok(stage, "changes done.").await;
    assert_eq!(stage.database.linked(), stage.servers.people());
}

/// Presses OK in the setup, and waits for what comes of the run.
async fn ok(Stage { pane, .. }: &Stage, outcome: &str) {
    pane.window.click("setup-ok").await;
    pane.window.says("report", outcome).await;
}

/// Presses *Synchronize contacts*.
async fn sync(Stage { pane, .. }: &Stage) {
    pane.go("changes").await;
    pane.window.click("sync-contacts").await;
}

/// What the list of pending changes says of a kind of them.
async fn shows(Stage { pane, .. }: &Stage, group: &str, words: &str) {
    pane.window.says(&format!("group-{group}"), words).await;
}

async fn accept(Stage { pane, .. }: &Stage, label: &str, outcome: &str) {
    pane.window.says("accept", label).await;
    pane.window.click("accept").await;
    pane.window.says("report", outcome).await;
}

fn sorted<const N: usize>(names: [&str; N]) -> Vec<String> {
    let mut names = names.map(str::to_owned).to_vec();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c02_c03_c05_c11_p02_what_is_accepted_is_what_was_shown_and_both_sides_agree() {
    play_contacts(async |stage| {
        let Stage { servers, database, outlook, pane } = stage;
        open(stage).await;
        make_filter(stage).await;
        choose(stage, "mode-manual", true).await;
        pane.choose("filter", MINE).await;
        pane.window.says("effect-add", "2 contacts come into the folder").await;
        pane.window.says("effect-import", "2 contacts are imported into the practice database").await;

        let before = (servers.people(), database.contacts());
        pane.window.click("setup-ok").await;
        pane.window.says("window-title", "Pending Outlook Synchronization Changes").await;
        shows(stage, "what-addItem", "Add 2 to Outlook").await;
        shows(stage, "what-addRecord", "Add 2 to the practice database").await;
        shows(stage, "what-join", ON_BOTH).await;
        shows(stage, "what-removeItem-apart", "Remove 2 from the Outlook folder").await;
        for (group, names) in [("addItem", OF_VERA), ("addRecord", IN_OUTLOOK), ("removeItem-apart", IN_OUTLOOK)] {
            for name in names {
                shows(stage, &format!("what-{group}"), name).await;
            }
        }
        pane.window.says("pending-count", "5 changes wait for you").await;
        assert_eq!((servers.people(), database.contacts()), before, "nothing is written before it is accepted");

        pane.tick("take-all-what-removeItem-apart", true).await;
        accept(stage, "Accept 7 changes", "7 changes done.").await;
        assert_eq!(database.linked(), servers.people());
        assert_eq!(outlook.people().await, sorted([OF_VERA[0], OF_VERA[1], ON_BOTH]));
        let others = [IN_OUTLOOK[0], IN_OUTLOOK[1], NOBODYS];
        let names = |line: &String| line.split('|').take(2).collect::<Vec<_>>().join(" ");
        let alone: Vec<String> =
            database.contacts().iter().map(names).filter(|name| others.contains(&name.as_str())).collect();
        assert_eq!(alone, sorted(others), "what the filter removes from Outlook stays in the practice database");

        open(stage).await;
        sync(stage).await;
        pane.window.says("report", "No modifications needed.").await;
        pane.go("filters").await;
        pane.window.says("filter-entry", "1 row · Used by Vera Lindqvist").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c07_m04_changed_in_outlook_and_then_in_the_practice_database_the_practice_values_are_on_both_sides() {
    play_contacts(async |stage| {
        let Stage { servers, database, outlook, pane } = stage;
        set_up(stage, "mode-manual").await;
        // Jonas: first in Outlook, then in the practice database. Lena: the other way round.
        database.edit_contact("Stein", "job_title", "Notary");
        database.sql("update contact set edited_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-5 minutes') where surname = 'Stein'");
        outlook.edit_person(IN_OUTLOOK[0], "jobTitle", "Architect").await;
        outlook.edit_person(IN_OUTLOOK[0], "companyName", "Wolf & Daughters").await;
        outlook.edit_person(IN_OUTLOOK[1], "jobTitle", "Judge").await;
        database.edit_contact("Wolf", "job_title", "Engineer");
        database.sql("update contact set edited_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+5 seconds') where surname = 'Wolf'");

        open(stage).await;
        sync(stage).await;
        pane.window.says("report", "2 changes done.").await;
        let job = |surname: &str| (database.contact(surname, "job_title"), servers.person(surname, "jobTitle"));
        assert_eq!(job("Wolf"), ("Engineer".to_owned(), "Engineer".to_owned()));
        assert_eq!(servers.person("Wolf", "companyName"), "", "the later one wins whole");
        assert_eq!(job("Stein"), ("Judge".to_owned(), "Judge".to_owned()));
        let history = |surname: &str| database.history(&database.contact(surname, "id"));
        let wolf = ["company outlook: Wolf & Daughters > - (C7)", "jobTitle outlook: Architect > Engineer (C7)"];
        assert_eq!(history("Wolf"), wolf);
        assert_eq!(history("Stein"), ["jobTitle practice: Notary > Judge (C7)"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a02_c10_c11_automatic_takes_an_edit_over_by_itself_and_with_confirmation_it_waits() {
    play_contacts(async |stage| {
        let Stage { servers, database, pane, .. } = stage;
        set_up(stage, "mode-automatic").await;
        // Nobody touches anything from here on: an edit on either side is on the other.
        database.edit_contact("Reyes", "job_title", "Auditor");
        on_the_other_side("Auditor", || servers.person("Reyes", "jobTitle")).await;
        servers.edit_person("Haddad", &json!({ "jobTitle": "Widow" }));
        on_the_other_side("Widow", || database.contact("Haddad", "job_title")).await;

        choose(stage, "mode-automatic", true).await;
        ok(stage, "No modifications needed.").await;
        database.edit_contact("Wolf", "job_title", "Engineer");
        pane.window.says("pending-count", "1 change waits for you").await;
        servers.edit_person("Stein", &json!({ "jobTitle": "Judge" }));
        pane.window.says("pending-count", "2 changes wait for you").await;
        assert_eq!(servers.person("Wolf", "jobTitle"), "Banker");
        assert_eq!(database.contact("Stein", "job_title"), "Attorney");

        pane.window.click("pending-count").await;
        shows(stage, "what-updateItem", "Change 1 in Outlook").await;
        shows(stage, "what-updateRecord", "Change 1 in the practice database").await;
        accept(stage, "Accept 2 changes", "2 changes done.").await;
        assert_eq!(servers.person("Wolf", "jobTitle"), "Engineer");
        assert_eq!(database.contact("Stein", "job_title"), "Judge");
        pane.window.gone("pending-count").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c12_c14_the_ribbons_menu_synchronizes_contacts_without_the_pane() {
    play_contacts(async |stage| {
        let Stage { servers, database, outlook, .. } = stage;
        outlook.open(HEARING.item).await;
        let said = outlook.sync_more("organizer", "Everything").await;
        assert!(said.contains("Nothing is set up to be synchronized. Open Status, then Setup."), "{said}");
        set_up(stage, "mode-manual").await;
        database.edit_contact("Reyes", "job_title", "Auditor");
        let said = outlook.sync_more("organizer", "Contacts").await;
        assert!(said.contains("1 change done."), "{said}");
        assert_eq!(servers.person("Reyes", "jobTitle"), "Auditor");
        let said = outlook.sync_more("organizer", "Everything").await;
        assert!(said.contains("No modifications needed."), "{said}");
        let said = outlook.sync_more("organizer", "Calendar").await;
        assert!(said.contains("Appointments are synchronized one by one"), "{said}");
    })
    .await;
}

async fn on_the_other_side(value: &str, look: impl Fn() -> String) {
    until(&format!("{value} to be on the other side"), async || {
        let seen = look();
        if seen == value { Ok(()) } else { Err(seen) }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a04_a05_p09_at_the_threshold_nothing_is_written_until_it_is_reviewed() {
    play_contacts(async |stage| {
        let Stage { servers, database, pane, .. } = stage;
        let numbers = "with recursive number(n) as (values (1) union all select n + 1 from number where n < 12)";
        database.sql(&format!(
            "insert into contact (file_as, given, surname, email1, kind) {numbers} \
             select 'Witness ' || n, 'Witness', 'No ' || n, 'witness' || n || '@example.net', 'standalone' from number"
        ));
        set_up(stage, "mode-automatic").await;
        choose(stage, "mode-automatic", false).await;
        pane.window.click("tab-options").await;
        pane.tick("threshold", true).await;
        pane.window.fill("threshold-count", "10").await;
        ok(stage, "No modifications needed.").await;

        let before = servers.people();
        database.sql("update contact set company = 'District court' where given = 'Witness'");
        pane.window.says("suspended", "Outlook Synchronization Suspended").await;
        assert_eq!(servers.people(), before, "nothing is written");

        pane.go("item").await;
        pane.window.click("suspended").await;
        pane.window.says("suspended-why", "12 records would be synchronized").await;
        shows(stage, "what-updateItem", "Change 12 in Outlook").await;
        accept(stage, "Accept 12 changes", "12 changes done.").await;
        let there = servers.people().iter().filter(|line| line.contains("|District court|")).count();
        assert_eq!(there, 12);
        assert_eq!(database.linked(), servers.people());
        pane.window.gone("suspended").await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn p10_undoing_the_first_run_leaves_both_sides_as_they_were() {
    play_contacts(async |stage| {
        let Stage { servers, database, pane, .. } = stage;
        let before = (servers.people(), database.contacts());
        open(stage).await;
        make_filter(stage).await;
        choose(stage, "mode-automatic", true).await;
        pane.choose("filter", MINE).await;
        pane.window.click("setup-ok").await;
        shows(stage, "what-removeItem-apart", IN_OUTLOOK[1]).await;
        // The removals are taken in, all at once; one of the adds is left out.
        pane.tick("take-all-what-removeItem-apart", true).await;
        pane.window.says("accept", "Accept 7 changes").await;
        pane.window.click("[data-testid='group-what-addItem'] [data-testid='take']").await;
        accept(stage, "Accept 6 changes", "6 changes done.").await;
        assert_eq!(database.contacts().len(), before.1.len() + IN_OUTLOOK.len());
        assert_eq!(servers.people().len(), 2, "{ON_BOTH} and one of {OF_VERA:?}");

        pane.go("runs").await;
        pane.window.click("undo").await;
        pane.window.click("undo-now").await;
        pane.window.says("report", "6 changes done.").await;
        assert_eq!((servers.people(), database.contacts()), before);

        // It is not done again by itself; whoever goes on sees first what it would be.
        pane.window.says("suspended", "Outlook Synchronization Suspended").await;
        pane.window.click("suspended").await;
        pane.window.click("resume").await;
        shows(stage, "what-addItem", "Add 2 to Outlook").await;
        assert_eq!((servers.people(), database.contacts()), before);
    })
    .await;
}

/// Fills in what the card of that contact asks for.
async fn fill_in(Stage { database, pane, .. }: &Stage, surname: &str, associate: &str, texts: &[(&str, &str)]) {
    let id = database.contact(surname, "id");
    pane.choose(&format!("associate-{id}"), associate).await;
    for (field, text) in texts {
        pane.window.fill(&format!("{field}-{id}"), text).await;
    }
    pane.window.click(&format!("[aria-labelledby='incomplete-{id}'] button")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c06_what_an_import_lacks_is_filled_in_and_the_filter_sees_it() {
    play_contacts(async |stage| {
        let Stage { servers, database, pane, .. } = stage;
        open(stage).await;
        make_filter(stage).await;
        choose(stage, "mode-manual", false).await;
        pane.window.click("import-client").await;
        pane.choose("filter", MINE).await;
        ok(stage, "5 changes done.").await;
        assert_eq!(servers.people().len(), 5, "what was imported stays in the run that imported it");

        pane.window.says("to-incomplete", "2 imported contacts lack fields").await;
        pane.window.click("to-incomplete").await;
        pane.window.says("window-title", "Imported contacts to complete").await;
        for name in IN_OUTLOOK {
            pane.window.says(".window", name).await;
        }
        pane.window.says("lacks", "Client id, Client associate, Client type, and Status").await;
        fill_in(
            stage,
            "Wolf",
            "Vera Lindqvist",
            &[("clientId", "4711"), ("clientType", "private"), ("status", "active")],
        )
        .await;
        pane.window.says("section-incomplete", "To complete (1)").await;
        pane.window.says("outcome", "Jonas Wolf saved.").await;
        let row =
            "select client_number, associate_id, client_type, status, edited_by from contact where surname = 'Wolf'";
        assert_eq!(database.sql(row), "4711|vera|private|active|vera");
        assert_eq!(database.audit(&database.contact("Wolf", "id")).last().unwrap(), "vera complete contact done");

        // The next synchronization removes what fails the filter, and what was completed does not.
        sync(stage).await;
        pane.window.says("report", "1 change done.").await;
        assert_eq!(servers.people().len(), 4);
        assert_eq!(servers.person("Wolf", "givenName"), "Jonas");
        assert_eq!(servers.people(), database.linked());

        pane.go("incomplete").await;
        fill_in(stage, "Stein", "Vera Lindqvist", &[("clientId", "4712")]).await;
        pane.window.says("lacks", "Client type and Status").await;
        let id = database.contact("Stein", "id");
        for (field, text) in [("clientType", "private"), ("status", "active")] {
            pane.window.fill(&format!("{field}-{id}"), text).await;
        }
        pane.window.click("incomplete-save").await;
        pane.window.says("incomplete-none", "No imported contact lacks anything.").await;
        assert_eq!(pane.window.text("section-incomplete").await, "To complete");
        sync(stage).await;
        pane.window.says("report", "1 change done.").await;
        assert_eq!(servers.people().len(), 5, "the filter selects her again");
        assert_eq!(servers.people(), database.linked());
    })
    .await;
}

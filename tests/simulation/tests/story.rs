//! Runs, told as stories: what a person does on either side, and what both sides hold afterwards.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rules::{
    conflict::Policy,
    merge::Side,
    plan::{Exception, HeldWhy, Suspension, What},
    record::{RecordKind, Value, contact},
};
use serde_json::json;
use server::{
    clock::Clock as _,
    practice::{ContactFolder, History as _, RecordRef, RunState, Staff as _, Step},
    runs::{Assent, Engine, Error, Order, Outcome},
};
use simulation::{Firm, MAILBOX, STAFF, ServerOptions, person, person_image};

async fn sync(engine: &Engine, cause: &str) -> Outcome {
    engine.synchronize(&Order::new(STAFF, RecordKind::Contact, cause)).await.expect("runs")
}

/// Runs, and runs again, as after an own write is seen again.
async fn settle(engine: &Engine) -> Outcome {
    let first = sync(engine, "sync").await;
    sync(engine, "sync").await;
    first
}

#[tokio::test]
async fn p02_after_the_first_run_no_modifications_are_needed() {
    let firm = Firm::new(1).await;
    firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
    firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    let first = sync(&engine, "sync").await;
    assert_eq!(first.state, RunState::Done, "{first:?}");
    assert_eq!(first.report.done.get(&What::AddItem), Some(&1), "{first:?}");
    assert_eq!(first.report.done.get(&What::AddRecord), Some(&1), "{first:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (2, 2));
    let second = sync(&engine, "sync").await;
    assert!(second.report.is_empty(), "{second:?}");
    firm.outlook.store().reset_counts();
    let third = sync(&engine, "sync").await;
    assert!(third.report.is_empty(), "{third:?}");
    let asked = firm.outlook.store().counts();
    assert_eq!(asked.values().sum::<u64>(), 1, "a run without changes is one request: {asked:?}");
}

#[tokio::test]
async fn c07_the_practice_database_was_edited_last_and_wins_and_outlooks_values_are_kept() {
    let firm = Firm::new(2).await;
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    let record = firm.records().await[0].id().to_owned();
    firm.edit_item(&item, json!({ "jobTitle": "Pianist" }));
    firm.clock.0.advance(std::time::Duration::from_mins(1));
    firm.edit_record(&record, contact::JOB_TITLE, "Composer").await;
    let run = sync(&engine, "sync").await;
    assert_eq!(run.report.done.get(&What::UpdateItem), Some(&1), "{run:?}");
    assert_eq!(firm.item_images()[0].text(contact::JOB_TITLE), "Composer");
    assert_eq!(firm.records().await[0].image.text(contact::JOB_TITLE), "Composer");
    let history = firm.practice.history(&RecordRef::contact(&record), 10).await.expect("reads");
    let kept = history.iter().find(|entry| entry.replaced.field == contact::JOB_TITLE).expect("is kept");
    assert_eq!(kept.replaced.side, Side::Outlook);
    assert_eq!(kept.replaced.value.as_ref().and_then(|value| value.as_text()), Some("Pianist"));
}

/// Whether a value of the record stands in its history.
async fn is_in_history(firm: &Firm, record: &str, value: &str) -> bool {
    let history = firm.practice.history(&RecordRef::contact(record), 10).await.expect("reads");
    history.iter().any(|entry| entry.replaced.value.as_ref().and_then(|kept| kept.as_text()) == Some(value))
}

/// An edit of Outlook's at the step of a run that is so many from its beginning, while the record was edited, or binned.
/// Whether the run was not over by then; and whether the edit is neither in the folder nor in the history.
async fn is_lost_at(steps: u64, binned: bool) -> (bool, bool) {
    let firm = Firm::new(38).await;
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    settle(&firm.engine()).await;
    let record = firm.records().await[0].clone();
    if binned {
        firm.commit(vec![Step::Bin { record: record.record.clone(), expected: record.version }]).await;
    } else {
        firm.edit_record(record.id(), contact::JOB_TITLE, "Composer").await;
    }
    firm.clock.0.advance(std::time::Duration::from_mins(1));
    let server = firm.server(&ServerOptions::default());
    let (outlook, came, done) = (Arc::clone(&firm.outlook), Arc::new(AtomicBool::new(false)), Arc::default());
    let (edited, acted) = (Arc::clone(&came), Arc::<AtomicBool>::clone(&done));
    server.life.meanwhile(steps, move || {
        acted.store(true, Ordering::SeqCst);
        // What is gone by then cannot be edited.
        edited
            .store(outlook.store().patch(MAILBOX, &item, &json!({ "jobTitle": "Pianist" })).is_ok(), Ordering::SeqCst);
    });
    sync(&server.engine, "sync").await;
    settle(&firm.engine()).await;
    let shown = firm.item_images().iter().any(|image| image.text(contact::JOB_TITLE) == "Pianist");
    let lost = came.load(Ordering::SeqCst) && !shown && !is_in_history(&firm, record.id(), "Pianist").await;
    (done.load(Ordering::SeqCst), lost)
}

#[tokio::test]
async fn p03_m04_an_edit_that_comes_while_a_run_writes_is_never_written_over_unseen() {
    for binned in [false, true] {
        for steps in 1.. {
            let (within, lost) = is_lost_at(steps, binned).await;
            assert!(!lost, "lost at step {steps}, the record binned: {binned}");
            if !within {
                assert!(steps > 6, "it came at {steps} places");
                break;
            }
        }
    }
}

#[tokio::test]
async fn c11_what_waits_is_done_when_it_is_confirmed_and_only_that() {
    let firm = Firm::new(3).await;
    firm.set(|settings| settings.contact_confirm = true).await;
    firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    firm.add_item(person("Dora", "Dvorak", "dora@dvorak.example"));
    let engine = firm.engine();
    let waits = sync(&engine, "sync").await;
    assert_eq!(waits.state, RunState::Pending);
    assert!(firm.records().await.is_empty());
    let run = waits.run.expect("it waits");
    let planned = {
        use server::practice::Runs as _;
        firm.practice.planned(&run).await.expect("reads")
    };
    assert_eq!(planned.len(), 2);
    let assent =
        Assent::Given { accepted: [planned[0].hash.clone()].into(), left_out: [planned[1].hash.clone()].into() };
    let order = Order { assent, run: Some(run), ..Order::new(STAFF, RecordKind::Contact, "sync") };
    let done = engine.synchronize(&order).await.expect("runs");
    assert_eq!((done.state, done.report.left_out), (RunState::Done, 1), "{done:?}");
    assert_eq!(firm.records().await.len(), 1);
    let again = sync(&engine, "sync").await;
    assert_eq!(again.state, RunState::Pending, "what was left out is named again: {again:?}");
}

#[tokio::test]
async fn a04_at_the_threshold_nothing_is_written() {
    let firm = Firm::new(4).await;
    firm.set(|settings| settings.confirm_from = Some(3)).await;
    for name in ["A", "B", "C"] {
        firm.add_item(person(name, name, &format!("{name}@x.example")));
    }
    let engine = firm.engine();
    let run = sync(&engine, "automatic").await;
    assert_eq!(run.state, RunState::Suspended, "{run:?}");
    assert!(firm.records().await.is_empty());
}

#[tokio::test]
async fn m08_many_deletions_are_looked_at_before_they_happen() {
    let firm = Firm::new(37).await;
    firm.set(|settings| settings.delete_contacts = true).await;
    let item = |name: &&str| firm.add_item(person(name, name, &format!("{name}@x.example")));
    let items: Vec<String> = ["A", "B", "C", "D", "E", "F"].iter().map(item).collect();
    let engine = firm.engine();
    settle(&engine).await;
    for item in &items[1..] {
        firm.outlook.store().delete(MAILBOX, item).expect("is deleted");
    }
    let run = sync(&engine, "automatic").await;
    assert_eq!(run.suspended, Some(Suspension::Deletions { count: 5, limit: 5 }), "{run:?}");
    assert_eq!(firm.records().await.len(), 6, "nothing is done yet");
    accept_all(&firm, &engine, run).await;
    assert_eq!(firm.records().await.len(), 1);
}

#[tokio::test]
async fn c04_what_fails_the_filter_leaves_the_folder_and_comes_back_with_the_filter() {
    let firm = Firm::new(5).await;
    firm.add_client("c-mine", Some(STAFF)).await;
    firm.add_client("c-other", None).await;
    let mine =
        person_image("Mia", "Mine", "mia@mine.example").with(contact::CLIENTS, Value::labels(["c-mine".to_owned()]));
    let other = person_image("Otto", "Other", "otto@other.example")
        .with(contact::CLIENTS, Value::labels(["c-other".to_owned()]));
    firm.add_record(mine).await;
    firm.add_record(other).await;
    let engine = firm.engine();
    settle(&engine).await;
    assert_eq!(firm.items().len(), 2);
    let filter = firm.filter_mine().await;
    firm.set(|settings| settings.filter = Some(filter)).await;
    let run = sync(&engine, "setup").await;
    assert_eq!(run.report.done.get(&What::RemoveItem), Some(&1), "{run:?}");
    assert_eq!(firm.items().len(), 1);
    assert_eq!(firm.records().await.len(), 2, "P11: the record stays");
    let echo = sync(&engine, "sync").await;
    assert!(echo.report.is_empty(), "{echo:?}");
    firm.set(|settings| settings.filter = None).await;
    let back = sync(&engine, "setup").await;
    assert_eq!(back.report.done.get(&What::RecreateItem), Some(&1), "{back:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (2, 2));
    let echo = settle(&engine).await;
    assert!(echo.report.is_empty(), "{echo:?}");
}

#[tokio::test]
async fn m02_ask_me_waits_for_the_person_and_nothing_else_does() {
    let firm = Firm::new(6).await;
    firm.set(|settings| settings.policy = Policy::AskMe).await;
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    firm.add_item(person("Dora", "Dvorak", "dora@dvorak.example"));
    let engine = firm.engine();
    settle(&engine).await;
    let record =
        firm.records().await.iter().find(|record| record.image.text(contact::GIVEN) == "Carl").unwrap().id().to_owned();
    firm.edit_item(&item, json!({ "jobTitle": "Pianist" }));
    firm.edit_record(&record, contact::JOB_TITLE, "Composer").await;
    let run = sync(&engine, "sync").await;
    assert_eq!(run.report.asked, 1, "{run:?}");
    let questions = firm.practice.open_questions(STAFF).await.expect("reads");
    assert_eq!(questions.len(), 1);
    let answer = json!({ "jobTitle": "outlook" });
    firm.clock.0.advance(std::time::Duration::from_secs(5));
    firm.commit(vec![Step::Answer { question_id: questions[0].id.clone(), answer }]).await;
    let run = sync(&engine, "sync").await;
    assert_eq!(run.report.done.get(&What::UpdateRecord), Some(&1), "{run:?}");
    assert!(firm.records().await.iter().any(|record| record.image.text(contact::JOB_TITLE) == "Pianist"));
}

#[tokio::test]
async fn p07_killed_at_every_step_of_a_first_run_there_is_no_duplicate() {
    let mut steps = 1;
    loop {
        let firm = Firm::new(8).await;
        firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
        firm.add_record(person_image("Emil", "Egk", "emil@egk.example")).await;
        firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
        firm.wire.dies_after(steps);
        let engine = firm.engine();
        let lived = tokio::select! {
            biased;
            done = sync(&engine, "automatic") => Some(done),
            () = dead(&firm) => None,
        };
        firm.wire.dies_after(0);
        drop(engine);
        let engine = firm.engine();
        // Longer than a create that nobody answered may still land.
        firm.clock.0.advance(std::time::Duration::from_secs(301));
        settle(&engine).await;
        firm.clock.0.advance(std::time::Duration::from_secs(301));
        settle(&engine).await;
        let (mut items, mut records) = (firm.item_images(), firm.records().await);
        assert_eq!((items.len(), records.len()), (3, 3), "killed after {steps} steps");
        items.sort_by_key(|image| image.text(contact::SURNAME).to_owned());
        records.sort_by_key(|record| record.image.text(contact::SURNAME).to_owned());
        for (item, record) in items.iter().zip(&records) {
            assert_eq!(item.text(contact::EMAIL1), record.image.text(contact::EMAIL1), "killed after {steps} steps");
        }
        let last = sync(&engine, "sync").await;
        assert!(last.report.is_empty(), "killed after {steps} steps: {last:?}");
        if lived.is_some() {
            break;
        }
        steps += 1;
    }
    assert!(steps > 15, "it was killed at {steps} places");
}

/// Comes when the server is dead.
async fn dead(firm: &Firm) {
    while !firm.wire.is_dead() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn m07_a_contact_that_is_deleted_in_outlook_is_parted_and_its_record_stays() {
    let firm = Firm::new(7).await;
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    firm.outlook.store().delete(MAILBOX, &item).expect("is deleted");
    let run = sync(&engine, "sync").await;
    assert_eq!(run.report.done.get(&What::Part), Some(&1), "{run:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (0, 1));
    let echo = settle(&engine).await;
    assert!(echo.report.is_empty(), "nothing comes back by itself: {echo:?}");
    assert_eq!(firm.items().len(), 0);
    // Nor because somebody goes on working with the record, which the filter selects now as it did before (P18).
    let record = firm.records().await[0].id().to_owned();
    firm.edit_record(&record, contact::JOB_TITLE, "Composer").await;
    let edited = settle(&engine).await;
    assert!(edited.report.is_empty(), "{edited:?}");
    firm.outlook.store().forget_tokens(MAILBOX).expect("every cursor is lost");
    settle(&engine).await;
    assert_eq!((firm.items().len(), firm.records().await.len()), (0, 1));
}

/// Everything that waits is accepted, with what stands apart.
async fn accept_all(firm: &Firm, engine: &Engine, waits: Outcome) -> Outcome {
    use server::practice::Runs as _;
    let run = waits.run.expect("it waits");
    let planned = firm.practice.planned(&run).await.expect("reads");
    let accepted = planned.into_iter().map(|planned| planned.hash).collect();
    let assent = Assent::Given { accepted, left_out: BTreeSet::default() };
    let order = Order { assent, run: Some(run), ..Order::new(STAFF, RecordKind::Contact, "sync") };
    engine.synchronize(&order).await.expect("runs")
}

/// Two people of the practice database, one of them a client's that Anna looks after; the other and a third in Outlook.
async fn two_sides() -> Firm {
    let firm = Firm::new(9).await;
    firm.add_client("c-mine", Some(STAFF)).await;
    let mine =
        person_image("Mia", "Mine", "mia@mine.example").with(contact::CLIENTS, Value::labels(["c-mine".to_owned()]));
    firm.add_record(mine).await;
    let otto = person_image("Otto", "Other", "otto@other.example");
    firm.add_record(otto.with(contact::MOBILE, Value::text("+41 79 555 01 02"))).await;
    firm.add_item(person("Otto", "Other", "otto@other.example"));
    firm.add_item(person("Ursula", "Unknown", "ursula@unknown.example"));
    firm
}

#[tokio::test]
async fn c04_removals_that_the_filter_asks_for_stand_apart_and_once_accepted_both_sides_agree() {
    let firm = two_sides().await;
    let filter = firm.filter_mine().await;
    firm.set(|settings| {
        settings.filter = Some(filter);
        settings.contact_confirm = true;
    })
    .await;
    let engine = firm.engine();
    let waits = sync(&engine, "setup").await;
    assert_eq!(waits.state, RunState::Pending, "{waits:?}");
    let done = accept_all(&firm, &engine, waits).await;
    assert_eq!(done.report.done.get(&What::RemoveItem), Some(&2), "{done:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (1, 3), "{done:?}");
    let again = sync(&engine, "sync").await;
    assert!(again.report.is_empty(), "no modifications needed: {again:?}");
}

#[tokio::test]
async fn p10_undoing_the_first_run_leaves_both_sides_as_before_and_nothing_comes_back_by_itself() {
    use server::practice::Runs as _;
    let firm = two_sides().await;
    let engine = firm.engine();
    let before = sorted(firm.item_images());
    let first = sync(&engine, "sync").await;
    assert_eq!((firm.items().len(), firm.records().await.len()), (3, 3), "{first:?}");
    let run = firm.practice.run(&first.run.expect("a trace")).await.expect("reads");
    let undo = engine.undo(STAFF, run).await.expect("is undone");
    assert_eq!(undo.outcome, "done", "{:?}", undo.report);
    assert_eq!(sorted(firm.item_images()), before);
    assert_eq!(firm.records().await.len(), 2);
    let nothing = sync(&engine, "automatic").await;
    assert_eq!(nothing.state, RunState::Suspended, "{nothing:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (2, 2));
    let resumed = sync(&engine, "sync").await;
    assert_eq!(resumed.state, RunState::Pending, "the plan is shown first: {resumed:?}");
    accept_all(&firm, &engine, resumed).await;
    let again = settle(&engine).await;
    assert!(again.report.is_empty(), "{again:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (3, 3));
}

#[tokio::test]
async fn p10_what_was_edited_since_is_not_taken_back_and_is_named() {
    use server::practice::Runs as _;
    let firm = Firm::new(10).await;
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    let record = firm.records().await[0].id().to_owned();
    firm.edit_record(&record, contact::JOB_TITLE, "Composer").await;
    let run = sync(&engine, "sync").await;
    firm.edit_item(&item, json!({ "jobTitle": "Pianist" }));
    let run = firm.practice.run(&run.run.expect("a trace")).await.expect("reads");
    let undo = engine.undo(STAFF, run).await.expect("goes on");
    assert_eq!(undo.outcome, "failed", "{:?}", undo.report);
    assert_eq!(firm.item_images()[0].text(contact::JOB_TITLE), "Pianist");
    let listed = firm.practice.planned(&undo.id).await.expect("reads");
    assert!(listed.iter().any(|planned| planned.note.contains("edited in Outlook since")), "{listed:?}");
}

#[tokio::test]
async fn p10_c08_an_undo_that_is_killed_on_its_way_leaves_nothing_to_be_doubled() {
    use server::practice::Runs as _;
    for steps in 1..30 {
        let firm = two_sides().await;
        let engine = firm.engine();
        let first = sync(&engine, "sync").await.run.expect("a trace");
        let run = firm.practice.run(&first).await.expect("reads");
        firm.wire.dies_after(steps);
        let lived = tokio::select! {
            biased;
            done = engine.undo(STAFF, run) => Some(done.expect("is undone")),
            () = dead(&firm) => None,
        };
        firm.wire.dies_after(0);
        let engine = firm.engine();
        // Longer than the turn of a server that died; and than what may still land.
        firm.clock.0.advance(std::time::Duration::from_secs(31));
        let resumed = sync(&engine, "sync").await;
        if resumed.state == RunState::Pending {
            accept_all(&firm, &engine, resumed).await;
        }
        firm.clock.0.advance(std::time::Duration::from_secs(301));
        settle(&engine).await;
        let last = sync(&engine, "sync").await;
        assert!(last.report.is_empty(), "killed after {steps} steps: {last:?}");
        assert_eq!((firm.items().len(), firm.records().await.len()), (3, 3), "killed after {steps} steps");
        if lived.is_some() {
            assert!(steps > 8, "it was killed at {steps} places");
            return;
        }
    }
    panic!("it never lived");
}

#[tokio::test]
async fn p10_a_run_is_taken_back_once_whoever_asks_for_it_meanwhile() {
    use server::practice::Runs as _;
    let firm = two_sides().await;
    let engine = firm.engine();
    let first = sync(&engine, "sync").await.run.expect("a trace");
    let run = firm.practice.run(&first).await.expect("reads");
    let (one, two) = tokio::join!(engine.undo(STAFF, run.clone()), engine.undo(STAFF, run));
    let refused = [one, two].into_iter().filter(|undo| matches!(undo, Err(Error::NotNow(_)))).count();
    assert_eq!(refused, 1);
    let undone = firm.practice.runs(STAFF, 10).await.expect("reads").into_iter().filter(|run| run.cause == "undo");
    assert_eq!(undone.map(|undo| undo.outcome).collect::<Vec<_>>(), ["done"]);
}

#[tokio::test]
async fn p10_a_record_that_another_folder_has_by_now_stays() {
    use server::practice::Runs as _;
    let firm = Firm::of(38, 2).await;
    firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    let first = sync(&engine, "sync").await.run.expect("a trace");
    let other = Order::new(simulation::staff_id(1), RecordKind::Contact, "sync");
    assert_eq!(engine.synchronize(&other).await.expect("runs").report.done.get(&What::AddItem), Some(&1));
    let run = firm.practice.run(&first).await.expect("reads");
    let undo = engine.undo(STAFF, run).await.expect("goes on");
    assert_eq!((undo.outcome.as_str(), firm.records().await.len()), ("failed", 1));
    let listed = firm.practice.planned(&undo.id).await.expect("reads");
    assert!(listed.iter().any(|planned| planned.note.contains("another folder")), "{listed:?}");
}

#[tokio::test]
async fn p09_a_run_that_is_over_is_not_begun_again() {
    use server::practice::Runs as _;
    let firm = two_sides().await;
    let engine = firm.engine();
    let first = sync(&engine, "sync").await.run.expect("a trace");
    let before = firm.practice.planned(&first).await.expect("reads");
    let assent = Assent::Given { accepted: BTreeSet::new(), left_out: BTreeSet::new() };
    let order = Order { assent, run: Some(first.clone()), ..Order::new(STAFF, RecordKind::Contact, "sync") };
    assert!(matches!(engine.synchronize(&order).await, Err(Error::NotNow(_))));
    assert_eq!(firm.practice.planned(&first).await.expect("reads"), before, "what it did stands in it");
}

fn sorted(mut images: Vec<rules::record::Image>) -> Vec<rules::record::Image> {
    images.sort_by_key(|image| image.text(contact::SURNAME).to_owned());
    images
}

#[tokio::test]
async fn p03_an_edit_of_outlooks_that_goes_with_its_item_is_in_the_history() {
    let firm = Firm::new(31).await;
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    let record = firm.records().await[0].id().to_owned();
    let filter = firm.filter_mine().await;
    firm.set(|settings| settings.filter = Some(filter)).await;
    firm.edit_item(&item, json!({ "mobilePhone": "+41 79 111 22 33" }));
    firm.clock.0.advance(std::time::Duration::from_mins(1));
    // The record was edited later and wins whole; it fails the filter, so its item goes.
    firm.edit_record(&record, contact::JOB_TITLE, "Composer").await;
    sync(&engine, "setup").await;
    assert!(firm.items().is_empty());
    let history = firm.practice.history(&RecordRef::contact(&record), 10).await.expect("reads");
    let kept = history.iter().find(|entry| entry.replaced.field == contact::MOBILE).expect("is kept");
    assert_eq!(kept.replaced.value.as_ref().and_then(|value| value.as_text()), Some("+41 79 111 22 33"));
}

#[tokio::test]
async fn p07_what_was_edited_before_a_create_in_doubt_was_looked_up_is_an_edit() {
    use outlook::graph::{Fault, FaultPlan, Planned};
    let firm = Firm::new(32).await;
    firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
    let plan = FaultPlan::default().with(Planned::once(Fault::Cut { done: true }).method("POST"));
    firm.outlook.store().set_faults(plan);
    let engine = firm.engine();
    let run = sync(&engine, "sync").await;
    assert_eq!(run.report.failed, 1, "{run:?}");
    let item = firm.items()[0]["id"].as_str().expect("it was made").to_owned();
    // Within the same second: the service's times do not tell.
    firm.edit_item(&item, json!({ "companyName": "Bach & Sons" }));
    settle(&engine).await;
    settle(&engine).await;
    let records = firm.records().await;
    assert_eq!((firm.items().len(), records.len()), (1, 1));
    assert_eq!(records[0].image.text(contact::COMPANY), "Bach & Sons");
}

#[tokio::test]
async fn m05_an_edit_beats_a_deletion_for_good_by_another_program() {
    let firm = Firm::new(33).await;
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    let record = firm.records().await[0].id().to_owned();
    firm.edit_item(&item, json!({ "jobTitle": "Pianist" }));
    firm.program(&format!("DELETE FROM contact WHERE id = '{record}'")).await;
    let run = sync(&engine, "sync").await;
    assert_eq!(run.report.done.get(&What::RestoreRecord), Some(&1), "{run:?}");
    let records = firm.records().await;
    assert_eq!((records.len(), records[0].image.text(contact::JOB_TITLE)), (1, "Pianist"));
    assert_eq!(records[0].image.text(contact::KIND), "standalone");
    settle(&engine).await;
    assert!(sync(&engine, "sync").await.report.is_empty());
}

#[tokio::test]
async fn p07_a_create_in_doubt_whose_record_is_deleted_for_good_stops_nothing() {
    use outlook::graph::{Fault, FaultPlan, Planned};
    let firm = Firm::new(35).await;
    let record = firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
    firm.outlook.store().set_faults(FaultPlan::default().with(Planned::once(Fault::Cut { done: true }).method("POST")));
    let engine = firm.engine();
    assert_eq!(sync(&engine, "sync").await.report.failed, 1);
    firm.program(&format!("DELETE FROM contact WHERE id = '{record}'")).await;
    settle(&engine).await;
    settle(&engine).await;
    assert_eq!((firm.items().len(), firm.records().await.len()), (1, 1), "only Outlook has it: it is imported");
    assert!(sync(&engine, "sync").await.report.is_empty());
}

#[tokio::test]
async fn c01_in_a_firm_wide_folder_the_choices_of_whoever_chose_it_first_hold() {
    const SHARED: &str = "contacts@firm.example";
    let firm = Firm::of(36, 2).await;
    firm.outlook.store().add_mailbox(SHARED, true);
    firm.add_client("c-mine", Some(STAFF)).await;
    let filter = firm.filter_mine().await;
    let mine = person_image("Mia", "Mine", "mia@mine.example").with(contact::CLIENTS, Value::labels(["c-mine"]));
    firm.add_record(mine).await;
    firm.add_record(person_image("Otto", "Other", "otto@other.example")).await;
    for (nth, filter) in [(0, Some(filter)), (1, None)] {
        let mut settings = firm.settings();
        settings.contact_confirm = false;
        settings.filter = filter;
        let chosen_at = Some(firm.clock.now() + jiff::SignedDuration::from_mins(nth));
        settings.contact_folder =
            Some(ContactFolder { mailbox: Some(SHARED.to_owned()), chosen_at, ..ContactFolder::default() });
        let staff_id = simulation::staff_id(usize::try_from(nth).expect("small"));
        firm.commit(vec![Step::Settings { staff_id, settings: Box::new(settings) }]).await;
    }
    let engine = firm.engine();
    let second = simulation::staff_id(1);
    for staff in [&second, STAFF, &second] {
        let run = engine.synchronize(&Order::new(staff, RecordKind::Contact, "automatic")).await.expect("runs");
        assert_eq!(run.suspended, None, "{staff}: their settings do not fight");
    }
    let folder = firm.outlook.store().folders(SHARED).expect("the mailbox is there")[0].id.clone();
    let held = firm.outlook.store().contacts(SHARED, &folder).expect("is there");
    let names: Vec<_> = held.iter().map(|item| item["surname"].as_str().unwrap_or_default()).collect();
    assert_eq!(names, ["Mine"]);
    let settings = firm.practice.settings(&second).await.expect("reads");
    let effect = engine.effect(&second, RecordKind::Contact, &settings).await;
    assert_eq!(effect.expect("is told").filter_of.as_deref(), Some("Anna Muster"));
}

#[tokio::test]
async fn c01_a_mailbox_that_the_firm_shares_no_more_is_not_reached() {
    const SHARED: &str = "contacts@firm.example";
    let firm = two_sides().await;
    firm.outlook.store().add_mailbox(SHARED, true);
    firm.set(|settings| {
        let folder = ContactFolder { mailbox: Some(SHARED.to_owned()), ..ContactFolder::default() };
        settings.contact_folder = Some(folder);
    })
    .await;
    let elsewhere = firm.engine().sharing(&["else@firm.example".to_owned()]);
    firm.wire.requests();
    let run = sync(&elsewhere, "sync").await;
    assert_eq!(run.suspended, Some(Suspension::Exception(Exception::FolderGone)), "{}", run.report.problem);
    assert!(run.report.problem.contains(SHARED), "{}", run.report.problem);
    assert_eq!(firm.wire.requests(), 0, "nobody asks it for anything");
    // It is shared again.
    let run = sync(&firm.engine().sharing(&[SHARED.to_uppercase()]), "sync").await;
    assert_eq!((run.suspended, run.report.problem.as_str()), (None, ""));
    assert!(run.report.counts.add_item > 0);
}

#[tokio::test]
async fn p04_under_newest_field_edits_of_different_fields_both_survive() {
    let firm = Firm::new(34).await;
    firm.set(|settings| settings.policy = Policy::NewestField).await;
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    let record = firm.records().await[0].id().to_owned();
    firm.edit_item(&item, json!({ "jobTitle": "Pianist" }));
    firm.clock.0.advance(std::time::Duration::from_mins(1));
    firm.edit_record(&record, contact::COMPANY, "Czerny & Co").await;
    settle(&engine).await;
    for image in firm.item_images().into_iter().chain(firm.records().await.into_iter().map(|record| record.image)) {
        assert_eq!((image.text(contact::JOB_TITLE), image.text(contact::COMPANY)), ("Pianist", "Czerny & Co"));
    }
}

#[tokio::test]
async fn m03_an_edit_bears_its_own_time_wherever_it_is_carried() {
    let firm = Firm::new(35).await;
    let minute = || firm.clock.0.advance(std::time::Duration::from_mins(1));
    let item = firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    minute();
    firm.edit_item(&item, json!({ "jobTitle": "Pianist" }));
    let edited = server::clock::Clock::now(&firm.clock);
    minute();
    minute();
    sync(&engine, "sync").await;
    let record = &firm.records().await[0];
    let off = record.edited_at.as_second() - edited.as_second();
    assert!(off.abs() < 3, "edited at {edited}, and the record says {}", record.edited_at);
}

#[tokio::test]
async fn c08_p12_of_two_items_that_may_be_one_record_a_person_says_which() {
    let firm = Firm::new(39).await;
    firm.add_record(person_image("Otto", "Other", "otto@other.example")).await;
    for _ in 0..2 {
        firm.add_item(person("Otto", "Other", "otto@other.example"));
    }
    let run = sync(&firm.engine(), "sync").await;
    assert_eq!((run.report.asked, run.report.done.len()), (2, 0), "{run:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (2, 1), "nothing is guessed, and nothing doubled");
}

#[tokio::test]
async fn c08_a_match_that_is_asked_for_waits_for_its_answer_however_many_runs_come_between() {
    let firm = Firm::new(11).await;
    let record = firm.add_record(person_image("Otto", "Other", "otto@other.example")).await;
    firm.add_item(person("Otto", "Other", "otto@elsewhere.example"));
    let engine = firm.engine();
    let first = sync(&engine, "sync").await;
    assert_eq!(first.report.asked, 1, "{first:?}");
    settle(&engine).await;
    assert_eq!((firm.items().len(), firm.records().await.len()), (1, 1), "neither is new until that is answered");
    let questions = firm.practice.open_questions(STAFF).await.expect("reads");
    assert_eq!(questions.len(), 1);
    let answer = json!({ "record": record });
    firm.commit(vec![Step::Answer { question_id: questions[0].id.clone(), answer }]).await;
    let run = sync(&engine, "sync").await;
    assert_eq!(run.report.done.get(&What::Join), Some(&1), "{run:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (1, 1));
}

#[tokio::test]
async fn p07_an_update_in_doubt_is_settled_though_both_sides_are_as_before_it() {
    use outlook::graph::{Fault, FaultPlan, Planned};
    let firm = Firm::new(36).await;
    firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    let record = firm.records().await[0].id().to_owned();
    firm.edit_record(&record, contact::MOBILE, "+41 79 111 22 33").await;
    let plan = FaultPlan::default().with(Planned::once(Fault::Cut { done: false }).method("PATCH"));
    firm.outlook.store().set_faults(plan);
    let run = sync(&engine, "sync").await;
    assert_eq!(run.report.failed, 1, "{run:?}");
    firm.edit_record(&record, contact::MOBILE, "").await;
    settle(&engine).await;
    firm.outlook.store().reset_counts();
    let last = sync(&engine, "sync").await;
    assert!(last.report.is_empty(), "{last:?}");
    assert_eq!(firm.outlook.store().counts().values().sum::<u64>(), 1, "nothing is looked up any more");
}

#[tokio::test]
async fn a05_a_mark_that_cannot_be_left_is_no_sign_of_a_mailbox_that_went_back_in_time() {
    use outlook::graph::{Fault, FaultPlan, Kind, Planned};
    let firm = Firm::new(40).await;
    firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let engine = firm.engine();
    settle(&engine).await;
    let record = firm.records().await[0].id().to_owned();
    firm.edit_record(&record, contact::JOB_TITLE, "Pianist").await;
    assert_eq!(sync(&engine, "sync").await.state, RunState::Done, "a mark is left");
    for status in [503, 500] {
        let fails = Planned::always(Fault::Status { status, retry_after: None, done: false });
        let fails = fails.method("PATCH").about(Kind::Folder);
        firm.outlook.store().set_faults(FaultPlan::default().with(fails));
        for title in ["Composer", "Teacher", "Virtuoso"] {
            firm.edit_record(&record, contact::JOB_TITLE, &format!("{title} {status}")).await;
            let run = sync(&engine, "sync").await;
            assert_eq!((run.state, &run.suspended), (RunState::Done, &None), "{title}: {run:?}");
        }
    }
}

/// Two pairs that are in step.
async fn two_pairs(seed: u64) -> (Firm, Engine, [String; 2]) {
    let firm = Firm::new(seed).await;
    let items = [person("Carl", "Czerny", "carl@czerny.example"), person("Dora", "Dvorak", "dora@dvorak.example")];
    let items = items.map(|item| firm.add_item(item));
    let engine = firm.engine();
    settle(&engine).await;
    (firm, engine, items)
}

#[tokio::test]
async fn p15_an_item_that_cannot_be_read_stops_no_other_and_is_named() {
    use outlook::graph::{Fault, FaultPlan, Kind, Planned};
    for status in [400, 403, 500] {
        let (firm, engine, [gone, edited]) = two_pairs(41).await;
        firm.outlook.store().delete(MAILBOX, &gone).expect("is deleted");
        firm.edit_item(&edited, json!({ "jobTitle": "Singer" }));
        let fails = Planned::always(Fault::Status { status, retry_after: None, done: false });
        let fails = fails.method("GET").about(Kind::Contact);
        firm.outlook.store().set_faults(FaultPlan::default().with(fails));
        for round in 0..2 {
            let run = sync(&engine, "sync").await;
            assert_eq!((run.state, &run.suspended), (RunState::Done, &None), "{status}: {run:?}");
            let held: Vec<_> = run.report.held.iter().map(|held| (held.title.as_str(), &held.why)).collect();
            assert!(
                matches!(held[..], [("Czerny Carl" | "Carl Czerny" | "Czerny, Carl", HeldWhy::Unread(_))]),
                "{held:?}"
            );
            let taken_in = run.report.done.get(&What::UpdateRecord);
            assert_eq!(taken_in, Some(&1).filter(|_| round == 0), "{status}: {run:?}");
        }
        assert_eq!(firm.records().await.len(), 2, "nothing is deleted without proof (M6)");
        firm.outlook.store().set_faults(FaultPlan::default());
        let run = sync(&engine, "sync").await;
        assert_eq!(run.report.done.get(&What::Part), Some(&1), "the cause is gone: {run:?}");
        assert!(sync(&engine, "sync").await.report.is_empty());
    }
}

#[tokio::test]
async fn p15_where_no_item_can_be_read_it_is_the_mailbox_and_nothing_is_planned() {
    use outlook::graph::{Fault, FaultPlan, Kind, Planned};
    let firm = Firm::new(42).await;
    let names = (0..12).map(|number| format!("N{number}"));
    let items: Vec<_> = names.map(|name| firm.add_item(person(&name, &name, &format!("{name}@x.example")))).collect();
    let engine = firm.engine();
    settle(&engine).await;
    for item in &items {
        firm.outlook.store().delete(MAILBOX, item).expect("is deleted");
    }
    let refused = Planned::always(Fault::Status { status: 403, retry_after: None, done: false });
    firm.outlook.store().set_faults(FaultPlan::default().with(refused.method("GET").about(Kind::Contact)));
    let run = sync(&engine, "automatic").await;
    assert_eq!(run.state, RunState::Suspended, "{run:?}");
    assert_eq!(run.suspended, Some(Suspension::Exception(Exception::Refused)));
    assert_eq!(firm.records().await.len(), 12);
}

/// Gives items other identifiers, as another mailbox has them, and makes the server walk from the beginning.
async fn replace(firm: &Firm, items: &[&String]) {
    let items: Vec<_> = items.iter().map(|item| format!("'{item}'")).collect();
    let sql = "UPDATE link SET item_id = '!' || item_id, immutable_id = '!' || item_id WHERE item_id IN";
    firm.program(&format!("{sql} ({})", items.join(","))).await;
    firm.outlook.store().forget_tokens(MAILBOX).expect("forgotten");
}

#[tokio::test]
async fn a05_a_mailbox_none_of_whose_identifiers_are_known_was_replaced() {
    let (firm, engine, [one, other]) = two_pairs(43).await;
    replace(&firm, &[&one, &other]).await;
    let run = sync(&engine, "automatic").await;
    assert_eq!(run.suspended, Some(Suspension::Exception(Exception::MailboxRestored)), "{run:?}");
    assert_eq!((firm.items().len(), firm.records().await.len()), (2, 2));
}

#[tokio::test]
async fn p15_one_identifier_that_is_none_of_the_mailboxs_holds_its_pair_only() {
    let (firm, engine, [one, other]) = two_pairs(44).await;
    replace(&firm, &[&one]).await;
    firm.edit_item(&other, json!({ "jobTitle": "Singer" }));
    let run = sync(&engine, "automatic").await;
    assert_eq!((run.state, run.report.held.len()), (RunState::Done, 1), "{run:?}");
    assert_eq!(run.report.done.get(&What::UpdateRecord), Some(&1), "{run:?}");
}

//! What runs by itself, and goes on doing so whatever fails on the way (A1, A5, A6, P15).

use std::{future::Future, sync::Arc, time::Duration};

use outlook::graph::{Fault, FaultPlan, Kind, Planned, Standing};
use rules::record::contact;
use server::{
    live::Feed,
    mailbox::{
        hints::{Hint, Hints, What},
        keeper::{self, Keeper},
    },
    practice::{ContactFolder, Links as _, Mode, Run, RunState, Runs as _, StaffSettings, Step},
    runs::{Driver, Engine, Order, Pace, Report},
};
use simulation::{Firm, MAILBOX, STAFF, person, person_image, staff_id};
use tokio::task::JoinHandle;

/// A firm whose server drives itself: in real time, though its clock stands unless it is moved.
struct Driven {
    firm: Firm,
    engine: Engine,
    hints: Arc<Hints>,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Driven {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

/// Everybody is automatic and has chosen the default folder.
async fn choose(firm: &Firm, staff: &str, change: impl FnOnce(&mut StaffSettings)) {
    let mut settings = firm.settings();
    settings.contact_confirm = false;
    settings.contact_mode = Mode::Automatic;
    settings.contact_folder = Some(ContactFolder { chosen_at: Some(now(firm)), ..ContactFolder::default() });
    change(&mut settings);
    firm.commit(vec![Step::Settings { staff_id: staff.to_owned(), settings: Box::new(settings) }]).await;
}

fn now(firm: &Firm) -> jiff::Timestamp {
    server::clock::Clock::now(&firm.clock)
}

impl Driven {
    fn start(firm: Firm) -> Self {
        let (engine, hints) = (firm.engine(), Arc::new(Hints::default()));
        let (feed, watch) = Feed::start(firm.practice_dyn());
        let options =
            keeper::Options { notify: None, lifetime: Duration::from_hours(48), poll: Duration::from_mins(5) };
        let clock = Arc::new(firm.clock.clone());
        let keeper = Keeper::new(firm.mailbox(), firm.practice_dyn(), Arc::clone(&hints), clock, options);
        let pace = Pace { look: Duration::from_millis(5), house: Duration::from_millis(20) };
        let driver = Driver::new(engine.clone(), Arc::clone(&hints), Arc::new(keeper), feed).paced(pace);
        let tasks = vec![watch, tokio::spawn(driver.run())];
        Self { firm, engine, hints, tasks }
    }

    /// Everything that was done of that staff member's, newest first.
    async fn runs(&self, staff: &str) -> Vec<Run> {
        self.firm.practice.runs(staff, 100).await.expect("reads")
    }

    async fn failed(&self, staff: &str) -> Vec<Report> {
        let runs = self.runs(staff).await.into_iter().filter(|run| run.state == RunState::Failed);
        runs.map(|run| serde_json::from_value(run.report).expect("a report")).collect()
    }

    fn job_titles(&self) -> Vec<String> {
        self.firm.item_images().iter().map(|image| image.text(contact::JOB_TITLE).to_owned()).collect()
    }

    fn walks(&self) -> u64 {
        let counts = self.firm.outlook.store().counts();
        counts.iter().filter(|((_, about), _)| *about == Kind::Delta).map(|(_, times)| times).sum()
    }

    fn pass(&self, minutes: u64) {
        self.firm.clock.0.advance(Duration::from_mins(minutes));
    }
}

/// Waits until it is so, for half a minute at the most.
async fn until<F: Future<Output = bool>>(what: &str, is_so: impl Fn() -> F) {
    for _ in 0..3000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("never came: {what}");
}

/// Time for whatever may happen, where nothing is to.
async fn a_while() {
    tokio::time::sleep(Duration::from_millis(600)).await;
}

fn fails(status: u16) -> Planned {
    Planned::always(Fault::Status { status, retry_after: None, done: false })
}

#[tokio::test]
async fn p15_what_is_wrong_with_one_persons_settings_stops_nobody_else() {
    let firm = Firm::of(50, 2).await;
    for nth in 0..2 {
        choose(&firm, &staff_id(nth), |_| {}).await;
    }
    let second = staff_id(1);
    firm.program(&format!("UPDATE setting SET value = '[7' WHERE owner = '{second}' AND name = 'policy'")).await;
    let driven = Driven::start(firm);
    driven.firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
    until("the first person's item", async || driven.firm.items().len() == 1).await;
    until("the second person is told", async || !driven.failed(&second).await.is_empty()).await;
    a_while().await;
    let failed = driven.failed(&second).await;
    assert_eq!(failed.len(), 1, "told once, however often it is read: {failed:?}");
    assert!(!failed[0].problem.is_empty(), "{failed:?}");
    assert!(driven.failed(STAFF).await.is_empty());
}

#[tokio::test]
async fn a06_what_keeps_failing_by_itself_is_told_once_tried_ever_later_and_over_when_it_works() {
    let firm = Firm::new(51).await;
    choose(&firm, STAFF, |_| {}).await;
    firm.outlook.store().set_faults(FaultPlan::default().with(fails(400).about(Kind::Delta)));
    firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    let driven = Driven::start(firm);
    until("it is told", async || !driven.failed(STAFF).await.is_empty()).await;
    // After 1, 2, 4, 8, 16 and then each 30 minutes, and not in between.
    for minutes in [1, 2, 4, 8, 16, 30, 30] {
        let before = driven.walks();
        driven.pass(minutes - 1);
        a_while().await;
        assert_eq!(driven.walks(), before, "within {minutes} minutes");
        driven.pass(1);
        until("it is tried again", async || driven.walks() > before).await;
        a_while().await;
    }
    assert_eq!(driven.failed(STAFF).await.len(), 1, "one streak is one run");
    assert!(driven.firm.records().await.is_empty());
    driven.firm.outlook.store().set_faults(FaultPlan::default());
    driven.pass(31);
    until("it works again", async || driven.firm.records().await.len() == 1).await;
    until("the last run is a good one", async || driven.runs(STAFF).await[0].state == RunState::Done).await;
}

#[tokio::test]
async fn a06_when_a_failure_is_over_the_list_says_so_though_there_is_nothing_to_do() {
    let firm = Firm::new(52).await;
    choose(&firm, STAFF, |_| {}).await;
    firm.outlook.store().set_faults(FaultPlan::default().with(fails(400).about(Kind::Delta)));
    let driven = Driven::start(firm);
    until("it is told", async || !driven.failed(STAFF).await.is_empty()).await;
    driven.firm.outlook.store().set_faults(FaultPlan::default());
    driven.pass(2);
    until("it is over", async || driven.runs(STAFF).await[0].state == RunState::Done).await;
    // The next failure is a new one.
    driven.firm.outlook.store().set_faults(FaultPlan::default().with(fails(400).about(Kind::Delta)));
    driven.firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
    until("it is told again", async || driven.failed(STAFF).await.len() == 2).await;
}

#[tokio::test]
async fn p15_what_one_run_could_not_do_is_tried_again_without_another_edit() {
    let firm = Firm::new(53).await;
    firm.add_item(person("Carl", "Czerny", "carl@czerny.example"));
    choose(&firm, STAFF, |settings| settings.contact_direction.to_practice = true).await;
    let driven = Driven::start(firm);
    until("it is imported", async || driven.firm.records().await.len() == 1).await;
    a_while().await;
    let record = driven.firm.records().await[0].id().to_owned();
    let once = Planned { times: Some(1), ..fails(400) };
    driven.firm.outlook.store().set_faults(FaultPlan::default().with(once.about(Kind::Contact).method("PATCH")));
    driven.firm.edit_record(&record, contact::JOB_TITLE, "Pianist").await;
    until("it fails", async || driven.runs(STAFF).await[0].outcome == "failed").await;
    a_while().await;
    assert_eq!(driven.job_titles(), [""], "not at once");
    driven.pass(2);
    until("it is done", async || driven.job_titles() == ["Pianist"]).await;
}

#[tokio::test]
async fn p15_what_a_persons_own_run_could_not_do_is_tried_again_too() {
    let firm = Firm::new(54).await;
    choose(&firm, STAFF, |settings| settings.contact_mode = Mode::Periodic { minutes: 600 }).await;
    let driven = Driven::start(firm);
    until("it is looked at first", async || driven.walks() > 0).await;
    a_while().await;
    let once = Planned { times: Some(1), ..fails(400) };
    driven.firm.outlook.store().set_faults(FaultPlan::default().with(once.about(Kind::Contacts).method("POST")));
    driven.firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
    let order = Order::new(STAFF, rules::record::RecordKind::Contact, "sync");
    let run = driven.engine.synchronize(&order).await.expect("runs");
    assert_eq!(run.report.failed, 1, "{run:?}");
    a_while().await;
    driven.pass(2);
    until("it is done", async || driven.firm.items().len() == 1).await;
}

#[tokio::test]
async fn a01_a_folder_that_is_only_written_to_is_looked_at_when_it_is_time() {
    let firm = Firm::new(55).await;
    choose(&firm, STAFF, |settings| settings.contact_direction.to_practice = false).await;
    let folder = firm.practice.folder(&firm.key()).await.expect("a folder").id;
    let driven = Driven::start(firm);
    until("it is looked at first", async || driven.walks() > 0).await;
    a_while().await;
    let before = driven.walks();
    let hint = |what| Hint { subscription: String::new(), folder: folder.clone(), what };
    driven.hints.tell(hint(What::Changed));
    a_while().await;
    assert_eq!(driven.walks(), before, "nothing is taken from there");
    driven.hints.tell(hint(What::Due));
    until("it is looked at", async || driven.walks() > before).await;
}

#[tokio::test]
async fn a05_a_mailbox_that_lets_us_in_again_is_found_without_anybody_asking() {
    let firm = Firm::new(56).await;
    choose(&firm, STAFF, |_| {}).await;
    let driven = Driven::start(firm);
    until("it is looked at first", async || driven.walks() > 0).await;
    a_while().await;
    let store = || driven.firm.outlook.store();
    store().set_standing(MAILBOX, Standing::Refused).expect("set");
    driven.firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
    let suspended = async || driven.runs(STAFF).await.first().is_some_and(|run| run.state == RunState::Suspended);
    until("it is suspended", suspended).await;
    for _ in 0..2 {
        driven.pass(11);
        a_while().await;
        assert_eq!(driven.runs(STAFF).await.len(), 1, "a look that fails leaves no trace of its own");
    }
    store().set_standing(MAILBOX, Standing::Reachable).expect("set");
    a_while().await;
    assert!(driven.firm.items().is_empty(), "not before it is time");
    driven.pass(11);
    until("it goes on", async || driven.firm.items().len() == 1).await;
    until("it is over", async || driven.runs(STAFF).await[0].state == RunState::Done).await;
}

#[tokio::test]
async fn a05_a_plan_that_waits_after_a_mailbox_came_back_is_no_suspension() {
    let firm = Firm::new(57).await;
    choose(&firm, STAFF, |settings| settings.contact_confirm = true).await;
    let driven = Driven::start(firm);
    until("it is looked at first", async || driven.walks() > 0).await;
    a_while().await;
    driven.firm.outlook.store().set_standing(MAILBOX, Standing::Refused).expect("set");
    driven.firm.add_record(person_image("Berta", "Bach", "berta@bach.example")).await;
    let is = async |state| driven.runs(STAFF).await.first().is_some_and(|run| run.state == state);
    until("it is suspended", async || is(RunState::Suspended).await).await;
    driven.firm.outlook.store().set_standing(MAILBOX, Standing::Reachable).expect("set");
    driven.pass(11);
    a_while().await;
    driven.pass(11);
    until("its plan waits", async || is(RunState::Pending).await).await;
    let folder = driven.firm.practice.folder(&driven.firm.key()).await.expect("a folder");
    assert_eq!(folder.paused, None, "nobody has to sign in any more");
}

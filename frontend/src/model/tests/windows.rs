//! The windows beside the item, driven as the browser would: by events, and by what the server answers.

use api::{
    ChangeGroup, ChangeState, ConfirmRun, ContactFilter, ContactFolder, ContactKind, ContactsSetup, FilterSample, Live,
    Me, PendingChange, Problem, Progress, QuestionView, RequiredAction, Role, RunDetail, RunState, RunWhat, Setup,
    SetupEffect, Started, Suspension, SuspensionCause, SyncMode, SyncOptions, SyncState, WholeKind,
};
use rules::{
    filter::{FIELDS, Filter, Method, Row},
    merge::Side,
    plan::{AskRow, What},
    record::{RecordKind, contact},
};

use super::support::{me, now, signed_in, summary};
use crate::{
    messages::Words,
    model::{
        Effect, Event, Failure, LiveEvent, Model, Section, SessionEvent, WindowEvent,
        windows::{
            Ask, FilterEvent, PAGE, Part, QuestionEvent, Reply, RunEvent, RunWindow, SetupEvent, SetupField, Taken,
            Verb, what_key,
        },
    },
};

pub(super) fn does(model: &mut Model, event: WindowEvent) -> Vec<Effect> {
    model.update(Event::Window(event), now())
}

pub(super) fn told(model: &mut Model, reply: Reply) -> Vec<Effect> {
    does(model, WindowEvent::Told(Box::new(reply)))
}

/// What is asked of the server.
pub(super) fn asked(effects: &[Effect]) -> Vec<&Ask> {
    let asks = effects.iter().filter_map(|effect| if let Effect::Ask(ask) = effect { Some(ask) } else { None });
    asks.collect()
}

pub(super) fn refused(kind: &str, detail: &str) -> Failure {
    let r#type = format!("urn:concordat:problem:{kind}");
    let (title, detail) = (String::new(), detail.to_owned());
    Failure::Problem(Box::new(Problem { r#type, title, status: 409, detail, field: None, request: None, now: None }))
}

fn group(what: What, apart: bool, count: u32) -> ChangeGroup {
    ChangeGroup { what, apart, count, left_out: 0, failed: 0 }
}

fn detail(id: &str, state: RunState, hash: &str, groups: Vec<ChangeGroup>) -> Box<RunDetail> {
    Box::new(RunDetail {
        summary: summary(id, state),
        hash: hash.to_owned(),
        suspended: None,
        groups,
        changes: Vec::new(),
        of: 0,
        held: Vec::new(),
    })
}

fn change(position: u32) -> PendingChange {
    PendingChange {
        position,
        what: What::AddItem,
        kind: RecordKind::Contact,
        title: format!("Contact {position}"),
        record: None,
        item: None,
        fields: Vec::new(),
        apart: false,
        parting: None,
        rule: "C7".to_owned(),
        state: ChangeState::Waiting,
        note: String::new(),
    }
}

fn run_told(model: &mut Model, detail: Box<RunDetail>) -> Vec<Effect> {
    let id = detail.summary.id.clone();
    told(model, Reply::Run { id, part: None, result: Ok(detail) })
}

/// A run that waits: many items to add, a few to change, some apart.
fn waiting() -> Model {
    let mut model = signed_in();
    let state = SyncState { pending: 5_003, pending_run: Some("run".to_owned()), ..SyncState::default() };
    told(&mut model, Reply::State(Ok(Box::new(state))));
    does(&mut model, WindowEvent::Open(Section::Changes));
    let groups =
        vec![group(What::AddItem, false, 5_000), group(What::UpdateItem, false, 3), group(What::RemoveItem, true, 2)];
    run_told(&mut model, detail("run", RunState::Pending, "h1", groups));
    model
}

fn part(what: What, from: u32) -> Part {
    Part { what, apart: false, from }
}

#[test]
fn c12_sync_begins_a_run_and_shows_it_until_its_report() {
    let mut model = signed_in();
    let effects = does(&mut model, WindowEvent::Sync);
    assert_eq!(asked(&effects), [&Ask::Start(RunWhat::Contacts)]);
    assert!(does(&mut model, WindowEvent::Sync).is_empty(), "one write at a time");
    let effects = told(&mut model, Reply::Started(Ok(Started { run: Some("run".to_owned()) })));
    assert_eq!(asked(&effects), [&Ask::State, &Ask::Run { id: "run".to_owned(), part: None }]);
    assert_eq!(model.windows.section, Section::Changes);
    run_told(&mut model, detail("run", RunState::Planning, "", Vec::new()));
    assert!(model.notice.is_none());
    // The server tells that something changed; how it stands is asked for.
    let effects = model.update(Event::Live(LiveEvent::Told(Live::Sync)), now());
    assert_eq!(asked(&effects), [&Ask::State]);
    let effects = told(&mut model, Reply::State(Ok(Box::default())));
    assert_eq!(asked(&effects), [&Ask::Run { id: "run".to_owned(), part: None }]);
    run_told(&mut model, detail("run", RunState::Done, "", Vec::new()));
    assert_eq!(model.notice.map(|notice| notice.text).as_deref(), Some("No modifications needed."));
}

#[test]
fn a_run_that_is_not_written_down_yet_is_under_way() {
    let mut model = signed_in();
    told(&mut model, Reply::Started(Ok(Started { run: Some("run".to_owned()) })));
    let run = |result| Reply::Run { id: "run".to_owned(), part: None, result };
    told(&mut model, run(Err(refused("not-found", ""))));
    let seen = model.windows.run.as_ref().map(|run| (run.detail.clone(), run.is_under_way()));
    assert_eq!(seen, Some((None, true)));
    assert_eq!(model.windows.problem, None);
    // One that was there and is gone is said to be.
    told(&mut model, run(Ok(detail("run", RunState::Planning, "", Vec::new()))));
    told(&mut model, run(Err(refused("not-found", ""))));
    assert!(model.windows.run.is_some_and(|run| matches!(run.detail, Some(Err(_)))));
}

#[test]
fn c14_sync_where_nothing_can_run_shows_why() {
    let mut model = signed_in();
    let paused = Some(api::Paused::NotLicensed);
    told(&mut model, Reply::State(Ok(Box::new(SyncState { paused, ..SyncState::default() }))));
    does(&mut model, WindowEvent::Sync);
    told(&mut model, Reply::Started(Ok(Started { run: None })));
    assert_eq!((model.windows.section, &model.windows.run), (Section::Changes, &None));
    assert!(model.notice.is_none(), "nothing was looked at, so nothing is said of it");
}

#[test]
fn c11_what_is_accepted_is_what_was_shown_without_what_is_left_out() {
    let mut model = waiting();
    let run = || "run".to_owned();
    for position in [7, 9, 9] {
        does(&mut model, flip(What::AddItem, false, position));
    }
    does(&mut model, flip(What::RemoveItem, true, 5_004));
    assert_eq!(accepted(&model), 5_003);
    let effects = does(&mut model, WindowEvent::Run(RunEvent::Accept));
    let confirm = ConfirmRun { hash: "h1".to_owned(), leave_out: vec![7], take_in: vec![5_004], kinds: Vec::new() };
    assert_eq!(asked(&effects), [&Ask::Confirm { id: run(), confirm }]);
}

fn flip(what: What, apart: bool, position: u32) -> WindowEvent {
    WindowEvent::Run(RunEvent::Flip { kind: (what, apart), position })
}

fn flip_kind(what: What, apart: bool) -> WindowEvent {
    WindowEvent::Run(RunEvent::FlipKind((what, apart)))
}

fn accepted(model: &Model) -> usize {
    model.windows.run.as_ref().map(RunWindow::accepted).expect("a run")
}

#[test]
fn c11_a_whole_kind_is_left_out_or_taken_in_at_once_and_single_ones_differ() {
    let mut model = waiting();
    let taken = |model: &Model, at: usize| {
        let run = model.windows.run.as_ref().expect("a run");
        run.taken(&run.known().expect("known").groups[at])
    };
    assert_eq!([0, 1, 2].map(|at| taken(&model, at)), [Taken::All, Taken::All, Taken::None]);
    // Some are left out: the whole kind is taken in first, and left out then.
    does(&mut model, flip(What::AddItem, false, 7));
    assert_eq!((taken(&model, 0), accepted(&model)), (Taken::Some, 5_002));
    does(&mut model, flip_kind(What::AddItem, false));
    assert_eq!((taken(&model, 0), accepted(&model)), (Taken::All, 5_003));
    does(&mut model, flip_kind(What::AddItem, false));
    assert_eq!((taken(&model, 0), accepted(&model)), (Taken::None, 3));
    does(&mut model, flip(What::AddItem, false, 11));
    does(&mut model, flip_kind(What::RemoveItem, true));
    does(&mut model, flip(What::RemoveItem, true, 5_004));
    assert_eq!((taken(&model, 0), taken(&model, 2), accepted(&model)), (Taken::Some, Taken::Some, 5));
    let run = model.windows.run.as_ref().expect("a run");
    assert!(run.takes((What::AddItem, false), 11) && !run.takes((What::AddItem, false), 12));
    let effects = does(&mut model, WindowEvent::Run(RunEvent::Accept));
    let whole = |what, apart, take| WholeKind { what, apart, take };
    let kinds = vec![whole(What::AddItem, false, false), whole(What::RemoveItem, true, true)];
    let confirm = ConfirmRun { hash: "h1".to_owned(), leave_out: vec![5_004], take_in: vec![11], kinds };
    assert_eq!(asked(&effects), [&Ask::Confirm { id: "run".to_owned(), confirm }]);
}

#[test]
fn p9_a_plan_that_moved_is_shown_anew_and_nothing_chosen_for_the_old_one_holds() {
    let mut model = waiting();
    does(&mut model, flip(What::AddItem, false, 7));
    does(&mut model, WindowEvent::Run(RunEvent::Accept));
    let effects = told(&mut model, Reply::Did(Err(refused("moved", ""))));
    assert_eq!(asked(&effects), [&Ask::Run { id: "run".to_owned(), part: None }]);
    assert!(model.windows.problem.is_some() && !model.windows.busy);
    let groups = vec![group(What::AddItem, false, 4_999)];
    let effects = run_told(&mut model, detail("run", RunState::Pending, "h2", groups));
    assert_eq!(asked(&effects), [&Ask::Run { id: "run".to_owned(), part: Some(part(What::AddItem, 0)) }]);
    let run = model.windows.run.as_ref().expect("a run");
    assert!(run.moved && run.choices.is_empty());
}

#[test]
fn c11_five_thousand_changes_are_shown_a_page_at_a_time() {
    let mut model = waiting();
    let run = |model: &Model| model.windows.run.clone().expect("a run");
    // The first kind is open from the start, and short ones.
    let open: Vec<_> = run(&model).open.iter().map(|group| group.part.what).collect();
    assert_eq!(open, [What::AddItem, What::UpdateItem, What::RemoveItem]);
    let next = part(What::AddItem, PAGE);
    let effects = does(&mut model, WindowEvent::Run(RunEvent::Page(next)));
    assert_eq!(asked(&effects), [&Ask::Run { id: "run".to_owned(), part: Some(next) }]);
    // A page that was asked for before is not shown in its place.
    let page = |part, position| {
        let changes = vec![change(position)];
        let result = Ok(Box::new(RunDetail { changes, ..*detail("run", RunState::Pending, "h1", Vec::new()) }));
        Reply::Run { id: "run".to_owned(), part: Some(part), result }
    };
    told(&mut model, page(part(What::AddItem, 0), 0));
    let shown = |model: &Model| run(model).group(What::AddItem, false).and_then(|group| group.page.clone());
    assert_eq!(shown(&model), None);
    told(&mut model, page(next, 50));
    assert_eq!(shown(&model).and_then(Result::ok), Some(vec![change(50)]));
    does(&mut model, WindowEvent::Run(RunEvent::Toggle { what: What::AddItem, apart: false }));
    assert!(run(&model).group(What::AddItem, false).is_none());
}

#[test]
fn a_reply_about_a_run_that_is_no_longer_looked_at_is_dropped() {
    let mut model = waiting();
    assert!(run_told(&mut model, detail("other", RunState::Done, "", Vec::new())).is_empty());
    assert_eq!(model.windows.run.map(|run| run.id).as_deref(), Some("run"));
}

#[test]
fn a5_suspended_leads_to_what_is_required() {
    let suspended = |action, run: Option<&str>| {
        let (cause, exception) = (SuspensionCause::Threshold, None);
        let suspension = Suspension { cause, exception, count: 12, limit: 10, run: run.map(str::to_owned), action };
        SyncState { suspended: Some(suspension), ..SyncState::default() }
    };
    let goes = |state| {
        let mut model = signed_in();
        told(&mut model, Reply::State(Ok(Box::new(state))));
        let effects = does(&mut model, WindowEvent::Required);
        (model, effects)
    };
    let (model, effects) = goes(suspended(RequiredAction::Review, Some("run")));
    assert_eq!(model.windows.section, Section::Changes);
    assert!(asked(&effects).contains(&&Ask::Run { id: "run".to_owned(), part: None }));
    let (model, effects) = goes(suspended(RequiredAction::ChooseFolder, None));
    assert_eq!(model.windows.section, Section::Setup);
    assert!(asked(&effects).contains(&&Ask::Folders));
    let (mut model, _) = goes(suspended(RequiredAction::Resume, None));
    assert_eq!(asked(&does(&mut model, WindowEvent::Resume)), [&Ask::Resume]);
}

#[test]
fn progress_is_shown_as_it_is_told_and_a_run_can_be_stopped() {
    let mut model = signed_in();
    told(&mut model, Reply::State(Ok(Box::default())));
    told(&mut model, Reply::Started(Ok(Started { run: Some("run".to_owned()) })));
    let progress =
        Progress { run: "run".to_owned(), done: 3, of: 9, seconds_left: Some(4), phase: api::Phase::Writing };
    model.update(Event::Live(LiveEvent::Told(Live::Progress { progress: progress.clone() })), now());
    assert_eq!(model.windows.sync.as_ref().and_then(|sync| sync.running.clone()), Some(progress));
    let effects = does(&mut model, WindowEvent::Run(RunEvent::Stop));
    assert_eq!(asked(&effects), [&Ask::Act { id: "run".to_owned(), verb: Verb::Stop }]);
}

#[test]
fn p10_undo_asks_first_and_shows_the_run_that_does_it() {
    let mut model = signed_in();
    does(&mut model, WindowEvent::Open(Section::Runs));
    assert!(asked(&does(&mut model, WindowEvent::AskUndo(Some("old".to_owned())))).is_empty());
    let effects = does(&mut model, WindowEvent::Undo("old".to_owned()));
    assert_eq!(asked(&effects), [&Ask::Act { id: "old".to_owned(), verb: Verb::Undo }]);
    told(&mut model, Reply::Did(Ok(Box::new(summary("undoing", RunState::Executing)))));
    assert_eq!(model.windows.run.map(|run| run.id).as_deref(), Some("undoing"));
}

fn kept() -> Setup {
    let folder = ContactFolder { mailbox: None, id: "f".to_owned(), name: "Contacts".to_owned() };
    let contacts = ContactsSetup {
        on: true,
        folder: Some(folder),
        confirm: true,
        minutes: 15,
        to_outlook: true,
        to_practice: true,
        ..ContactsSetup::default()
    };
    Setup { contacts, options: SyncOptions::default(), licensed: true, configured: true }
}

fn in_setup() -> Model {
    let mut model = signed_in();
    does(&mut model, WindowEvent::Open(Section::Setup));
    told(&mut model, Reply::Setup(Ok(Box::new(kept()))));
    model
}

fn sets(model: &mut Model, field: SetupField) -> Vec<Effect> {
    does(model, WindowEvent::Setup(SetupEvent::Set(field)))
}

#[test]
fn c4_what_a_change_would_do_is_asked_for_before_it_is_saved() {
    let mut model = in_setup();
    assert!(sets(&mut model, SetupField::Confirm).is_empty(), "it moves no contact");
    let first = sets(&mut model, SetupField::Filter("mine".to_owned()));
    let second = sets(&mut model, SetupField::Keep(true));
    let number = |effects: &[Effect]| match asked(effects)[..] {
        [Ask::Effect { asked, .. }] => *asked,
        _ => panic!("{effects:?}"),
    };
    let effect = |count| SetupEffect { leave: FilterSample { count, names: Vec::new() }, ..SetupEffect::default() };
    told(&mut model, Reply::Effect { asked: number(&first), result: Ok(effect(1)) });
    assert!(model.windows.setup.effect.is_none(), "an answer to an older question");
    told(&mut model, Reply::Effect { asked: number(&second), result: Ok(effect(17)) });
    assert_eq!(model.windows.setup.effect, Some(Ok(effect(17))));
    sets(&mut model, SetupField::Filter(String::new()));
    assert!(sets(&mut model, SetupField::Keep(false)).is_empty(), "as it is kept, nothing would change");
    assert!(model.windows.setup.effect.is_none());
}

#[test]
fn c2_saving_shows_the_run_that_it_began() {
    let mut model = in_setup();
    sets(&mut model, SetupField::ImportAs(ContactKind::Client));
    let effects = does(&mut model, WindowEvent::Setup(SetupEvent::Save));
    let [Ask::SaveSetup(save)] = asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(save.contacts.import_as, ContactKind::Client);
    let setup = Setup { contacts: save.contacts.clone(), ..kept() };
    let saved = api::SavedSetup { setup, run: Some("run".to_owned()) };
    let effects = told(&mut model, Reply::Saved(Ok(Box::new(saved))));
    assert!(asked(&effects).contains(&&Ask::Run { id: "run".to_owned(), part: None }));
    assert!(!model.windows.setup.is_changed());
    assert_eq!(model.windows.section, Section::Changes);
}

#[test]
fn a4_a_number_that_is_none_is_not_saved_and_said() {
    let mut model = in_setup();
    sets(&mut model, SetupField::Threshold);
    sets(&mut model, SetupField::Count("many".to_owned()));
    assert!(does(&mut model, WindowEvent::Setup(SetupEvent::Save)).is_empty());
    assert!(model.windows.problem.as_ref().is_some_and(|problem| problem.contains("From how many records on")));
    let mut model = in_setup();
    sets(&mut model, SetupField::Mode(SyncMode::Periodic));
    sets(&mut model, SetupField::Minutes("2000".to_owned()));
    assert!(does(&mut model, WindowEvent::Setup(SetupEvent::Save)).is_empty());
    sets(&mut model, SetupField::Minutes(" 20 ".to_owned()));
    let effects = does(&mut model, WindowEvent::Setup(SetupEvent::Save));
    assert!(matches!(asked(&effects)[..], [Ask::SaveSetup(save)] if save.contacts.minutes == 20));
}

#[test]
fn c1_a_folder_that_outlook_does_not_list_now_stays_chosen() {
    let mut model = in_setup();
    let listed = ContactFolder { mailbox: Some("firm@x".to_owned()), id: "g".to_owned(), name: "Firm".to_owned() };
    told(&mut model, Reply::Folders(Ok(vec![listed.clone()])));
    assert_eq!(model.windows.setup.offered().len(), 2);
    sets(&mut model, SetupField::Folder(0));
    let chosen = model.windows.setup.form.as_ref().and_then(|form| form.contacts.folder.clone());
    assert_eq!(chosen, Some(listed));
    assert_eq!(model.windows.setup.offered().len(), 2, "the one that is kept can be chosen again");
}

fn filter(id: &str, used_by: &[&str]) -> ContactFilter {
    let row = Row { field: "city".to_owned(), method: Method::Single, values: vec!["Bern".to_owned()] };
    ContactFilter {
        id: id.to_owned(),
        name: "Bern".to_owned(),
        filter: Filter { match_all: true, rows: vec![row] },
        used_by: used_by.iter().map(ToString::to_string).collect(),
    }
}

fn in_filters() -> Model {
    let mut model = signed_in();
    does(&mut model, WindowEvent::Open(Section::Filters));
    told(&mut model, Reply::Filters(Ok(vec![filter("free", &[]), filter("used", &["Ann", "Bob"])])));
    model
}

fn edits(model: &mut Model, event: FilterEvent) -> Vec<Effect> {
    does(model, WindowEvent::Filter(event))
}

#[test]
fn c3_a_filter_that_somebody_uses_is_not_deleted_and_they_are_named() {
    let mut model = in_filters();
    assert!(edits(&mut model, FilterEvent::AskDrop(Some("used".to_owned()))).is_empty());
    assert!(model.windows.problem.as_ref().is_some_and(|problem| problem.contains("Ann, Bob")));
    edits(&mut model, FilterEvent::AskDrop(Some("free".to_owned())));
    assert_eq!(model.windows.filters.dropping.as_deref(), Some("free"));
    let effects = edits(&mut model, FilterEvent::Drop("free".to_owned()));
    assert_eq!(asked(&effects), [&Ask::DropFilter("free".to_owned())]);
    // Somebody chose it meanwhile.
    told(&mut model, Reply::FilterDropped(Err(refused("in-use", "the filter is in use by Cid"))));
    assert!(model.windows.problem.as_ref().is_some_and(|problem| problem.contains("Cid")));
}

#[test]
fn c3_the_sample_follows_what_is_typed_one_question_at_a_time() {
    let mut model = in_filters();
    let effects = edits(&mut model, FilterEvent::Edit("free".to_owned()));
    let [Ask::Sample { asked: first, filter: whole }] = asked(&effects)[..] else { panic!("{effects:?}") };
    let (first, whole) = (*first, whole.clone());
    // Typed on before the answer: asked again once it is there.
    assert!(asked(&edits(&mut model, FilterEvent::Value(0, 0, "Basel".to_owned()))).is_empty());
    let sample = FilterSample { count: 3, names: Vec::new() };
    let effects = told(&mut model, Reply::Sample { asked: first, filter: whole, result: Ok(sample.clone()) });
    let [Ask::Sample { filter, .. }] = asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!(filter.rows[0].values, ["Basel"]);
    let form = model.windows.filters.form.as_ref().expect("a form");
    assert_eq!(form.sample, Some(Ok(sample)));
    // What is not complete is not asked about, and not saved.
    edits(&mut model, FilterEvent::AddRow);
    assert!(edits(&mut model, FilterEvent::Save).is_empty());
    assert!(model.windows.problem.is_some());
}

#[test]
fn c3_a_method_gives_so_many_places_for_values_and_blank_ones_are_not_kept() {
    let mut model = in_filters();
    edits(&mut model, FilterEvent::Copy("free".to_owned()));
    edits(&mut model, FilterEvent::Method(0, Method::AnyOf));
    edits(&mut model, FilterEvent::AddValue(0));
    let values = |model: &Model| model.windows.filters.form.as_ref().map(|form| form.filter.rows[0].values.len());
    assert_eq!(values(&model), Some(2));
    let effects = edits(&mut model, FilterEvent::Save);
    let [Ask::SaveFilter { id: None, save }] = asked(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((save.name.as_str(), &save.filter.rows[0].values[..]), ("Copy of Bern", &["Bern".to_owned()][..]));
    model.windows.busy = false;
    edits(&mut model, FilterEvent::Method(0, Method::Range));
    assert_eq!(values(&model), Some(2));
    edits(&mut model, FilterEvent::Method(0, Method::IsBlank));
    assert_eq!(values(&model), Some(0));
}

#[test]
fn m2_a_question_is_answered_once_every_field_is_chosen() {
    let mut model = signed_in();
    let row = |field| AskRow { field, base: None, practice: None, outlook: None };
    let asked_what = api::Asked::Conflict(vec![row(contact::EMAIL1), row(contact::MOBILE)]);
    let question = QuestionView { id: "q".to_owned(), title: "Ann".to_owned(), asked_at: now(), asked: asked_what };
    does(&mut model, WindowEvent::Open(Section::Questions));
    told(&mut model, Reply::Questions(Ok(vec![question])));
    let choose = |field, side| WindowEvent::Question(QuestionEvent::Choose("q".to_owned(), field, side));
    does(&mut model, choose(contact::EMAIL1, Side::Outlook));
    assert!(does(&mut model, WindowEvent::Question(QuestionEvent::Keep("q".to_owned()))).is_empty());
    assert!(model.windows.problem.is_some());
    does(&mut model, choose(contact::MOBILE, Side::Practice));
    let effects = does(&mut model, WindowEvent::Question(QuestionEvent::Keep("q".to_owned())));
    let sides = [(contact::EMAIL1, Side::Outlook), (contact::MOBILE, Side::Practice)].into();
    assert_eq!(asked(&effects), [&Ask::Answer { id: "q".to_owned(), choice: api::Choice::Sides(sides) }]);
}

#[test]
fn whoever_only_reads_changes_nothing() {
    let mut model = signed_in();
    let auditor = Me { role: Role::Auditor, ..me() };
    model.update(Event::Session(SessionEvent::Me(Ok(Box::new(auditor)))), now());
    assert!(does(&mut model, WindowEvent::Sync).is_empty());
    assert!(!asked(&does(&mut model, WindowEvent::Open(Section::Setup))).contains(&&Ask::Folders));
}

#[test]
fn c13_the_firms_own_words_are_used_and_the_next_persons_are_their_own() {
    let mut model = signed_in();
    let terms = vec![("contact.many".to_owned(), "address cards".to_owned())];
    model.update(Event::Session(SessionEvent::Me(Ok(Box::new(Me { terms, ..me() })))), now());
    assert_eq!(model.words.say("sync-contacts"), "Synchronize address cards");
    model.update(Event::Session(SessionEvent::Me(Ok(Box::new(me())))), now());
    assert_eq!(model.words.say("sync-contacts"), "Synchronize contacts");
}

#[test]
fn everything_a_filter_can_ask_about_and_every_kind_of_change_has_a_name() {
    for words in ["en", "de"].map(Words::of) {
        for (name, _) in FIELDS {
            assert!(words.has(&format!("filter-field-{name}")), "{name}");
        }
        for what in [What::AddRecord, What::UpdateBoth, What::RecreateItem, What::BinRecord, What::Part] {
            assert!(words.count(what_key(what), 5_000, &[]).contains("5000"), "{what:?}");
        }
    }
}

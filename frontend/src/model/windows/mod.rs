//! The windows beside the open item: pending changes, setup, contact filters, runs, questions, imported contacts.

mod ask;
mod filters;
mod incomplete;
mod questions;
mod run;
mod setup;
mod told;

pub use ask::{Ask, Part, Reply, Verb};
pub use filters::{FilterEvent, FilterForm, FiltersWindow, ValueKind, value_kind};
pub use incomplete::{IncompleteEvent, IncompleteWindow};
pub use questions::{QuestionEvent, QuestionsWindow};
pub use run::{Choice, Group, KindOf, PAGE, RunEvent, RunWindow, Taken};
pub use setup::{SetupEvent, SetupField, SetupForm, SetupWindow, Tab};
pub use told::{held_why, nothing_to_do, outcome_of, phase_key, suspended_key, what_key};

use api::{Progress, RequiredAction, Role, RunSummary, RunWhat, SyncState};

use super::{Effect, Failure, Model, Session, SessionEvent};

/// What the server said, once it said something.
pub type Loaded<T> = Option<Result<T, Failure>>;

/// The title of the window that is open.
const TITLE: &str = "window-title";

/// One of the windows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Section {
    /// The open item.
    #[default]
    Item,
    /// *Pending Outlook Synchronization Changes*, and the run that is under way.
    Changes,
    /// The setup.
    Setup,
    /// The firm's contact filters.
    Filters,
    /// Runs, newest first.
    Runs,
    /// What only the person can decide.
    Questions,
    /// Imported contacts to complete.
    Incomplete,
}

impl Section {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::Item, Self::Changes, Self::Incomplete, Self::Setup, Self::Filters, Self::Runs, Self::Questions];

    /// The key of its name, which is also its name in the page.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Item => "section-item",
            Self::Changes => "section-changes",
            Self::Setup => "section-setup",
            Self::Filters => "section-filters",
            Self::Runs => "section-runs",
            Self::Questions => "section-questions",
            Self::Incomplete => "section-incomplete",
        }
    }
}

/// All that the pane knows of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Windows {
    /// The one that is open.
    pub section: Section,
    /// How synchronization stands.
    pub sync: Option<SyncState>,
    /// The setup.
    pub setup: SetupWindow,
    /// The firm's contact filters.
    pub filters: FiltersWindow,
    /// The run that is looked at.
    pub run: Option<RunWindow>,
    /// The runs.
    pub runs: Loaded<Vec<RunSummary>>,
    /// *Undo* was pressed for that run, which asks first.
    pub undoing: Option<String>,
    /// The questions.
    pub questions: QuestionsWindow,
    /// Imported contacts to complete.
    pub incomplete: IncompleteWindow,
    /// Something is being written: nothing else is meanwhile.
    pub busy: bool,
    /// What is wrong, as a sentence.
    pub problem: Option<String>,
}

/// Something happened in a window.
#[derive(Clone, Debug)]
pub enum WindowEvent {
    /// Another window is to be shown.
    Open(Section),
    /// *Outlook Synchronization Suspended* was pressed.
    Required,
    /// A run was chosen from the list; `None` goes back to the list.
    OpenRun(Option<String>),
    /// *Synchronize contacts* was pressed.
    Sync,
    /// *Go on* was pressed.
    Resume,
    /// *Undo* was pressed for that run, which asks first; `None`: not after all.
    AskUndo(Option<String>),
    /// *Undo now* was pressed.
    Undo(String),
    /// In the setup.
    Setup(SetupEvent),
    /// In the list of filters.
    Filter(FilterEvent),
    /// In a run.
    Run(RunEvent),
    /// In the list of questions.
    Question(QuestionEvent),
    /// In the list of imported contacts.
    Incomplete(IncompleteEvent),
    /// The server answered.
    Told(Box<Reply>),
}

impl Model {
    /// May the person change anything?
    pub fn writes(&self) -> bool {
        matches!(&self.session, Session::In(me) if me.role != Role::Auditor)
    }

    pub(super) fn on_window(&mut self, event: WindowEvent) -> Vec<Effect> {
        match event {
            WindowEvent::Open(section) => self.go(section),
            WindowEvent::Required => self.required(),
            WindowEvent::OpenRun(None) => self.go(Section::Runs),
            WindowEvent::OpenRun(Some(id)) => self.open_run(id),
            WindowEvent::Sync => self.write(Ask::Start(RunWhat::Contacts)),
            WindowEvent::Resume => self.write(Ask::Resume),
            WindowEvent::AskUndo(run) => {
                let focus = if run.is_some() { "undo-now" } else { TITLE };
                self.windows.undoing = run;
                vec![Effect::Focus(focus)]
            }
            WindowEvent::Undo(id) => {
                self.windows.undoing = None;
                self.write(Ask::Act { id, verb: Verb::Undo })
            }
            WindowEvent::Setup(event) => self.on_setup(event),
            WindowEvent::Filter(event) => self.on_filter(event),
            WindowEvent::Run(event) => self.on_run(event),
            WindowEvent::Question(event) => self.on_question(event),
            WindowEvent::Incomplete(event) => self.on_incomplete(event),
            WindowEvent::Told(reply) => self.on_reply(*reply),
        }
    }

    /// Shows a window, and asks for what it shows.
    fn go(&mut self, section: Section) -> Vec<Effect> {
        let windows = &mut self.windows;
        windows.section = section;
        windows.run = None;
        windows.undoing = None;
        windows.problem = None;
        let mut effects = match section {
            Section::Item => return Vec::new(),
            Section::Changes => {
                let mut effects = vec![Effect::Ask(Ask::State)];
                effects.extend(self.open_waiting());
                effects
            }
            Section::Setup => self.open_setup(),
            Section::Filters => {
                self.windows.filters.form = None;
                vec![Effect::Ask(Ask::Filters)]
            }
            Section::Runs => vec![Effect::Ask(Ask::Runs)],
            Section::Questions => vec![Effect::Ask(Ask::Questions)],
            Section::Incomplete => vec![Effect::Ask(Ask::Incomplete)],
        };
        effects.push(Effect::Focus(TITLE));
        effects
    }

    /// The run that waits for the person, or goes on.
    fn open_waiting(&mut self) -> Vec<Effect> {
        let waiting = self.windows.sync.as_ref().and_then(|sync| {
            let suspended = sync.suspended.as_ref().and_then(|it| it.run.clone());
            let running = sync.running.as_ref().map(|it| it.run.clone());
            suspended.or(running).or_else(|| sync.pending_run.clone())
        });
        waiting.map(|id| self.look_at(id)).unwrap_or_default()
    }

    /// Shows a run in the window that is open.
    fn open_run(&mut self, id: String) -> Vec<Effect> {
        self.windows.problem = None;
        let mut effects = self.look_at(id);
        effects.push(Effect::Focus(TITLE));
        effects
    }

    fn look_at(&mut self, id: String) -> Vec<Effect> {
        let known = self.windows.run.as_ref().is_some_and(|run| run.id == id);
        if !known {
            self.windows.run = Some(RunWindow::new(id.clone()));
        }
        vec![Effect::Ask(Ask::Run { id, part: None })]
    }

    /// Opens what the suspension requires (A5).
    fn required(&mut self) -> Vec<Effect> {
        let suspended = self.windows.sync.as_ref().and_then(|sync| sync.suspended.as_ref());
        match suspended.map(|suspended| suspended.action) {
            Some(RequiredAction::ChooseFolder) => self.go(Section::Setup),
            Some(RequiredAction::SignIn) => self.on_session(SessionEvent::Interact { other: false }),
            Some(RequiredAction::Review | RequiredAction::Resume) | None => self.go(Section::Changes),
        }
    }

    /// Writes something, unless something is being written.
    fn write(&mut self, ask: Ask) -> Vec<Effect> {
        if self.windows.busy || !self.writes() {
            return Vec::new();
        }
        self.windows.busy = true;
        self.windows.problem = None;
        vec![Effect::Ask(ask)]
    }

    /// How synchronization stands has changed, or may have.
    pub(super) fn ask_sync() -> Vec<Effect> {
        vec![Effect::Ask(Ask::State)]
    }

    /// A run is that far.
    pub(super) fn on_progress(&mut self, progress: Progress) -> Vec<Effect> {
        if let Some(sync) = &mut self.windows.sync {
            sync.running = Some(progress);
        }
        Vec::new()
    }

    /// What failed, and whether somebody has to sign in for it.
    fn wrong(&mut self, failure: &Failure) -> Vec<Effect> {
        self.windows.problem = Some(failure.sentence(self.words));
        if failure.is_sign_in() { self.sign_in_anew(failure) } else { Vec::new() }
    }

    /// What was read, or why it was not.
    fn take_in<T>(
        &mut self,
        result: Result<T, Failure>,
        keep: impl FnOnce(&mut Windows) -> &mut Loaded<T>,
    ) -> Vec<Effect> {
        let lapsed = result.as_ref().err().filter(|failure| failure.is_sign_in()).cloned();
        *keep(&mut self.windows) = Some(result);
        lapsed.map(|failure| self.sign_in_anew(&failure)).unwrap_or_default()
    }

    fn on_reply(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::State(Ok(state)) => self.on_state(*state),
            // It is asked for again with the next change, and nothing else depends on it.
            Reply::State(Err(failure)) if failure.is_sign_in() => self.sign_in_anew(&failure),
            Reply::State(Err(_)) => Vec::new(),
            Reply::Setup(_) | Reply::Folders(_) | Reply::Effect { .. } | Reply::Saved(_) => self.on_setup_told(reply),
            Reply::Filters(_) | Reply::Sample { .. } | Reply::FilterSaved(_) | Reply::FilterDropped(_) => {
                self.on_filter_told(reply)
            }
            Reply::Runs(result) => self.take_in(result, |windows| &mut windows.runs),
            Reply::Run { id, part, result } => self.on_run_told(&id, part, result),
            Reply::Started(result) => self.on_started(result),
            Reply::Did(result) => self.on_did(result),
            Reply::Questions(result) => self.take_in(result, |windows| &mut windows.questions.list),
            Reply::Answered(result) => self.on_answered(result),
            Reply::Incomplete(result) => self.take_in(result, |windows| &mut windows.incomplete.list),
            Reply::Completed(result) => self.on_completed(result),
        }
    }

    fn on_state(&mut self, state: SyncState) -> Vec<Effect> {
        let other =
            |count: fn(&SyncState) -> u32| self.windows.sync.as_ref().is_some_and(|it| count(it) != count(&state));
        let (asked, imported) = (other(|it| it.questions), other(|it| it.incomplete));
        self.windows.sync = Some(state);
        let mut effects = match &self.windows.run {
            Some(run) => vec![Effect::Ask(Ask::Run { id: run.id.clone(), part: None })],
            None if self.windows.section == Section::Changes => self.open_waiting(),
            None => Vec::new(),
        };
        match self.windows.section {
            Section::Runs => effects.push(Effect::Ask(Ask::Runs)),
            Section::Questions if asked => effects.push(Effect::Ask(Ask::Questions)),
            Section::Incomplete if imported => effects.push(Effect::Ask(Ask::Incomplete)),
            _ => {}
        }
        effects
    }

    fn on_started(&mut self, result: Result<api::Started, Failure>) -> Vec<Effect> {
        self.windows.busy = false;
        match result {
            Ok(started) => self.follow(started.run),
            Err(failure) => self.wrong(&failure),
        }
    }

    /// Shows the run that began, or why none did.
    fn follow(&mut self, run: Option<String>) -> Vec<Effect> {
        let Some(id) = run else { return self.go(Section::Changes) };
        self.windows.section = Section::Changes;
        let mut effects = Self::ask_sync();
        effects.extend(self.open_run(id));
        effects
    }

    fn on_did(&mut self, result: Result<Box<RunSummary>, Failure>) -> Vec<Effect> {
        self.windows.busy = false;
        match result {
            Ok(summary) => {
                if self.windows.run.as_ref().is_none_or(|run| run.id != summary.id) {
                    return self.follow(Some(summary.id.clone()));
                }
                let mut effects = Self::ask_sync();
                effects.extend(self.open_run(summary.id.clone()));
                effects
            }
            Err(failure) => {
                let mut effects = self.wrong(&failure);
                if let Some(run) = &self.windows.run {
                    effects.push(Effect::Ask(Ask::Run { id: run.id.clone(), part: None }));
                }
                effects
            }
        }
    }
}

//! The component: it holds the model, runs its effects, and draws.

use std::{cell::RefCell, rc::Rc};

use api::EntraSignIn;
use gloo_timers::callback::{Interval, Timeout};
use js_sys::Function;
use rules::outlook::item::{Mode, Snapshot};
use wasm_bindgen_futures::spawn_local;
use yew::{Component, Context, Html, Properties};

use crate::{
    browser,
    client::{Client, Listening, Question, wait},
    intl::Intl,
    messages::Words,
    model::{
        AdmissionEvent, EditEvent, Effect, Event, Failure, FilingEvent, FormEdit, FormResult, Item, ItemEvent, Kept,
        LiveEvent, Model, Queue, QueueEvent, SessionEvent, Told, WindowEvent,
    },
    office, store, view,
};

/// How often a form is looked at, in milliseconds: Office.js tells of few of its edits.
const LOOK: u32 = 2_000;

/// How long a form has to rest before it is compared, in milliseconds.
const REST: u32 = 300;

/// Kept until the window closes: the person chose to be someone else.
pub(crate) const SWITCHED: &str = "concordat-switched";

/// Kept until the window closes: the rules for which the pane was loaded anew.
const RELOADED: &str = "concordat-reloaded";

/// Under this, a person and an item stands what is half filled, until the window closes.
const DRAFT: &str = "concordat-draft";

/// The element that says how the item stands.
const STATE: &str = "state";

/// The element that holds the screen.
const SCREEN: &str = "screen";

/// The element that the pane is drawn into.
const ROOT: &str = "pane";

/// Draws the pane. `entra` loads the module that signs in with Microsoft 365.
pub(crate) fn start(entra: Function) {
    let root = browser::window().and_then(|window| window.document()?.get_element_by_id(ROOT));
    if let Some(root) = root {
        yew::Renderer::<App>::with_root_and_props(root, Start { entra }).render();
    }
}

#[derive(PartialEq, Properties)]
struct Start {
    entra: Function,
}

struct App {
    model: Model,
    client: Client,
    formats: Intl,
    listening: Option<Listening>,
    handlers: office::Handlers,
    resting: Option<Timeout>,
    focus: Option<&'static str>,
    /// What had the focus before what is drawn changed.
    focused: Option<String>,
    /// Whose edits this window has the turn to send.
    turns: Rc<RefCell<Vec<(String, store::Turn)>>>,
    _look: Interval,
}

impl Component for App {
    type Message = Event;
    type Properties = Start;

    fn create(context: &Context<Self>) -> Self {
        let host = office::host();
        browser::set_language(Words::of(&host.language).tag());
        if let Some(dark) = office::is_dark() {
            browser::set_theme(dark);
        }
        let formats = Intl::new(&host.locale);
        let link = context.link();
        let (changed, edited, look) = (link.clone(), link.clone(), link.clone());
        let handlers = office::listen(
            move || changed.send_message(Event::Item(ItemEvent::Changed)),
            move || edited.send_message(Event::Item(ItemEvent::Edited)),
        );
        for (name, event) in [("storage", QueueEvent::Changed), ("online", QueueEvent::Online)] {
            let link = link.clone();
            browser::on_event(name, move || link.send_message(Event::Queue(event.clone())));
        }
        let client = Client::new(context.props().entra.clone());
        let mut model = Model::new(host, browser::kept(SWITCHED).is_some());
        model.queue = Queue::new(browser::new_key());
        link.send_message(Event::Session(SessionEvent::Started { token: client.has_token() }));
        Self {
            model,
            client,
            formats,
            listening: None,
            handlers,
            resting: None,
            focus: None,
            focused: None,
            turns: Rc::default(),
            _look: Interval::new(LOOK, move || look.send_message(Event::Look)),
        }
    }

    fn update(&mut self, context: &Context<Self>, event: Event) -> bool {
        match event {
            Event::Look if !browser::is_visible() || !(self.may_look() || self.model.is_waiting()) => {}
            Event::Item(ItemEvent::Edited) if self.resting.is_none() => {
                let link = context.link().clone();
                let rested = move || link.send_message(Event::Item(ItemEvent::Edited));
                self.resting = Some(Timeout::new(REST, rested));
            }
            event => {
                match event {
                    Event::Item(ItemEvent::Edited) => self.resting = None,
                    Event::Item(ItemEvent::Changed) => self.handlers.follow(),
                    _ => {}
                }
                self.focused = self.focused.take().or_else(browser::focused);
                self.tell(context, event);
                return true;
            }
        }
        false
    }

    fn view(&self, context: &Context<Self>) -> Html {
        view::pane(&view::Screen::new(&self.model, &self.formats, context.link().callback(|event| event)))
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        let before = self.focused.take();
        let told = self.focus.take().is_some_and(browser::focus);
        // What had it may be gone: whoever works by keyboard must not have to begin anew.
        if let (false, Some(before), None) = (told, before, browser::focused()) {
            let _ = browser::focus(&before) || browser::focus(STATE) || browser::focus(SCREEN);
        }
    }
}

impl App {
    /// May a form being composed be looked at now? Only when somebody else may be looking too.
    fn may_look(&self) -> bool {
        let idle = !self.model.is_busy() && self.model.lapsed.is_none();
        let composing = matches!(&self.model.item, Item::Open(open) if open.snapshot.mode == Mode::Compose);
        idle && composing
    }

    /// Tells the model what happened, and runs what follows.
    fn tell(&mut self, context: &Context<Self>, event: Event) {
        for effect in self.model.update(event, browser::now()) {
            self.run(context, effect);
        }
    }

    fn run(&mut self, context: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Read { generation, read } => self::read(context, generation, read),
            Effect::KeepToken(token) => self.client.set_token(Some(&token)),
            Effect::ForgetToken { switched } => self.forget(switched),
            Effect::Reload { rules, safe } => reload(context, &rules, safe),
            Effect::Focus(id) => self.focus = Some(id),
            Effect::OpenLive => {
                let link = context.link().clone();
                let tell = move |event: LiveEvent| link.send_message(Event::Live(event));
                self.listening = Some(self.client.listen(tell));
            }
            Effect::CloseLive => self.listening = None,
            Effect::SignedIn => browser::keep(SWITCHED, None),
            Effect::SetForm { generation, sent, edits, failed } => set_form(context, generation, *sent, edits, failed),
            other => self.run_kept(context, other),
        }
    }

    /// What the browser keeps.
    fn run_kept(&mut self, context: &Context<Self>, effect: Effect) {
        match effect {
            Effect::LoadKept(person) => {
                store::remember(&self.model.host.address, Some(&person));
                self.tell(context, loaded(person));
            }
            Effect::Store { person, kept, replaces } => {
                if store::keep(&person, &kept) {
                    for key in &replaces {
                        store::forget(&person, key);
                    }
                } else {
                    self.tell(context, Event::Queue(QueueEvent::NotStored(kept.key)));
                }
            }
            Effect::Forget { person, key } => store::forget(&person, &key),
            // Another window finished or dropped it meanwhile.
            Effect::Send { person, kept } if kept.stored && !store::has(&person, &kept.key) => {
                self.tell(context, loaded(person));
            }
            Effect::Send { person, kept } => self.send(context, person, *kept),
            Effect::TakeTurn(person) => self.take_turn(context, person),
            Effect::EndTurn(person) => self.turns.borrow_mut().retain(|(whose, _)| *whose != person),
            Effect::KeepDraft { item, draft } => browser::keep(&self.draft(&item), draft.as_deref()),
            Effect::LoadDraft(item) => {
                if let Some(draft) = browser::kept(&self.draft(&item)) {
                    context.link().send_message(Event::Filing(FilingEvent::Draft { item, draft }));
                }
            }
            other => self.run_request(context, other),
        }
    }

    fn draft(&self, item: &str) -> String {
        format!("{DRAFT}/{}/{item}", self.model.me())
    }

    fn take_turn(&self, context: &Context<Self>, person: String) {
        let turns = self.turns.clone();
        let turn = async move {
            let turn = store::turn(&person).await;
            turns.borrow_mut().push((person.clone(), turn));
            person
        };
        ask(context, turn, |person| Event::Queue(QueueEvent::Turn(person)));
    }

    fn forget(&mut self, switched: bool) {
        self.client.set_token(None);
        self.client.forget_entra();
        self.listening = None;
        browser::keep(SWITCHED, switched.then_some("yes"));
        if switched {
            store::remember(&self.model.host.address, None);
        }
    }

    fn run_request(&self, context: &Context<Self>, effect: Effect) {
        let client = self.client.clone();
        match effect {
            Effect::FetchWays => {
                put(context, Client::ways(), |ways| Event::Session(SessionEvent::Ways(ways)));
            }
            Effect::SignIn { staff, automatic } => {
                let signed = move |result| Event::Session(SessionEvent::Signed { automatic, result });
                put(context, client.sign_in(staff), signed);
            }
            Effect::AcquireToken { attempt, ways } => self.acquire(context, attempt, ways, None),
            Effect::AskForToken { attempt, ways, other } => self.acquire(context, attempt, ways, Some(other)),
            Effect::FetchMe => {
                put(context, client.me(), |me| Event::Session(SessionEvent::Me(me)));
            }
            Effect::FetchChoices => {
                put(context, client.codes(), |it| Event::Session(SessionEvent::Codes(it)));
                put(context, client.staff(), |it| Event::Session(SessionEvent::Staff(it)));
            }
            Effect::Search { search, text } => {
                let hits = move |result| Event::Filing(FilingEvent::Hits { search, result });
                put(context, client.clients(&text), hits);
            }
            Effect::Probe(tried) => {
                let me = async move {
                    gloo_timers::future::TimeoutFuture::new(wait(tried)).await;
                    client.me().answer().await
                };
                ask(context, me, |me| Event::Queue(QueueEvent::Probed(me)));
            }
            Effect::ClaimFirstAdmin { code } => {
                let claimed = |result| Event::Session(SessionEvent::Claimed(result));
                put(context, client.first_admin(code), claimed);
            }
            Effect::Ask(question) => {
                let link = context.link().clone();
                client.window(question, move |reply| {
                    link.send_message(Event::Window(WindowEvent::Told(Box::new(reply))));
                });
            }
            Effect::FetchAdmission | Effect::Tie { .. } | Effect::Untie { .. } => self.admit(context, effect),
            about_item => self.ask_about_item(context, about_item),
        }
    }

    fn acquire(&self, context: &Context<Self>, attempt: u64, ways: EntraSignIn, with_help: Option<bool>) {
        let (client, hint) = (self.client.clone(), self.model.host.address.clone());
        let acquired = async move { client.acquire(&ways, &hint, with_help).await };
        ask(context, acquired, move |result| Event::Session(SessionEvent::Acquired { attempt, result }));
    }

    fn admit(&self, context: &Context<Self>, effect: Effect) {
        let client = self.client.clone();
        let done = |result: Result<_, _>| Event::Admission(AdmissionEvent::Done(result.map(drop)));
        match effect {
            Effect::Tie { staff, tie } => put(context, client.tie(&staff, &tie), done),
            Effect::Untie { staff } => put(context, client.untie(&staff), done),
            _ => {
                put(context, client.waiting(), |it| Event::Admission(AdmissionEvent::Waiting(it)));
                put(context, client.staff(), |it| Event::Admission(AdmissionEvent::Staff(it)));
            }
        }
    }

    fn ask_about_item(&self, context: &Context<Self>, effect: Effect) {
        let client = self.client.clone();
        match effect {
            Effect::FetchStatus { generation, asked, item } => {
                put(context, client.status(*item), move |result| {
                    Event::Item(ItemEvent::Status { generation, asked, result })
                });
            }
            Effect::FetchWho { generation, addresses } => {
                let who = move |result| Event::Item(ItemEvent::Who { generation, result });
                put(context, client.who(addresses), who);
            }
            Effect::FetchRecord { generation, record } => {
                put(context, client.record(&record), move |result| {
                    Event::Item(ItemEvent::Record { generation, result })
                });
            }
            Effect::FetchHistory { generation, record } => {
                let history = move |result| Event::Item(ItemEvent::History { generation, result });
                put(context, client.history(&record), history);
            }
            _ => {}
        }
    }

    fn send(&self, context: &Context<Self>, person: String, kept: Kept) {
        let client = self.client.clone();
        let sent = async move {
            let result = client.send(&person, &kept).await;
            QueueEvent::Done { person, key: kept.key, result }
        };
        ask(context, sent, Event::Queue);
    }
}

/// What the browser keeps for that person.
fn loaded(person: String) -> Event {
    Event::Queue(QueueEvent::Loaded { kept: store::load(&person), person })
}

/// Asks the server, and sends its answer in.
fn put<T: 'static>(
    context: &Context<App>,
    question: Question<T>,
    event: impl FnOnce(Result<T, Failure>) -> Event + 'static,
) {
    let link = context.link().clone();
    question.ask(move |answer| link.send_message(event(answer)));
}

/// Runs what answers, and sends its answer back in.
fn ask<T: 'static>(
    context: &Context<App>,
    question: impl Future<Output = T> + 'static,
    event: impl FnOnce(T) -> Event + 'static,
) {
    let link = context.link().clone();
    spawn_local(async move { link.send_message(event(question.await)) });
}

/// Loads the pane anew, once for those rules. Not where something would be lost by it, nor where the browser does not
/// remember that it was done.
fn reload(context: &Context<App>, rules: &str, safe: bool) {
    let known = || browser::kept(RELOADED).as_deref() == Some(rules);
    let before = known();
    browser::keep(RELOADED, Some(rules));
    if before || !safe || !known() {
        context.link().send_message(Event::Session(SessionEvent::Outdated));
    } else {
        browser::reload();
    }
}

/// Reads the open item.
fn read(context: &Context<App>, generation: u64, read: u64) {
    let words = Words::of(&office::host().language);
    let item = async move { office::read().await.map_err(|error| error.sentence(words)) };
    ask(context, item, move |result| Event::Item(ItemEvent::Read { generation, read, result }));
}

/// Has the form show what the plan says.
fn set_form(
    context: &Context<App>,
    generation: u64,
    sent: Snapshot,
    edits: Vec<FormEdit>,
    mut unmapped: Vec<FormResult>,
) {
    let words = Words::of(&office::host().language);
    let told = async move {
        let mut told = office::set_form(&edits, &sent, words).await;
        unmapped.append(&mut told.failed);
        Told { failed: unmapped, ..told }
    };
    ask(context, told, move |told| Event::Edit(EditEvent::FormSet { generation, told }));
}

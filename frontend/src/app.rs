//! The component: it holds the model, runs its effects, and draws.

use api::EntraSignIn;
use gloo_timers::callback::{Interval, Timeout};
use js_sys::Function;
use rules::outlook::item::{Mode, Snapshot};
use wasm_bindgen_futures::spawn_local;
use yew::{Component, Context, Html, Properties};

use crate::{
    browser,
    browser::Intl,
    client::{Client, Listening},
    model::{
        AdmissionEvent, EditEvent, Effect, Event, FilingEvent, FormEdit, FormResult, Item, ItemEvent, LiveEvent, Model,
        SessionEvent, Told,
    },
    office, view,
};

/// How often a form is looked at, in milliseconds: Office.js tells of few of its edits.
const LOOK: u32 = 2_000;

/// How long a form has to rest before it is compared, in milliseconds.
const REST: u32 = 300;

/// Kept until the window closes: the person chose to be someone else.
pub(crate) const SWITCHED: &str = "concordat-switched";

/// Kept until the window closes: the rules for which the pane was loaded anew.
const RELOADED: &str = "concordat-reloaded";

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
    _look: Interval,
}

impl Component for App {
    type Message = Event;
    type Properties = Start;

    fn create(context: &Context<Self>) -> Self {
        let host = office::host();
        browser::set_language(&host.language);
        if let Some(dark) = office::is_dark() {
            browser::set_theme(dark);
        }
        let formats = Intl::new(&host.language);
        let link = context.link();
        let (changed, edited, look) = (link.clone(), link.clone(), link.clone());
        let handlers = office::listen(
            move || changed.send_message(Event::Item(ItemEvent::Changed)),
            move || edited.send_message(Event::Item(ItemEvent::Edited)),
        );
        let client = Client::new(context.props().entra.clone());
        link.send_message(Event::Session(SessionEvent::Started { token: client.has_token() }));
        Self {
            model: Model::new(host, browser::kept(SWITCHED).is_some()),
            client,
            formats,
            listening: None,
            handlers,
            resting: None,
            focus: None,
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
                let effects = self.model.update(event, browser::now());
                for effect in effects {
                    self.run(context, effect);
                }
                return true;
            }
        }
        false
    }

    fn view(&self, context: &Context<Self>) -> Html {
        view::pane(&view::Screen::new(&self.model, &self.formats, context.link().callback(|event| event)))
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        if let Some(id) = self.focus.take() {
            browser::focus(id);
        }
    }
}

impl App {
    /// May a form being composed be looked at now? Only when somebody else may be looking too.
    fn may_look(&self) -> bool {
        let idle = self.model.sending.is_none() && self.model.wanted.is_none() && self.model.lapsed.is_none();
        let composing = matches!(&self.model.item, Item::Open(open) if open.snapshot.mode == Mode::Compose);
        idle && composing
    }

    fn run(&mut self, context: &Context<Self>, effect: Effect) {
        match effect {
            Effect::Read { generation, read } => self::read(context, generation, read),
            Effect::KeepToken(token) => self.client.set_token(Some(&token)),
            Effect::ForgetToken { switched } => self.forget(switched),
            Effect::Reload(rules) => reload(context, &rules),
            Effect::Focus(id) => self.focus = Some(id),
            Effect::OpenLive => {
                let link = context.link().clone();
                let tell = move |event: LiveEvent| link.send_message(Event::Live(event));
                self.listening = Some(self.client.listen(tell));
            }
            Effect::CloseLive => self.listening = None,
            Effect::SignedIn => browser::keep(SWITCHED, None),
            Effect::SetForm { generation, sent, edits, failed } => set_form(context, generation, *sent, edits, failed),
            other => self.run_request(context, other),
        }
    }

    fn forget(&mut self, switched: bool) {
        self.client.set_token(None);
        self.client.forget_entra();
        self.listening = None;
        browser::keep(SWITCHED, switched.then_some("yes"));
    }

    fn run_request(&self, context: &Context<Self>, effect: Effect) {
        let client = self.client.clone();
        match effect {
            Effect::FetchWays => {
                ask(context, async move { client.ways().await }, |ways| Event::Session(SessionEvent::Ways(ways)));
            }
            Effect::SignIn { staff, automatic } => {
                let signed = move |result| Event::Session(SessionEvent::Signed { automatic, result });
                ask(context, async move { client.sign_in(staff).await }, signed);
            }
            Effect::AcquireToken { attempt, ways } => self.acquire(context, attempt, ways, None),
            Effect::AskForToken { attempt, ways, other } => self.acquire(context, attempt, ways, Some(other)),
            Effect::FetchMe => {
                let me = async move { client.me().await.map(Box::new) };
                ask(context, me, |me| Event::Session(SessionEvent::Me(me)));
            }
            Effect::FetchChoices => {
                let codes = client.clone();
                ask(context, async move { codes.codes().await }, |it| Event::Session(SessionEvent::Codes(it)));
                ask(context, async move { client.staff().await }, |it| Event::Session(SessionEvent::Staff(it)));
            }
            Effect::Search { search, text } => {
                let hits = move |result| Event::Filing(FilingEvent::Hits { search, result });
                ask(context, async move { client.clients(&text).await }, hits);
            }
            Effect::Send { edit, key } => self.send(context, *edit, key),
            Effect::ClaimFirstAdmin { code } => {
                let claimed = |result| Event::Session(SessionEvent::Claimed(result));
                ask(context, async move { client.first_admin(code).await }, claimed);
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
        let done = |result| Event::Admission(AdmissionEvent::Done(result));
        match effect {
            Effect::Tie { staff, tie } => ask(context, async move { client.tie(&staff, &tie).await }, done),
            Effect::Untie { staff } => ask(context, async move { client.untie(&staff).await }, done),
            _ => {
                let staff = client.clone();
                ask(context, async move { client.waiting().await }, |it| Event::Admission(AdmissionEvent::Waiting(it)));
                ask(context, async move { staff.staff().await }, |it| Event::Admission(AdmissionEvent::Staff(it)));
            }
        }
    }

    fn ask_about_item(&self, context: &Context<Self>, effect: Effect) {
        let client = self.client.clone();
        match effect {
            Effect::FetchStatus { generation, asked, item } => {
                let status = async move { client.status(*item).await.map(Box::new) };
                ask(context, status, move |result| Event::Item(ItemEvent::Status { generation, asked, result }));
            }
            Effect::FetchWho { generation, addresses } => {
                let who = move |result| Event::Item(ItemEvent::Who { generation, result });
                ask(context, async move { client.who(addresses).await }, who);
            }
            Effect::FetchRecord { generation, record } => {
                let found = async move { client.record(&record).await.map(Box::new) };
                ask(context, found, move |result| Event::Item(ItemEvent::Record { generation, result }));
            }
            Effect::FetchHistory { generation, record } => {
                let history = move |result| Event::Item(ItemEvent::History { generation, result });
                ask(context, async move { client.history(&record).await }, history);
            }
            _ => {}
        }
    }

    fn send(&self, context: &Context<Self>, edit: crate::model::Edit, key: Option<String>) {
        let client = self.client.clone();
        let link = context.link().clone();
        let key = key.unwrap_or_else(browser::new_key);
        let waiting = move || link.send_message(Event::Edit(EditEvent::Waiting));
        let sent = async move {
            let result = client.edit(&edit, &key, waiting).await;
            (key, result)
        };
        ask(context, sent, |(key, result)| Event::Edit(EditEvent::Done { key, result }));
    }
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

/// Loads the pane anew, once for those rules.
fn reload(context: &Context<App>, rules: &str) {
    if browser::kept(RELOADED).as_deref() == Some(rules) {
        context.link().send_message(Event::Session(SessionEvent::Outdated));
    } else {
        browser::keep(RELOADED, Some(rules));
        browser::reload();
    }
}

/// Reads the open item.
fn read(context: &Context<App>, generation: u64, read: u64) {
    let item = async { office::read().await.map_err(|error| error.to_string()) };
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
    let told = async move {
        let mut told = office::set_form(&edits, &sent).await;
        unmapped.append(&mut told.failed);
        Told { failed: unmapped, ..told }
    };
    ask(context, told, move |told| Event::Edit(EditEvent::FormSet { generation, told }));
}

//! What is drawn: functions from the model to HTML. Every word comes from the table of messages.

mod add;
mod appointment;
mod client_picker;
mod compare;
mod entra;
mod history;
mod kept;
mod message;
mod parts;
mod people;
mod record;
mod sign_in;
mod status_bar;
mod windows;

use api::StaffMember;
use yew::{Callback, Html, html};

use crate::{
    messages::Words,
    model::{Detail, Event, Formats, Item, ItemEvent, Model, Session, Teller},
};
use parts::{button, failure, sentence};

/// What every drawing function gets.
pub(crate) struct Screen<'a> {
    /// What there is to show.
    pub(crate) model: &'a Model,
    /// Values in words.
    pub(crate) tell: Teller<'a>,
    send: Callback<Event>,
}

impl<'a> Screen<'a> {
    /// Over that model.
    pub(crate) fn new(model: &'a Model, formats: &'a dyn Formats, send: Callback<Event>) -> Self {
        Self { model, tell: Teller { words: model.words, formats, zone: &model.host.zone, now: model.now }, send }
    }

    /// The table of messages.
    fn words(&self) -> Words {
        self.model.words
    }

    fn say(&self, key: &str) -> String {
        self.model.words.say(key)
    }

    /// Staff by their names, in the order of the person's alphabet.
    fn by_name<'m>(&self, staff: &'m [StaffMember]) -> Vec<&'m StaffMember> {
        let mut sorted: Vec<_> = staff.iter().collect();
        sorted.sort_by(|one, other| self.tell.formats.compare(&one.name, &other.name));
        sorted
    }

    /// A handler that sends an event, whatever it is called with.
    fn on<T>(&self, event: Event) -> Callback<T> {
        self.send.reform(move |_| event.clone())
    }

    /// A handler that makes its event of what it is called with, or none.
    fn on_with<T: 'static>(&self, event: impl Fn(T) -> Option<Event> + 'static) -> Callback<T> {
        let send = self.send.clone();
        Callback::from(move |given| {
            if let Some(event) = event(given) {
                send.emit(event);
            }
        })
    }
}

/// The whole pane: the screen and the status bar at its foot.
pub(crate) fn pane(screen: &Screen) -> Html {
    let said = screen.model.notice.as_ref().map(|notice| notice.text.clone()).unwrap_or_default();
    html! {
        <>
            <main class="screen" id="screen" tabindex="-1">
                <h1 class="hidden">{ screen.say("app") }</h1>
                if screen.model.outdated {
                    { sentence("outdated", "warning", &screen.say("outdated")) }
                }
                { entra::lapsed(screen) }
                { entra::other_mailbox(screen) }
                { body(screen) }
                { people::view(screen) }
            </main>
            { status_bar::view(screen) }
            <div class="hidden" role="status" aria-live="polite" data-testid="announcer">{ said }</div>
        </>
    }
}

fn body(screen: &Screen) -> Html {
    match &screen.model.session {
        Session::In(_) => windows::view(screen, || item(screen)),
        _ => sign_in::view(screen),
    }
}

fn item(screen: &Screen) -> Html {
    match &screen.model.item {
        Item::Reading => sentence("state", "busy", &screen.say("reading")),
        Item::Nothing if screen.model.host.outlook => sentence("state", "plain", &screen.say("no-item")),
        Item::Nothing => sentence("state", "plain", &screen.say("no-outlook")),
        Item::Other => sentence("state", "plain", &screen.say("other-item")),
        Item::Unreadable(reason) => html! {
            <>
                { sentence("state", "danger", &screen.words().with("unreadable", &[("reason", reason)])) }
                { button(screen, "refresh", "refresh", Event::Item(ItemEvent::Refresh)) }
            </>
        },
        Item::Open(open) => match &open.detail {
            Detail::Asking => html! {
                <>
                    { parts::title(screen, &open.snapshot) }
                    { sentence("state", "busy", &screen.say("asking")) }
                </>
            },
            Detail::Failed(error) => html! {
                <>
                    { parts::title(screen, &open.snapshot) }
                    { failure(screen, error, Event::Item(ItemEvent::Refresh)) }
                </>
            },
            Detail::Message(who) => message::view(screen, open, who),
            Detail::Appointment(appointment) => appointment::view(screen, open, appointment),
        },
    }
}

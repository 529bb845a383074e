//! The foot of every screen: who is signed in, what came of the last edit, whether the server is heard.

use yew::{Html, classes, html};

use super::{Screen, kept, people, windows};
use crate::model::{Connection, Event, Session, SessionEvent};

pub(super) fn view(screen: &Screen) -> Html {
    html! {
        <footer class="status" data-testid="status-bar">
            { outcome(screen) }
            { kept::bar(screen) }
            { windows::status::line(screen) }
            <div class="status-line">
                { person(screen) }
                { connection(screen) }
            </div>
        </footer>
    }
}

fn outcome(screen: &Screen) -> Html {
    if let Some(sending) = screen.model.queue.under_way() {
        return html! {
            <p class="outcome" role="status" data-testid="busy">{ screen.say(sending.kind.busy()) }</p>
        };
    }
    let Some(notice) = &screen.model.notice else {
        return Html::default();
    };
    let at = screen.tell.when(notice.at);
    html! {
        <p class={classes!("outcome", notice.failed.then_some("failed"))} data-testid="outcome"
            data-failed={notice.failed.to_string()}>
            { &notice.text }{ " " }<span class="faint">{ at }</span>
        </p>
    }
}

fn person(screen: &Screen) -> Html {
    let Session::In(me) = &screen.model.session else {
        return html! { <span data-testid="person">{ screen.say("not-signed-in") }</span> };
    };
    html! {
        <span class="person">
            <span data-testid="person" title={screen.words().with("signed-in-as", &[("name", &me.staff.name)])}>
                { &me.staff.name }
            </span>
            if me.development {
                <span class="badge" data-testid="development">{ screen.say("development") }</span>
                <button type="button" class="link" data-testid="switch-person"
                    onclick={screen.on(Event::Session(SessionEvent::Switch))}>{ screen.say("switch-person") }</button>
            } else {
                <button type="button" class="link" data-testid="sign-out"
                    onclick={screen.on(Event::Session(SessionEvent::SignOut))}>{ screen.say("sign-out") }</button>
            }
            if screen.model.admits() {
                { people::switch(screen) }
            }
        </span>
    }
}

fn connection(screen: &Screen) -> Html {
    if !matches!(screen.model.session, Session::In(_)) || screen.model.lapsed.is_some() {
        return Html::default();
    }
    let (key, state) = match screen.model.connection {
        Connection::Connecting => ("live-connecting", "connecting"),
        Connection::Live => ("live-connected", "live"),
        Connection::Lost => ("live-lost", "lost"),
    };
    html! {
        <span class={classes!("connection", state)} data-testid="connection" data-state={state}>{ screen.say(key) }</span>
    }
}

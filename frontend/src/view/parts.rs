//! Parts that several screens are made of.

use rules::outlook::item::Snapshot;
use yew::{Callback, Html, classes, html};

use super::Screen;
use crate::model::{Event, Failure};

/// A sentence that says how something stands. `tone` is plain, busy, success, warning or danger.
pub(super) fn sentence(id: &'static str, tone: &'static str, text: &str) -> Html {
    html! {
        <p id={id} class={classes!("message", tone)} data-testid={id} data-tone={tone} tabindex="-1">{ text }</p>
    }
}

/// A button that sends an event. It stays where it is while an edit is under way, and then does nothing.
pub(super) fn button(screen: &Screen, id: &'static str, label: &str, event: Event) -> Html {
    action(screen, id, &screen.say(label), false, screen.on(event))
}

/// The main button of a screen.
pub(super) fn primary(screen: &Screen, id: &'static str, label: &str, event: Event) -> Html {
    action(screen, id, &screen.say(label), true, screen.on(event))
}

fn action(screen: &Screen, id: &'static str, label: &str, main: bool, pressed: Callback<yew::MouseEvent>) -> Html {
    let busy = busy(screen);
    let pressed = if busy { Callback::noop() } else { pressed };
    html! {
        <button {id} type="button" class={if main { "primary" } else { "" }} data-testid={id} onclick={pressed}
            aria-disabled={busy.to_string()}>{ label }</button>
    }
}

/// Is an edit of the open item under way?
pub(super) fn busy(screen: &Screen) -> bool {
    screen.model.is_busy()
}

/// What could not be read, with the server's own words where it said some.
pub(super) fn refused(screen: &Screen, id: &'static str, failure: &Failure) -> Html {
    html! {
        <>
            { sentence(id, "danger", &failure.of_reading(screen.words())) }
            { detail(screen, &failure.detail()) }
        </>
    }
}

/// Words that are not the person's language, for those who can use them.
pub(super) fn detail(screen: &Screen, text: &str) -> Html {
    if text.is_empty() {
        return Html::default();
    }
    html! {
        <details class="faint">
            <summary>{ screen.say("details") }</summary>
            <p lang="en" dir="auto" data-testid="detail">{ text }</p>
        </details>
    }
}

/// What failed, and a button to try again.
pub(super) fn failure(screen: &Screen, failure: &Failure, again: Event) -> Html {
    html! {
        <>
            { refused(screen, "failure", failure) }
            { button(screen, "retry", "retry", again) }
        </>
    }
}

/// The item's subject and, for an appointment, its time.
pub(super) fn title(screen: &Screen, item: &Snapshot) -> Html {
    let subject = item.subject.as_deref().filter(|subject| !subject.is_empty());
    let subject = subject.map_or_else(|| screen.say("empty"), str::to_owned);
    html! {
        <header class="title">
            <h2 dir="auto" data-testid="item-subject">{ subject }</h2>
            if let Some(time) = screen.tell.span(item) {
                <p class="faint" data-testid="item-time">{ time }</p>
            }
        </header>
    }
}

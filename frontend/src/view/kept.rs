//! The edits that are not done yet: how many in the status bar, which in its list, and the open item's beside the item.

use jiff::Timestamp;
use rules::record::Image;
use yew::{Html, html};

use super::Screen;
use crate::model::{Difference, Event, Kept, Queue, QueueEvent};

/// How an edit stands: the name that tests read, and the message that says it.
fn standing(queue: &Queue, kept: &Kept) -> (&'static str, &'static str) {
    let under_way = queue.under_way().is_some_and(|other| other.key == kept.key);
    match &kept.refused {
        Some(refused) if refused.moved => ("moved", "kept-moved"),
        Some(_) => ("refused", "kept-refused"),
        None if under_way => ("sending", kept.kind.busy()),
        None if queue.is_stale(kept) => ("old", "kept-old"),
        None if queue.is_held(kept) => ("held", "kept-held"),
        None if kept.tried => ("unclear", "kept-unclear"),
        None => ("waiting", "kept-waiting"),
    }
}

fn said(screen: &Screen, kept: &Kept) -> (&'static str, String) {
    let (name, key) = standing(&screen.model.queue, kept);
    let reason = kept.refused.as_ref().map(|refused| refused.reason.as_str()).unwrap_or_default();
    (name, screen.words().with(key, &[("reason", reason)]))
}

fn moment(screen: &Screen, kept: &Kept) -> String {
    Timestamp::from_millisecond(kept.at).map(|at| screen.tell.moment(at)).unwrap_or_default()
}

/// The line in the status bar, and the list that it opens.
pub(super) fn bar(screen: &Screen) -> Html {
    let queue = &screen.model.queue;
    let all = queue.edits().len();
    let stuck = queue.edits().iter().filter(|kept| kept.refused.is_some() || queue.is_stale(kept)).count();
    let (state, text) = match (queue.is_away(), stuck) {
        _ if queue.is_paused() && all > 0 => ("paused", screen.words().count("kept-paused", all, &[])),
        (true, _) if all > 0 => ("offline", screen.words().count("kept-offline", all, &[])),
        (false, 1..) => ("undecided", screen.words().count("kept-undecided", stuck, &[])),
        // One that is just being sent is no news.
        (false, 0) if all > 1 => ("sending", screen.words().count("kept-sending", all, &[])),
        _ => return Html::default(),
    };
    let open = screen.model.kept_open;
    html! {
        <div class="kept" data-testid="kept" data-state={state} data-count={all.to_string()}>
            <button type="button" class="link" id="kept-toggle" data-testid="kept-toggle"
                aria-expanded={open.to_string()} aria-controls="kept-list"
                onclick={screen.on(Event::Queue(QueueEvent::Toggle))}>{ text }</button>
            if open {
                <ul id="kept-list" data-testid="kept-list" aria-label={screen.say("kept-list")}>
                    { for queue.edits().iter().map(|kept| entry(screen, kept)) }
                </ul>
            }
        </div>
    }
}

fn entry(screen: &Screen, kept: &Kept) -> Html {
    let (state, text) = said(screen, kept);
    let differences = kept.differences();
    let open = screen.model.kept_of_item().is_some_and(|other| other.key == kept.key);
    html! {
        <li class="card" key={kept.key.clone()} data-testid="kept-edit" data-state={state} data-key={kept.key.clone()}>
            <p><strong>{ name(screen, kept) }</strong>{ " " }<span class="faint">{ moment(screen, kept) }</span></p>
            <p data-testid="kept-why">{ text }</p>
            if !differences.is_empty() {
                <ul data-testid="kept-differences">{ for differences.iter().map(|row| difference(screen, row)) }</ul>
            }
            if state == "moved" && !open {
                <p>{ screen.say("kept-open-item") }</p>
            }
            { decisions(screen, kept, state) }
        </li>
    }
}

fn name(screen: &Screen, kept: &Kept) -> String {
    let kind = screen.say(kept.kind.label());
    screen.words().with("kept-name", &[("edit", &kind), ("title", &kept.title)])
}

fn difference(screen: &Screen, (field, practice, outlook): &Difference<'_>) -> Html {
    let told = |value| screen.tell.value(*field, value, &Image::new());
    let (label, practice, outlook) = (screen.words().field(*field), told(*practice), told(*outlook));
    let values = [("field", label.as_str()), ("practice", practice.as_str()), ("outlook", outlook.as_str())];
    html! { <li data-testid={format!("kept-{field}")}>{ screen.words().with("kept-difference", &values) }</li> }
}

/// What the person may decide: to try again, or to drop it. Nothing while it is under way.
fn decisions(screen: &Screen, kept: &Kept, state: &str) -> Html {
    if state == "sending" {
        return Html::default();
    }
    let again = kept.refused.as_ref().is_some_and(|refused| refused.again);
    let button = |id: &'static str, key: &str, event| {
        let of = screen.words().with("kept-of", &[("action", &screen.say(key)), ("edit", &name(screen, kept))]);
        html! {
            <button type="button" data-testid={id} aria-label={of} onclick={screen.on(Event::Queue(event))}>
                { screen.say(key) }
            </button>
        }
    };
    html! {
        <div class="actions">
            if again {
                { button("kept-again", "retry", QueueEvent::Again(kept.key.clone())) }
            }
            { button("kept-drop", "kept-drop", QueueEvent::Drop(kept.key.clone())) }
        </div>
    }
}

/// Beside the open item: which edit of it waits, or was not done.
pub(super) fn of_item(screen: &Screen) -> Html {
    let model = screen.model;
    let Some(kept) = model.kept_of_item().filter(|_| !model.is_busy()) else { return Html::default() };
    let (state, text) = said(screen, kept);
    let kind = screen.say(kept.kind.label());
    let edit = screen.words().with("kept-item", &[("edit", &kind), ("at", &moment(screen, kept))]);
    html! {
        <div class="message warning" data-testid="kept-of-item" data-state={state}>
            <p>{ edit }{ " " }{ text }</p>
            { decisions(screen, kept, state) }
        </div>
    }
}

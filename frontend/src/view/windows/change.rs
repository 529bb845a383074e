//! One change: what it does, with its fields before and after, and whether it is left out.

use api::{ChangeState, PendingChange};
use rules::{merge::Side, plan::FieldChange, record::Image};
use yew::{Html, html};

use crate::{
    model::{
        Event, WindowEvent,
        windows::{RunEvent, RunWindow},
    },
    view::{Screen, parts},
};

/// The change, as an entry of its kind's list.
pub(super) fn view(screen: &Screen, run: &RunWindow, change: &PendingChange) -> Html {
    let state = match change.state {
        ChangeState::Waiting => "waiting",
        ChangeState::LeftOut => "leftOut",
        ChangeState::Done => "done",
        ChangeState::Failed => "failed",
        ChangeState::Moved => "moved",
    };
    html! {
        <li class="change" key={change.position} data-testid="change" data-position={change.position.to_string()}
            data-state={state}>
            { head(screen, run, change) }
            { became(screen, change) }
            if !change.fields.is_empty() {
                <details>
                    <summary>{ screen.words().count("change-fields", change.fields.len(), &[]) }</summary>
                    <dl class="before-after">{ for change.fields.iter().map(|field| one(screen, field)) }</dl>
                </details>
            }
        </li>
    }
}

/// Its name; while it waits, with a box that leaves it out or takes it in.
fn head(screen: &Screen, run: &RunWindow, change: &PendingChange) -> Html {
    let name = if change.title.is_empty() { screen.say("empty") } else { change.title.clone() };
    let waits = run.waits() && change.state == ChangeState::Waiting && screen.model.writes();
    if !waits {
        return html! { <strong dir="auto">{ name }</strong> };
    }
    let (kind, position) = ((change.what, change.apart), change.position);
    let (checked, event) = (run.takes(kind, position), RunEvent::Flip { kind, position });
    let id = format!("change-{position}");
    html! {
        <label class="tick" for={id.clone()}>
            <input type="checkbox" {id} data-testid="take" {checked}
                onchange={screen.on(Event::Window(WindowEvent::Run(event)))} />
            <strong dir="auto">{ name }</strong>
        </label>
    }
}

/// What became of it, where that is not what was to be.
fn became(screen: &Screen, change: &PendingChange) -> Html {
    let key = match change.state {
        ChangeState::Waiting | ChangeState::Done => return Html::default(),
        ChangeState::LeftOut => "change-left-out",
        ChangeState::Failed => "change-failed",
        ChangeState::Moved => "change-moved",
    };
    html! {
        <>
            <p class="fate">{ screen.say(key) }</p>
            { parts::detail(screen, &change.note) }
        </>
    }
}

fn one(screen: &Screen, change: &FieldChange) -> Html {
    let side = screen.say(match change.side {
        Side::Practice => "practice",
        Side::Outlook => "outlook",
    });
    let label = screen.words().field(change.field);
    let value = |value| screen.tell.value(change.field, value, &Image::new());
    html! {
        <div>
            <dt>{ screen.words().with("change-field", &[("field", &label), ("side", &side)]) }</dt>
            <dd dir="auto" class="before"><span class="hidden">{ screen.say("before") }</span>{ " " }
                { value(change.before.as_ref()) }</dd>
            <dd dir="auto" class="after"><span class="hidden">{ screen.say("after") }</span>{ " " }
                { value(change.after.as_ref()) }</dd>
        </div>
    }
}

//! An appointment: how it stands, and what can be done about it.

use api::{ItemState, Linked};
use rules::outlook::item::{Mode, Part};
use yew::{Html, html};

use super::{Screen, add, button, compare, history, kept, parts, parts::primary, record, sentence};
use crate::model::{Appointment, Compared, EditEvent, Event, Headline, ItemEvent, Open};

pub(super) fn view(screen: &Screen, open: &Open, appointment: &Appointment) -> Html {
    html! {
        <div class="columns">
            <div class="column">
                { parts::title(screen, &open.snapshot) }
                { part(screen, appointment) }
                if appointment.moved {
                    { sentence("moved", "warning", &screen.say("moved")) }
                }
                { kept::of_item(screen) }
                { state(screen, open, appointment) }
            </div>
            <div class="column">{ history::view(screen, appointment) }</div>
        </div>
    }
}

/// Whether an edit goes to the series or to one day.
fn part(screen: &Screen, appointment: &Appointment) -> Html {
    let day = match &appointment.status.state {
        ItemState::Linked(linked) => linked.occurrence,
        _ => None,
    };
    let (text, part) = match (appointment.status.part, day) {
        (Part::Single, _) => return Html::default(),
        (Part::Series, _) => (screen.say("part-series"), "series"),
        (Part::Occurrence, None) => (screen.say("part-occurrence"), "occurrence"),
        (Part::Occurrence, Some(day)) => {
            let day = screen.tell.formats.date(day);
            (screen.words().with("part-occurrence-day", &[("day", &day)]), "occurrence")
        }
    };
    html! { <p class="faint" data-testid="part" data-part={part}>{ text }</p> }
}

fn state(screen: &Screen, open: &Open, appointment: &Appointment) -> Html {
    match &appointment.status.state {
        ItemState::Unsaved => html! {
            <>
                { sentence("state", "warning", &screen.say("unsaved")) }
                { button(screen, "refresh", "refresh", Event::Item(ItemEvent::Refresh)) }
            </>
        },
        ItemState::UnknownOccurrence { .. } => sentence("state", "warning", &screen.say("unknown-occurrence")),
        ItemState::Unlinked { .. } => html! {
            <>
                { sentence("state", "plain", &screen.say("not-linked")) }
                { add::view(screen, &appointment.filing) }
            </>
        },
        ItemState::Linked(_) => appointment
            .linked()
            .map_or_else(Html::default, |(linked, compared)| linked_view(screen, open, appointment, linked, compared)),
    }
}

fn linked_view(screen: &Screen, open: &Open, appointment: &Appointment, linked: &Linked, compared: &Compared) -> Html {
    let headline = compared.headline(linked);
    let (text, tone) = headline_text(screen, headline);
    html! {
        <>
            { sentence("state", tone, &text) }
            if linked.occurrence.is_some() && linked.link.is_none() {
                <p class="faint" data-testid="follows">{ screen.say("part-follows") }</p>
            }
            if appointment.form_set {
                { sentence("form-set", "warning", &screen.say("form-set")) }
            }
            if open.snapshot.mode == Mode::Compose && matches!(headline, Headline::Differs(_)) {
                <p class="faint" data-testid="compose-note">{ screen.say("compose-note") }</p>
            }
            if compared.read_only() {
                { sentence("read-only", "warning", &screen.say("read-only")) }
            }
            { for compared.unmapped.iter().map(|error| {
                let field = screen.words().field(error.field);
                html! {
                    <>
                        { sentence("unmapped", "warning", &screen.words().with("unmapped", &[("field", &field)])) }
                        { parts::detail(screen, &error.reason) }
                    </>
                }
            }) }
            { compare::view(screen, appointment, linked, compared) }
            { actions(screen, appointment, linked, compared, headline) }
            { record::view(screen, appointment) }
        </>
    }
}

fn headline_text(screen: &Screen, headline: Headline) -> (String, &'static str) {
    match headline {
        Headline::InStep => (screen.say("in-step"), "success"),
        Headline::Differs(number) => (screen.words().count("differs", number, &[]), "plain"),
        Headline::Parted => (screen.say("parted"), "plain"),
        Headline::Binned => (screen.say("binned"), "warning"),
        Headline::BinnedEdit => (screen.say("binned-edit"), "warning"),
        Headline::Missing => (screen.say("missing"), "warning"),
    }
}

fn actions(
    screen: &Screen,
    appointment: &Appointment,
    linked: &Linked,
    compared: &Compared,
    headline: Headline,
) -> Html {
    if appointment.unlinking {
        return unlinking(screen);
    }
    let parted = headline == Headline::Parted;
    html! {
        <div class="actions">
            if compared.can_sync(linked) {
                { primary(screen, "sync", "sync", Event::Edit(EditEvent::Sync)) }
            }
            if parted {
                { primary(screen, "rejoin", "rejoin", Event::Edit(EditEvent::Rejoin)) }
            } else if linked.link.is_some() {
                { button(screen, "unlink", "unlink", Event::Edit(EditEvent::AskUnlink)) }
            }
            { record::toggle(screen, appointment) }
        </div>
    }
}

fn unlinking(screen: &Screen) -> Html {
    html! {
        <div class="card" role="group" aria-labelledby="unlink-question" data-testid="unlink-question">
            <p id="unlink-question">{ screen.say("unlink-ask") }</p>
            <div class="actions">
                { primary(screen, "unlink-now", "unlink-yes", Event::Edit(EditEvent::Unlink)) }
                { button(screen, "unlink-cancel", "cancel", Event::Edit(EditEvent::CancelUnlink)) }
            </div>
        </div>
    }
}

//! What gave way, and how to bring it back (M4).

use api::HistoryEntry;
use rules::{merge::Side, record::Image};
use yew::{Html, html};

use super::{Screen, parts, sentence};
use crate::model::{Appointment, EditEvent, Event, Group, groups, record_of};

pub(super) fn view(screen: &Screen, appointment: &Appointment) -> Html {
    if record_of(&appointment.status).is_none() {
        return Html::default();
    }
    html! {
        <section class="card" aria-labelledby="history-title" data-testid="history">
            <h3 id="history-title">{ screen.say("history") }</h3>
            { match &appointment.history {
                None => html! { <p>{ screen.say("loading") }</p> },
                Some(Err(failure)) => sentence("history-failure", "danger", &failure.sentence(screen.words())),
                Some(Ok(entries)) if entries.is_empty() => {
                    html! { <p data-testid="history-empty">{ screen.say("history-empty") }</p> }
                }
                Some(Ok(entries)) => html! { <>{ for groups(entries).iter().map(|one| group(screen, one)) }</> },
            } }
        </section>
    }
}

fn group(screen: &Screen, group: &Group<'_>) -> Html {
    let Some(first) = group.entries.first() else {
        return Html::default();
    };
    let at = screen.tell.moment(first.at);
    let all = group.restorable();
    html! {
        <div class="history-group" data-testid="history-group">
            <p class="faint">{ screen.words().with("history-group", &[("at", &at), ("who", &first.by)]) }</p>
            <ul>{ for group.entries.iter().map(|one| entry(screen, one)) }</ul>
            if all.len() > 1 {
                <button type="button" data-testid="restore-all" aria-disabled={parts::busy(screen).to_string()}
                    onclick={screen.on(Event::Edit(EditEvent::Restore(all.clone())))}>
                    { screen.words().count("restore-all", all.len(), &[]) }
                </button>
            }
        </div>
    }
}

fn entry(screen: &Screen, entry: &HistoryEntry) -> Html {
    let field = entry.field;
    let told = |value| screen.tell.value(field, value, &Image::new());
    let (value, by) = (told(entry.value.as_ref()), told(entry.replaced_by.as_ref()));
    let side = screen.say(match entry.side {
        Side::Practice => "practice",
        Side::Outlook => "outlook",
    });
    let label = screen.words().field(field);
    let sentence = screen.words().with("history-entry", &[("side", &side), ("value", &value), ("by", &by)]);
    html! {
        <li data-testid={format!("history-{field}")} data-entry={entry.id.clone()}>
            <strong>{ &label }</strong>
            <p>{ sentence }</p>
            if let Some(at) = entry.restored_at {
                <p class="faint" data-testid={format!("restored-{field}")}>
                    { screen.words().with("history-restored", &[("at", &screen.tell.moment(at))]) }
                </p>
            } else {
                <button type="button" data-testid={format!("restore-{field}")}
                    aria-label={screen.words().with("restore-one", &[("field", &label), ("value", &value)])}
                    aria-disabled={parts::busy(screen).to_string()}
                    onclick={screen.on(Event::Edit(EditEvent::Restore(vec![entry.id.clone()])))}>
                    { screen.say("restore") }
                </button>
            }
        </li>
    }
}

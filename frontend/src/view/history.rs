//! What gave way, and how to bring it back (M4).

use api::HistoryEntry;
use rules::{merge::Side, record::Image};
use yew::{Html, html};

use super::{Screen, parts};
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
                Some(Err(failure)) => parts::refused(screen, "history-failure", failure),
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
    let at = screen.tell.when(first.at);
    let all = group.restorable();
    html! {
        <div class="history-group" data-testid="history-group">
            <p class="faint">{ screen.words().with("history-group", &[("at", &at), ("who", &first.by)]) }</p>
            <ul>{ for group.entries.iter().map(|one| entry(screen, group, one)) }</ul>
            if all.len() > 1 {
                <button type="button" data-testid="restore-all" aria-disabled={parts::busy(screen).to_string()}
                    onclick={screen.on(Event::Edit(EditEvent::Restore(all.clone())))}>
                    { screen.words().count("restore-all", all.len(), &[]) }
                </button>
            }
        </div>
    }
}

fn entry<'a>(screen: &Screen, group: &Group<'a>, entry: &'a HistoryEntry) -> Html {
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
            <strong>{ label }</strong>
            <p>{ sentence }</p>
            if let Some(at) = entry.restored_at {
                <p class="faint" data-testid={format!("restored-{field}")}>
                    { screen.words().with("history-restored", &[("at", &screen.tell.when(at))]) }
                </p>
            } else {
                { restore(screen, &group.with(entry)) }
            }
        </li>
    }
}

/// Brings back one value, or all that make sense only together.
fn restore(screen: &Screen, entries: &[&HistoryEntry]) -> Html {
    let Some(first) = entries.first() else {
        return Html::default();
    };
    let words = screen.words();
    let label = |entry: &&HistoryEntry| words.field(entry.field);
    let told = |entry: &&HistoryEntry| {
        let value = screen.tell.value(entry.field, entry.value.as_ref(), &Image::new());
        words.with("restore-value", &[("field", &label(entry)), ("value", &value)])
    };
    let fields = screen.tell.list(entries.iter().map(label));
    let help = words.with("restore-help", &[("values", &screen.tell.list(entries.iter().map(told)))]);
    let text =
        if entries.len() > 1 { words.with("restore-together", &[("fields", &fields)]) } else { words.say("restore") };
    let ids = entries.iter().map(|entry| entry.id.clone()).collect();
    html! {
        <button type="button" data-testid={format!("restore-{}", first.field)} aria-label={help.clone()} title={help}
            aria-disabled={parts::busy(screen).to_string()} onclick={screen.on(Event::Edit(EditEvent::Restore(ids)))}>
            { text }
        </button>
    }
}

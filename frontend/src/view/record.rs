//! The record's details, opened in place.

use api::{AppointmentRecord, Filing};
use rules::record::{RecordKind, appointment as field};
use yew::{Html, html};

use super::{Screen, parts};
use crate::model::{Appointment, Event, ItemEvent};

/// The button that opens and closes them.
pub(super) fn toggle(screen: &Screen, appointment: &Appointment) -> Html {
    let open = appointment.record_open;
    html! {
        <button type="button" id="open-record" data-testid="open-record" aria-expanded={open.to_string()}
            aria-controls="record" onclick={screen.on(Event::Item(ItemEvent::ToggleRecord))}>
            { screen.say(if open { "close-record" } else { "open-record" }) }
        </button>
    }
}

pub(super) fn view(screen: &Screen, appointment: &Appointment) -> Html {
    html! {
        <section id="record" class="card" aria-label={screen.say("record")} hidden={!appointment.record_open}
            data-testid="record">
            { match &appointment.record {
                None => html! { <p>{ screen.say("loading") }</p> },
                Some(Err(failure)) => parts::refused(screen, "record-failure", failure),
                Some(Ok(record)) => details(screen, record),
            } }
        </section>
    }
}

fn details(screen: &Screen, record: &AppointmentRecord) -> Html {
    let at = screen.tell.when(record.edited_at);
    let edited = [("at", at.as_str()), ("version", &record.version.to_string())];
    html! {
        <>
            <h3>{ screen.say("record") }</h3>
            <p class="faint">{ screen.words().with("record-edited", &edited) }</p>
            <dl class="details">
                { for fields(screen, record).into_iter().map(|(id, label, text)| html! {
                    <div><dt>{ label }</dt><dd dir="auto" data-testid={format!("record-{id}")}>{ text }</dd></div>
                }) }
            </dl>
        </>
    }
}

/// Every field of the table that holds something; those that name other records by the names of these.
fn fields(screen: &Screen, record: &AppointmentRecord) -> Vec<(&'static str, String, String)> {
    let shown = |field: &rules::record::Field| {
        let text = match filed(screen, &record.filing, field.id) {
            Some(text) => text,
            None => screen.tell.value(field.id, Some(record.image.get(field.id)?), &record.image),
        };
        (!text.is_empty()).then(|| (field.id.as_str(), screen.words().field(field.id), text))
    };
    RecordKind::Appointment.fields().iter().filter_map(shown).collect()
}

fn filed(screen: &Screen, filing: &Filing, id: rules::record::FieldId) -> Option<String> {
    let named = |number: &str, name: &str| screen.words().with("number-name", &[("number", number), ("name", name)]);
    match id {
        field::CLIENT => {
            Some(filing.client.as_ref().map(|client| named(&client.number, &client.name)).unwrap_or_default())
        }
        field::MATTER => {
            Some(filing.matter.as_ref().map(|matter| named(&matter.number, &matter.title)).unwrap_or_default())
        }
        field::STAFF => Some(screen.tell.list(filing.staff.iter().map(|member| member.name.clone()))),
        field::CODE => {
            let code = filing.code.as_deref().unwrap_or_default();
            let known = screen.model.choices.codes.iter().find(|known| known.code == code);
            let titled = |title: &str| screen.words().with("code-title", &[("code", code), ("title", title)]);
            Some(known.map_or_else(|| code.to_owned(), |known| titled(&known.title)))
        }
        _ => None,
    }
}

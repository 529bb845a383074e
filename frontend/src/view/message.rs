//! A message: who its people are, and adding those whom nobody knows (C5).

use api::{ContactKind, Who};
use rules::outlook::item::Person;
use yew::{Html, html};

use super::{Screen, parts, sentence};
use crate::model::{EditEvent, Event, Open, Role, addable, describe, people};

pub(super) fn view(screen: &Screen, open: &Open, who: &[Who]) -> Html {
    let people = people(&open.snapshot);
    html! {
        <>
            { parts::title(screen, &open.snapshot) }
            <section aria-labelledby="people-title" data-testid="message">
                <h3 id="people-title">{ screen.say("message-people") }</h3>
                if people.is_empty() {
                    { sentence("state", "plain", &screen.say("message-nobody")) }
                }
                <ul class="people">
                    { for people.iter().map(|(role, person)| one(screen, *role, person, who)) }
                </ul>
            </section>
        </>
    }
}

fn one(screen: &Screen, role: Role, person: &Person, who: &[Who]) -> Html {
    let known = who.iter().find(|who| who.address.eq_ignore_ascii_case(&person.address));
    let name = known.map(|who| who.name.as_str()).filter(|name| !name.is_empty()).unwrap_or(&person.name);
    let description = known.map(|who| describe(who, screen.tell)).unwrap_or_default();
    let state = if known.is_some_and(|who| !addable(who)) { "known" } else { "unknown" };
    html! {
        <li class="card" data-testid="person-of-message" data-address={person.address.clone()} data-state={state}>
            <p><span class="faint">{ screen.say(role.key()) }</span>{ " " }<strong>{ name }</strong></p>
            <p class="faint address">{ &person.address }</p>
            <p data-testid="who">{ description }</p>
            if known.is_some_and(addable) {
                <div class="actions">
                    { add(screen, person, ContactKind::Client, "add-client") }
                    { add(screen, person, ContactKind::Standalone, "add-standalone") }
                </div>
            }
        </li>
    }
}

fn add(screen: &Screen, person: &Person, kind: ContactKind, key: &'static str) -> Html {
    let name = if person.name.is_empty() { &person.address } else { &person.name };
    let label = screen.words().with(&format!("{key}-of"), &[("name", name)]);
    let event = EditEvent::AddContact { address: person.address.clone(), kind };
    html! {
        <button type="button" data-testid={key} aria-label={label} aria-disabled={parts::busy(screen).to_string()}
            onclick={screen.on(Event::Edit(event))}>{ screen.say(key) }</button>
    }
}

//! Imported contacts to complete (C6).

use api::{IncompleteContact, IncompleteContacts};
use rules::record::{FieldId, contact};
use yew::{Html, html};

use super::{
    controls::{act_on, input, select},
    loaded, problem, title,
};
use crate::{
    model::{Event, Section, WindowEvent, windows::IncompleteEvent},
    view::{Screen, sentence},
};

pub(super) fn view(screen: &Screen) -> Html {
    let list = screen.model.windows.incomplete.list.as_ref();
    let of_one =
        list.is_some_and(|list| list.as_ref().is_ok_and(|list| list.contacts.iter().any(|it| pressed(screen, it))));
    html! {
        <>
            { title(&screen.say("incomplete-title")) }
            if !of_one {
                { problem(screen) }
            }
            { loaded(screen, list, |list| all(screen, list)) }
        </>
    }
}

/// Was it to be saved last? Then what is wrong is said beside it.
fn pressed(screen: &Screen, contact: &IncompleteContact) -> bool {
    screen.model.windows.incomplete.pressed == contact.id
}

/// What a report says of them, which leads here.
pub(super) fn lacking(screen: &Screen) -> Html {
    match screen.model.windows.sync.as_ref().map_or(0, |sync| sync.incomplete) {
        0 => Html::default(),
        count => {
            let opened = screen.on(Event::Window(WindowEvent::Open(Section::Incomplete)));
            html! {
                <p>
                    <button type="button" class="link" data-testid="to-incomplete" onclick={opened}>
                        { screen.words().count("incomplete-count", count as usize, &[]) }
                    </button>
                </p>
            }
        }
    }
}

fn all(screen: &Screen, list: &IncompleteContacts) -> Html {
    if list.contacts.is_empty() {
        return sentence("incomplete-none", "plain", &screen.say("incomplete-none"));
    }
    let (shown, of) = (list.contacts.len(), list.count as usize);
    html! {
        <>
            <p>{ screen.say("incomplete-help") }</p>
            { for list.contacts.iter().map(|contact| one(screen, contact)) }
            if shown < of {
                <p class="faint" data-testid="incomplete-more">
                    { screen.words().count("incomplete-more", of - shown, &[]) }
                </p>
            }
        </>
    }
}

fn one(screen: &Screen, contact: &IncompleteContact) -> Html {
    let (id, words) = (format!("incomplete-{}", contact.id), screen.words());
    let name = if contact.name.is_empty() { screen.say("empty") } else { contact.name.clone() };
    let label = screen.say("incomplete-save");
    let named = words.with("question-answer", &[("answer", &label), ("title", &name)]);
    html! {
        // No landmark: two of them can have one name.
        <div class="card" role="group" key={contact.id.clone()} aria-labelledby={id.clone()} data-testid="incomplete">
            <h3 {id} dir="auto">{ name }</h3>
            if !contact.detail.is_empty() {
                <p class="faint" dir="auto">{ &contact.detail }</p>
            }
            <p data-testid="lacks">{ words.with("incomplete-lacks", &[("fields", &lacks(screen, contact))]) }</p>
            if screen.model.writes() {
                <div class="fill">
                    { for contact.lacks.iter().flatten().map(|field| html! {
                        <div>{ fill(screen, contact, *field) }</div>
                    }) }
                </div>
                if pressed(screen, contact) {
                    { problem(screen) }
                }
                { act_on(screen, "incomplete-save", &label, named,
                    WindowEvent::Incomplete(IncompleteEvent::Save(contact.id.clone()))) }
            }
        </div>
    }
}

/// The fields that are lacking, in words.
fn lacks(screen: &Screen, contact: &IncompleteContact) -> String {
    let words = screen.words();
    let either = |one: String, other: String| words.with("incomplete-or", &[("one", &one), ("other", &other)]);
    let of = |any_of: &Vec<FieldId>| any_of.iter().map(|field| words.field(*field)).reduce(either).unwrap_or_default();
    screen.tell.list(contact.lacks.iter().map(of))
}

/// A field to fill in.
fn fill(screen: &Screen, contact: &IncompleteContact, field: FieldId) -> Html {
    let text = screen.model.windows.incomplete.text(&contact.id, field);
    let (id, label) = (format!("{field}-{}", contact.id), screen.words().field(field));
    let of = contact.id.clone();
    let changed = move |text| WindowEvent::Incomplete(IncompleteEvent::Type(of.clone(), field, text));
    if field != contact::ASSOCIATE {
        return input(screen, id, &label, text, "text", changed);
    }
    let mut options = vec![(String::new(), screen.say("value-choose"), text.is_empty())];
    let staff = screen.by_name(&screen.model.choices.staff);
    options.extend(staff.into_iter().map(|it| (it.id.clone(), it.name.clone(), it.id == text)));
    select(screen, id, &label, options, changed)
}

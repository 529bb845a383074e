//! For administrators: who signed in with Microsoft 365 and is nobody yet, and who is tied to whom.

use api::{StaffMember, Waiting};
use web_sys::HtmlSelectElement;
use yew::{Callback, Html, TargetCast, html};

use super::{Screen, sentence};
use crate::model::{AdmissionEvent, Event, person_key};

/// Opens and closes the section, from the status bar; it says how many wait.
pub(super) fn switch(screen: &Screen) -> Html {
    let admission = &screen.model.admission;
    let label = match admission.waiting.as_ref().map_or(0, Vec::len) {
        0 => screen.say("people"),
        waiting => screen.words().count("people-count", waiting, &[]),
    };
    html! {
        <button type="button" class="link" data-testid="people-switch" aria-expanded={admission.open.to_string()}
            onclick={screen.on(Event::Admission(AdmissionEvent::Toggle))}>{ label }</button>
    }
}

/// The section, when it is open.
pub(super) fn view(screen: &Screen) -> Html {
    let admission = &screen.model.admission;
    if !admission.open || !screen.model.admits() {
        return Html::default();
    }
    let waiting = admission.waiting.as_deref();
    html! {
        <section class="card" aria-labelledby="people" data-testid="people">
            <h2 id="people" tabindex="-1">{ screen.say("people-waiting") }</h2>
            if let Some(problem) = &admission.problem {
                { sentence("people-problem", "warning", problem) }
            }
            if waiting.is_some_and(<[Waiting]>::is_empty) {
                <p data-testid="people-none">{ screen.say("people-none") }</p>
            }
            { for waiting.into_iter().flatten().enumerate().map(|(at, person)| stranger(screen, at, person)) }
            <button type="button" data-testid="people-refresh"
                onclick={screen.on(Event::Admission(AdmissionEvent::Refresh))}>{ screen.say("people-refresh") }</button>
            <h3>{ screen.say("people-tied") }</h3>
            <ul data-testid="people-tied">{ for admission.tied().map(|member| tied(screen, member)) }</ul>
        </section>
    }
}

fn stranger(screen: &Screen, at: usize, person: &Waiting) -> Html {
    let admission = &screen.model.admission;
    let (key, id) = (person_key(person), format!("waiting-staff-{at}"));
    let picked = admission.picked_for(person);
    let onchange = {
        let key = key.clone();
        screen.on_with(move |event: yew::Event| {
            let select: HtmlSelectElement = event.target_dyn_into()?;
            Some(Event::Admission(AdmissionEvent::Pick { person: key.clone(), staff: select.value() }))
        })
    };
    let who = screen.words().with("people-who", &[("name", &person.name), ("username", &person.username)]);
    let at_time = screen.words().with("people-at", &[("at", &screen.tell.moment(person.at))]);
    let named = screen.words().with("people-tie-of", &[("name", &person.name)]);
    html! {
        <div class="person-row" key={key.clone()} data-testid="waiting" data-username={person.username.clone()}>
            <p>{ who }{ " " }<span class="faint">{ at_time }</span></p>
            <label for={id.clone()}>{ screen.say("sign-in-person") }</label>
            <select {id} data-testid="waiting-staff" {onchange}>
                <option value="" selected={picked.is_empty()}>{ screen.say("people-choose") }</option>
                { for admission.free().map(|member| html! {
                    <option value={member.id.clone()} selected={member.id == picked}>{ &member.name }</option>
                }) }
            </select>
            { change(screen, "tie", "people-tie", named, AdmissionEvent::Tie(key)) }
        </div>
    }
}

fn tied(screen: &Screen, member: &StaffMember) -> Html {
    let named = screen.words().with("people-untie-of", &[("name", &member.name)]);
    html! {
        <li key={member.id.clone()} data-testid="tied" data-staff={member.id.clone()}>
            <span>{ &member.name }</span>{ " " }
            { change(screen, "untie", "people-untie", named, AdmissionEvent::Untie(member.id.clone())) }
        </li>
    }
}

/// A button that changes who is tied; one at a time.
fn change(screen: &Screen, id: &'static str, key: &str, named: String, event: AdmissionEvent) -> Html {
    let busy = screen.model.admission.busy;
    let pressed = if busy { Callback::noop() } else { screen.on(Event::Admission(event)) };
    html! {
        <button type="button" data-testid={id} aria-label={named} aria-disabled={busy.to_string()} onclick={pressed}>
            { screen.say(key) }
        </button>
    }
}

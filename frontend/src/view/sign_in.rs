//! Signing in. The development sign-in says that it is one.

use api::StaffMember;
use web_sys::HtmlSelectElement;
use yew::{Html, TargetCast, html};

use super::{Screen, button, entra, failure, sentence};
use crate::model::{Event, Session, SessionEvent};

pub(super) fn view(screen: &Screen) -> Html {
    match &screen.model.session {
        Session::Starting | Session::In(_) => sentence("state", "busy", &screen.say("starting")),
        Session::Entra(signing_in) => entra::view(screen, signing_in),
        Session::NotOffered => html! {
            <>
                { sentence("state", "danger", &screen.say("sign-in-none")) }
                { button(screen, "retry", "retry", Event::Session(SessionEvent::Retry)) }
            </>
        },
        Session::Failed(error) => failure(screen, error, Event::Session(SessionEvent::Retry)),
        Session::Picking { busy: true, .. } => sentence("state", "busy", &screen.say("signing-in")),
        Session::Picking { staff, chosen, problem, .. } => picking(screen, staff, chosen, problem.as_deref()),
    }
}

fn picking(screen: &Screen, staff: &[StaffMember], chosen: &str, problem: Option<&str>) -> Html {
    let onchange = screen.on_with(|event: yew::Event| {
        let select: HtmlSelectElement = event.target_dyn_into()?;
        Some(Event::Session(SessionEvent::Chosen(select.value())))
    });
    html! {
        <section class="card" aria-labelledby="sign-in-title" data-testid="sign-in-screen">
            <h2 id="sign-in-title">{ screen.say("sign-in") }</h2>
            <p><span class="badge" data-testid="development">{ screen.say("development") }</span></p>
            <p>{ screen.say("sign-in-explain") }</p>
            if let Some(problem) = problem {
                { sentence("sign-in-problem", "warning", problem) }
            }
            <label for="staff-member">{ screen.say("sign-in-person") }</label>
            <select id="staff-member" data-testid="staff-member" {onchange}>
                { for screen.by_name(staff).into_iter().map(|member| html! {
                    <option value={member.id.clone()} selected={member.id == chosen}>{ &member.name }</option>
                }) }
            </select>
            <button type="button" class="primary" data-testid="sign-in"
                onclick={screen.on(Event::Session(SessionEvent::SignIn))}>{ screen.say("sign-in") }</button>
        </section>
    }
}

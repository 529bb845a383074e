//! Signing in with Microsoft 365, and what is said beside the screen of whoever works.

use web_sys::HtmlInputElement;
use yew::{Html, TargetCast, html};

use super::{Screen, parts, sentence};
use crate::model::{Event, NoToken, NotAdmitted, SessionEvent, SigningIn};

/// The screen of somebody who is not signed in yet.
pub(super) fn view(screen: &Screen, signing_in: &SigningIn) -> Html {
    match signing_in {
        SigningIn::Silent => sentence("state", "busy", &screen.say("signing-in")),
        SigningIn::Window => card(screen, window(screen)),
        SigningIn::Asked(why) => card(screen, asked(screen, why)),
        SigningIn::NotAdmitted(stranger) => not_admitted(screen, stranger),
    }
}

fn card(screen: &Screen, content: Html) -> Html {
    html! {
        <section class="card" aria-labelledby="sign-in-title" data-testid="sign-in-screen">
            <h2 id="sign-in-title">{ screen.say("sign-in") }</h2>
            { content }
        </section>
    }
}

/// A button that works whatever edit is under way.
fn press(screen: &Screen, id: &'static str, key: &str, main: bool, event: SessionEvent) -> Html {
    html! {
        <button {id} type="button" class={if main { "primary" } else { "" }} data-testid={id}
            onclick={screen.on(Event::Session(event))}>{ screen.say(key) }</button>
    }
}

/// Microsoft's window is open. The browser may have hidden it, so it can be opened once more.
fn window(screen: &Screen) -> Html {
    html! {
        <>
            { sentence("entra-window", "busy", &screen.say("entra-window")) }
            { press(screen, "entra-again", "entra-again", false, SessionEvent::Interact { other: false }) }
            { press(screen, "entra-cancel", "cancel", false, SessionEvent::CancelWindow) }
        </>
    }
}

fn asked(screen: &Screen, why: &NoToken) -> Html {
    let tone = if matches!(why, NoToken::Interaction | NoToken::SignedOut) { "plain" } else { "warning" };
    html! {
        <>
            { sentence("entra-problem", tone, &why.sentence(screen.words())) }
            { press(screen, "entra-sign-in", "entra-sign-in", true, SessionEvent::Interact { other: false }) }
            { press(screen, "entra-other", "entra-other", false, SessionEvent::Interact { other: true }) }
        </>
    }
}

fn not_admitted(screen: &Screen, stranger: &NotAdmitted) -> Html {
    let account = &screen.model.account;
    let who = [("name", account.name.as_str()), ("username", &account.username)];
    let first = screen.model.entra.as_ref().is_some_and(|ways| ways.first_admin);
    html! {
        <section class="card" aria-labelledby="not-admitted-title" data-testid="not-admitted">
            <h2 id="not-admitted-title">{ screen.say("not-admitted") }</h2>
            <p data-testid="not-admitted-who">{ screen.words().with("not-admitted-who", &who) }</p>
            { sentence("not-admitted-do", "warning", &screen.say("not-admitted-do")) }
            { parts::detail(screen, &stranger.detail) }
            { press(screen, "check-admission", "check-admission", !first, SessionEvent::CheckAdmission) }
            { press(screen, "entra-other", "entra-other", false, SessionEvent::Interact { other: true }) }
            if first {
                { first_admin(screen, stranger) }
            }
        </section>
    }
}

fn first_admin(screen: &Screen, stranger: &NotAdmitted) -> Html {
    let oninput = screen.on_with(|event: yew::InputEvent| {
        let input: HtmlInputElement = event.target_dyn_into()?;
        Some(Event::Session(SessionEvent::Code(input.value())))
    });
    let claim = screen.on::<yew::SubmitEvent>(Event::Session(SessionEvent::ClaimFirstAdmin));
    let onsubmit = move |event: yew::SubmitEvent| {
        event.prevent_default();
        claim.emit(event);
    };
    html! {
        <form {onsubmit} data-testid="first-admin">
            <h3>{ screen.say("first-admin") }</h3>
            <p>{ screen.say("first-admin-explain") }</p>
            if let Some(problem) = &stranger.problem {
                { sentence("first-admin-problem", "warning", problem) }
            }
            <label for="first-admin-code">{ screen.say("first-admin-code") }</label>
            <input id="first-admin-code" type="text" autocomplete="off" spellcheck="false" value={stranger.code.clone()}
                data-testid="first-admin-code" {oninput} />
            <button type="submit" class="primary" data-testid="first-admin-claim"
                aria-disabled={stranger.busy.to_string()}>{ screen.say("first-admin-claim") }</button>
        </form>
    }
}

/// The sign-in lapsed while somebody works: what to do, beside the screen that stays as it is.
pub(super) fn lapsed(screen: &Screen) -> Html {
    let content = match &screen.model.lapsed {
        None | Some(SigningIn::NotAdmitted(_)) => return Html::default(),
        Some(SigningIn::Silent) => sentence("lapsed-why", "busy", &screen.say("signing-in")),
        Some(SigningIn::Window) => window(screen),
        Some(SigningIn::Asked(why)) => html! {
            <>
                { sentence("lapsed-why", "warning", &lapse(screen, why)) }
                { press(screen, "sign-in-again", "sign-in-again", true, SessionEvent::Interact { other: false }) }
            </>
        },
    };
    html! { <section class="card" role="status" data-testid="lapsed">{ content }</section> }
}

/// That the person is asked for is what an ended session looks like; anything else is said as it is.
fn lapse(screen: &Screen, why: &NoToken) -> String {
    if *why == NoToken::Interaction { screen.say("lapsed") } else { why.sentence(screen.words()) }
}

/// Whoever is signed in as somebody else than the mailbox's person is told so.
pub(super) fn other_mailbox(screen: &Screen) -> Html {
    let (Some(me), None) = (screen.model.other_mailbox(), &screen.model.lapsed) else {
        return Html::default();
    };
    let mailbox = screen.model.host.address.as_str();
    let who = [("name", me.staff.name.as_str()), ("own", &me.mailbox), ("mailbox", mailbox)];
    html! {
        <section class="card" data-testid="other-mailbox">
            { sentence("other-mailbox-who", "warning", &screen.words().with("other-mailbox", &who)) }
            { press(screen, "other-account", "entra-other", false, SessionEvent::Interact { other: true }) }
        </section>
    }
}

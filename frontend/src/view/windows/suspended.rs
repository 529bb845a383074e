//! Why nothing is written, and what is required (A5); why nothing can be synchronized at all.

use api::{Paused, RequiredAction, Suspension};
use yew::{Html, html};

use super::controls::main;
use crate::{
    model::{Section, WindowEvent, windows::suspended_key},
    view::{Screen, sentence},
};

/// The suspension that is in force, as a card with the action that it requires.
pub(super) fn view(screen: &Screen) -> Html {
    match screen.model.windows.sync.as_ref().and_then(|sync| sync.suspended.as_ref()) {
        Some(suspension) => card(screen, suspension),
        None => Html::default(),
    }
}

fn card(screen: &Screen, suspension: &Suspension) -> Html {
    let values = [("limit", suspension.limit.to_string())];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let why = screen.words().count(suspended_key(suspension), suspension.count as usize, &values);
    let action = match suspension.action {
        RequiredAction::Review => None,
        RequiredAction::Resume => Some(("resume", WindowEvent::Resume)),
        RequiredAction::ChooseFolder => Some(("choose-folder", WindowEvent::Open(Section::Setup))),
        RequiredAction::SignIn => Some(("sign-in-again", WindowEvent::Required)),
    };
    html! {
        <section class="card" aria-labelledby="suspended-title" data-testid="suspended-card">
            <h3 id="suspended-title">{ screen.say("suspended") }</h3>
            { sentence("suspended-why", "warning", &why) }
            if let Some((key, event)) = action {
                { main(screen, key, &screen.say(key), event) }
            }
        </section>
    }
}

/// Why nothing can be synchronized, and where to mend it.
pub(super) fn paused(screen: &Screen) -> Html {
    let Some(paused) = screen.model.windows.sync.as_ref().and_then(|sync| sync.paused) else {
        return Html::default();
    };
    let key = match paused {
        Paused::NotConfigured => "paused-notConfigured",
        Paused::NotLicensed => "paused-notLicensed",
        Paused::Off => "paused-off",
        Paused::NoFolder => "paused-noFolder",
        Paused::Unreachable => "paused-unreachable",
    };
    let mends = matches!(paused, Paused::Off | Paused::NoFolder);
    html! {
        <>
            { sentence("paused", "warning", &screen.say(key)) }
            if mends {
                { main(screen, "to-setup", &screen.say("to-setup"), WindowEvent::Open(Section::Setup)) }
            }
        </>
    }
}

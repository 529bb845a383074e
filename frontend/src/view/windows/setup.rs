//! The setup: its tabs, what saving would do, *OK*.

use api::{Setup, SetupEffect};
use rules::conflict::Policy;
use yew::{Callback, Html, KeyboardEvent, html};

use super::{
    controls::{act, input, main, radio, tick},
    loaded, problem, setup_contacts, title,
};
use crate::{
    model::{
        Event, WindowEvent,
        windows::{SetupEvent, SetupField, SetupForm, Tab},
    },
    view::{Screen, sentence},
};

/// The tabs, with the keys of their names.
const TABS: [(Tab, &str); 2] = [(Tab::Contacts, "tab-contacts"), (Tab::Options, "tab-options")];

/// The policies, with the keys of what they say.
const POLICIES: [(Policy, &str); 5] = [
    (Policy::NewestRecord, "policy-newestRecord"),
    (Policy::NewestField, "policy-newestField"),
    (Policy::PracticeWins, "policy-practiceWins"),
    (Policy::OutlookWins, "policy-outlookWins"),
    (Policy::AskMe, "policy-askMe"),
];

/// A choice that was made.
pub(super) fn set(field: SetupField) -> WindowEvent {
    WindowEvent::Setup(SetupEvent::Set(field))
}

pub(super) fn view(screen: &Screen) -> Html {
    html! {
        <>
            { title(&screen.say("section-setup")) }
            { problem(screen) }
            { loaded(screen, screen.model.windows.setup.kept.as_ref(), |setup| form(screen, setup)) }
        </>
    }
}

fn form(screen: &Screen, kept: &Setup) -> Html {
    let window = &screen.model.windows.setup;
    let Some(form) = &window.form else { return Html::default() };
    let disabled = !screen.model.writes();
    html! {
        <>
            { tabs(screen, window.tab) }
            <div id="tab-panel" role="tabpanel" aria-labelledby={tab_key(window.tab)}>
                <fieldset class="bare" {disabled}>
                    <legend class="hidden">{ screen.say(tab_key(window.tab)) }</legend>
                    { match window.tab {
                        Tab::Contacts => setup_contacts::view(screen, kept, form),
                        Tab::Options => options(screen, form),
                    } }
                </fieldset>
            </div>
            if let Some(Ok(effect)) = &window.effect {
                { effect_of(screen, form, effect) }
            }
            if !disabled {
                <div class="actions">
                    { main(screen, "setup-ok", &screen.say("ok"), WindowEvent::Setup(SetupEvent::Save)) }
                    if window.is_changed() {
                        { act(screen, "setup-cancel", &screen.say("cancel"), WindowEvent::Setup(SetupEvent::Reset)) }
                    }
                </div>
            }
        </>
    }
}

fn tab_key(tab: Tab) -> &'static str {
    TABS.iter().find(|(other, _)| *other == tab).map_or("tab-contacts", |(_, key)| key)
}

/// The arrows go from tab to tab, as a list of tabs has it.
fn tabs(screen: &Screen, open: Tab) -> Html {
    let other = if open == Tab::Contacts { Tab::Options } else { Tab::Contacts };
    let onkeydown: Callback<KeyboardEvent> = screen.on_with(move |event: KeyboardEvent| {
        matches!(event.key().as_str(), "ArrowLeft" | "ArrowRight")
            .then_some(Event::Window(WindowEvent::Setup(SetupEvent::Tab(other))))
    });
    html! {
        <div role="tablist" class="tabs" aria-label={screen.say("section-setup")} {onkeydown}>
            { for TABS.into_iter().map(|(tab, key)| html! {
                <button type="button" role="tab" id={key} class="way" data-testid={key} aria-controls="tab-panel"
                    aria-selected={(tab == open).to_string()} tabindex={if tab == open { "0" } else { "-1" }}
                    onclick={screen.on(Event::Window(WindowEvent::Setup(SetupEvent::Tab(tab))))}>
                    { screen.say(key) }
                </button>
            }) }
        </div>
    }
}

fn options(screen: &Screen, form: &SetupForm) -> Html {
    html! {
        <>
            { tick(screen, "threshold", &screen.say("threshold"), form.threshold, set(SetupField::Threshold)) }
            if form.threshold {
                { input(screen, "threshold-count", &screen.say("threshold-count"), &form.count, "numeric",
                    |text| set(SetupField::Count(text))) }
            }
            <fieldset class="bare">
                <legend>{ screen.say("policy") }</legend>
                { for POLICIES.into_iter().map(|(policy, key)| {
                    radio(screen, "policy", key, &screen.say(key), form.policy == policy, set(SetupField::Policy(policy)))
                }) }
            </fieldset>
        </>
    }
}

/// What saving would do: *17 contacts leave the folder*.
fn effect_of(screen: &Screen, form: &SetupForm, effect: &SetupEffect) -> Html {
    let words = screen.words();
    let leave = if form.contacts.keep_filtered { "effect-part" } else { "effect-leave" };
    let lines = [(leave, &effect.leave), ("effect-add", &effect.add), ("effect-import", &effect.import)];
    let some: Vec<_> = lines.into_iter().filter(|(_, sample)| sample.count > 0).collect();
    html! {
        <section class="card" aria-labelledby="effect-title" data-testid="effect">
            <h3 id="effect-title">{ screen.say("effect-title") }</h3>
            if let Some(name) = &effect.filter_of {
                { sentence("effect-filter-of", "warning", &words.with("effect-filter-of", &[("name", name)])) }
            }
            if some.is_empty() {
                <p data-testid="effect-none">{ screen.say("effect-none") }</p>
            }
            <ul>
                { for some.into_iter().map(|(key, sample)| html! {
                    <li data-testid={key}>
                        { words.count(key, sample.count as usize, &[]) }{ " " }
                        <span class="faint" dir="auto">{ screen.tell.list(sample.names.iter().cloned()) }</span>
                    </li>
                }) }
            </ul>
            if effect.critical {
                <p>{ screen.say("effect-critical") }</p>
            }
        </section>
    }
}

//! Runs, newest first, and *Undo* (P10).

use api::RunSummary;
use yew::{Html, html};

use super::{
    controls::{act, act_on, main},
    loaded, problem, run, suspended, title,
};
use crate::{
    model::{Event, WindowEvent, windows::outcome_of},
    view::{Screen, sentence},
};

pub(super) fn view(screen: &Screen) -> Html {
    let windows = &screen.model.windows;
    if let Some(open) = &windows.run {
        return html! {
            <>
                { act(screen, "runs-back", &screen.say("runs-back"), WindowEvent::OpenRun(None)) }
                { problem(screen) }
                { run::view(screen, open) }
                if open.known().is_some_and(|detail| detail.summary.can_undo) {
                    { undo(screen, &open.id) }
                }
            </>
        };
    }
    html! {
        <>
            { title(&screen.say("runs-title")) }
            { problem(screen) }
            { suspended::view(screen) }
            { loaded(screen, windows.runs.as_ref(), |runs| list(screen, runs)) }
        </>
    }
}

fn list(screen: &Screen, runs: &[RunSummary]) -> Html {
    if runs.is_empty() {
        return sentence("runs-none", "plain", &screen.say("runs-none"));
    }
    html! { <ul class="runs" data-testid="runs">{ for runs.iter().map(|run| entry(screen, run)) }</ul> }
}

fn entry(screen: &Screen, run: &RunSummary) -> Html {
    let words = screen.words();
    let at = screen.tell.when(run.started_at);
    let cause = screen.say(match run.cause {
        api::RunCause::Item => "cause-item",
        api::RunCause::Sync => "cause-sync",
        api::RunCause::Automatic => "cause-automatic",
        api::RunCause::Periodic => "cause-periodic",
        api::RunCause::Setup => "cause-setup",
        api::RunCause::Undo => "cause-undo",
    });
    let name = words.with("run-name", &[("at", &at), ("cause", &cause)]);
    html! {
        <li class="card" key={run.id.clone()} data-testid="run" data-run={run.id.clone()}>
            <button type="button" class="link" data-testid="open-run"
                onclick={screen.on(Event::Window(WindowEvent::OpenRun(Some(run.id.clone()))))}>{ name.clone() }</button>
            <p>{ outcome_of(run, words) }</p>
            if run.can_undo && screen.model.writes() {
                { ask(screen, run, words.with("undo-of", &[("run", &name)])) }
            }
        </li>
    }
}

fn ask(screen: &Screen, run: &RunSummary, named: String) -> Html {
    if screen.model.windows.undoing.as_ref() == Some(&run.id) {
        return undo(screen, &run.id);
    }
    act_on(screen, "undo", &screen.say("undo"), named, WindowEvent::AskUndo(Some(run.id.clone())))
}

/// *Undo*, which asks first.
fn undo(screen: &Screen, id: &str) -> Html {
    if !screen.model.writes() {
        return Html::default();
    }
    if screen.model.windows.undoing.as_deref() != Some(id) {
        return act(screen, "undo", &screen.say("undo"), WindowEvent::AskUndo(Some(id.to_owned())));
    }
    html! {
        <div role="group" aria-labelledby="undo-question">
            { sentence("undo-question", "warning", &screen.say("undo-question")) }
            <div class="actions">
                { main(screen, "undo-now", &screen.say("undo-now"), WindowEvent::Undo(id.to_owned())) }
                { act(screen, "undo-cancel", &screen.say("cancel"), WindowEvent::AskUndo(None)) }
            </div>
        </div>
    }
}

//! A run: what it would do, to be accepted or not (C11); how far it is; what it did.

use api::{ChangeGroup, Progress, RunDetail, RunState};
use rules::plan::HeldBack;
use web_sys::wasm_bindgen::JsValue;
use yew::{Html, html};

use super::{
    change,
    controls::{act, act_on, main},
    incomplete, loaded, problem, suspended, title,
};
use crate::{
    model::{
        Event, WindowEvent,
        windows::{
            Group, PAGE, Part, RunEvent, RunWindow, Taken, held_why, nothing_to_do, outcome_of, phase_key, what_key,
        },
    },
    view::{Screen, parts, sentence},
};

/// *Pending Outlook Synchronization Changes*.
pub(super) fn changes(screen: &Screen) -> Html {
    html! {
        <>
            { problem(screen) }
            { match &screen.model.windows.run {
                Some(run) => view(screen, run),
                None => nothing(screen),
            } }
        </>
    }
}

fn nothing(screen: &Screen) -> Html {
    html! {
        <>
            { title(&screen.say("changes-title")) }
            { suspended::view(screen) }
            { suspended::paused(screen) }
            { sentence("nothing-pending", "plain", &screen.say("nothing-pending")) }
            { start(screen) }
        </>
    }
}

/// *Synchronize contacts*.
pub(super) fn start(screen: &Screen) -> Html {
    if !screen.model.writes() {
        return Html::default();
    }
    main(screen, "sync-contacts", &screen.say("sync-contacts"), WindowEvent::Sync)
}

/// A run that is looked at.
pub(super) fn view(screen: &Screen, run: &RunWindow) -> Html {
    let heading = match run.known().map(|detail| detail.summary.state) {
        Some(RunState::Pending | RunState::Suspended) => "changes-title",
        Some(RunState::Planning | RunState::Executing) | None => "run-title",
        Some(_) => "report-title",
    };
    html! {
        <>
            { title(&screen.say(heading)) }
            if run.detail.is_none() {
                { progress(screen, run) }
            } else {
                { loaded(screen, run.detail.as_ref(), |detail| whole(screen, run, detail)) }
            }
        </>
    }
}

fn whole(screen: &Screen, run: &RunWindow, detail: &RunDetail) -> Html {
    let summary = &detail.summary;
    let tone = match summary.state {
        RunState::Done if summary.failed == 0 => "success",
        RunState::Done | RunState::Failed => "danger",
        _ => "plain",
    };
    let waits = run.waits();
    html! {
        <>
            if run.is_under_way() {
                { progress(screen, run) }
            } else if !waits {
                { sentence("report", tone, &outcome_of(summary, screen.words())) }
                if summary.left_out > 0 {
                    <p data-testid="left-out-count">
                        { screen.words().count("run-left-out", summary.left_out as usize, &[]) }
                    </p>
                }
                { parts::detail(screen, &summary.problem) }
                if summary.counts.add_record > 0 {
                    { incomplete::lacking(screen) }
                }
            }
            { suspended::view(screen) }
            if run.moved {
                { sentence("plan-moved", "warning", &screen.say("plan-moved")) }
            }
            { groups(screen, run, detail) }
            if waits && screen.model.writes() {
                { decide(screen, run) }
            }
            { held(screen, &detail.held) }
            if !waits && !run.is_under_way() && nothing_to_do(summary) {
                { start(screen) }
            }
        </>
    }
}

fn decide(screen: &Screen, run: &RunWindow) -> Html {
    let accept = screen.words().count("accept", run.accepted(), &[]);
    html! {
        <div class="actions decide">
            { main(screen, "accept", &accept, WindowEvent::Run(RunEvent::Accept)) }
            { act(screen, "cancel-run", &screen.say("cancel-run"), WindowEvent::Run(RunEvent::Cancel)) }
        </div>
    }
}

fn progress(screen: &Screen, run: &RunWindow) -> Html {
    let running = screen.model.windows.sync.as_ref().and_then(|sync| sync.running.as_ref());
    let Some(running) = running.filter(|running| running.run == run.id) else {
        return sentence("progress", "busy", &screen.say("run-under-way"));
    };
    let words = screen.words();
    let of = running.of.max(1).to_string();
    html! {
        <div class="card" data-testid="progress" data-done={running.done.to_string()}>
            <label for="run-progress">{ screen.say(phase_key(running.phase)) }</label>
            <progress id="run-progress" max={of} value={(running.of > 0).then(|| running.done.to_string())} />
            if running.of > 0 {
                <p data-testid="progress-count">
                    { words.with("run-progress", &[
                        ("done", &running.done.to_string()), ("of", &running.of.to_string()),
                    ]) }
                    { " " }{ left(screen, running) }
                </p>
            }
            if screen.model.writes() {
                { act(screen, "stop", &screen.say("stop"), WindowEvent::Run(RunEvent::Stop)) }
            }
        </div>
    }
}

/// The time that it will take yet, in minutes once that is more than one.
fn left(screen: &Screen, progress: &Progress) -> Html {
    let Some(seconds) = progress.seconds_left else { return Html::default() };
    let (key, number) = if seconds > 90 { ("minutes-left", seconds.div_ceil(60)) } else { ("seconds-left", seconds) };
    html! {
        <span class="faint" data-testid="time-left">{ screen.words().count(key, number as usize, &[]) }</span>
    }
}

fn groups(screen: &Screen, run: &RunWindow, detail: &RunDetail) -> Html {
    let (apart, usual): (Vec<_>, Vec<_>) = detail.groups.iter().partition(|group| group.apart);
    html! {
        <>
            { for usual.into_iter().map(|one| group(screen, run, one)) }
            if !apart.is_empty() {
                <h3>{ screen.say("apart") }</h3>
                <p class="faint">{ screen.say("apart-help") }</p>
                { for apart.into_iter().map(|one| group(screen, run, one)) }
            }
        </>
    }
}

fn group(screen: &Screen, run: &RunWindow, group: &ChangeGroup) -> Html {
    let (what, apart) = (group.what, group.apart);
    let open = run.group(what, apart);
    let id = format!("group-{}{}", what_key(what), if apart { "-apart" } else { "" });
    let label = screen.words().count(what_key(what), group.count as usize, &[]);
    let failed = (group.failed > 0).then(|| screen.words().count("run-failures", group.failed as usize, &[]));
    html! {
        <section class="group" key={id.clone()} data-testid={id.clone()}>
            <div class="group-head">
            { take_kind(screen, run, group, &label) }
            <h3>
                <button type="button" class="link" id={id.clone()} aria-expanded={open.is_some().to_string()}
                    data-testid="toggle-group"
                    onclick={screen.on(Event::Window(WindowEvent::Run(RunEvent::Toggle { what, apart })))}>
                    { label }
                </button>
                if let Some(failed) = failed {
                    { " " }<span class="badge failed">{ failed }</span>
                }
            </h3>
            </div>
            if let Some(open) = open {
                { loaded(screen, open.page.as_ref(), |page| html! {
                    <>
                        <ul class="changes">
                            { for page.iter().map(|one| change::view(screen, run, one)) }
                        </ul>
                        { pages(screen, group, open) }
                    </>
                }) }
            }
        </section>
    }
}

/// While it waits: the box that takes all of a kind in, or leaves all out.
fn take_kind(screen: &Screen, run: &RunWindow, group: &ChangeGroup, label: &str) -> Html {
    if !run.waits() || !screen.model.writes() {
        return Html::default();
    }
    let kind = (group.what, group.apart);
    let taken = run.taken(group);
    let id = format!("take-all-{}{}", what_key(group.what), if group.apart { "-apart" } else { "" });
    html! {
        <input type="checkbox" id={id.clone()} data-testid={id} checked={taken == Taken::All}
            ~indeterminate={JsValue::from_bool(taken == Taken::Some)}
            aria-label={screen.words().with("take-kind", &[("what", label)])}
            onchange={screen.on(Event::Window(WindowEvent::Run(RunEvent::FlipKind(kind))))} />
    }
}

/// The way to the other pages of a kind, where there are some.
fn pages(screen: &Screen, group: &ChangeGroup, open: &Group) -> Html {
    if group.count <= PAGE {
        return Html::default();
    }
    let from = open.part.from;
    let what = screen.words().count(what_key(group.what), group.count as usize, &[]);
    let turn = |id: &'static str, named: &str, from: u32| {
        let event = WindowEvent::Run(RunEvent::Page(Part { from, ..open.part }));
        act_on(screen, id, &screen.say(id), screen.words().with(named, &[("what", &what)]), event)
    };
    let last = (from + PAGE).min(group.count);
    let [first, last_text, of] = [from + 1, last, group.count].map(|number| number.to_string());
    html! {
        <div class="actions pages">
            if from > 0 {
                { turn("page-back", "page-back-of", from.saturating_sub(PAGE)) }
            }
            <span class="faint" data-testid="page">
                { screen.words().with("page", &[("first", &first), ("last", &last_text), ("of", &of)]) }
            </span>
            if last < group.count {
                { turn("page-on", "page-on-of", last) }
            }
        </div>
    }
}

fn held(screen: &Screen, held: &[HeldBack]) -> Html {
    if held.is_empty() {
        return Html::default();
    }
    html! {
        <section aria-labelledby="held-title" data-testid="held">
            <h3 id="held-title">{ screen.words().count("held-title", held.len(), &[]) }</h3>
            <ul>
                { for held.iter().map(|one| html! {
                    <li>
                        <strong dir="auto">{ &one.title }</strong>{ " " }
                        <span>{ held_why(&one.why, screen.tell) }</span>
                    </li>
                }) }
            </ul>
        </section>
    }
}

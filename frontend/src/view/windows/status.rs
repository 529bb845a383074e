//! What the status bar says of synchronization: suspended, how much waits, how far it is, what was last.

use api::Paused;
use yew::{Html, html};

use crate::{
    model::{Event, Section, Session, WindowEvent, windows::outcome_of},
    view::Screen,
};

/// The line, once something is known.
pub(crate) fn line(screen: &Screen) -> Html {
    let (Session::In(_), Some(sync)) = (&screen.model.session, &screen.model.windows.sync) else {
        return Html::default();
    };
    let words = screen.words();
    html! {
        <div class="status-line sync" data-testid="sync-state">
            if sync.suspended.is_some() {
                <button type="button" class="link suspended" data-testid="suspended"
                    onclick={screen.on(Event::Window(WindowEvent::Required))}>{ screen.say("suspended") }</button>
            }
            if let Some(progress) = &sync.running {
                <button type="button" class="link" data-testid="running"
                    onclick={screen.on(Event::Window(WindowEvent::Open(Section::Changes)))}>
                    { words.with("run-progress", &[
                        ("done", &progress.done.to_string()), ("of", &progress.of.to_string()),
                    ]) }
                </button>
            } else if sync.pending > 0 {
                <button type="button" class="link" data-testid="pending-count"
                    onclick={screen.on(Event::Window(WindowEvent::Open(Section::Changes)))}>
                    { words.count("run-pending", sync.pending as usize, &[]) }
                </button>
            }
            if let Some(last) = &sync.last {
                <span data-testid="last-run">
                    { words.with("last-run", &[
                        ("at", &screen.tell.when(last.ended_at.unwrap_or(last.started_at))),
                        ("outcome", &outcome_of(last, words)),
                    ]) }
                </span>
            }
            if sync.paused == Some(Paused::Unreachable) {
                <span data-testid="unreachable">{ screen.say("paused-unreachable") }</span>
            }
        </div>
    }
}

//! The windows beside the open item, and the way from one to another.

mod change;
mod controls;
mod filter_form;
mod filters;
mod incomplete;
mod questions;
mod run;
mod runs;
mod setup;
mod setup_contacts;
pub(super) mod status;
mod suspended;

use yew::{Html, html};

use super::{Screen, parts, sentence};
use crate::model::{Event, Failure, Section, Session, WindowEvent, Windows};

/// The section that is open, beside the way to the others.
pub(super) fn view(screen: &Screen, item: impl FnOnce() -> Html) -> Html {
    html! {
        <div class="windows">
            { ways(screen) }
            <div class="window">
                { match screen.model.windows.section {
                    Section::Item => item(),
                    Section::Changes => run::changes(screen),
                    Section::Setup => setup::view(screen),
                    Section::Filters => filters::view(screen),
                    Section::Runs => runs::view(screen),
                    Section::Questions => questions::view(screen),
                    Section::Incomplete => incomplete::view(screen),
                } }
            </div>
        </div>
    }
}

fn ways(screen: &Screen) -> Html {
    if !matches!(screen.model.session, Session::In(_)) {
        return Html::default();
    }
    let windows = &screen.model.windows;
    html! {
        <nav class="ways" aria-label={screen.say("sections")}>
            <ul>
                { for Section::ALL.into_iter().map(|section| html! {
                    <li>
                        <button type="button" id={section.key()} class="way" data-testid={section.key()}
                            aria-current={(windows.section == section).then_some("page")}
                            onclick={screen.on(Event::Window(WindowEvent::Open(section)))}>
                            { label(screen, windows, section) }
                        </button>
                    </li>
                }) }
            </ul>
        </nav>
    }
}

/// Its name, with how much waits in it.
fn label(screen: &Screen, windows: &Windows, section: Section) -> String {
    let waiting = match (section, &windows.sync) {
        (Section::Changes, Some(sync)) => sync.pending,
        (Section::Questions, Some(sync)) => sync.questions,
        (Section::Incomplete, Some(sync)) => sync.incomplete,
        _ => 0,
    };
    let name = screen.say(section.key());
    if waiting == 0 {
        return name;
    }
    screen.words().with("section-with-count", &[("name", &name), ("n", &waiting.to_string())])
}

/// The title of a window.
fn title(text: &str) -> Html {
    html! { <h2 id="window-title" class="window-title" tabindex="-1" data-testid="window-title">{ text }</h2> }
}

/// What is wrong with what was just done.
fn problem(screen: &Screen) -> Html {
    match &screen.model.windows.problem {
        Some(problem) => html! { <div role="alert">{ sentence("window-problem", "danger", problem) }</div> },
        None => Html::default(),
    }
}

/// What could not be read, with the server's own words.
fn refused(screen: &Screen, id: &'static str, failure: &Failure) -> Html {
    html! {
        <>
            { sentence(id, "danger", &failure.sentence(screen.words())) }
            { parts::detail(screen, &failure.detail()) }
        </>
    }
}

/// What was read, or why it was not, or that it is being read.
fn loaded<T>(screen: &Screen, what: Option<&Result<T, Failure>>, show: impl FnOnce(&T) -> Html) -> Html {
    match what {
        None => sentence("window-loading", "busy", &screen.say("loading")),
        Some(Err(failure)) => refused(screen, "window-failure", failure),
        Some(Ok(what)) => show(what),
    }
}

//! The firm's contact filters (C3).

use api::ContactFilter;
use yew::{Html, html};

use super::{
    controls::{act, act_on, main},
    filter_form, loaded, problem, title,
};
use crate::{
    model::{WindowEvent, windows::FilterEvent},
    view::{Screen, sentence},
};

pub(super) fn view(screen: &Screen) -> Html {
    let window = &screen.model.windows.filters;
    html! {
        <>
            { title(&screen.say("section-filters")) }
            { problem(screen) }
            if let Some(form) = &window.form {
                { filter_form::view(screen, form) }
            } else {
                { loaded(screen, window.list.as_ref(), |filters| list(screen, filters)) }
            }
        </>
    }
}

/// An event of this window.
pub(super) fn on(event: FilterEvent) -> WindowEvent {
    WindowEvent::Filter(event)
}

fn list(screen: &Screen, filters: &[ContactFilter]) -> Html {
    html! {
        <>
            if filters.is_empty() {
                { sentence("filters-none", "plain", &screen.say("filters-none")) }
            }
            <ul>{ for filters.iter().map(|filter| entry(screen, filter)) }</ul>
            if screen.model.writes() {
                { main(screen, "filter-new", &screen.say("filter-new"), on(FilterEvent::New)) }
            }
        </>
    }
}

fn entry(screen: &Screen, filter: &ContactFilter) -> Html {
    let used = screen.tell.list(filter.used_by.iter().cloned());
    let rows = screen.words().count("filter-rows", filter.filter.rows.len(), &[]);
    html! {
        <li class="card" key={filter.id.clone()} data-testid="filter-entry" data-filter={filter.id.clone()}>
            <h3 dir="auto">{ &filter.name }</h3>
            <p class="faint">
                { rows }
                if !used.is_empty() {
                    { " · " }
                    <span data-testid="used-by">{ screen.words().with("filter-used", &[("names", &used)]) }</span>
                }
            </p>
            if screen.model.writes() {
                { actions(screen, filter) }
            }
        </li>
    }
}

fn actions(screen: &Screen, filter: &ContactFilter) -> Html {
    let id = || filter.id.clone();
    if screen.model.windows.filters.dropping.as_ref() == Some(&filter.id) {
        return html! {
            <div role="group" aria-labelledby="filter-question">
                { sentence("filter-question", "warning",
                    &screen.words().with("filter-question", &[("name", &filter.name)])) }
                <div class="actions">
                    { main(screen, "filter-drop-now", &screen.say("filter-drop-now"), on(FilterEvent::Drop(id()))) }
                    { act(screen, "filter-drop-cancel", &screen.say("cancel"), on(FilterEvent::AskDrop(None))) }
                </div>
            </div>
        };
    }
    let named = |key: &str| screen.words().with("filter-act-on", &[("act", &screen.say(key)), ("name", &filter.name)]);
    let button = |key: &'static str, event| act_on(screen, key, &screen.say(key), named(key), on(event));
    html! {
        <div class="actions">
            { button("filter-edit", FilterEvent::Edit(id())) }
            { button("filter-copy", FilterEvent::Copy(id())) }
            { button("filter-drop", FilterEvent::AskDrop(Some(id()))) }
        </div>
    }
}

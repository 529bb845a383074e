//! Controls that the windows are made of.

use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::{AttrValue, Callback, Html, TargetCast, classes, html};

use crate::{
    model::{Event, WindowEvent},
    view::Screen,
};

/// A button of a window. While something is being written it does nothing.
pub(super) fn act(screen: &Screen, id: &'static str, label: &str, event: WindowEvent) -> Html {
    pressed(screen, id, label, None, false, event)
}

/// The main button of a window.
pub(super) fn main(screen: &Screen, id: &'static str, label: &str, event: WindowEvent) -> Html {
    pressed(screen, id, label, None, true, event)
}

/// A button beside one of several things, which it names for those who do not see beside what it stands.
pub(super) fn act_on(screen: &Screen, id: &'static str, label: &str, named: String, event: WindowEvent) -> Html {
    pressed(screen, id, label, Some(named), false, event)
}

fn pressed(
    screen: &Screen,
    id: &'static str,
    label: &str,
    named: Option<String>,
    is_main: bool,
    event: WindowEvent,
) -> Html {
    let busy = screen.model.windows.busy;
    let onclick = if busy { Callback::noop() } else { screen.on(Event::Window(event)) };
    // One that stands beside several things has no id of its own.
    let own = named.is_none().then_some(id);
    html! {
        <button id={own} type="button" class={classes!(is_main.then_some("primary"))} data-testid={id}
            aria-label={named} aria-disabled={busy.to_string()} {onclick}>{ label }</button>
    }
}

/// A box to tick.
pub(super) fn tick(screen: &Screen, id: &'static str, label: &str, checked: bool, event: WindowEvent) -> Html {
    html! {
        <label class="tick" for={id}>
            <input type="checkbox" {id} data-testid={id} {checked} onchange={screen.on(Event::Window(event))} />
            <span>{ label }</span>
        </label>
    }
}

/// One of several, of which one holds.
pub(super) fn radio(
    screen: &Screen,
    name: impl Into<AttrValue>,
    id: impl Into<AttrValue>,
    label: &str,
    checked: bool,
    event: WindowEvent,
) -> Html {
    let (id, name) = (id.into(), name.into());
    html! {
        <label class="tick" for={id.clone()}>
            <input type="radio" id={id.clone()} {name} data-testid={id} {checked}
                onchange={screen.on(Event::Window(event))} />
            <span dir="auto">{ label }</span>
        </label>
    }
}

/// A list to choose from: value, label, and which is chosen.
pub(super) fn select(
    screen: &Screen,
    id: impl Into<AttrValue>,
    label: &str,
    options: Vec<(String, String, bool)>,
    changed: impl Fn(String) -> WindowEvent + 'static,
) -> Html {
    let id = id.into();
    let onchange = screen.on_with(move |event: yew::Event| {
        let select: HtmlSelectElement = event.target_dyn_into()?;
        Some(Event::Window(changed(select.value())))
    });
    html! {
        <>
            <label for={id.clone()}>{ label }</label>
            <select id={id.clone()} data-testid={id} {onchange}>
                { for options.into_iter().map(|(value, label, selected)| html! {
                    <option {value} {selected}>{ label }</option>
                }) }
            </select>
        </>
    }
}

/// Something to type.
pub(super) fn input(
    screen: &Screen,
    id: impl Into<AttrValue>,
    label: &str,
    value: &str,
    kind: &'static str,
    changed: impl Fn(String) -> WindowEvent + 'static,
) -> Html {
    let id = id.into();
    let oninput = screen.on_with(move |event: yew::InputEvent| {
        let input: HtmlInputElement = event.target_dyn_into()?;
        Some(Event::Window(changed(input.value())))
    });
    html! {
        <>
            <label for={id.clone()}>{ label }</label>
            <input type="text" inputmode={kind} autocomplete="off" id={id.clone()} data-testid={id}
                value={value.to_owned()} {oninput} />
        </>
    }
}

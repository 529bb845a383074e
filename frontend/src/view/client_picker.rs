//! The client, picked by typing: an input with a list, after the combobox pattern of the ARIA practices.

use api::ClientHit;
use web_sys::HtmlInputElement;
use yew::{Callback, FocusEvent, Html, InputEvent, KeyboardEvent, MouseEvent, TargetCast, html};

use super::Screen;
use crate::model::{Event, FilingEvent, FilingForm, Key, Picker, label};

pub(super) fn view(screen: &Screen, form: &FilingForm) -> Html {
    let picker = &form.picker;
    html! {
        <div class="combobox">
            <label for="client">{ screen.say("field-client") }</label>
            <div class="anchor">
                { input(screen, picker) }
                { list(screen, picker) }
            </div>
            if form.suggested {
                <p class="faint" data-testid="suggested">{ screen.say("suggested") }</p>
            }
            <p class="hidden" role="status">{ found(screen, picker) }</p>
        </div>
    }
}

fn input(screen: &Screen, picker: &Picker) -> Html {
    let oninput = screen.on_with(|event: InputEvent| {
        let input: HtmlInputElement = event.target_dyn_into()?;
        Some(Event::Filing(FilingEvent::Typed(input.value())))
    });
    let open = picker.open;
    let onkeydown = screen.on_with(move |event: KeyboardEvent| {
        let key = Key::named(&event.key())?;
        let for_text = matches!(key, Key::Home | Key::End) || (!open && key != Key::Down);
        if for_text {
            return None;
        }
        // Office.js takes Esc to leave the pane; here it closes the list.
        event.prevent_default();
        event.stop_propagation();
        Some(Event::Filing(FilingEvent::Pressed(key)))
    });
    // What stands there is a suggestion or a choice: typing replaces it whole.
    let onfocus = Callback::from(|event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    });
    let active = picker.active.filter(|_| open).map(|at| format!("client-{at}"));
    html! {
        <input id="client" type="text" role="combobox" autocomplete="off" data-testid="client"
            placeholder={screen.say("client-hint")} value={picker.text.clone()} aria-autocomplete="list"
            aria-expanded={open.to_string()} aria-controls="client-list" aria-activedescendant={active}
            {oninput} {onkeydown} {onfocus} onblur={screen.on(Event::Filing(FilingEvent::Left))} />
    }
}

fn list(screen: &Screen, picker: &Picker) -> Html {
    html! {
        <ul id="client-list" role="listbox" class="options" aria-label={screen.say("field-client")} hidden={!picker.open}
            data-testid="client-list">
            { for picker.hits.iter().enumerate().map(|(at, hit)| option(screen, picker, at, hit)) }
            if picker.hits.is_empty() {
                <li class="faint" role="option" aria-disabled="true" aria-selected="false">{ found(screen, picker) }</li>
            }
        </ul>
    }
}

fn option(screen: &Screen, picker: &Picker, at: usize, hit: &ClientHit) -> Html {
    let id = format!("client-{at}");
    // The input keeps the focus, so that leaving it does not close the list before the click lands.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    html! {
        <li id={id.clone()} role="option" aria-selected={(picker.active == Some(at)).to_string()} data-testid={id}
            data-client={hit.id.clone()} {onmousedown} onclick={screen.on(Event::Filing(FilingEvent::Picked(at)))}>
            { label(hit) }
        </li>
    }
}

/// How many were found, for those who do not see the list.
fn found(screen: &Screen, picker: &Picker) -> String {
    match (picker.open, picker.searching, picker.hits.len()) {
        (false, _, _) => String::new(),
        (true, true, _) => screen.say("client-searching"),
        (true, false, 0) => screen.say("client-none"),
        (true, false, number) => screen.words().count("client-found", number, &[]),
    }
}

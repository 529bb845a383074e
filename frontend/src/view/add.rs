//! The form of *Add*: how the new record is filed.

use api::StaffMember;
use web_sys::HtmlSelectElement;
use yew::{Callback, Html, TargetCast, html};

use super::{Screen, client_picker, parts::primary};
use crate::model::{EditEvent, Event, FilingEvent, FilingForm};

pub(super) fn view(screen: &Screen, form: &FilingForm) -> Html {
    html! {
        <section class="card" aria-labelledby="filing-title" data-testid="filing">
            <h3 id="filing-title">{ screen.say("filing") }</h3>
            { client_picker::view(screen, form) }
            { matter(screen, form) }
            { code(screen, form) }
            { staff(screen, form) }
            { primary(screen, "add", "add", Event::Edit(EditEvent::Add)) }
        </section>
    }
}

fn chosen(screen: &Screen, event: fn(String) -> FilingEvent) -> Callback<yew::Event> {
    screen.on_with(move |change: yew::Event| {
        let select: HtmlSelectElement = change.target_dyn_into()?;
        Some(Event::Filing(event(select.value())))
    })
}

fn matter(screen: &Screen, form: &FilingForm) -> Html {
    let Some(client) = &form.picker.client else {
        return Html::default();
    };
    html! {
        <>
            <label for="matter">{ screen.say("field-matter") }</label>
            <select id="matter" data-testid="matter" onchange={chosen(screen, FilingEvent::Matter)}>
                <option value="" selected={form.matter.is_empty()}>{ screen.say("matter-none") }</option>
                { for client.matters.iter().map(|matter| {
                    let values = [("number", matter.number.as_str()), ("name", matter.title.as_str())];
                    html! {
                        <option value={matter.id.clone()} selected={form.matter == matter.id}>
                            { screen.words().with("number-name", &values) }
                        </option>
                    }
                }) }
            </select>
        </>
    }
}

fn code(screen: &Screen, form: &FilingForm) -> Html {
    html! {
        <>
            <label for="code">{ screen.say("field-code") }</label>
            <select id="code" data-testid="code" onchange={chosen(screen, FilingEvent::Code)}>
                <option value="" selected={form.code.is_empty()}>{ screen.say("code-none") }</option>
                { for screen.model.choices.codes.iter().map(|code| {
                    let values = [("code", code.code.as_str()), ("title", code.title.as_str())];
                    html! {
                        <option value={code.code.clone()} selected={form.code == code.code}>
                            { screen.words().with("code-title", &values) }
                        </option>
                    }
                }) }
            </select>
        </>
    }
}

fn staff(screen: &Screen, form: &FilingForm) -> Html {
    html! {
        <fieldset class="staff" data-testid="staff">
            <legend>{ screen.say("field-staff") }</legend>
            <div class="ticks">
                { for screen.by_name(&screen.model.choices.staff).into_iter().map(|member| tick(screen, form, member)) }
            </div>
        </fieldset>
    }
}

fn tick(screen: &Screen, form: &FilingForm, member: &StaffMember) -> Html {
    let id = format!("staff-{}", member.id);
    html! {
        <label class="tick" for={id.clone()}>
            <input type="checkbox" id={id.clone()} data-testid={id} checked={form.staff.contains(&member.id)}
                onchange={screen.on(Event::Filing(FilingEvent::Tick(member.id.clone())))} />
            { &member.name }
        </label>
    }
}

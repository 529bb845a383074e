//! The fields that differ, side by side, with what Sync will do to each.

use api::Linked;
use rules::{
    conflict::Newer,
    json,
    merge::Side,
    plan::{Fate, PlannedRow},
    record::{FieldId, Image, Value},
};
use yew::{Html, classes, html};

use super::{Screen, parts::primary};
use crate::model::{Appointment, Compared, EditEvent, Event, fate_key};

pub(super) fn view(screen: &Screen, appointment: &Appointment, linked: &Linked, compared: &Compared) -> Html {
    let rows: Vec<_> = compared.differing().collect();
    if rows.is_empty() {
        return Html::default();
    }
    let asks = rows.iter().any(|(_, asked)| *asked);
    html! {
        <section class="compare" aria-label={screen.say("item")} data-testid="compare">
            <p class="faint" data-testid="newer">{ newer(screen, compared) }</p>
            if let Some(verdict) = compared.plan.verdict {
                <p data-testid="why">{ screen.say(&why_key(verdict.why)) }</p>
            }
            { for rows.iter().map(|(row, asked)| if *asked {
                question(screen, appointment, linked, compared, row)
            } else {
                difference(screen, linked, compared, row)
            }) }
            if asks {
                <div class="actions">{ primary(screen, "keep", "keep", Event::Edit(EditEvent::Keep)) }</div>
            }
        </section>
    }
}

fn why_key(why: rules::conflict::Why) -> String {
    // The name that it has in JSON.
    format!("why-{}", json::to_string(&why).trim_matches('"'))
}

fn newer(screen: &Screen, compared: &Compared) -> String {
    let moment = |at: Option<jiff::Timestamp>| at.map(|at| screen.tell.when(at)).unwrap_or_default();
    let key = match compared.times.newer() {
        Newer::Practice => "newer-practice",
        Newer::Outlook => "newer-outlook",
        Newer::Close => "newer-close",
        Newer::Unknown => "newer-unknown",
    };
    let (practice, outlook) = (moment(compared.times.practice), moment(compared.times.outlook));
    screen.words().with(key, &[("practice", &practice), ("outlook", &outlook)])
}

fn value(screen: &Screen, field: FieldId, value: Option<&Value>, image: &Image) -> String {
    screen.tell.value(field, value, image)
}

/// Both values of a row, the record's first.
fn values(
    screen: &Screen,
    linked: &Linked,
    compared: &Compared,
    row: &PlannedRow,
) -> [(Side, &'static str, String); 2] {
    let row = &row.row;
    let practice = value(screen, row.field, row.practice.as_ref(), &linked.known.record);
    let outlook = value(screen, row.field, row.outlook.as_ref(), &compared.presented.view.image);
    [(Side::Practice, "practice", practice), (Side::Outlook, "outlook", outlook)]
}

const fn fate_name(fate: Fate) -> &'static str {
    match fate {
        Fate::Keep => "keep",
        Fate::ToRecord => "toRecord",
        Fate::ToItem => "toItem",
        Fate::Ask => "ask",
        Fate::Held(_) => "held",
    }
}

fn difference(screen: &Screen, linked: &Linked, compared: &Compared, row: &PlannedRow) -> Html {
    let field = row.row.field;
    let newer = compared.newer(row);
    html! {
        <article class="row" data-testid={format!("row-{field}")} data-fate={fate_name(row.fate)}>
            <h3>{ screen.words().field(field) }</h3>
            <dl class="sides">
                { for values(screen, linked, compared, row).into_iter().map(|(side, key, text)| html! {
                    <div class={classes!((newer == Some(side)).then_some("newer"))}>
                        <dt>
                            { screen.say(key) }
                            if newer == Some(side) {
                                { " " }<span class="badge" data-testid={format!("newer-{field}")} data-side={key}>
                                    { screen.say("newer") }
                                </span>
                            }
                        </dt>
                        <dd dir="auto" data-testid={format!("{key}-{field}")}>{ text }</dd>
                    </div>
                }) }
            </dl>
            <p class="fate" data-testid={format!("fate-{field}")}>{ screen.say(fate_key(row)) }</p>
        </article>
    }
}

/// One click each (M2, *ask me*).
fn question(
    screen: &Screen,
    appointment: &Appointment,
    linked: &Linked,
    compared: &Compared,
    row: &PlannedRow,
) -> Html {
    let field = row.row.field;
    let chosen = appointment.answers.get(&field).copied();
    html! {
        <fieldset class="row" data-testid={format!("row-{field}")} data-fate="ask">
            <legend>{ screen.words().field(field) }</legend>
            { for values(screen, linked, compared, row).into_iter().map(|(side, key, text)| {
                let id = format!("choose-{field}-{key}");
                html! {
                    <label class="choice" for={id.clone()}>
                        <input type="radio" id={id.clone()} name={format!("choose-{field}")} data-testid={id}
                            checked={chosen == Some(side)}
                            onchange={screen.on(Event::Edit(EditEvent::Choose(field, side)))} />
                        <span>
                            <span class="faint">{ screen.say(key) }</span>
                            <span class="chosen-value" dir="auto" data-testid={format!("{key}-{field}")}>{ text }</span>
                        </span>
                    </label>
                }
            }) }
        </fieldset>
    }
}

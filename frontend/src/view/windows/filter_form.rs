//! The form of a contact filter: rows of field, method and value, and what it selects now.

use api::FilterSample;
use rules::filter::{FIELDS, ME, Method, Row};
use yew::{Html, html};

use super::{
    controls::{act, act_on, input, main, radio, select},
    filters::on,
    loaded,
};
use crate::{
    model::windows::{FilterEvent, FilterForm, ValueKind, value_kind},
    view::Screen,
};

/// The methods, with the keys of what they say.
const METHODS: [(Method, &str); 7] = [
    (Method::Single, "method-single"),
    (Method::AnyOf, "method-anyOf"),
    (Method::Range, "method-range"),
    (Method::Contains, "method-contains"),
    (Method::BeginsWith, "method-beginsWith"),
    (Method::IsBlank, "method-isBlank"),
    (Method::IsNotBlank, "method-isNotBlank"),
];

pub(super) fn view(screen: &Screen, form: &FilterForm) -> Html {
    let all = form.filter.match_all;
    html! {
        <div class="columns">
            <div class="column">
                { input(screen, "filter-name", &screen.say("filter-name"), &form.name, "text",
                    |name| on(FilterEvent::Name(name))) }
                <fieldset class="bare">
                    <legend>{ screen.say("filter-match") }</legend>
                    { radio(screen, "filter-match", "match-all", &screen.say("match-all"), all,
                        on(FilterEvent::MatchAll(true))) }
                    { radio(screen, "filter-match", "match-any", &screen.say("match-any"), !all,
                        on(FilterEvent::MatchAll(false))) }
                </fieldset>
                { for form.filter.rows.iter().enumerate().map(|(at, one)| row(screen, at, one)) }
                { act(screen, "row-add", &screen.say("row-add"), on(FilterEvent::AddRow)) }
            </div>
            <div class="column">
                { sample(screen, form) }
                <div class="actions">
                    { main(screen, "filter-save", &screen.say("filter-save"), on(FilterEvent::Save)) }
                    { act(screen, "filter-close", &screen.say("cancel"), on(FilterEvent::Close)) }
                </div>
            </div>
        </div>
    }
}

fn row(screen: &Screen, at: usize, row: &Row) -> Html {
    let number = (at + 1).to_string();
    let fields = FIELDS
        .iter()
        .map(|(name, _)| ((*name).to_owned(), screen.say(&format!("filter-field-{name}")), *name == row.field));
    let methods = METHODS
        .into_iter()
        .enumerate()
        .map(|(place, (method, key))| (place.to_string(), screen.say(key), method == row.method));
    let by = move |place: String| {
        let method = place.parse().ok().and_then(|place: usize| METHODS.get(place)).map_or(Method::Single, |row| row.0);
        on(FilterEvent::Method(at, method))
    };
    let drop = screen.words().with("row-drop-of", &[("n", &number)]);
    html! {
        <fieldset class="row" key={at} data-testid="filter-row">
            <legend>{ screen.words().with("row", &[("n", &number)]) }</legend>
            { select(screen, format!("row-field-{at}"), &screen.say("row-field"), fields.collect(),
                move |field| on(FilterEvent::Field(at, field))) }
            { select(screen, format!("row-method-{at}"), &screen.say("row-method"), methods.collect(), by) }
            { for row.values.iter().enumerate().map(|(place, text)| value(screen, at, row, place, text)) }
            <div class="actions">
                if row.method == Method::AnyOf {
                    { act_on(screen, "value-add", &screen.say("value-add"),
                        screen.words().with("value-add-of", &[("n", &number)]), on(FilterEvent::AddValue(at))) }
                }
                { act_on(screen, "row-drop", &screen.say("row-drop"), drop, on(FilterEvent::DropRow(at))) }
            </div>
        </fieldset>
    }
}

fn value(screen: &Screen, at: usize, row: &Row, place: usize, text: &str) -> Html {
    let id = format!("row-value-{at}-{place}");
    let label = screen.say(match (row.method, place) {
        (Method::Range, 0) => "value-from",
        (Method::Range, _) => "value-to",
        _ => "value",
    });
    let changed = move |text| on(FilterEvent::Value(at, place, text));
    let choices = match value_kind(row) {
        ValueKind::Text => return input(screen, id, &label, text, "text", changed),
        ValueKind::Kind => vec![
            ("client".to_owned(), screen.say("choice-client")),
            ("standalone".to_owned(), screen.say("choice-standalone")),
        ],
        ValueKind::Staff => {
            let staff = screen.by_name(&screen.model.choices.staff);
            let mut choices = vec![(ME.to_owned(), screen.say("value-me"))];
            choices.extend(staff.into_iter().map(|member| (member.id.clone(), member.name.clone())));
            choices
        }
    };
    let mut options = vec![(String::new(), screen.say("value-choose"), text.is_empty())];
    options.extend(choices.into_iter().map(|(value, label)| {
        let chosen = value == text;
        (value, label, chosen)
    }));
    select(screen, id, &label, options, changed)
}

/// How many contacts it selects now, and some of their names.
fn sample(screen: &Screen, form: &FilterForm) -> Html {
    let said = if form.incomplete().is_empty() {
        loaded(screen, form.sample.as_ref(), |sample| found(screen, sample))
    } else {
        html! { <p data-testid="sample-incomplete">{ screen.say("filter-incomplete") }</p> }
    };
    html! {
        <section class="card" aria-labelledby="sample-title" aria-live="polite" data-testid="sample">
            <h3 id="sample-title">{ screen.say("sample-title") }</h3>
            { said }
        </section>
    }
}

fn found(screen: &Screen, sample: &FilterSample) -> Html {
    html! {
        <>
            <p data-testid="sample-count" data-count={sample.count.to_string()}>
                { screen.words().count("sample-count", sample.count as usize, &[]) }
            </p>
            <ul>{ for sample.names.iter().map(|name| html! { <li dir="auto">{ name }</li> }) }</ul>
        </>
    }
}

//! What only the person can decide (M2 *ask me*, C8).

use api::{Asked, Candidate, Choice, QuestionView};
use rules::{merge::Side, plan::AskRow, record::Image};
use yew::{Html, html};

use super::{
    controls::{act_on, radio},
    loaded, problem, title,
};
use crate::{
    model::{WindowEvent, windows::QuestionEvent},
    view::{Screen, sentence},
};

pub(super) fn view(screen: &Screen) -> Html {
    html! {
        <>
            { title(&screen.say("questions-title")) }
            { problem(screen) }
            { loaded(screen, screen.model.windows.questions.list.as_ref(), |questions| list(screen, questions)) }
        </>
    }
}

fn list(screen: &Screen, questions: &[QuestionView]) -> Html {
    if questions.is_empty() {
        return sentence("questions-none", "plain", &screen.say("questions-none"));
    }
    html! { <>{ for questions.iter().map(|question| one(screen, question)) }</> }
}

fn one(screen: &Screen, question: &QuestionView) -> Html {
    let id = format!("question-{}", question.id);
    html! {
        // No landmark: two of them can be about people of one name.
        <div class="card" role="group" key={question.id.clone()} aria-labelledby={id.clone()} data-testid="question">
            <h3 {id} dir="auto">{ &question.title }</h3>
            <p class="faint">
                { screen.words().with("question-at", &[("at", &screen.tell.when(question.asked_at))]) }
            </p>
            { match &question.asked {
                Asked::Conflict(rows) => conflict(screen, question, rows),
                Asked::Match(candidates) => same(screen, question, candidates),
                Asked::Deletion => deletion(screen, question),
            } }
        </div>
    }
}

fn answer(screen: &Screen, id: &'static str, question: &QuestionView, event: QuestionEvent) -> Html {
    let label = screen.say(id);
    let named = screen.words().with("question-answer", &[("answer", &label), ("title", &question.title)]);
    act_on(screen, id, &label, named, WindowEvent::Question(event))
}

fn choice(screen: &Screen, id: &'static str, question: &QuestionView, choice: Choice) -> Html {
    answer(screen, id, question, QuestionEvent::Answer(question.id.clone(), choice))
}

fn conflict(screen: &Screen, question: &QuestionView, rows: &[AskRow]) -> Html {
    html! {
        <>
            <p>{ screen.say("question-conflict") }</p>
            { for rows.iter().map(|row| field(screen, question, row)) }
            { answer(screen, "keep", question, QuestionEvent::Keep(question.id.clone())) }
        </>
    }
}

fn field(screen: &Screen, question: &QuestionView, row: &AskRow) -> Html {
    let chosen = screen.model.windows.questions.side(&question.id, row.field);
    let value = |value| screen.tell.value(row.field, value, &Image::new());
    let sides = [(Side::Practice, "practice", &row.practice), (Side::Outlook, "outlook", &row.outlook)];
    html! {
        <fieldset class="row" data-testid={format!("ask-{}", row.field)}>
            <legend>{ screen.words().field(row.field) }</legend>
            { for sides.into_iter().map(|(side, key, held)| {
                let id = format!("ask-{}-{}-{key}", question.id, row.field);
                let text = screen.words().with("question-side", &[("side", &screen.say(key)), ("value", &value(held.as_ref()))]);
                let event = WindowEvent::Question(QuestionEvent::Choose(question.id.clone(), row.field, side));
                radio(screen, format!("{}-{}", question.id, row.field), id, &text, chosen == Some(side), event)
            }) }
        </fieldset>
    }
}

fn same(screen: &Screen, question: &QuestionView, candidates: &[Candidate]) -> Html {
    let new =
        screen.words().with("question-answer", &[("answer", &screen.say("match-new")), ("title", &question.title)]);
    html! {
        <>
            <p>{ screen.say("question-match") }</p>
            <ul>
                { for candidates.iter().map(|candidate| {
                    let values = [("name", candidate.name.as_str()), ("detail", candidate.detail.as_str())];
                    let label = screen.words().with("match-candidate", &values);
                    let named = screen.words().with("question-answer", &[("answer", &label), ("title", &question.title)]);
                    let choice = Choice::Record(candidate.record.clone());
                    let event = QuestionEvent::Answer(question.id.clone(), choice);
                    html! { <li>{ act_on(screen, "match-this", &label, named, WindowEvent::Question(event)) }</li> }
                }) }
                <li>
                    { act_on(screen, "match-new", &screen.say("match-new"), new,
                        WindowEvent::Question(QuestionEvent::Answer(question.id.clone(), Choice::New))) }
                </li>
            </ul>
        </>
    }
}

fn deletion(screen: &Screen, question: &QuestionView) -> Html {
    html! {
        <>
            <p>{ screen.say("question-deletion") }</p>
            <div class="actions">
                { choice(screen, "keep-both", question, Choice::Keep) }
                { choice(screen, "delete-too", question, Choice::Delete) }
            </div>
        </>
    }
}

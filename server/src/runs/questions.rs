//! What only a person can decide: asked, withdrawn when it no longer stands, and heard when it was answered (M2, C8).

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use rules::plan::{Answers, Ask, MatchAnswer, RunPlan};

use super::{Error, sides::Sides};
use crate::practice::{Folder, Practice, Question, QuestionAbout, QuestionRow, RecordRef, Step};

/// An answer that has not been used after this time is forgotten.
const KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Everything asked about a folder.
pub(super) async fn of(practice: &dyn Practice, folder: &Folder, now: Timestamp) -> Result<Vec<Question>, Error> {
    Ok(practice.questions_in(&folder.id, now - KEPT).await?)
}

/// Gives the answers to what is planned from.
pub(super) fn hear(questions: &[Question], sides: &mut Sides) {
    for question in questions {
        let Some(answered) = question.answered.as_ref() else {
            // Whichever run comes next: what was asked and not answered is not new (C8).
            if let (QuestionAbout::Match, Some(item)) = (question.about, &question.item_id) {
                sides.matches.insert(item.clone(), MatchAnswer::Open);
            }
            continue;
        };
        match (question.about, &question.link_id, &question.item_id) {
            (QuestionAbout::Match, _, Some(item)) => {
                if let Ok(answer) = serde_json::from_value::<MatchAnswer>(answered.answer.clone()) {
                    sides.matches.insert(item.clone(), answer);
                }
            }
            (QuestionAbout::Conflict | QuestionAbout::Deletion, Some(link), _) => {
                let base = sides.pairs.get(link).and_then(|pair| pair.base.as_ref());
                // An answer is about what stood then: once both agreed anew, it is used up.
                let fresh = base.is_none_or(|base| answered.at > base.taken_at);
                if let (true, Ok(answer)) = (fresh, serde_json::from_value::<Answers>(answered.answer.clone())) {
                    sides.answers.insert(link.clone(), answer);
                }
            }
            _ => {}
        }
    }
}

/// Asks what the plan asks, and withdraws what it asks no more of the pairs and items that it looked at.
pub(super) fn ask(
    plan: &RunPlan,
    questions: &[Question],
    sides: &Sides,
    folder: &Folder,
    staff: &str,
    now: Timestamp,
    new_id: &dyn Fn() -> String,
) -> Vec<Step> {
    let asked: Vec<Question> = plan.asks.iter().map(|ask| question(ask, sides, folder, staff, now, new_id())).collect();
    let links: BTreeSet<_> = asked.iter().filter_map(|question| question.link_id.clone()).collect();
    let items: BTreeSet<_> = asked.iter().filter_map(|question| question.item_id.clone()).collect();
    let open = questions.iter().filter(|question| question.answered.is_none());
    let withdrawn = open.filter(|question| match (&question.link_id, &question.item_id) {
        (Some(link), _) => sides.pairs.contains_key(link) && !links.contains(link),
        (None, Some(item)) => {
            (sides.items.contains_key(item) || sides.absent.contains_key(item)) && !items.contains(item)
        }
        (None, None) => false,
    });
    let withdrawn: Vec<Step> = withdrawn.map(|question| Step::Withdraw { question_id: question.id.clone() }).collect();
    withdrawn.into_iter().chain(asked.into_iter().map(Step::Ask)).collect()
}

fn question(ask: &Ask, sides: &Sides, folder: &Folder, staff: &str, now: Timestamp, id: String) -> Question {
    let kind = folder.key.kind;
    let empty = Question {
        id,
        staff_id: staff.to_owned(),
        about: QuestionAbout::Conflict,
        link_id: None,
        folder_id: Some(folder.id.clone()),
        item_id: None,
        record: RecordRef { kind, id: String::new() },
        candidates: Vec::new(),
        item: None,
        rows: Vec::new(),
        practice_at: None,
        outlook_at: None,
        asked_at: now,
        answered: None,
    };
    match ask {
        Ask::Conflict { link, record, rows, .. } => {
            let pair = sides.pairs.get(link);
            let item = pair.and_then(|pair| sides.items.get(super::sides::item_id(pair)));
            Question {
                link_id: Some(link.clone()),
                record: RecordRef { kind, id: record.clone() },
                rows: rows.iter().map(row).collect(),
                practice_at: pair.and_then(|pair| pair.record.as_ref()).map(|record| record.edited_at),
                outlook_at: item.and_then(|item| item.modified).map(|at| sides.ours(at)),
                ..empty
            }
        }
        Ask::Match { item, candidates, title } => Question {
            about: QuestionAbout::Match,
            item_id: Some(item.clone()),
            record: RecordRef { kind, id: candidates.iter().next().cloned().unwrap_or_default() },
            candidates: candidates.iter().cloned().collect(),
            item: Some(serde_json::json!({ "title": title })),
            ..empty
        },
    }
}

fn row(row: &rules::plan::AskRow) -> QuestionRow {
    QuestionRow {
        field: row.field,
        base: row.base.clone(),
        practice: row.practice.clone(),
        outlook: row.outlook.clone(),
    }
}

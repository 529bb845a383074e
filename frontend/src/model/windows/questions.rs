//! What only the person can decide (M2 *ask me*, C8).

use std::collections::BTreeMap;

use api::{Asked, Choice, QuestionView, SyncState};
use rules::{merge::Side, record::FieldId};

use super::{
    super::{Effect, Failure, Model},
    Ask, Loaded, TITLE,
};

/// The questions, and what was chosen so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct QuestionsWindow {
    /// The open ones.
    pub list: Loaded<Vec<QuestionView>>,
    /// Whose value is kept, by question and field.
    pub sides: BTreeMap<(String, FieldId), Side>,
}

/// In the list of questions.
#[derive(Clone, Debug)]
pub enum QuestionEvent {
    /// A value was chosen.
    Choose(String, FieldId, Side),
    /// *Keep* was pressed.
    Keep(String),
    /// Another answer was given.
    Answer(String, Choice),
}

impl QuestionsWindow {
    /// Whose value is kept.
    pub fn side(&self, question: &str, field: FieldId) -> Option<Side> {
        self.sides.get(&(question.to_owned(), field)).copied()
    }

    /// All that was chosen for a question; `None` while a field is not.
    fn chosen(&self, id: &str) -> Option<BTreeMap<FieldId, Side>> {
        let question = self.list.as_ref()?.as_ref().ok()?.iter().find(|question| question.id == id)?;
        match &question.asked {
            Asked::Conflict(rows) => rows.iter().map(|row| Some((row.field, self.side(id, row.field)?))).collect(),
            Asked::Match(_) | Asked::Deletion => None,
        }
    }
}

impl Model {
    pub(super) fn on_question(&mut self, event: QuestionEvent) -> Vec<Effect> {
        match event {
            QuestionEvent::Choose(id, field, side) => {
                self.windows.problem = None;
                self.windows.questions.sides.insert((id, field), side);
                Vec::new()
            }
            QuestionEvent::Keep(id) => {
                let Some(sides) = self.windows.questions.chosen(&id) else {
                    self.windows.problem = Some(self.words.say("question-unchosen"));
                    return Vec::new();
                };
                self.write(Ask::Answer { id, choice: Choice::Sides(sides) })
            }
            QuestionEvent::Answer(id, choice) => self.write(Ask::Answer { id, choice }),
        }
    }

    pub(super) fn on_answered(&mut self, result: Result<Box<SyncState>, Failure>) -> Vec<Effect> {
        self.windows.busy = false;
        match result {
            Ok(state) => {
                let mut effects = self.on_state(*state);
                effects.extend([Effect::Ask(Ask::Questions), Effect::Focus(TITLE)]);
                effects
            }
            Err(failure) => self.wrong(&failure),
        }
    }
}

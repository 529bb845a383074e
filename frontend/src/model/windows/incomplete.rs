//! Imported contacts to complete (C6).

use std::collections::BTreeMap;

use api::{CompleteContact, IncompleteContact, IncompleteContacts, ProblemKind};
use rules::record::{FieldId, Image, Value};

use super::{
    super::{Effect, Failure, Model},
    Ask, Loaded, TITLE,
};

/// What lacks something, and what was typed so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncompleteWindow {
    /// The first ones of them, and how many there are.
    pub list: Loaded<Box<IncompleteContacts>>,
    /// The contact that was to be saved last: what was wrong with it is said there.
    pub pressed: String,
    /// What was typed, by contact.
    typed: Vec<(String, Image)>,
}

/// In the list of imported contacts.
#[derive(Clone, Debug)]
pub enum IncompleteEvent {
    /// A field of that contact was filled in.
    Type(String, FieldId, String),
    /// *Save* was pressed for that contact.
    Save(String),
}

impl IncompleteWindow {
    /// What was typed.
    pub fn text(&self, contact: &str, field: FieldId) -> &str {
        self.typed.iter().find(|(id, _)| id == contact).map_or("", |(_, typed)| typed.text(field))
    }

    fn set(&mut self, contact: String, field: FieldId, text: String) {
        let text = Value::Text(text);
        match self.typed.iter_mut().find(|(id, _)| *id == contact) {
            Some((_, typed)) => typed.set(field, text),
            None => self.typed.push((contact, Image::new().with(field, text))),
        }
    }

    /// What of a contact is saved; `None` while nothing was filled in.
    fn filled(&self, id: &str) -> Option<CompleteContact> {
        let contact = self.list.as_ref()?.as_ref().ok()?.contacts.iter().find(|contact| contact.id == id)?;
        let mut fields = BTreeMap::new();
        for field in contact.lacks.iter().flatten() {
            let text = self.text(id, *field).trim();
            if !text.is_empty() {
                fields.insert(*field, text.to_owned());
            }
        }
        (!fields.is_empty()).then_some(CompleteContact { version: contact.version, fields })
    }

    /// A contact was saved: it goes, or shows what it still lacks, with what was typed for that meanwhile.
    fn take(&mut self, saved: &IncompleteContact) {
        self.typed.retain(|(id, _)| *id != saved.id || !saved.lacks.is_empty());
        let Some(Ok(list)) = &mut self.list else { return };
        let before = list.contacts.len();
        list.contacts.retain(|contact| contact.id != saved.id || !saved.lacks.is_empty());
        list.count = list.count.saturating_sub(u32::from(list.contacts.len() < before));
        if let Some(contact) = list.contacts.iter_mut().find(|contact| contact.id == saved.id) {
            contact.clone_from(saved);
        }
    }
}

impl Model {
    pub(super) fn on_incomplete(&mut self, event: IncompleteEvent) -> Vec<Effect> {
        match event {
            IncompleteEvent::Type(id, field, text) => {
                self.windows.problem = None;
                self.windows.incomplete.set(id, field, text);
                Vec::new()
            }
            IncompleteEvent::Save(id) => {
                self.windows.incomplete.pressed.clone_from(&id);
                let Some(complete) = self.windows.incomplete.filled(&id) else {
                    self.windows.problem = Some(self.words.say("incomplete-unfilled"));
                    return Vec::new();
                };
                self.write(Ask::Complete { id, complete })
            }
        }
    }

    pub(super) fn on_completed(&mut self, result: Result<Box<IncompleteContact>, Failure>) -> Vec<Effect> {
        self.windows.busy = false;
        match result {
            Ok(contact) => {
                self.windows.incomplete.take(&contact);
                self.say(self.words.with("incomplete-saved", &[("name", &contact.name)]), false);
                vec![Effect::Ask(Ask::State), Effect::Focus(TITLE)]
            }
            Err(failure) => {
                let mut effects = self.wrong(&failure);
                if matches!(failure.kind(), Some(ProblemKind::Moved | ProblemKind::NotFound)) {
                    effects.push(Effect::Ask(Ask::Incomplete));
                }
                effects
            }
        }
    }
}

//! Telling the form: a field is set only while it still shows what the synchronization was asked for with (P3).

use rules::{
    mapping::{Unmappable, open_item::present},
    normalize,
    outlook::item::Snapshot,
    plan::Presented,
    record::{FieldId, RecordKind, Value, appointment as field},
};

use super::FormEdit;
use crate::messages::Words;

/// Why a field of the form was not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSet {
    /// Outlook did not take it; its words.
    Refused(String),
    /// The person edited it after it was sent, and what was typed stays.
    Edited,
}

/// A field of the form, and why it was not set.
pub type FormResult = (FieldId, NotSet);

/// What came of telling the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// How many fields were set.
    pub set: usize,
    /// Those that were not.
    pub failed: Vec<FormResult>,
}

/// The form that is open in Outlook.
pub(crate) trait Form {
    /// The item as it was sent, with what the form shows in these fields now.
    async fn look(&self, sent: &Snapshot, fields: &[FieldId]) -> Result<Snapshot, String>;

    /// Makes one call.
    async fn set(&self, edit: &FormEdit) -> Result<(), String>;
}

/// The fields that say when, which the form is told as one.
const WHEN: [FieldId; 5] = [field::ALL_DAY, field::START, field::END, field::RECURRENCE, field::ZONE];

/// Makes the calls in their order, each after a look at what the form shows. What no longer shows what was sent is left.
pub(crate) async fn tell(form: &impl Form, edits: &[FormEdit], sent: &Snapshot) -> Told {
    let mut told = Told::default();
    for together in edits.chunk_by(|one, next| is_when(one) && is_when(next)) {
        if let Err(failed) = tell_together(form, together, sent, &mut told.set).await {
            told.failed.push(failed);
        }
    }
    told
}

/// One field, or all that say when: looked at once before the first call, since each moves the others.
async fn tell_together(
    form: &impl Form,
    edits: &[FormEdit],
    sent: &Snapshot,
    done: &mut usize,
) -> Result<(), FormResult> {
    let Some(first) = edits.first().map(FormEdit::field) else {
        return Ok(());
    };
    let own = [first];
    let watched: &[FieldId] = if edits.iter().any(is_when) { &WHEN } else { &own };
    let shown = form.look(sent, watched).await.map_err(|reason| (first, NotSet::Refused(reason)))?;
    if let Some(edited) = edited(sent, &shown, watched) {
        return Err((edited, NotSet::Edited));
    }
    for edit in edits {
        form.set(edit).await.map_err(|reason| (edit.field(), NotSet::Refused(reason)))?;
        *done += 1;
    }
    Ok(())
}

fn is_when(edit: &FormEdit) -> bool {
    WHEN.contains(&edit.field())
}

/// The first of these fields whose content is another now.
fn edited(sent: &Snapshot, now: &Snapshot, fields: &[FieldId]) -> Option<FieldId> {
    if sent == now {
        return None;
    }
    let (before, after) = (present(sent, None), present(now, None));
    fields.iter().copied().find(|id| match *id {
        // The part for joining a meeting too, which the notes leave out: it would be written over.
        field::NOTES => text(sent) != text(now),
        id => !same(id, &before, &after),
    })
}

fn text(item: &Snapshot) -> String {
    normalize::clean_text(item.notes.as_deref().unwrap_or_default())
}

/// A field that cannot be understood is not known to be the same.
fn same(id: FieldId, before: &(Presented, Vec<Unmappable>), after: &(Presented, Vec<Unmappable>)) -> bool {
    let understood = |(_, failed): &(Presented, Vec<Unmappable>)| failed.iter().all(|error| error.field != id);
    let value = |(presented, _): &(Presented, Vec<Unmappable>)| presented.view.image.get(id).cloned();
    let (a, b): (Option<Value>, Option<Value>) = (value(before), value(after));
    let field = RecordKind::Appointment.field(id);
    understood(before) && understood(after) && field.is_some_and(|field| normalize::same(field, a.as_ref(), b.as_ref()))
}

/// The message for a field that was not set, and what fills it.
pub(crate) fn not_set(failed: &FormResult, words: Words) -> (&'static str, Vec<(&'static str, String)>) {
    let field = ("field", words.field(failed.0));
    match &failed.1 {
        NotSet::Refused(reason) => ("form-failed", vec![field, ("reason", reason.clone())]),
        NotSet::Edited => ("form-left", vec![field]),
    }
}

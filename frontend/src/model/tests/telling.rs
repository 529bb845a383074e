use std::{
    cell::RefCell,
    pin::pin,
    task::{Context, Poll, Waker},
};

use rules::{
    outlook::item::{Mode, Snapshot},
    record::{FieldId, appointment as field},
};

use super::support::{at, item};
use crate::model::{Form, FormEdit, NotSet, Told, tell};

/// A form, and what a person types into it as soon as the first field is set.
struct Typed {
    shown: RefCell<Snapshot>,
    next: Option<Snapshot>,
    set: RefCell<Vec<FieldId>>,
}

impl Form for Typed {
    async fn look(&self, _: &Snapshot, _: &[FieldId]) -> Result<Snapshot, String> {
        Ok(self.shown.borrow().clone())
    }

    async fn set(&self, edit: &FormEdit) -> Result<(), String> {
        self.set.borrow_mut().push(edit.field());
        if let Some(typed) = &self.next {
            self.shown.replace(typed.clone());
        }
        Ok(())
    }
}

/// Tells a form that shows this, and gives what was set in it.
fn told(shown: Snapshot, next: Option<Snapshot>, edits: &[FormEdit]) -> (Vec<FieldId>, Told) {
    let form = Typed { shown: RefCell::new(shown), next, set: RefCell::default() };
    let sent = item(Mode::Compose);
    let told = match pin!(tell(&form, edits, &sent)).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(told) => told,
        Poll::Pending => panic!("this form answers at once"),
    };
    (form.set.into_inner(), told)
}

fn subject() -> FormEdit {
    FormEdit::Subject("Trial".to_owned())
}

fn location() -> FormEdit {
    FormEdit::Location("Room 9".to_owned())
}

#[test]
fn p3_what_was_typed_after_it_was_sent_stays_and_is_named() {
    let typed = Snapshot { location: Some("Room 7".to_owned()), ..item(Mode::Compose) };
    let (set, told) = told(typed, None, &[subject(), location()]);
    assert_eq!(set, [field::SUBJECT]);
    assert_eq!(told, Told { set: 1, failed: vec![(field::LOCATION, NotSet::Edited)] });
}

#[test]
fn p3_each_field_is_looked_at_just_before_it_is_set() {
    let typed = Snapshot { location: Some("Room 7".to_owned()), ..item(Mode::Compose) };
    let (set, told) = told(item(Mode::Compose), Some(typed), &[subject(), location()]);
    assert_eq!(set, [field::SUBJECT]);
    assert_eq!(told.failed, [(field::LOCATION, NotSet::Edited)]);
}

#[test]
fn p3_an_edit_of_one_field_that_says_when_leaves_them_all() {
    let when = [FormEdit::Start(at("2026-11-24T09:00:00Z")), FormEdit::End(at("2026-11-24T10:00:00Z"))];
    let typed = Snapshot { end: Some(at("2026-11-23T11:30:00Z")), ..item(Mode::Compose) };
    let (set, told) = told(typed, None, &when);
    assert!(set.is_empty());
    assert_eq!(told, Told { set: 0, failed: vec![(field::END, NotSet::Edited)] });
}

#[test]
fn the_end_that_outlook_moves_along_with_the_start_is_no_edit() {
    let when = [FormEdit::Start(at("2026-11-24T09:00:00Z")), FormEdit::End(at("2026-11-24T10:30:00Z")), subject()];
    let moved = Snapshot {
        start: Some(at("2026-11-24T09:00:00Z")),
        end: Some(at("2026-11-24T10:00:00Z")),
        ..item(Mode::Compose)
    };
    let (set, told) = told(item(Mode::Compose), Some(moved), &when);
    assert_eq!(set, [field::START, field::END, field::SUBJECT]);
    assert_eq!(told, Told { set: 3, failed: Vec::new() });
}

#[test]
fn c9_what_is_the_same_content_is_no_edit() {
    let blanks = Snapshot { location: Some("Room 1  ".to_owned()), ..item(Mode::Compose) };
    assert_eq!(told(blanks, None, &[location()]).0, [field::LOCATION]);
}

#[test]
fn p3_an_online_meeting_that_was_added_meanwhile_is_not_written_over() {
    let joining = "____________________\nJoin: https://meet.example/1\n";
    let added = Snapshot { notes: Some(joining.to_owned()), ..item(Mode::Compose) };
    let (set, told) = told(added, None, &[FormEdit::Body("notes".to_owned())]);
    assert!(set.is_empty());
    assert_eq!(told.failed, [(field::NOTES, NotSet::Edited)]);
}

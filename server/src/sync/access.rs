//! Who may do what with an item and its record. Every method of the service passes through here.

use rules::{
    outlook::item::Snapshot,
    record::{Image, Value, appointment as field},
};

use super::Error;
use crate::identity::Person;

/// An auditor reads everything and writes nothing.
pub(super) fn may_write(person: &Person) -> Result<(), Error> {
    person.must_write().map_err(|error| Error::Forbidden(error.to_string()))
}

/// A private appointment is for those assigned to it, and for the mailbox that it lies in; for everyone else the time
/// is *busy* (A11).
pub(super) fn sees_all(person: &Person, record: &Image) -> bool {
    let private = record.get(field::PRIVATE).is_some();
    !private || assigned(record, &person.staff)
}

fn assigned(image: &Image, staff: &str) -> bool {
    matches!(image.get(field::STAFF), Some(Value::Labels(all)) if all.contains(staff))
}

/// The open item's record may be shown beside it: it is the person's own mailbox, or the record is not private.
pub(super) fn may_open(person: &Person, item: &Snapshot, record: &Image) -> Result<(), Error> {
    if item.mailbox.eq_ignore_ascii_case(&person.mailbox) || sees_all(person, record) {
        return Ok(());
    }
    Err(Error::Forbidden("This appointment is private in the practice database.".to_owned()))
}

/// What others see of a private appointment: when.
pub(super) fn busy(image: &Image) -> Image {
    let shown = [field::START, field::END, field::ZONE, field::ALL_DAY, field::PRIVATE];
    image.only(&shown.into_iter().collect())
}

//! How the open item stands.

use api::{ItemRequest, ItemState, ItemStatus, Linked};
use rules::outlook::item::{ItemType, Snapshot};

use super::{
    Error, Sync, UNMEASURED,
    target::{Pair, Target},
};
use crate::identity::Person;

impl Sync {
    /// How the open item stands.
    pub async fn status(&self, person: &Person, request: ItemRequest) -> Result<ItemStatus, Error> {
        check(&request.item)?;
        self.status_of(person, &request.item).await
    }

    pub(super) async fn status_of(&self, person: &Person, item: &Snapshot) -> Result<ItemStatus, Error> {
        let state = match self.target(person, item).await? {
            Target::Unsaved => ItemState::Unsaved,
            Target::Unlinked => ItemState::Unlinked { suggestion: self.suggestion(person, item).await? },
            Target::UnknownOccurrence(series) => ItemState::UnknownOccurrence { series },
            Target::Pair(pair) => self.shown(&pair).await?,
        };
        Ok(ItemStatus { state, part: item.part() })
    }

    pub(super) async fn shown(&self, pair: &Pair) -> Result<ItemState, Error> {
        Ok(ItemState::Linked(Box::new(Linked {
            link: pair.link.as_ref().map(|link| link.id.clone()),
            record: pair.record_ref().id,
            occurrence: pair.day.as_ref().map(|day| day.original),
            known: pair.known.clone(),
            uncertainty: UNMEASURED,
            filing: self.filing(&pair.known.record, pair.revision).await?,
        })))
    }
}

/// The longest SMTP address (RFC 5321).
const LONGEST_ADDRESS: usize = 254;

/// The most attendees of a meeting (Exchange Online's limit for one is 500 to mail to).
const MOST_PEOPLE: usize = 500;

/// What every request about an item has to bring.
pub(super) fn check(item: &Snapshot) -> Result<(), Error> {
    if item.item_type != ItemType::Appointment {
        return Err(Error::invalid("item.itemType", "only an appointment can be synchronized: appointment"));
    }
    if !item.mailbox.contains('@') || item.mailbox.len() > LONGEST_ADDRESS {
        return Err(Error::invalid("item.mailbox", "the address of the mailbox that the item lies in"));
    }
    let id_is_sound =
        item.item_id.as_ref().is_none_or(|id| !id.is_empty() && id.len() <= 1024 && !id.contains(['/', '+']));
    if !id_is_sound {
        return Err(Error::invalid("item.itemId", "the item's id in its REST form, with - for / and _ for +"));
    }
    let people = item.required.len() + item.optional.len();
    if people > MOST_PEOPLE {
        return Err(Error::invalid("item.required", format!("{people} attendees; at most {MOST_PEOPLE}")));
    }
    Ok(())
}

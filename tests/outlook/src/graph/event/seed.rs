//! Events that the service starts with: they keep the ids and times that the seed gives them.

use super::super::item::{IdForm, Origin};
use super::super::mailbox::{Mailbox, Pen, Place};
use super::super::problem::Problem;
use super::super::properties::Fields;
use super::{Found, Writer};
use crate::ids;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

impl Mailbox {
    /// Puts an event of a seed in. Exceptions come after their series.
    pub(super) fn seed_event(&mut self, given: &Fields, pen: &mut Pen<'_>) -> Result<(), Problem> {
        let place = match self.series_of_seed(given) {
            Some((master, start)) => {
                let found = Found { place: master, occurrence: Some(start) };
                let place = self.write_event(found, given, Writer::Person, pen)?.place;
                // It stands in the series by its time, and in the seed under an id of its own.
                self.item_mut(place)?.of = Some(Origin { series: master.item, start });
                place
            }
            None => self.create_event(self.calendar, given, Writer::Person, pen)?,
        };
        self.identify(place, given)
    }

    fn series_of_seed(&self, given: &Fields) -> Option<(Place, i64)> {
        let master = self.found(given.get("seriesMasterId")?.as_str()?, IdForm::Regular)?;
        let start: Timestamp = given.get("originalStart")?.as_str()?.parse().ok()?;
        Some((master.place, start.as_millisecond()))
    }

    /// Gives an item what the service otherwise makes.
    pub(super) fn identify(&mut self, place: Place, given: &Fields) -> Result<(), Problem> {
        let text = |name: &str| given.get(name).and_then(Value::as_str);
        let before = self.item_mut(place)?.clone();
        self.forget(&before);
        let item = self.item_mut(place)?;
        if let Some(id) = text("id") {
            item.id = ids::rest(id);
            item.immutable = ids::rest(&ids::immutable(id));
        }
        if let Some(key) = text("changeKey") {
            key.clone_into(&mut item.change_key);
        }
        let moment = |name: &str| text(name).and_then(|text| text.parse::<Timestamp>().ok());
        item.created = moment("createdDateTime").unwrap_or(item.created);
        item.modified = moment("lastModifiedDateTime").unwrap_or(item.modified);
        let cancelled = given.get("cancelledOccurrences").and_then(Value::as_array).into_iter().flatten();
        let dates = cancelled.filter_map(|text| text.as_str()?.rsplit('.').next()?.parse::<Date>().ok());
        item.series.cancelled.extend(dates);
        let item = item.clone();
        self.remember(&item, place.folder);
        Ok(())
    }
}

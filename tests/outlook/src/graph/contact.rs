//! How a contact is shown.

use super::item::{IdForm, Item, extended, second};
use super::properties::{Kind, PROPERTIES, kind_of};
use super::query::Options;
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::{Map, Value};

/// A contact on its way out: written straight into the answer, without a tree of values between.
pub(super) struct Shown<'a> {
    pub(super) contact: &'a Item,
    pub(super) folder: &'a str,
    pub(super) form: IdForm,
    pub(super) options: &'a Options,
    /// Where it is the whole answer, what it is.
    pub(super) context: Option<&'a str>,
    /// On a delta page the type is told.
    pub(super) typed: bool,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (contact, mut map) = (self.contact, serializer.serialize_map(None)?);
        if let Some(context) = self.context {
            map.serialize_entry("@odata.context", context)?;
        }
        if self.typed {
            map.serialize_entry("@odata.type", "#microsoft.graph.contact")?;
        }
        map.serialize_entry("@odata.etag", &contact.etag())?;
        map.serialize_entry("id", contact.shown_id(self.form))?;
        let wants = |name: &str| self.options.wants(name);
        for (name, value) in [
            ("createdDateTime", second(contact.created)),
            ("lastModifiedDateTime", second(contact.modified)),
            ("changeKey", contact.change_key.clone()),
            ("parentFolderId", self.folder.to_owned()),
        ] {
            if wants(name) {
                map.serialize_entry(name, &value)?;
            }
        }
        for (name, kind) in PROPERTIES.iter().filter(|(name, _)| wants(name)) {
            self.property(&mut map, name, *kind)?;
        }
        for (name, value) in contact.fields.iter().filter(|(name, _)| kind_of(name).is_none() && wants(name)) {
            map.serialize_entry(name, value)?;
        }
        if let Some(names) = &self.options.expand {
            let shown: Vec<Value> = contact.extended.iter().filter(|(id, _)| names.takes(id)).map(extended).collect();
            if !shown.is_empty() {
                map.serialize_entry("singleValueExtendedProperties", &shown)?;
            }
        }
        map.end()
    }
}

impl Shown<'_> {
    fn property<M: serde::ser::SerializeMap>(&self, map: &mut M, name: &str, kind: Kind) -> Result<(), M::Error> {
        if let Kind::EmailAt(place) = kind {
            let list = self.contact.fields.get("emailAddresses");
            return map.serialize_entry(name, &list.and_then(|list| list.get(place)));
        }
        match (self.contact.fields.get(name), kind) {
            (Some(value), _) => map.serialize_entry(name, value),
            (None, Kind::Notes) => map.serialize_entry(name, ""),
            (None, Kind::Texts(_) | Kind::Emails) => map.serialize_entry(name, &[(); 0]),
            (None, Kind::Address) => map.serialize_entry(name, &Map::new()),
            (None, _) => map.serialize_entry(name, &Value::Null),
        }
    }

    /// The same as a value.
    pub(super) fn to_value(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }
}

use std::collections::{BTreeMap, BTreeSet, btree_map};

use serde::{Deserialize, Serialize};

use super::{FieldId, Value};
use crate::json::{FromJson, Json, ToJson};

/// The content of a record or an item: a value for each field that holds one. Empty is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Image(BTreeMap<FieldId, Value>);

impl Image {
    /// Nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of that field, `None` when it is empty.
    pub fn get(&self, id: FieldId) -> Option<&Value> {
        self.0.get(&id)
    }

    /// The text of that field, empty when there is none.
    pub fn text(&self, id: FieldId) -> &str {
        self.get(id).and_then(Value::as_text).unwrap_or_default()
    }

    /// Sets a field; an empty value or `None` clears it.
    pub fn set(&mut self, id: FieldId, value: impl Into<Option<Value>>) {
        match value.into().filter(|value| !value.is_empty()) {
            Some(value) => self.0.insert(id, value),
            None => self.0.remove(&id),
        };
    }

    /// The same with that field set.
    #[must_use]
    pub fn with(mut self, id: FieldId, value: impl Into<Option<Value>>) -> Self {
        self.set(id, value);
        self
    }

    /// The fields that hold something, in the order of their names.
    pub fn iter(&self) -> btree_map::Iter<'_, FieldId, Value> {
        self.0.iter()
    }

    /// Nothing in it?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Only these fields.
    pub fn only(&self, ids: &BTreeSet<FieldId>) -> Self {
        Self(self.0.iter().filter(|(id, _)| ids.contains(id)).map(|(id, value)| (*id, value.clone())).collect())
    }
}

impl FromJson for Image {
    fn from_json(json: &Json) -> Option<Self> {
        FromJson::from_json(json).map(Self)
    }
}

impl ToJson for Image {
    fn write(&self, out: &mut String) {
        self.0.write(out);
    }
}

impl FromIterator<(FieldId, Value)> for Image {
    fn from_iter<T: IntoIterator<Item = (FieldId, Value)>>(values: T) -> Self {
        let mut image = Self::new();
        for (id, value) in values {
            image.set(id, value);
        }
        image
    }
}

impl<'a> IntoIterator for &'a Image {
    type Item = (&'a FieldId, &'a Value);
    type IntoIter = btree_map::Iter<'a, FieldId, Value>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// What was seen of one side: an image, and which fields were looked at. A field outside the scope is unknown, which
/// is not the same as empty: the open item shows no reminder, and that clears none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    /// What was seen.
    pub image: Image,
    /// What was looked at.
    pub scope: BTreeSet<FieldId>,
}

json_struct!(View { image, scope });

impl View {
    /// All synced fields of a kind were looked at.
    pub fn whole(kind: super::RecordKind, image: Image) -> Self {
        Self { image, scope: kind.synced().map(|field| field.id).collect() }
    }

    /// Notes a field as seen, with what it held.
    pub fn see(&mut self, id: FieldId, value: impl Into<Option<Value>>) {
        self.scope.insert(id);
        self.image.set(id, value);
    }

    /// This view laid over an older image: what was looked at replaces, the rest stays.
    pub fn over(&self, older: &Image) -> Image {
        let kept = older.iter().filter(|(id, _)| !self.scope.contains(id));
        kept.chain(self.image.iter()).map(|(id, value)| (*id, value.clone())).collect()
    }
}

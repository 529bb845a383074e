//! Changing the store: as Outlook does it for a person, and as another client would.

use super::{Category, Store, StoreError, is};
use crate::{clock::Clock, ids};
use serde_json::{Map, Value, json};

impl Store {
    /// Creates an event from Graph's JSON; what is left out gets Outlook's defaults.
    pub fn create_event(&self, address: &str, given: &Value) -> Result<Value, StoreError> {
        let id = self.graph.store().create_event(address, "", given)?;
        self.told_of(&id)
    }

    /// Changes properties of an event. An occurrence becomes an exception of its series.
    pub fn patch_event(&self, id: &str, patch: &Value) -> Result<Value, StoreError> {
        let store = self.graph.store();
        let address = store.mailbox_of_event(id).ok_or(StoreError::NotFound)?;
        let id = store.patch_event(&address, id, patch)?;
        self.told_of(&id)
    }

    /// Deletes an event; of an occurrence the series remembers that it is cancelled, of a series all goes.
    pub fn delete_event(&self, id: &str) -> Result<(), StoreError> {
        let store = self.graph.store();
        let (address, event) = self.event(id).ok_or(StoreError::NotFound)?;
        store.delete_event(&address, id)?;
        self.change(|state, _| {
            let own = event["id"].as_str().unwrap_or_default();
            state.mailbox_mut(&address)?.properties.remove(own);
            Ok(())
        })
    }

    /// The event as it stands after a change, which the page is told of.
    fn told_of(&self, id: &str) -> Result<Value, StoreError> {
        self.announce();
        self.event(id).map(|(_, event)| event).ok_or(StoreError::NotFound)
    }

    /// Changes properties of a message.
    pub fn patch_message(&self, id: &str, patch: &Value) -> Result<Value, StoreError> {
        self.change(|state, clock| {
            let address = state.message(id).ok_or(StoreError::NotFound)?.0.address.clone();
            let messages = &mut state.mailbox_mut(&address)?.messages;
            let message = messages.iter_mut().find(|message| is(message, id)).ok_or(StoreError::NotFound)?;
            merge(message, patch);
            touch(message, patch, clock);
            Ok(message.clone())
        })
    }

    /// The custom properties of an item. An occurrence has its series'; an edited one has lost them.
    pub fn properties(&self, id: &str) -> Value {
        let owner = match self.event(id) {
            Some((_, event)) if event["type"] == "occurrence" => event["seriesMasterId"].as_str().map(str::to_owned),
            _ => Some(id.to_owned()),
        };
        let state = self.lock();
        let found = state.mailboxes.iter().find_map(|mailbox| mailbox.properties.get(owner.as_deref()?));
        found.cloned().unwrap_or_else(|| json!({}))
    }

    /// Keeps the custom properties of an item.
    pub fn set_properties(&self, id: &str, properties: Value) -> Result<(), StoreError> {
        let event = self.event(id);
        self.change(|state, _| {
            let address = event.map(|found| found.0);
            let address = address.or_else(|| state.message(id).map(|found| found.0.address.clone()));
            let mailbox = state.mailbox_mut(&address.ok_or(StoreError::NotFound)?)?;
            mailbox.properties.insert(id.to_owned(), properties);
            Ok(())
        })
    }

    /// Keeps the add-in's roaming settings of a mailbox.
    pub fn set_settings(&self, address: &str, settings: Map<String, Value>) -> Result<(), StoreError> {
        self.change(|state, _| {
            state.mailbox_mut(address)?.settings = settings;
            Ok(())
        })
    }

    /// Replaces the master categories of a mailbox.
    pub fn set_categories(&self, address: &str, categories: Vec<Category>) -> Result<(), StoreError> {
        self.change(|state, _| {
            state.mailbox_mut(address)?.categories = categories;
            Ok(())
        })
    }
}

fn merge(item: &mut Value, patch: &Value) {
    if let (Some(fields), Some(patch)) = (item.as_object_mut(), patch.as_object()) {
        fields.extend(patch.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
}

/// A change moves the item's modified time and change key, unless they are given.
fn touch(item: &mut Value, patch: &Value, clock: &Clock) {
    for (key, value) in [("lastModifiedDateTime", clock.stamp()), ("changeKey", ids::change_key())] {
        if patch[key].is_null() {
            item[key] = json!(value);
        }
    }
}

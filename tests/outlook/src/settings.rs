//! Settings that are turned by naming those that change.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Settings with what `change` names changed; null takes a default back.
pub(crate) fn changed<T: Serialize + DeserializeOwned>(all: &T, change: &Value) -> Result<T, serde_json::Error> {
    let mut all = serde_json::to_value(all)?;
    let Some(change) = change.as_object() else { return serde_json::from_value(change.clone()) };
    if let Some(all) = all.as_object_mut() {
        for (name, value) in change {
            if value.is_null() { drop(all.remove(name)) } else { drop(all.insert(name.clone(), value.clone())) }
        }
    }
    serde_json::from_value(all)
}

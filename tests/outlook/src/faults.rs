//! Faults that a test or a person asks for: what the host does wrong, and how often.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::{Mutex, PoisonError};

/// One fault: which calls it hits, and what it does to them. Everything left out means "any" or "nothing".
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Fault {
    /// Only calls with this dispatch id (`17` is subject.setAsync).
    pub dispatch_id: Option<u32>,
    /// Only messages of this name (`GetInitialData`, `ExecuteMethod`, `executeMethod`, …).
    pub action: Option<String>,
    /// How many calls it hits; left out means all.
    pub times: Option<u32>,
    /// The reply comes this much later, in milliseconds.
    pub delay_ms: u64,
    /// The reply is this error instead.
    pub error_code: Option<u32>,
    /// A sign-in request over the bridge fails with this status (`NO_NETWORK`, `ACCOUNT_UNAVAILABLE`, …).
    pub bridge_status: Option<String>,
    /// No reply comes at all.
    pub drop: bool,
    /// While the reply is under way the item changes: to the item of this id, or to none (`{"to": null}`).
    pub item_change: Option<ItemChange>,
    /// A reply whose item is gone is delivered all the same, instead of as error 9030.
    pub deliver_stale: bool,
    /// `GetInitialData` answers that there is no item.
    pub null_item: bool,
}

/// Where the item changes to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ItemChange {
    /// The other item's id; `None` is no item.
    pub to: Option<String>,
}

/// The faults that are set, in order; the first that fits a call is taken.
#[derive(Debug, Default)]
pub struct Faults(Mutex<Vec<Fault>>);

impl Faults {
    /// Replaces all faults.
    pub fn set(&self, faults: Vec<Fault>) {
        *self.lock() = faults;
    }

    /// The faults still set.
    pub fn list(&self) -> Vec<Fault> {
        self.lock().clone()
    }

    /// The fault that hits this call, if one does; counts it.
    pub fn take(&self, action: &str, dispatch_id: Option<u32>) -> Option<Fault> {
        let mut faults = self.lock();
        let at = faults.iter().position(|fault| fault.fits(action, dispatch_id))?;
        let fault = faults[at].clone();
        match fault.times {
            Some(0 | 1) => drop(faults.remove(at)),
            Some(times) => faults[at].times = Some(times - 1),
            None => {}
        }
        Some(fault)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Fault {
    fn fits(&self, action: &str, dispatch_id: Option<u32>) -> bool {
        let by_action = self.action.as_deref().is_none_or(|name| name == action);
        by_action && self.dispatch_id.is_none_or(|id| Some(id) == dispatch_id)
    }
}

/// Reads one fault or a list of them.
pub fn read(value: Value) -> Result<Vec<Fault>, serde_json::Error> {
    match value {
        Value::Null => Ok(Vec::new()),
        Value::Array(_) => serde_json::from_value(value),
        one => Ok(vec![serde_json::from_value(one)?]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fault_hits_as_often_as_it_says_and_only_its_calls() {
        let faults = Faults::default();
        faults.set(read(json!({"dispatchId": 18, "errorCode": 9042, "times": 2})).unwrap());
        assert_eq!(faults.take("ExecuteMethod", Some(17)), None);
        assert_eq!(faults.take("ExecuteMethod", Some(18)).unwrap().error_code, Some(9042));
        assert!(faults.take("ExecuteMethod", Some(18)).is_some());
        assert_eq!(faults.take("ExecuteMethod", Some(18)), None);
        assert!(read(json!({"delay": 3})).is_err());
    }
}

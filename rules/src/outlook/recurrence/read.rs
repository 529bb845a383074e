//! Reading a JSON object's properties without ever failing.

use serde_json::Value;

/// A JSON value read as an object; any other has no properties.
pub(super) struct Fields<'a>(pub(super) &'a Value);

impl Fields<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        let object = self.0.as_object()?;
        let other_case = || {
            let same = object.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
            same.min_by_key(|(key, _)| *key).map(|(_, value)| value)
        };
        object.get(name).or_else(other_case)
    }

    /// The property as it is; null if there is none.
    pub(super) fn value(&self, name: &str) -> Value {
        self.get(name).cloned().unwrap_or_default()
    }

    /// The property if it is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.as_str().map(str::to_owned)
    }

    /// The property if it is a whole number, or a text of one.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::String(text) => text.trim().parse().ok(),
            number => number.as_i64().or_else(|| whole(number.as_f64()?)),
        }
    }

    /// The property if it is a list: its texts, other elements passed over.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let list = self.get(name)?.as_array()?;
        Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
    }
}

/// `5.0`, as JavaScript may write 5. Numbers past 32 bits are none: no field has such.
fn whole(number: f64) -> Option<i64> {
    let bound = f64::from(i32::MAX);
    #[allow(clippy::cast_possible_truncation, reason = "within 32 bits and without a fraction")]
    (number.fract() == 0.0 && number.abs() <= bound).then_some(number as i64)
}

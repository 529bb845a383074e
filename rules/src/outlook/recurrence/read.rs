//! Reading a JSON object's properties without ever failing.

use crate::json::Json;

/// A JSON value read as an object; any other has no properties.
pub(super) struct Fields<'a>(pub(super) &'a Json);

impl Fields<'_> {
    fn get(&self, name: &str) -> Option<&Json> {
        let other_case = || {
            let same = self.0.object()?.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
            same.min_by_key(|(key, _)| key).map(|(_, value)| value)
        };
        self.0.get(name).or_else(other_case)
    }

    /// The property as it is; null if there is none.
    pub(super) fn value(&self, name: &str) -> Json {
        self.get(name).cloned().unwrap_or_default()
    }

    /// The property if it is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.get(name)?.text().map(str::to_owned)
    }

    /// The property if it is a whole number, or a text of one.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Json::Text(text) => text.trim().parse().ok(),
            Json::Number(number) => whole(number),
            _ => None,
        }
    }

    /// The property if it is a list: its texts, other elements passed over.
    pub(super) fn texts(&self, name: &str) -> Option<Vec<String>> {
        let list = self.get(name)?.list()?;
        Some(list.iter().filter_map(Json::text).map(str::to_owned).collect())
    }
}

/// A whole number, be it written `5.0`, as some write 5.
fn whole(number: &str) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    fraction.bytes().all(|byte| byte == b'0').then(|| whole.parse().ok())?
}

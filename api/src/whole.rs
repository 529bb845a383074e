//! Whole numbers as JSON has them: `3.0` is one, by JSON Schema's own words (2020-12, 4.2.3).

use serde::{Deserialize, Deserializer, de::Error as _};

/// A whole number from 0 to `u32::MAX`.
#[derive(Clone, Copy)]
struct Whole(u32);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = serde_json::Number::deserialize(deserializer)?;
        let whole = number.as_u64().or_else(|| number.as_f64().and_then(of_float));
        let whole = whole.and_then(|whole| u32::try_from(whole).ok());
        whole.map(Self).ok_or_else(|| D::Error::custom(format!("expected a whole number from 0 on, not {number}")))
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and within both bounds")]
fn of_float(float: f64) -> Option<u64> {
    (float.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&float)).then_some(float as u64)
}

pub(crate) fn one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    Whole::deserialize(deserializer).map(|whole| whole.0)
}

pub(crate) fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    Option::<Whole>::deserialize(deserializer).map(|whole| whole.map(|whole| whole.0))
}

pub(crate) fn all<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u32>, D::Error> {
    Vec::<Whole>::deserialize(deserializer).map(|all| all.into_iter().map(|whole| whole.0).collect())
}

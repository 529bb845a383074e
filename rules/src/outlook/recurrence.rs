//! How Graph and Office.js write that an appointment repeats.
//!
//! Reading is lenient and total: whatever JSON arrives, a value comes of it. Names match in any letter case, unknown
//! properties are passed over, and a property that is missing, null or of another type is none. What the values mean,
//! and whether they mean anything, is for [`crate::mapping::recurrence`] to say. Writing gives the fields that are set.

use serde::{Deserialize, Serialize};

pub mod office;
mod read;

use crate::json::Json;
use read::Fields;

/// Graph's `patternedRecurrence`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Json")]
pub struct PatternedRecurrence {
    /// On which days.
    pub pattern: RecurrencePattern,
    /// From when until when.
    pub range: RecurrenceRange,
}

/// Graph's `recurrencePattern`. Which fields mean anything depends on `type`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Json", rename_all = "camelCase")]
pub struct RecurrencePattern {
    /// `daily`, `weekly`, `absoluteMonthly`, `relativeMonthly`, `absoluteYearly` or `relativeYearly`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Days, weeks, months or years from one occurrence to the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    /// The month, 1 to 12; served as 0 where it means nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<i64>,
    /// The day of the month, 1 to 31; served as 0 where it means nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_of_month: Option<i64>,
    /// `sunday` to `saturday`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_of_week: Option<Vec<String>>,
    /// Where a week begins, `sunday` to `saturday`; none is `sunday`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day_of_week: Option<String>,
    /// `first` to `fourth`, or `last`; none is `first`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
}

/// Graph's `recurrenceRange`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Json", rename_all = "camelCase")]
pub struct RecurrenceRange {
    /// `endDate`, `noEnd` or `numbered`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// The first occurrence, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// The last possible occurrence, `YYYY-MM-DD`; served as `0001-01-01` where it means nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_date: Option<String>,
    /// The zone of both dates, by its Windows or IANA name; none is the event's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence_time_zone: Option<String>,
    /// How many occurrences there are; served as 0 where it means nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number_of_occurrences: Option<i64>,
}

impl From<Json> for PatternedRecurrence {
    fn from(json: Json) -> Self {
        let fields = Fields(&json);
        Self { pattern: fields.value("pattern").into(), range: fields.value("range").into() }
    }
}

impl From<Json> for RecurrencePattern {
    fn from(json: Json) -> Self {
        let fields = Fields(&json);
        Self {
            kind: fields.text("type"),
            interval: fields.number("interval"),
            month: fields.number("month"),
            day_of_month: fields.number("dayOfMonth"),
            days_of_week: fields.texts("daysOfWeek"),
            first_day_of_week: fields.text("firstDayOfWeek"),
            index: fields.text("index"),
        }
    }
}

impl From<Json> for RecurrenceRange {
    fn from(json: Json) -> Self {
        let fields = Fields(&json);
        Self {
            kind: fields.text("type"),
            start_date: fields.text("startDate"),
            end_date: fields.text("endDate"),
            recurrence_time_zone: fields.text("recurrenceTimeZone"),
            number_of_occurrences: fields.number("numberOfOccurrences"),
        }
    }
}

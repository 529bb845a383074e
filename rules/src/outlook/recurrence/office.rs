//! How Office.js writes that an appointment repeats (Mailbox 1.7).

use serde::{Deserialize, Serialize};

use super::read::Fields;
use crate::json::{FromJson, Json, ToJson, write_present};

/// Office.js' `Recurrence`, with its `SeriesTime` (an object of getters) as plain values.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema), schemars(rename = "OfficeRecurrence"))]
#[serde(from = "Json", rename_all = "camelCase")]
pub struct Recurrence {
    /// `daily`, `weekday`, `weekly`, `monthly` or `yearly`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence_type: Option<String>,
    /// On which days; which fields mean anything depends on `recurrenceType`.
    pub recurrence_properties: RecurrenceProperties,
    /// The zone of the series.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence_time_zone: Option<RecurrenceTimeZone>,
    /// From when until when.
    pub series_time: SeriesTime,
}

/// Office.js' `RecurrenceProperties`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(from = "Json", rename_all = "camelCase")]
pub struct RecurrenceProperties {
    /// Days, weeks, months or years from one occurrence to the next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<i64>,
    /// The day of the month, 1 to 31.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_of_month: Option<i64>,
    /// `mon` to `sun`, or `day`, `weekday`, `weekendDay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day_of_week: Option<String>,
    /// `mon` to `sun`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<Vec<String>>,
    /// `first` to `fourth`, or `last`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub week_number: Option<String>,
    /// `jan` to `dec`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
    /// Where a week begins, `mon` to `sun`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_day_of_week: Option<String>,
}

/// Office.js' `RecurrenceTimeZone`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(from = "Json", rename_all = "camelCase")]
pub struct RecurrenceTimeZone {
    /// A Windows name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Minutes east of UTC; read, never written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
}

/// What Office.js' `SeriesTime` tells through its getters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(from = "Json", rename_all = "camelCase")]
pub struct SeriesTime {
    /// `getStartDate()`: the first occurrence, `YYYY-MM-DD`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    /// `getEndDate()`: the last possible occurrence, `YYYY-MM-DD`; null where the series has no end.
    pub end_date: Option<String>,
    /// `getStartTime()`: `HH:MM` or `HH:MM:SS`, perhaps with a leading `T` and a fraction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_time: Option<String>,
    /// `getEndTime()`: like `startTime`. Read, never written: the duration says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_time: Option<String>,
    /// `getDuration()`: the minutes of one occurrence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<i64>,
}

impl From<Json> for Recurrence {
    fn from(json: Json) -> Self {
        let fields = Fields(&json);
        let zone = Some(fields.value("recurrenceTimeZone")).filter(|zone| zone.object().is_some());
        Self {
            recurrence_type: fields.text("recurrenceType"),
            recurrence_properties: fields.value("recurrenceProperties").into(),
            recurrence_time_zone: zone.map(Into::into),
            series_time: fields.value("seriesTime").into(),
        }
    }
}

impl From<Json> for RecurrenceProperties {
    fn from(json: Json) -> Self {
        let fields = Fields(&json);
        Self {
            interval: fields.number("interval"),
            day_of_month: fields.number("dayOfMonth"),
            day_of_week: fields.text("dayOfWeek"),
            days: fields.texts("days"),
            week_number: fields.text("weekNumber"),
            month: fields.text("month"),
            first_day_of_week: fields.text("firstDayOfWeek"),
        }
    }
}

impl From<Json> for RecurrenceTimeZone {
    fn from(json: Json) -> Self {
        let fields = Fields(&json);
        Self { name: fields.text("name"), offset: fields.number("offset") }
    }
}

impl From<Json> for SeriesTime {
    fn from(json: Json) -> Self {
        let fields = Fields(&json);
        Self {
            start_date: fields.text("startDate"),
            end_date: fields.text("endDate"),
            start_time: fields.text("startTime"),
            end_time: fields.text("endTime"),
            duration_minutes: fields.number("durationMinutes"),
        }
    }
}

impl FromJson for Recurrence {
    fn from_json(json: &Json) -> Option<Self> {
        Some(json.clone().into())
    }
}

/// As Office.js takes them: what is not set is not there.
macro_rules! written {
    ($($name:ident { $($field:ident),* })*) => {$(
        impl ToJson for $name {
            fn write(&self, out: &mut String) {
                write_present(out, &[$((stringify!($field), &self.$field)),*]);
            }
        }
    )*};
}

written! {
    Recurrence { recurrence_type, recurrence_properties, recurrence_time_zone, series_time }
    RecurrenceProperties { interval, day_of_month, day_of_week, days, week_number, month, first_day_of_week }
    RecurrenceTimeZone { name, offset }
    SeriesTime { start_date, end_date, start_time, end_time, duration_minutes }
}

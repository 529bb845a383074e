//! How an appointment repeats (A7), in the form the practice database keeps.
//!
//! The six patterns are those of Graph's `recurrencePattern`, which are also all that Outlook can hold; the three
//! ends are those of its `recurrenceRange`. The first date is not held here: it is the appointment's own start
//! (Graph: `range.startDate` equals the start of the event).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

mod days;
mod json;

pub use days::{WeekIndex, Weekday, Weekdays};

/// How an appointment repeats and until when.
///
/// As JSON, the form in which it is stored:
/// `{"pattern":{"type":"weekly","interval":2,"days":["monday"],"firstDay":"sunday"},"range":{"count":10}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Recurrence {
    /// On which days.
    pub pattern: Pattern,
    /// Until when.
    pub range: Range,
}

json_struct!(Recurrence { pattern, range });

/// On which days a series falls: Graph's six `recurrencePatternType`s.
///
/// `interval` counts days, weeks, months or years, from 1. A day of the month that a month does not have means that
/// month's last day, as in Outlook (EWS, `DayOfMonth`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Pattern {
    /// Every `interval` days.
    Daily {
        /// Days from one occurrence to the next.
        interval: u32,
    },
    /// On the given days of every `interval`th week.
    Weekly {
        /// Weeks from one week with occurrences to the next.
        interval: u32,
        /// The days of the week.
        days: Weekdays,
        /// Where a week begins; matters when `interval` is above 1. Graph's default is Sunday.
        #[serde(default)]
        first_day: Weekday,
    },
    /// On one day of every `interval`th month.
    AbsoluteMonthly {
        /// Months from one occurrence to the next.
        interval: u32,
        /// The day of the month, 1 to 31.
        day: u8,
    },
    /// On the `index`th of the given days in every `interval`th month.
    RelativeMonthly {
        /// Months from one occurrence to the next.
        interval: u32,
        /// The days that count: one is a weekday's name, all seven "day", Monday to Friday "weekday".
        days: Weekdays,
        /// Which of them.
        index: WeekIndex,
    },
    /// On one date of every `interval`th year.
    AbsoluteYearly {
        /// Years from one occurrence to the next.
        interval: u32,
        /// The month, 1 to 12.
        month: u8,
        /// The day of the month, 1 to 31.
        day: u8,
    },
    /// On the `index`th of the given days in one month of every `interval`th year.
    RelativeYearly {
        /// Years from one occurrence to the next.
        interval: u32,
        /// The month, 1 to 12.
        month: u8,
        /// The days that count.
        days: Weekdays,
        /// Which of them.
        index: WeekIndex,
    },
}

/// Where a series ends: Graph's `recurrenceRangeType`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Range {
    /// Never.
    #[default]
    NoEnd,
    /// With the last occurrence on or before this date, in the appointment's own zone.
    Until(Date),
    /// After this many occurrences, from 1.
    Count(u32),
}

json_either!(Range { NoEnd } holding { Until, Count });

/// Why a recurrence is not one: the field at fault and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    /// `interval` is 0, or more than Outlook holds.
    #[error("interval: {found} is not between 1 and {max}")]
    Interval {
        /// What it is.
        found: u32,
        /// The most that this pattern takes.
        max: u32,
    },
    /// `day` is no day of any month.
    #[error("day: {0} is not between 1 and 31")]
    Day(u8),
    /// `month` is no month.
    #[error("month: {0} is not between 1 and 12")]
    Month(u8),
    /// `days` names no day.
    #[error("days: name at least one day of the week")]
    NoDays,
    /// The series ends before it begins.
    #[error("until: {until} is before the start, {start}")]
    UntilBeforeStart {
        /// The end of the series.
        until: Date,
        /// The appointment's start.
        start: Date,
    },
    /// `count` is 0, or more than Outlook holds.
    #[error("count: {found} is not between 1 and {max}")]
    Count {
        /// What it is.
        found: u32,
        /// The most that Outlook takes.
        max: u32,
    },
}

/// The most days between two occurrences that Outlook holds (EWS, `Interval` of `DailyRecurrence`).
pub const MAX_DAYS: u32 = 999;
/// The most weeks, months or years between two occurrences that Outlook holds (EWS, `Interval`).
pub const MAX_INTERVAL: u32 = 99;
/// The most occurrences that a counted series of Outlook's has (EWS, `NumberOfOccurrences`).
pub const MAX_COUNT: u32 = 999;

impl Pattern {
    /// How many days, weeks, months or years lie between two occurrences.
    pub fn interval(self) -> u32 {
        match self {
            Self::Daily { interval }
            | Self::Weekly { interval, .. }
            | Self::AbsoluteMonthly { interval, .. }
            | Self::RelativeMonthly { interval, .. }
            | Self::AbsoluteYearly { interval, .. }
            | Self::RelativeYearly { interval, .. } => interval,
        }
    }

    /// The days of the week that the pattern names, if it names any.
    pub fn days(self) -> Option<Weekdays> {
        match self {
            Self::Weekly { days, .. } | Self::RelativeMonthly { days, .. } | Self::RelativeYearly { days, .. } => {
                Some(days)
            }
            _ => None,
        }
    }

    fn day(self) -> Option<u8> {
        match self {
            Self::AbsoluteMonthly { day, .. } | Self::AbsoluteYearly { day, .. } => Some(day),
            _ => None,
        }
    }

    fn month(self) -> Option<u8> {
        match self {
            Self::AbsoluteYearly { month, .. } | Self::RelativeYearly { month, .. } => Some(month),
            _ => None,
        }
    }

    fn max_interval(self) -> u32 {
        if matches!(self, Self::Daily { .. }) { MAX_DAYS } else { MAX_INTERVAL }
    }

    /// Whether each field is in its bounds. The error names the first that is not.
    pub fn check(self) -> Result<(), RecurrenceError> {
        let (found, max) = (self.interval(), self.max_interval());
        if !(1..=max).contains(&found) {
            return Err(RecurrenceError::Interval { found, max });
        }
        if let Some(month) = self.month().filter(|month| !(1..=12).contains(month)) {
            return Err(RecurrenceError::Month(month));
        }
        if let Some(day) = self.day().filter(|day| !(1..=31).contains(day)) {
            return Err(RecurrenceError::Day(day));
        }
        if self.days().is_some_and(Weekdays::is_empty) {
            return Err(RecurrenceError::NoDays);
        }
        Ok(())
    }

    /// The pattern with what does not change its days set to one form: see [`Recurrence::normalized`].
    pub fn normalized(self) -> Self {
        match self {
            Self::Weekly { interval: 1, days, .. } => Self::Weekly { interval: 1, days, first_day: Weekday::default() },
            Self::AbsoluteYearly { interval, month, day } => {
                Self::AbsoluteYearly { interval, month, day: day.min(longest(month)) }
            }
            other => other,
        }
    }
}

/// The most days that the month ever has. Numbers that are no month have 31, so that normalising leaves them alone.
fn longest(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Range {
    /// Whether the range is one for a series with that start.
    pub fn check(&self, start: Date) -> Result<(), RecurrenceError> {
        match *self {
            Self::Until(until) if until < start => Err(RecurrenceError::UntilBeforeStart { until, start }),
            Self::Count(found) if !(1..=MAX_COUNT).contains(&found) => {
                Err(RecurrenceError::Count { found, max: MAX_COUNT })
            }
            _ => Ok(()),
        }
    }
}

impl Recurrence {
    /// Whether each field is in its bounds, for an appointment that starts on that date. The error names the field.
    pub fn check(&self, start: Date) -> Result<(), RecurrenceError> {
        self.pattern.check()?;
        self.range.check(start)
    }

    /// The one form of recurrences that cannot be told apart (P13). Normalising twice is normalising once.
    ///
    /// A week's first day is Sunday where every week has occurrences, since it then changes nothing; a yearly date
    /// past its month's end is that month's longest end. A count and an end date stay what they are: only with a
    /// start can they be compared, see [`same_series`](crate::mapping::recurrence::same_series).
    pub fn normalized(self) -> Self {
        Self { pattern: self.pattern.normalized(), range: self.range }
    }
}

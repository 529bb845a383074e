//! How an appointment repeats (A7), in the form the practice database keeps.
//!
//! The six patterns are those of Graph's `recurrencePattern`, which are also all that Outlook can hold; the three
//! ends are those of its `recurrenceRange`. The first date is not held here: it is the appointment's own start
//! (Graph: `range.startDate` equals the start of the event).

use std::fmt;

use jiff::civil::Date;
use serde::de::{SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How an appointment repeats and until when.
///
/// As JSON, the form in which it is stored:
/// `{"pattern":{"type":"weekly","interval":2,"days":["monday"],"firstDay":"sunday"},"range":{"count":10}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Recurrence {
    /// On which days.
    pub pattern: Pattern,
    /// Until when.
    pub range: Range,
}

/// On which days a series falls: Graph's six `recurrencePatternType`s.
///
/// `interval` counts days, weeks, months or years, from 1. A day of the month that a month does not have means that
/// month's last day, as in Outlook (EWS, `DayOfMonth`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "a day's name says it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    /// The default, as Graph's for `firstDayOfWeek`.
    #[default]
    Sunday,
}

/// Which of a month's matching days: Graph's `weekIndex`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs, reason = "an ordinal's name says it")]
pub enum WeekIndex {
    /// The default, as Graph's for `index`.
    #[default]
    First,
    Second,
    Third,
    Fourth,
    /// The last, whether that is the fourth or the fifth.
    Last,
}

/// A set of days of the week. As JSON a list of names, Monday first.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weekdays(u8);

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

impl Weekday {
    /// Every day, Monday first.
    pub const ALL: [Self; 7] =
        [Self::Monday, Self::Tuesday, Self::Wednesday, Self::Thursday, Self::Friday, Self::Saturday, Self::Sunday];

    /// The name in lower case, as Graph writes it.
    pub fn name(self) -> &'static str {
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"][self as usize]
    }

    /// The day of that name, or of its first three letters (as Office.js writes it), in any letter case.
    pub fn from_name(name: &str) -> Option<Self> {
        let is = |day: &Self| name.eq_ignore_ascii_case(day.name()) || name.eq_ignore_ascii_case(&day.name()[..3]);
        Self::ALL.into_iter().find(is)
    }
}

impl From<jiff::civil::Weekday> for Weekday {
    fn from(day: jiff::civil::Weekday) -> Self {
        // The offset is 0 to 6, so the remainder only states what the type does not.
        Self::ALL[day.to_monday_zero_offset().unsigned_abs() as usize % 7]
    }
}

impl From<Weekday> for jiff::civil::Weekday {
    fn from(day: Weekday) -> Self {
        use jiff::civil::Weekday as J;
        [J::Monday, J::Tuesday, J::Wednesday, J::Thursday, J::Friday, J::Saturday, J::Sunday][day as usize]
    }
}

impl WeekIndex {
    /// Every index, in order.
    pub const ALL: [Self; 5] = [Self::First, Self::Second, Self::Third, Self::Fourth, Self::Last];

    /// The name in lower case, as Graph and Office.js write it.
    pub fn name(self) -> &'static str {
        ["first", "second", "third", "fourth", "last"][self as usize]
    }

    /// The index of that name, in any letter case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|index| name.eq_ignore_ascii_case(index.name()))
    }
}

impl Weekdays {
    /// No day.
    pub const NONE: Self = Self(0);
    /// All seven: Outlook's "day".
    pub const EVERY_DAY: Self = Self(0b111_1111);
    /// Monday to Friday: Outlook's "weekday".
    pub const WORKING_DAYS: Self = Self(0b001_1111);
    /// Saturday and Sunday: Outlook's "weekend day".
    pub const WEEKEND: Self = Self(0b110_0000);

    /// Whether the set holds the day.
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & (1 << day as u8) != 0
    }

    /// The set with the day in it.
    pub fn with(self, day: Weekday) -> Self {
        Self(self.0 | 1 << day as u8)
    }

    /// How many days are in it.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether no day is in it.
    pub fn is_empty(self) -> bool {
        self == Self::NONE
    }

    /// The days, Monday first.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        Weekday::ALL.into_iter().filter(move |day| self.contains(*day))
    }
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Self::NONE, Self::with)
    }
}

impl From<Weekday> for Weekdays {
    fn from(day: Weekday) -> Self {
        Self::NONE.with(day)
    }
}

impl fmt::Debug for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

impl Serialize for Weekdays {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.len()))?;
        for day in self.iter() {
            list.serialize_element(&day)?;
        }
        list.end()
    }
}

impl<'de> Deserialize<'de> for Weekdays {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Days;
        impl<'de> Visitor<'de> for Days {
            type Value = Weekdays;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of days of the week")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Weekdays, A::Error> {
                let mut days = Weekdays::NONE;
                while let Some(day) = list.next_element()? {
                    days = days.with(day);
                }
                Ok(days)
            }
        }
        deserializer.deserialize_seq(Days)
    }
}

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

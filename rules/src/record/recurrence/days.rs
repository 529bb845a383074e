//! Days of the week: one, a set of them, and which one of a month.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the week, Monday first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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

json_words!(Weekday { Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday });

/// Which of a month's matching days: Graph's `weekIndex`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
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

json_words!(WeekIndex { First, Second, Third, Fourth, Last });

/// A set of days of the week. As JSON a list of names, Monday first.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weekdays(u8);

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

//! How an appointment repeats, as a sentence.

use rules::record::recurrence::{Pattern, Range, Recurrence, WeekIndex, Weekdays};

use super::Teller;

/// Sets of days that have a word of their own where one day of them is meant.
const KINDS_OF_DAY: [(Weekdays, &str); 3] =
    [(Weekdays::EVERY_DAY, "day-any"), (Weekdays::WORKING_DAYS, "day-working"), (Weekdays::WEEKEND, "day-weekend")];

impl Teller<'_> {
    /// How an appointment repeats, as a sentence.
    pub fn series(self, series: &Recurrence) -> String {
        let text = self.pattern(series.pattern);
        match series.range {
            Range::NoEnd => text,
            Range::Until(date) => {
                self.words.with("repeats-until", &[("series", &text), ("date", &self.formats.date(date))])
            }
            Range::Count(number) => {
                self.words.count("repeats-times", usize::try_from(number).unwrap_or_default(), &[("series", &text)])
            }
        }
    }

    fn pattern(self, pattern: Pattern) -> String {
        let every = usize::try_from(pattern.interval()).unwrap_or_default();
        let month = |month: u8| self.words.say(&format!("month-{month}"));
        let count = |key: &str, values: &[(&str, &str)]| self.words.count(key, every, values);
        match pattern {
            Pattern::Daily { .. } => count("repeats-daily", &[]),
            Pattern::Weekly { days, .. } => count("repeats-weekly", &[("days", &self.days(days))]),
            Pattern::AbsoluteMonthly { day, .. } => count("repeats-monthly", &[("day", &day.to_string())]),
            Pattern::RelativeMonthly { days, index, .. } => {
                count("repeats-monthly-nth", &[("index", &self.index(index)), ("days", &self.one_of(days))])
            }
            Pattern::AbsoluteYearly { month: of, day, .. } => {
                count("repeats-yearly", &[("month", &month(of)), ("day", &day.to_string())])
            }
            Pattern::RelativeYearly { month: of, days, index, .. } => {
                let (index, days) = (self.index(index), self.one_of(days));
                count("repeats-yearly-nth", &[("index", &index), ("days", &days), ("month", &month(of))])
            }
        }
    }

    fn index(self, index: WeekIndex) -> String {
        self.words.say(&format!("index-{}", index.name()))
    }

    fn days(self, days: Weekdays) -> String {
        self.list(days.iter().map(|day| self.words.say(&format!("day-{}", day.name()))))
    }

    fn one_of(self, days: Weekdays) -> String {
        let own = KINDS_OF_DAY.iter().find(|(set, _)| *set == days);
        own.map_or_else(|| self.days(days), |(_, key)| self.words.say(key))
    }
}

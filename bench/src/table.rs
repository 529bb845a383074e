//! What was measured, as the table that is printed.

use std::fmt;

/// One figure: ours, the yardstick's, and what ours is to be.
pub(crate) struct Row {
    what: String,
    ours: f64,
    theirs: Yardstick,
    unit: &'static str,
    aim: Option<Aim>,
}

/// What ours is held against.
#[derive(Clone, Debug)]
pub(crate) enum Yardstick {
    /// Nothing: the figure stands by itself.
    None,
    /// That.
    Is(f64),
    /// More than that: it was ended then.
    MoreThan(f64),
    /// It could not be measured, and why.
    Missing(String),
}

impl Yardstick {
    const fn value(&self) -> Option<f64> {
        match self {
            Self::Is(value) | Self::MoreThan(value) => Some(*value),
            Self::None | Self::Missing(_) => None,
        }
    }

    const fn more_than(&self) -> bool {
        matches!(self, Self::MoreThan(_))
    }
}

impl From<f64> for Yardstick {
    fn from(value: f64) -> Self {
        Self::Is(value)
    }
}

/// What the ratio of ours to the yardstick is to be, or ours itself.
#[derive(Clone, Copy)]
pub(crate) enum Aim {
    /// Ours is at least that much of the yardstick's.
    AtLeast(f64),
    /// Ours is at most that much of the yardstick's.
    AtMost(f64),
    /// Ours itself is at most that.
    Itself(f64),
    /// Ours itself is that.
    Exactly(f64),
}

impl Aim {
    /// Whether it is met; `None` where there is nothing to hold it against. A yardstick of which only the least is known
    /// can show that ours is small enough, never that it is large enough.
    fn is_met(self, ours: f64, theirs: &Yardstick) -> Option<bool> {
        match (self, theirs.value()) {
            (Self::AtLeast(_), _) if theirs.more_than() => None,
            (Self::AtLeast(ratio), Some(theirs)) => Some(ours >= theirs * ratio),
            (Self::AtMost(ratio), Some(least)) if ours <= least * ratio => Some(true),
            (Self::AtMost(_), _) if theirs.more_than() => None,
            (Self::AtMost(ratio), Some(theirs)) => Some(ours <= theirs * ratio),
            (Self::AtLeast(_) | Self::AtMost(_), None) => None,
            (Self::Itself(most), _) => Some(ours <= most),
            (Self::Exactly(wanted), _) => Some((ours - wanted).abs() < f64::EPSILON),
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(ratio) => write!(out, "ratio at least {ratio:.2}"),
            Self::AtMost(ratio) => write!(out, "ratio at most {ratio:.2}"),
            Self::Itself(most) => write!(out, "ours at most {most}"),
            Self::Exactly(wanted) => write!(out, "ours is {wanted}"),
        }
    }
}

/// All figures of a run.
#[derive(Default)]
pub(crate) struct Table {
    rows: Vec<Row>,
}

impl Table {
    /// Adds a figure; it is shown at once too, since the whole table comes late.
    pub(crate) fn add(
        &mut self,
        what: impl Into<String>,
        ours: f64,
        theirs: impl Into<Yardstick>,
        unit: &'static str,
        aim: Option<Aim>,
    ) {
        let row = Row { what: what.into(), ours, theirs: theirs.into(), unit, aim };
        println!("{row}");
        self.rows.push(row);
    }
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, ours, theirs, unit, aim } = self;
        let sign = if theirs.more_than() { ">" } else { "" };
        let value = theirs.value().map_or_else(|| "-".to_owned(), |value| format!("{sign}{}", number(value)));
        let sign = if theirs.more_than() { "<" } else { "" };
        let ratio = theirs.value().map_or_else(|| "-".to_owned(), |value| format!("{sign}{:.3}", ours / value));
        write!(out, "{what:<52}{:>12}{value:>14} {unit:<7}{ratio:>8}", number(*ours))?;
        if let Some(aim) = aim {
            let said = match aim.is_met(*ours, theirs) {
                Some(true) => "met",
                Some(false) => "MISSED",
                None => "not known",
            };
            write!(out, "  {aim}: {said}")?;
        }
        match theirs {
            Yardstick::Missing(why) => write!(out, "  ({})", why.lines().next().unwrap_or_default()),
            Yardstick::None | Yardstick::Is(_) | Yardstick::MoreThan(_) => Ok(()),
        }
    }
}

/// Small values need more digits.
fn number(value: f64) -> String {
    if value.abs() < 10.0 && value.fract() != 0.0 { format!("{value:.3}") } else { format!("{value:.1}") }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<52}{:>12}{:>14} {:<7}{:>8}  aim", "figure", "ours", "yardstick", "unit", "ratio")?;
        for row in &self.rows {
            writeln!(out, "{row}")?;
        }
        Ok(())
    }
}

/// The middle one of the values; 0 when there are none.
pub(crate) fn median(values: &mut [f64]) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_yardstick_that_was_ended_shows_only_that_ours_is_small_enough() {
        let theirs = Yardstick::MoreThan(60.0);
        assert_eq!(Aim::AtMost(0.1).is_met(5.0, &theirs), Some(true));
        assert_eq!(Aim::AtMost(0.1).is_met(7.0, &theirs), None);
        assert_eq!(Aim::AtMost(0.1).is_met(7.0, &Yardstick::Is(60.0)), Some(false));
        assert_eq!(Aim::AtLeast(0.5).is_met(90.0, &theirs), None);
        assert_eq!(Aim::AtMost(0.1).is_met(1.0, &Yardstick::Missing(String::new())), None);
        assert_eq!(Aim::Exactly(1.0).is_met(1.0, &Yardstick::None), Some(true));
    }
}

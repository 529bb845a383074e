//! What was measured, as the table that is printed.

use std::fmt;

/// One figure: ours, the yardstick's, and what ours is to be.
pub(crate) struct Row {
    what: String,
    ours: f64,
    theirs: f64,
    unit: &'static str,
    aim: Option<Aim>,
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
}

impl Aim {
    fn is_met(self, ours: f64, theirs: f64) -> bool {
        match self {
            Self::AtLeast(ratio) => ours >= theirs * ratio,
            Self::AtMost(ratio) => ours <= theirs * ratio,
            Self::Itself(most) => ours <= most,
        }
    }
}

impl fmt::Display for Aim {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(ratio) => write!(out, "ratio at least {ratio:.2}"),
            Self::AtMost(ratio) => write!(out, "ratio at most {ratio:.2}"),
            Self::Itself(most) => write!(out, "ours at most {most}"),
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
        theirs: f64,
        unit: &'static str,
        aim: Option<Aim>,
    ) {
        let row = Row { what: what.into(), ours, theirs, unit, aim };
        println!("{row}");
        self.rows.push(row);
    }
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, ours, theirs, unit, aim } = self;
        write!(out, "{what:<44}{ours:>12.1}{theirs:>14.1} {unit:<6}{:>8.3}", ours / theirs)?;
        match aim {
            Some(aim) => write!(out, "  {aim}: {}", if aim.is_met(*ours, *theirs) { "met" } else { "MISSED" }),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "{:<44}{:>12}{:>14} {:<6}{:>8}  aim", "figure", "ours", "yardstick", "unit", "ratio")?;
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

//! The marks that stand in a text for what Fluent writes in braces. No text of a person holds such a character.
//!
//! A variable is `VARIABLE name END`, a term `TERM name END` or `TERM name FORM form END`, a choice
//! `SELECT variable END`, then for each variant `VARIANT key END text` (`DEFAULT` for the one that stands in for all
//! others), and `CLOSE`.

pub(crate) const VARIABLE: char = '\u{1}';
pub(crate) const TERM: char = '\u{2}';
pub(crate) const FORM: char = '\u{3}';
pub(crate) const SELECT: char = '\u{4}';
pub(crate) const VARIANT: char = '\u{5}';
pub(crate) const DEFAULT: char = '\u{6}';
pub(crate) const CLOSE: char = '\u{7}';
pub(crate) const END: char = '\u{8}';
/// Between the texts of a table.
pub(crate) const NEXT: char = '\0';

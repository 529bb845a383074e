//! The shapes of Outlook's data, as Graph and Office.js give them.

pub mod graph;
pub mod item;
pub mod recurrence;

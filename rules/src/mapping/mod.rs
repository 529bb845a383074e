//! Lenses between records and Outlook's shapes.

pub mod recurrence;
pub mod zones;

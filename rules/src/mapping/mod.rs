//! Lenses between records and Outlook's shapes.

pub mod expand;
pub mod recurrence;
pub mod zones;

//! Records of the practice database: fields as tables.

pub mod recurrence;

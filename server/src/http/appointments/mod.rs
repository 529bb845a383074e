//! Appointments of the practice database.

pub(super) mod history;
pub(super) mod read;

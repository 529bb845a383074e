//! What only a person can decide.

pub(super) mod answer;
pub(super) mod list;

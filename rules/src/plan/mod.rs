//! Planning: what is to be done, as data. Only the server's executor does it, and only what a plan says.

mod decide;
mod open_item;

pub use decide::{Action, Decision, LinkState, Presence, Reason, Tie, decide};
pub use open_item::{
    Answers, Fate, Held, ItemPlan, Known, PlannedRow, Presented, RecordState, Replaced, Settings, plan_open_item,
};

//! Planning: what is to be done, as data. Only the server's executor does it, and only what a plan says.

mod decide;
mod item_plan;
mod known;
mod open_item;

pub use decide::{Action, Decision, LinkState, Presence, Reason, Tie, decide};
pub use item_plan::{Fate, Held, ItemPlan, PlannedRow, Replaced};
pub use known::{Answers, Known, Presented, RecordState, Settings};
pub use open_item::plan_open_item;

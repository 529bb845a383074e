//! Planning: what is to be done, as data. Only the server's executor does it, and only what a plan says.

mod change;
mod decide;
mod guard;
mod item_plan;
mod known;
mod open_item;
mod run;
mod stored;
mod untouched;

pub use change::{Change, FieldChange, Parting, What};
pub use decide::{Action, Decision, LinkState, Presence, Reason, Tie, decide};
pub use guard::{DELETIONS, Exception, Guards, Suspension, counted, guard};
pub use item_plan::{Fate, Held, ItemPlan, PlannedRow, Replaced};
pub use known::{Answers, Known, Presented, RecordState, Settings};
pub use open_item::plan_open_item;
pub use run::{
    Ask, AskRow, Found, HeldBack, HeldWhy, LooseItem, LooseRecord, MatchAnswer, Pair, RunPlan, Terms, imported_contact,
    plan_run,
};
pub use stored::{ItemState, Stored, plan_stored};

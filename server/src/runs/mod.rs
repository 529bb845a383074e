//! Runs: a whole folder is brought into agreement with the practice database.
//!
//! A run reads what changed on both sides, lets [`rules::plan::plan_run`] decide, and does what the plan says, in order:
//!
//! 1. what is in doubt since a crash is looked up ([`doubt`]);
//! 2. the mailbox's changes are walked to the end ([`walk`]), the practice side of them is read ([`sides`]);
//! 3. the rules plan; what they want proven is asked for, and they plan again ([`planning`]);
//! 4. the guards look at the plan, and the person does, where they confirm ([`guards`], [`run`]);
//! 5. groups of at most twenty changes are journalled, sent, and written ([`execute`], [`task`]);
//! 6. the cursors are saved, last of all.
//!
//! Nothing here knows what kind of record it moves. A run can end at any point: the next one finds out how far it came.

mod control;
mod desk;
mod doubt;
mod driver;
mod effect;
mod engine;
mod error;
mod execute;
mod guards;
mod mark;
mod planning;
mod progress;
mod questions;
mod report;
mod retry;
mod run;
mod sides;
mod task;
mod terms;
mod undo;
mod walk;

pub use control::Assent;
pub use desk::RunDesk;
pub use driver::{Driver, Pace};
pub use engine::{Engine, Order, Outcome};
pub use error::Error;
pub use progress::{Event, Phase, Progress};
pub use report::Report;

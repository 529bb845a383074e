//! A firm in one process: the real engine and rules over a real SQLite and the stand-in's Graph, in virtual time.
//!
//! Nothing here waits and nothing is left to chance: the same seed gives the same history. What a person does in Outlook
//! goes through [`outlook::graph::Store`], what another program of the firm does through [`Firm::practice`].

mod clock;
mod firm;
pub mod history;
mod life;
mod watched;
mod wire;

pub use clock::{VirtualClock, drive};
pub use firm::{FOLDER_NAME, Firm, MAILBOX, STAFF, Server, ServerOptions, mailbox_of, person, person_image, staff_id};
pub use life::Life;
pub use watched::Watched;
pub use wire::{ROUND_TRIP, Wire};

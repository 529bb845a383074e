//! A firm in one process: the real engine and rules over a real SQLite and the stand-in's Graph, in virtual time.
//!
//! Nothing here waits and nothing is left to chance: the same seed gives the same history. What a person does in Outlook
//! goes through [`outlook::graph::Store`], what another program of the firm does through [`Firm::practice`].

mod clock;
mod firm;
mod wire;

pub use clock::VirtualClock;
pub use firm::{FOLDER_NAME, Firm, MAILBOX, STAFF, person, person_image};
pub use wire::Wire;

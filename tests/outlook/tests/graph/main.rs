//! The Graph half, in-process: contacts and folders, what changed in them, limits and every fault.
//!
//! Every answer is held against Microsoft's own schema where it is there.

mod batch;
mod contacts;
mod delta;
mod faults;
mod folders;
mod limits;
mod schema;
mod subscriptions;
mod talk;

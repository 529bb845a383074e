//! The Graph half, in-process: contacts and calendars, what changed in them, limits and every fault.
//!
//! Every answer is held against Microsoft's own schema where it is there.

mod batch;
mod calendars;
mod contacts;
mod delta;
mod events;
mod faults;
mod folders;
mod limits;
mod meetings;
mod schema;
mod series;
mod subscriptions;
mod talk;
mod view_delta;

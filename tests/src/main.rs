//! The product as a person uses it: a real Chromium, the stand-in Outlook, the unmodified office.js, the real server.
//!
//! What the practice database holds is read with the plain `sqlite3` program, never from the pane. One file a subject.

#![forbid(unsafe_code)]

mod harness;

mod away;
mod conflict;
mod contacts;
mod faults;
mod link;
mod look;
mod message;
mod practice;
mod ribbon;
mod seeds;
mod series;
mod sign_in;
mod startup;
mod states;
mod switching;
mod unsaved;

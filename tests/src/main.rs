//! The product as a person uses it: a real Chromium, the stand-in Outlook, the unmodified office.js, the real server.
//!
//! What the practice database holds is read with the plain `sqlite3` program, never from the pane.

mod harness;

mod ribbon;

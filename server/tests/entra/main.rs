//! Signing in with Microsoft 365, against an issuer of this test's own.

mod admission;
mod attacks;
mod command_line;
mod firm;
mod first_admin;
mod issuer;
mod keys;
mod log;
mod token;
#[allow(dead_code, reason = "each test program uses some of it")]
#[path = "../api/world.rs"]
mod world;

//! The actix backend.

#![forbid(unsafe_code)]

pub mod clock;
pub mod config;
pub mod contacts;
mod digest;
pub mod http;
pub mod identity;
pub mod live;
pub mod lookup;
pub mod mailbox;
pub mod meter;
pub mod practice;
pub mod rates;
pub mod refusals;
pub mod runs;
pub mod sample;
pub mod setup;
pub mod sync;
pub mod telemetry;
pub mod tls;
pub mod write;

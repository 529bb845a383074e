//! The actix backend.

pub mod practice;

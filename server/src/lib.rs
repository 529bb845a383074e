//! The actix backend.

pub mod identity;
pub mod practice;
pub mod sync;
pub mod write;

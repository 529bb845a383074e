//! The actix backend.

//! Signing in and out.

pub(super) mod development;
pub(super) mod first_admin;
pub(super) mod list;
pub(super) mod out;
pub(super) mod waiting;

//! Undoing a run (P10).

//! mapping/recurrence

//! outlook/recurrence

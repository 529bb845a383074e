//! record/recurrence

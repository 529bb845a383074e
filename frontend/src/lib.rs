//! The task pane.

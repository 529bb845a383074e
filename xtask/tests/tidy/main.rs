//! Tidy checks: what the compiler does not hold of the project's shape.
//!
//! Each check is a function from what it looks at to the faults it finds, tried on a broken example and then on the
//! project itself.

mod bounds;
mod crates;
mod licences;
mod names;
mod pane;
mod workspace;

/// Fails with every fault that a check found.
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

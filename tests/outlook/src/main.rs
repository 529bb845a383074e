//! The stand-in Outlook program.
fn main() {}

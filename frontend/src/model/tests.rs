//! The model, driven by events as the browser would.

mod edits;
mod entra;
mod filing;
mod form;
mod incomplete;
mod items;
mod locale;
mod outcomes;
mod queue;
mod support;
mod telling;
mod values;
mod windows;

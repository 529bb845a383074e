//! Recurrences: what is stored, the lenses to Graph and Office.js, and the days on which a series falls.

mod any;
mod expand;
mod fixtures;
mod lens;
mod stored;

//! Mailboxes by Microsoft Graph, over answers that are given here and over the stand-in Outlook.

mod clock;
mod folders;
mod items;
mod keeper;
mod pace;
mod refusals;
mod repeats;
mod script;
mod stand_in;
mod tokens;
mod walk;
mod whatever;

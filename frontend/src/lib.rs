//! The task pane: what staff see beside the open item, and the ribbon's function command.
//!
//! [`model`] knows what there is to know and decides what follows from what happens; it runs anywhere. Around it,
//! `office` speaks with Outlook, `client` with the server, `browser` with the browser, and `view` draws.

mod app;
mod browser;
pub mod client;
mod commands;
mod intl;
pub mod messages;
pub mod model;
mod office;
mod store;
mod view;

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the pane into the page, once Office.js is ready or known to be absent. `entra` loads the module that signs in
/// with Microsoft 365, once that is wanted.
#[wasm_bindgen]
pub fn start_pane(entra: js_sys::Function) {
    app::start(entra);
}

/// What the ribbon's Sync does: it settles once the notification bar says what came of it.
#[wasm_bindgen]
pub async fn sync_item(entra: js_sys::Function) {
    commands::sync_item(entra).await;
}

/// What an item of the ribbon's menu does (C12): `what` is `everything`, `contacts` or `calendar`.
#[wasm_bindgen]
pub async fn sync_run(entra: js_sys::Function, what: &str) {
    commands::sync_run(entra, what).await;
}

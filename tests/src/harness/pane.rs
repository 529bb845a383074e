//! The pane, as a person uses it.

use std::sync::Arc;

use serde_json::json;

use super::{browser::Browser, until, window::Window};

/// The pane in its frame.
pub(crate) struct Pane {
    /// Its window.
    pub(crate) window: Window,
}

impl Pane {
    pub(super) fn new(browser: &Arc<Browser>) -> Self {
        Self { window: Window::new(browser, Some("[data-testid='addin-frame']")) }
    }

    /// Waits until it says how the item stands, in these words.
    pub(crate) async fn stands(&self, words: &str) {
        self.window.says("state", words).await;
    }

    /// Waits until a differing field shows both values, the practice database's first.
    pub(crate) async fn differs(&self, field: &str, practice: &str, outlook: &str) {
        self.window.says(&format!("practice-{field}"), practice).await;
        self.window.says(&format!("outlook-{field}"), outlook).await;
    }

    /// Waits until it says what Sync will do with the field: `toRecord`, `toItem`, `ask`, `held`.
    pub(crate) async fn will(&self, field: &str, fate: &str) {
        self.window.is(&format!("row-{field}"), "data-fate", fate).await;
    }

    /// Goes to a window: `setup`, `changes`, `filters`, `runs`.
    pub(crate) async fn go(&self, window: &str) {
        let way = format!("section-{window}");
        self.window.click(&way).await;
        self.window.is(&way, "aria-current", "page").await;
    }

    /// Chooses from a list what is called that.
    pub(crate) async fn choose(&self, list: &str, label: &str) {
        let script = "const [list, label] = arguments;
            const found = [...document.querySelectorAll(`[data-testid='${list}'] option`)];
            return [found.find((one) => one.textContent.trim() === label)?.value ?? null, found.map((one) => one.textContent)]";
        let value = until(&format!("{label:?} in {list}"), async || {
            let found = self.window.script(script, vec![json!(list), json!(label)]).await?;
            found[0].as_str().map(str::to_owned).ok_or_else(|| found[1].to_string())
        })
        .await;
        self.window.fill(list, &value).await;
    }

    /// Chooses the entry of that value, once a list has it: whatever it is called.
    pub(crate) async fn choose_value(&self, list: &str, value: &str) {
        let script =
            "return [...document.querySelectorAll(`[data-testid='${arguments[0]}'] option`)].map((one) => one.value)";
        until(&format!("{value:?} in {list}"), async || {
            let found = self.window.script(script, vec![json!(list)]).await?;
            let offered = found.as_array().is_some_and(|found| found.contains(&json!(value)));
            if offered { Ok(()) } else { Err(found.to_string()) }
        })
        .await;
        self.window.fill(list, value).await;
    }

    /// Ticks a box, or unticks it.
    pub(crate) async fn tick(&self, box_: &str, on: bool) {
        self.window.text(box_).await;
        let script = "return document.querySelector(`[data-testid='${arguments[0]}']`).checked";
        if self.window.script(script, vec![json!(box_)]).await != Ok(json!(on)) {
            self.window.click(box_).await;
        }
    }

    /// From now on nothing reaches the server but what asks for the pane's own files; or everything does again.
    pub(crate) async fn cut_off(&self, away: bool) {
        let addresses: &[&str] = if away { &["*/api/v1/*"] } else { &[] };
        self.window.browser().block(addresses).await.expect("the browser does it");
    }

    /// What the browser keeps of anybody's edits.
    pub(crate) async fn kept(&self) -> Vec<String> {
        let script = "return Object.keys(localStorage).filter((name) => name.startsWith('concordat-edit/'))";
        let names = self.window.script(script, vec![]).await.expect("a storage");
        names.as_array().into_iter().flatten().filter_map(|name| Some(name.as_str()?.to_owned())).collect()
    }

    /// Presses Sync and waits until its outcome says these words.
    pub(crate) async fn sync(&self, outcome: &str) -> String {
        self.window.click("sync").await;
        self.window.says("outcome", outcome).await
    }
}

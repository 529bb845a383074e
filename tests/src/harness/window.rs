//! What both the page and the pane can do: find, read, press, type. Every step waits until it can be done.

use std::sync::Arc;

use fantoccini::actions::{Actions, InputSource as _, MouseActions, PointerAction};
use fantoccini::elements::Element;
use serde_json::{Value, json};

use super::{browser::Browser, until};

/// The page or a frame of it.
#[derive(Clone)]
pub(crate) struct Window {
    browser: Arc<Browser>,
    frame: Option<&'static str>,
}

/// A selector for a test id; what is no plain word is a selector already.
fn css(what: &str) -> String {
    let plain = what.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_".contains(sign));
    if plain { format!("[data-testid='{what}']") } else { what.to_owned() }
}

/// The element's text as it is seen, what it holds, and its attributes.
const LOOK: &str = "const found = document.querySelector(arguments[0]); if (!found) return null;
    const shown = found.checkVisibility(); const attributes = {};
    for (const {name, value} of found.attributes) attributes[name] = value;
    return {shown, text: found.innerText, value: found.value ?? null, attributes};";

/// Every rule of the checker's own choice: WCAG 2.2 A and AA, and best practices.
const AXE: &str = "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done(violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map((node) => node.html).join(' | ')}`)),
    (error) => done([String(error)]));";

impl Window {
    pub(super) fn new(browser: &Arc<Browser>, frame: Option<&'static str>) -> Self {
        Self { browser: browser.clone(), frame }
    }

    pub(super) fn browser(&self) -> &Arc<Browser> {
        &self.browser
    }

    /// Runs a script here once.
    pub(crate) async fn script(&self, script: &str, arguments: Vec<Value>) -> Result<Value, String> {
        self.browser.enter(self.frame).await?;
        self.browser.script(script, arguments).await
    }

    async fn look(&self, what: &str) -> Result<Value, String> {
        let seen = self.script(LOOK, vec![json!(css(what))]).await?;
        if seen["shown"] == true { Ok(seen) } else { Err(format!("no {what}")) }
    }

    /// Whether it is to be seen now.
    pub(crate) async fn has(&self, what: &str) -> bool {
        self.look(what).await.is_ok()
    }

    /// Waits until it is to be seen, and gives its text.
    pub(crate) async fn text(&self, what: &str) -> String {
        self.watch(what, &format!("{what} to show"), |_| true).await["text"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits until its text holds these words, and gives it.
    pub(crate) async fn says(&self, what: &str, words: &str) -> String {
        let holds = |seen: &Value| seen["text"].as_str().is_some_and(|text| text.contains(words));
        let seen = self.watch(what, &format!("{what} to say {words:?}"), holds).await;
        seen["text"].as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the field holds that.
    pub(crate) async fn holds(&self, what: &str, value: &str) {
        self.watch(what, &format!("{what} to hold {value:?}"), |seen| seen["value"] == value).await;
    }

    /// Waits until the attribute is that.
    pub(crate) async fn is(&self, what: &str, attribute: &str, value: &str) {
        let wanted = format!("{attribute} of {what} to be {value:?}");
        self.watch(what, &wanted, |seen| seen["attributes"][attribute] == value).await;
    }

    async fn watch(&self, what: &str, wanted: &str, good: impl Fn(&Value) -> bool) -> Value {
        until(wanted, async || {
            let seen = self.look(what).await?;
            if good(&seen) { Ok(seen) } else { Err(seen.to_string()) }
        })
        .await
    }

    /// Has pages see these media features: `prefers-color-scheme`, `forced-colors` and so on.
    pub(crate) async fn emulate(&self, features: &[(&str, &str)]) {
        self.browser.emulate(features).await.expect("the browser does it");
    }

    /// What it looks like, as a PNG.
    pub(crate) async fn picture(&self, what: &str) -> Vec<u8> {
        self.element(what).await.expect("to be seen").screenshot().await.expect("a picture")
    }

    /// What axe-core finds against accessibility: a line for each violation, with the elements.
    pub(crate) async fn violations(&self) -> Vec<String> {
        let axe = std::fs::read_to_string(super::programs::axe()).expect("axe-core");
        let script = format!("{axe};\nconst done = arguments[arguments.length - 1]; {AXE}");
        self.browser.enter(self.frame).await.expect("a page");
        let found = self.browser.script_async(&script, vec![]).await.expect("axe-core runs");
        found.as_array().expect("a list").iter().map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Waits until it is no longer to be seen.
    pub(crate) async fn gone(&self, what: &str) {
        until(&format!("{what} to be gone"), async || match self.look(what).await {
            Ok(seen) => Err(seen.to_string()),
            Err(_) => Ok(()),
        })
        .await;
    }

    async fn element(&self, what: &str) -> Result<Element, String> {
        self.browser.enter(self.frame).await?;
        self.browser.find(&css(what)).await
    }

    /// Clicks it as a person does: it has to be seen, and nothing may lie over it.
    pub(crate) async fn click(&self, what: &str) {
        let script = "document.querySelector(arguments[0])?.scrollIntoView({block: 'center'})";
        until(&format!("{what} to be clicked"), async || {
            let Err(error) = self.element(what).await?.click().await else { return Ok(()) };
            // What lies over it at the window's edge is scrolled away from.
            self.script(script, vec![json!(css(what))]).await?;
            Err(error.to_string())
        })
        .await;
    }

    /// Types into it, after what is there.
    pub(crate) async fn types(&self, what: &str, keys: &str) {
        until(&format!("{what} to take keys"), async || {
            self.element(what).await?.send_keys(keys).await.map_err(|error| error.to_string())
        })
        .await;
    }

    /// Puts a value into a field, with the events that a person's typing makes.
    pub(crate) async fn fill(&self, what: &str, value: &str) {
        let script = "const [selector, value] = arguments; const field = document.querySelector(selector);
            if (!field) return false; field.focus(); field.value = value;
            for (const name of ['input', 'change']) field.dispatchEvent(new Event(name, {bubbles: true})); return true;";
        until(&format!("{what} to be filled"), async || {
            match self.script(script, vec![json!(css(what)), json!(value)]).await? {
                Value::Bool(true) => Ok(()),
                _ => Err(format!("no {what}")),
            }
        })
        .await;
    }

    /// Presses the mouse on it and does the rest with the button held or not.
    pub(crate) async fn mouse(&self, what: &str, then: &[PointerAction]) {
        self.look_for(what).await;
        let element = self.element(what).await.expect("just seen");
        let to = PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 };
        let mouse = MouseActions::new("mouse".to_owned()).then(to);
        let mouse = then.iter().cloned().fold(mouse, fantoccini::actions::InputSource::then);
        self.browser.client.perform_actions(Actions::from(mouse)).await.expect("the mouse moves");
    }

    /// Two clicks so close that they are a double click.
    pub(crate) async fn double_click(&self, what: &str) {
        let (down, up) = (PointerAction::Down { button: 0 }, PointerAction::Up { button: 0 });
        self.mouse(what, &[down.clone(), up.clone(), down, up]).await;
    }

    async fn look_for(&self, what: &str) {
        self.watch(what, &format!("{what} to show"), |_| true).await;
    }
}

//! The page that plays Outlook, as a person uses it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fantoccini::actions::PointerAction;

use super::{browser::Browser, popup::Popup, until, window::Window};

/// How high an hour is in the week calendar, in pixels.
const HOUR: f64 = 44.0;

/// The page.
pub(crate) struct Outlook {
    /// Its window.
    pub(crate) window: Window,
    origin: String,
    language: Mutex<&'static str>,
}

impl Outlook {
    pub(super) fn new(browser: &Arc<Browser>, origin: String) -> Self {
        Self { window: Window::new(browser, None), origin, language: Mutex::new("en-US") }
    }

    /// The language that Outlook is in from the next page on: `de-DE`.
    pub(crate) fn speaks(&self, language: &'static str) {
        *self.language.lock().expect("nobody panicked") = language;
    }

    async fn go(&self, hash: &str) {
        let language = *self.language.lock().expect("nobody panicked");
        let address = format!("{}/?locale={language}{hash}", self.origin);
        self.window.browser().enter(None).await.expect("a page");
        self.window.browser().client.goto(&address).await.expect("the page opens");
        until("Outlook to be ready", async || {
            if self.window.has("body[data-ready=true]").await { Ok(()) } else { Err("not ready".to_owned()) }
        })
        .await;
    }

    /// Leaves Outlook for an address, as somebody does who opens it in the same tab.
    pub(crate) async fn leave_for(&self, address: &str) {
        self.window.browser().enter(None).await.expect("a page");
        self.window.browser().client.goto(address).await.expect("the address opens");
    }

    /// The week of that date.
    pub(crate) async fn calendar(&self, date: &str) {
        self.go(&format!("#/calendar/{date}")).await;
    }

    /// Opens a saved item of one's own: a form.
    pub(crate) async fn open(&self, id: &str) {
        self.go(&format!("#/open/{}", escaped(id))).await;
        self.window.is("item", "data-item-id", id).await;
        self.window.text("compose-form").await;
    }

    /// Opens a saved item to be read, as an attendee does.
    pub(crate) async fn read(&self, id: &str) {
        self.go(&format!("#/open/{}?as=attendee", escaped(id))).await;
        self.window.is("item", "data-item-id", id).await;
        self.window.text("read-view").await;
    }

    /// Begins a new appointment.
    pub(crate) async fn begin(&self, at: &str) {
        self.go(&format!("#/new/{at}")).await;
        self.window.text("compose-form").await;
    }

    /// The names of Vera's contacts, as the list has them.
    pub(crate) async fn people(&self) -> Vec<String> {
        self.go("#/people").await;
        self.window.text("contact").await;
        let script = "return [...document.querySelectorAll('[data-testid=contact]')].map((one) => one.dataset.name)";
        let names = self.window.script(script, vec![]).await.expect("a list");
        names.as_array().expect("a list").iter().map(|name| name.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Opens a contact of the list, puts a value into a field, and saves it.
    pub(crate) async fn edit_person(&self, name: &str, field: &str, value: &str) {
        self.go("#/people").await;
        self.window.click(&format!("[data-testid='contact'][data-name='{name}']")).await;
        self.window.text("contact-form").await;
        self.window.fill(&format!("contact-{field}"), value).await;
        self.window.click("contact-save").await;
        self.window.says("contact-status", "Saved").await;
    }

    /// Opens a message.
    pub(crate) async fn message(&self, id: &str) {
        self.go(&format!("#/mail/{}", escaped(id))).await;
        self.window.is("reading-view", "data-item-id", id).await;
    }

    /// Double-clicks an entry of the calendar.
    pub(crate) async fn open_entry(&self, subject: &str) {
        self.window.double_click(&entry(subject)).await;
    }

    /// Drags an entry of the calendar down by so many hours; it is saved at once.
    pub(crate) async fn drag(&self, entry: &str, hours: f64) {
        let step = |y| PointerAction::MoveBy { duration: Some(Duration::from_millis(40)), x: 0.0, y };
        let half = hours * HOUR / 2.0;
        let (down, up) = (PointerAction::Down { button: 0 }, PointerAction::Up { button: 0 });
        self.window.mouse(entry, &[down, step(half), step(half), up]).await;
    }

    /// Saves the form and waits until it is.
    pub(crate) async fn save(&self) {
        self.window.click("save").await;
        self.window.gone("unsaved").await;
    }

    /// Closes the item, its changes discarded.
    pub(crate) async fn close(&self) {
        self.window.click("close-item").await;
        if self.window.has("close-discard").await {
            self.window.click("close-discard").await;
        }
        self.window.gone("item").await;
    }

    /// Presses a button of the ribbon.
    pub(crate) async fn ribbon(&self, button: &str) {
        self.window.click(&format!("ribbon-{button}")).await;
    }

    /// Presses **Sync** of that surface and gives what the notification bar says when it is done.
    pub(crate) async fn sync(&self, surface: &str) -> String {
        self.ribbon(&format!("{surface}Sync")).await;
        self.said().await
    }

    /// Presses an item of the menu beside **Sync** and gives what the notification bar says when it is done.
    pub(crate) async fn sync_more(&self, surface: &str, item: &str) -> String {
        self.ribbon(&format!("{surface}Menu")).await;
        self.ribbon(&format!("{surface}{item}")).await;
        self.said().await
    }

    async fn said(&self) -> String {
        // Outlook's own notice that the command runs comes first and goes with its end.
        self.window.gone(".notice.progressIndicator").await;
        self.window.text(".notice[data-key='concordat'] [data-testid='notice-message']").await
    }

    /// Waits for a window beside the page, and goes to it.
    pub(crate) async fn popup(&self) -> Popup {
        Popup::wait(self.window.browser()).await
    }

    /// How many windows there are, the page's own among them.
    pub(crate) async fn windows(&self) -> usize {
        self.window.browser().client.windows().await.map_or(0, |windows| windows.len())
    }

    /// Opens the pane by **Status** of that surface.
    pub(crate) async fn status(&self, surface: &str) {
        self.ribbon(&format!("{surface}Status")).await;
        self.window.text("pane").await;
    }
}

/// The selector of a calendar entry.
pub(crate) fn entry(subject: &str) -> String {
    format!(".event[data-subject=\"{subject}\"]")
}

fn escaped(id: &str) -> String {
    id.replace('%', "%25").replace('/', "%2F").replace('+', "%2B").replace('=', "%3D")
}

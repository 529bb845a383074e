//! A window that opened beside the page: an Office dialog, or a popup.

use std::sync::Arc;

use fantoccini::wd::WindowHandle;

use super::{browser::Browser, until, window::Window};

/// The window, with the browser's attention on it.
pub(crate) struct Popup {
    /// Its window.
    pub(crate) window: Window,
    browser: Arc<Browser>,
    page: WindowHandle,
}

impl Popup {
    /// Waits for it and goes to it.
    pub(super) async fn wait(browser: &Arc<Browser>) -> Self {
        let client = &browser.client;
        let page = client.window().await.expect("a page");
        let other = until("a window to open", async || {
            let windows = client.windows().await.map_err(|error| error.to_string())?;
            windows.into_iter().find(|window| *window != page).ok_or_else(|| "the page alone".to_owned())
        })
        .await;
        client.switch_to_window(other).await.expect("the window");
        Self { window: Window::new(browser, None), browser: browser.clone(), page }
    }

    /// Goes back to the page, whatever becomes of the window.
    pub(crate) async fn leave(self) {
        self.browser.client.switch_to_window(self.page).await.expect("the page");
    }

    /// Closes it, as a person does, and goes back to the page.
    pub(crate) async fn close(self) {
        self.browser.client.close_window().await.expect("closed");
        self.leave().await;
    }
}

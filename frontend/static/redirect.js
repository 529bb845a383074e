// Where Microsoft 365 sends its answer: it is handed to the window that asked, and this one closes.

msalRedirectBridge.broadcastResponseToMainFrame().catch(() => {
  // Opened by hand: there is nobody to hand anything to.
  window.close();
});

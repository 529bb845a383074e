// What Microsoft's current host puts into an add-in's frame for nested app authentication. office.js 1.1.110 is older
// than that and has nothing of it, so the stand-in adds it to the one script that is its own in every frame.
(function () {
  "use strict";
  if (window.parent === window || window.nestedAppAuthBridge) return;
  let host;
  try { host = JSON.parse(window.name).xdmInfo.split("|").pop(); } catch { return; }
  const listeners = new Set();
  window.addEventListener("message", ({ source, origin, data }) => {
    if (source !== window.parent || origin !== host || typeof data?.nestedAppAuth !== "string") return;
    for (const listener of listeners) listener(data.nestedAppAuth);
  });
  window.nestedAppAuthBridge = {
    addEventListener(name, listener) { if (name === "message") listeners.add(listener); },
    removeEventListener(name, listener) { if (name === "message") listeners.delete(listener); },
    postMessage(text) { window.parent.postMessage({ nestedAppAuth: String(text) }, host); },
  };
})();

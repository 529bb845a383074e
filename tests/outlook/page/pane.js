// The task pane at the right of the open item, and function commands in a hidden frame.
import { h, glyph } from "./dom.js";
import { AddinFrame } from "./host.js";

/** How long a function command may take; Outlook gives it five minutes. */
const COMMAND_LIMIT = 5 * 60 * 1000;

/** office.js' code for a function that the function file does not have. */
const NOT_FOUND = 11101;

/** The pane: one at a time. */
export class Pane {
  constructor(app) { this.app = app; }

  get isOpen() { return !!this.frame; }

  open(button, item, notices, slot) {
    if (this.frame && this.button === button && this.frame.item === item) return this.frame.element.focus();
    this.close();
    const { url, supportsPinning } = button.action;
    this.pinnable = supportsPinning && item.kind === "message";
    this.pinned = false;
    this.button = button;
    const status = h("div", { class: "pane-status", "data-testid": "pane-status", role: "status" }, "Loading the add-in…");
    const pin = this.pinnable ? h("button", { class: "icon", "aria-pressed": "false", "aria-label": "Pin", "data-testid": "pane-pin", onclick: () => this.togglePin(pin) }, glyph("pin")) : null;
    const { addin } = this.app;
    this.frame = new AddinFrame({
      app: this.app, addin, item, notices, url, title: addin.displayName,
      onReady: () => { status.hidden = true; }, onClose: () => this.closed(), onSilent: (why) => this.explain(status, why, url),
    });
    this.element = h("aside", { class: "pane", "data-testid": "pane", "aria-label": `${addin.displayName} pane` },
      h("div", { class: "pane-head" }, h("span", {}, addin.displayName), h("span", { class: "row" }, pin,
        h("button", { class: "icon", "aria-label": "Close pane", "data-testid": "pane-close", onclick: () => this.close() }, glyph("close")))),
      status, this.frame.element);
    return slot.append(this.element);
  }

  togglePin(pin) {
    this.pinned = !this.pinned;
    pin.setAttribute("aria-pressed", String(this.pinned));
  }

  /** The pane goes along when it is pinned, else it closes. */
  follow(item, notices) {
    if (!this.frame) return;
    if (this.pinned) this.frame.setItem(item, notices); else this.close();
  }

  close() { this.frame?.close(); }

  closed() {
    this.element?.remove();
    this.frame = this.element = null;
  }

  explain(status, why, url) {
    const origin = new URL(url).origin;
    const again = h("button", { onclick: () => this.app.reopenPane() }, "Try again");
    status.hidden = false;
    status.classList.add("failed");
    if (why === "untrusted") {
      status.replaceChildren(h("p", {}, "This browser does not trust the certificate of the add-in's server, or the server is not running. Open ",
        h("a", { href: `${origin}/`, target: "_blank", rel: "noopener" }, `${origin}/`), " in a new tab, accept the certificate there, and come back."), again);
    } else {
      status.replaceChildren(h("p", {}, `The add-in's page at ${url} loads, but its office.js said nothing. Does the page load office.js, and does the browser's console (F12) name an error?`), again);
    }
  }
}

/** Runs a function command as Outlook does: function file in a hidden frame, event, wait for `event.completed()`. */
export async function runFunction({ app, button, item, notices }) {
  const { addin } = app;
  if (!addin.functionFile) return notices.say(`The manifest names no FunctionFile for ${button.label}.`, "errorMessage");
  notices.say(`${addin.displayName} is working on your ${button.label} request.`);
  let finish;
  const finished = new Promise((resolve) => { finish = resolve; });
  const frame = new AddinFrame({
    app, addin, item, notices, url: addin.functionFile, title: `${addin.displayName} ${button.label}`, hidden: true,
    onCompleted: (data) => finish(outcome(data, button)), onClose: () => finish(null),
    onSilent: (why) => finish(why === "untrusted"
      ? `The browser does not trust ${new URL(addin.functionFile).origin}: open it in a new tab, accept its certificate, and come back.`
      : `The function file ${addin.functionFile} said nothing.`),
  });
  app.commands.add(frame);
  document.body.append(frame.element);
  const limit = setTimeout(() => finish(`${addin.displayName} did not finish ${button.label} in time.`), app.commandLimit || COMMAND_LIMIT);
  await Promise.race([finished, frame.asked("appCommandInvoked").then(() => {
    frame.send("appCommandInvoked", [button.id, button.action.function, JSON.stringify({ source: { id: button.id } })]);
  })]);
  const problem = await finished;
  clearTimeout(limit);
  app.commands.delete(frame);
  frame.onClose = null;
  frame.close();
  return notices.say(problem, "errorMessage");
}

/** `executeMethod` 94 carries [command id, status, data]: anything but 0 is a function that was not found or threw. */
function outcome(data, button) {
  const status = data?.[1] ?? 0;
  if (status === NOT_FOUND) return `The function file has no function '${button.action.function}', which ${button.label} calls.`;
  return status === 0 ? null : `The function '${button.action.function}' of ${button.label} failed (${status}).`;
}

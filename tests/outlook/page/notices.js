// The notification bar above the open item.
import { h, glyph } from "./dom.js";

/** An item's notices; the bar shows them. */
export class Notices {
  constructor(app) {
    this.app = app;
    this.list = new Map();
    this.element = h("div", { class: "notices", "data-testid": "notices", role: "status", "aria-live": "polite" });
    this.system = null;
  }

  all() { return [...this.list.values()]; }
  has(key) { return this.list.has(key); }
  put(notice) { this.list.set(notice.key, notice); this.draw(); }

  remove(key) {
    const removed = this.list.delete(key);
    this.draw();
    return removed;
  }

  /** What Outlook itself says, for instance that a command is running; null takes it away. */
  say(text, type = "progressIndicator") {
    this.system = text ? { key: "", type, message: text } : null;
    this.draw();
  }

  draw() {
    const all = [...(this.system ? [this.system] : []), ...this.list.values()];
    this.element.replaceChildren(...all.map((notice) => this.bar(notice)));
  }

  bar(notice) {
    const icon = this.app.addin?.images[notice.icon];
    const action = notice.actions?.[0];
    return h("div", { class: `notice ${notice.type}`, "data-testid": "notice", "data-key": notice.key, "data-type": notice.type },
      notice.type === "progressIndicator" ? h("span", { class: "spinner", "aria-hidden": "true" }) : null,
      icon ? h("img", { src: icon, alt: "", width: 16, height: 16 }) : null,
      h("span", { class: "notice-text" }, h("span", { "data-testid": "notice-message" }, notice.message)),
      action ? h("button", { class: "link", onclick: () => this.app.runCommand(action.commandId) }, action.actionText) : null,
      notice.type === "progressIndicator" ? null : h("button", { class: "icon", "aria-label": "Dismiss", onclick: () => (notice.key ? this.remove(notice.key) : this.say(null)) }, glyph("close")));
  }
}

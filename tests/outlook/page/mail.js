// The message list and the reading view.
import * as api from "./api.js";
import { h } from "./dom.js";
import { MessageReading } from "./reading.js";
import { ribbon } from "./ribbon.js";

const STYLE = "<style>body { font: 14px/1.4 'Segoe UI', system-ui, sans-serif; margin: 0; padding: 8px; }</style>";
const when = (text, zone) => new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(Date.parse(text));
const people = (list) => (list || []).map(({ emailAddress }) => `${emailAddress.name} <${emailAddress.address}>`).join("; ");

export class Mail {
  constructor(app, element) {
    this.app = app;
    this.list = h("div", { class: "message-list", "data-testid": "message-list", role: "listbox", "aria-label": "Messages" });
    this.reading = h("div", { class: "reading" });
    this.slot = h("div", { class: "pane-slot" });
    element.append(this.list, this.reading, this.slot);
  }

  async show(id) {
    this.messages = await api.messages(this.app.mailbox.address);
    this.drawList(id);
    if (id !== this.current?.id) await this.select(id);
  }

  async refresh() {
    if (!this.app.mailbox) return;
    this.messages = await api.messages(this.app.mailbox.address);
    this.drawList(this.current?.id);
  }

  drawList(id) {
    const shown = JSON.stringify([id, this.messages]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.list.replaceChildren(...this.messages.map((message) => h("button", {
      class: `message ${message.isRead ? "" : "unread"}`, role: "option", "aria-selected": String(message.id === id), "data-testid": "message",
      "data-message-id": message.id, "data-subject": message.subject, onclick: () => this.app.go(`#/mail/${encodeURIComponent(message.id)}`),
    }, h("b", {}, message.from?.emailAddress.name), h("span", {}, message.subject), h("small", {}, when(message.receivedDateTime, this.app.mailbox.timeZone)))));
  }

  async select(id) {
    const message = id ? (await api.message(id)).message : null;
    this.current = message ? new MessageReading(this.app.mailbox, message) : null;
    this.notices = this.app.noticesOf(id);
    this.app.setOpen(this.current, this.notices, this.slot);
    this.drawReading();
  }

  drawReading() {
    const message = this.current?.item;
    if (!message) return this.reading.replaceChildren(h("p", { class: "empty" }, "Select a message to read."));
    const zone = this.app.mailbox.timeZone;
    const body = h("iframe", { class: "message-body", title: "Message", sandbox: "", srcdoc: STYLE + this.current.bodyHtml(), "data-testid": "message-body" });
    return this.reading.replaceChildren(
      ribbon(this.app.addin, this.current.surface, (button) => this.app.run(button)), this.notices.element,
      h("article", { class: "message-view", "data-testid": "reading-view", "data-item-id": message.id }, h("h1", { "data-testid": "message-subject" }, message.subject),
        h("p", { class: "from" }, h("b", {}, people([message.from])), h("small", {}, when(message.receivedDateTime, zone))),
        h("p", { class: "to" }, `To: ${people(message.toRecipients)}`, message.ccRecipients?.length ? h("span", {}, `  Cc: ${people(message.ccRecipients)}`) : null),
        body));
  }
}

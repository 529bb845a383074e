// Dialogs that office.js asks the host for: those shown in a frame of the page. Dialogs in windows of their own are
// between office.js and the browser.
import { h, glyph } from "./dom.js";

export const DIALOG_MESSAGE = "dialogMessageReceived";
const PARENT_MESSAGE = "dialogParentMessageReceived";

const MESSAGE = 0;
const NOT_LOADED = 12002;
const NOT_TRUSTED = 12004;
const CLOSED = 12006;
const ALREADY_OPEN = 12007;
const BLOCKED = 12011;

/** The dialog of a frame; at most one. */
export class OfficeDialog {
  /** `makeFrame(given)` makes the add-in's frame for an address. */
  constructor(parent, makeFrame) {
    this.parent = parent;
    this.makeFrame = makeFrame;
  }

  /** Opens what `displayDialogAsync` asked for; gives office.js' error code, 0 when it stands. */
  open({ url, width, height }) {
    if (this.parent.hidden) return BLOCKED;
    if (this.element) return ALREADY_OPEN;
    const { origin } = new URL(url);
    if (![this.parent.origin, ...(this.parent.addin.appDomains || [])].includes(origin)) return NOT_TRUSTED;
    this.frame = this.makeFrame(url);
    this.element = h("dialog", { class: "ask office-dialog", "aria-label": this.parent.title, "data-testid": "dialog", style: `width:${width}vw;height:${height}vh`, oncancel: () => this.closedByPerson() },
      h("div", { class: "pane-head" }, h("span", {}, this.parent.title), h("button", { class: "icon", "aria-label": "Close dialog", "data-testid": "dialog-close", onclick: () => this.closedByPerson() }, glyph("close"))),
      this.frame.element);
    document.body.append(this.element);
    this.element.showModal();
    this.mustLoad(url);
    return 0;
  }

  /** A page that does not load says nothing; the add-in is told. */
  async mustLoad(url) {
    try { await fetch(url, { mode: "no-cors", cache: "no-store" }); } catch { this.tell({ messageType: NOT_LOADED }); }
  }

  /** `messageParent` of the dialog's page. */
  fromPage({ messageToParent, targetOrigin }) {
    if (targetOrigin && targetOrigin !== "*" && targetOrigin !== this.parent.origin) return;
    this.tell({ messageType: MESSAGE, messageContent: messageToParent, messageOrigin: this.frame.origin });
  }

  /** `messageChild` of the add-in. */
  toPage({ messageContent, targetOrigin }) {
    if (!this.frame || (targetOrigin && targetOrigin !== "*" && targetOrigin !== this.frame.origin)) return;
    this.frame.send(PARENT_MESSAGE, { messageType: MESSAGE, messageContent, messageOrigin: this.parent.origin });
  }

  tell(data) { this.parent.send(DIALOG_MESSAGE, data); }

  closedByPerson() {
    this.close();
    this.tell({ messageType: CLOSED });
    this.parent.registered.delete(DIALOG_MESSAGE);
  }

  close() {
    this.frame?.close();
    this.element?.remove();
    this.frame = this.element = null;
  }
}

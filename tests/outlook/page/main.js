// The page: mailbox, modules, the open item, the add-in.
import * as api from "./api.js";
import { Calendar } from "./calendar.js";
import { People } from "./contacts.js";
import { ask, h, glyph, toast } from "./dom.js";
import { Draft } from "./draft.js";
import { faultsPanel } from "./faults.js";
import { Form, readView } from "./form.js";
import { Mail } from "./mail.js";
import { Notices } from "./notices.js";
import { Pane, runFunction } from "./pane.js";
import { AppointmentReading } from "./reading.js";
import { findButton, ribbon } from "./ribbon.js";
import { signInPanel } from "./signin.js";
import { moved, midnight, wallAt, dateOf } from "./zones.js";

/** How soon the add-in's server is asked again when it does not answer. */
const RETRY = 3000;

const byId = (id) => document.getElementById(id);

class App {
  commands = new Set();
  notices = new Map();
  open = null;

  async start() {
    this.pane = new Pane(this);
    faultsPanel(byId("faults"));
    signInPanel(byId("signin")).catch(console.error);
    await this.loadMailboxes();
    this.calendar = new Calendar(this, byId("calendar"));
    this.mail = new Mail(this, byId("mail"));
    this.people = new People(this, byId("people"));
    byId("mailbox").addEventListener("change", (event) => this.pickMailbox(event.target.value));
    for (const link of document.querySelectorAll(".rail a")) link.addEventListener("click", (event) => this.leaveBy(event));
    window.addEventListener("hashchange", () => this.route());
    window.addEventListener("beforeunload", (event) => { if (this.draft?.unsaved && !navigator.webdriver) event.preventDefault(); });
    await this.loadAddin(api.addin());
    await this.route();
    document.body.dataset.ready = "true";
    this.watch();
  }

  // Mailboxes

  async loadMailboxes() {
    const { now, mailboxes } = await api.mailboxes();
    this.mailboxes = mailboxes;
    this.user = mailboxes[0];
    this.mailbox = mailboxes.find(({ address }) => address === this.mailbox?.address) || mailboxes[0];
    if (this.mailbox && !this.mailbox.shared) this.user = this.mailbox;
    this.now = now;
    byId("mailbox").replaceChildren(...mailboxes.map(({ address, displayName }) => h("option", { value: address, selected: address === this.mailbox.address }, `${displayName} (${address})`)));
  }

  get today() { return dateOf(wallAt(Date.parse(this.now), this.mailbox.timeZone)); }

  pickMailbox(address) {
    this.mailbox = this.mailboxes.find((one) => one.address === address) || this.mailbox;
    this.user = this.mailbox.shared ? this.mailboxes[0] : this.mailbox;
    byId("mailbox").value = this.mailbox.address;
    this.pane.close();
    this.mail.current = null;
    const module = ["#/mail", "#/people"].find((one) => location.hash.startsWith(one));
    this.go(module || `#/calendar/${this.calendar.date || this.today}`);
  }

  category(name) {
    if (!name) return null;
    return this.mailbox.categories.find(({ displayName }) => displayName === name) || { displayName: name, color: "None" };
  }

  async setCategories(categories) {
    await api.setCategories(this.mailbox.address, categories);
    this.mailbox.categories = categories;
  }

  // Where one is

  go(hash) { if (location.hash === hash) this.route(); else location.hash = hash; }

  async route() {
    const [path, query = ""] = location.hash.slice(2).split("?");
    const [module, ...rest] = path.split("/");
    const key = decodeURIComponent(rest.join("/"));
    const parameters = new URLSearchParams(query);
    try {
      if (module === "open" && key) return await this.showEvent(key, parameters.get("as"));
      if (module === "new") return await this.showNew(key);
      if (module === "mail") { this.show("mail"); return await this.mail.show(key || null); }
      if (module === "people") { this.show("people"); return await this.people.show(key || null); }
      this.show("calendar");
      return await this.calendar.show(key || null);
    } catch (error) {
      console.error(error);
      toast(error.message);
      return this.show("calendar");
    }
  }

  show(name) {
    if (name !== "item") this.leaveItem();
    if (name !== "mail" && this.mail?.current) { this.pane.close(); this.mail.current = null; }
    for (const id of ["calendar", "mail", "people", "item"]) byId(id).hidden = id !== name;
    const module = name === "item" ? "calendar" : name;
    for (const id of ["calendar", "mail", "people"]) byId(`nav-${id}`).setAttribute("aria-current", id === module ? "page" : "false");
  }

  /** A module's link asks first when there are unsaved changes. */
  leaveBy(event) {
    if (!this.draft?.unsaved) return;
    event.preventDefault();
    this.closeItem();
  }

  // Items

  /** Opens an event of the calendar; of a series asks which is meant. */
  async openItem(event, as) {
    let id = event.id;
    if (event.seriesMasterId) {
      const which = await ask(event.subject || "(no subject)", "This is one of a series. What do you want to open?", [
        { value: "occurrence", label: "This occurrence", testid: "ask-occurrence", primary: true }, { value: "series", label: "The series", testid: "ask-series" },
        { value: null, label: "Cancel", testid: "ask-cancel" }]);
      if (!which) return;
      if (which === "series") id = event.seriesMasterId;
    }
    this.go(`#/open/${encodeURIComponent(id)}${as ? `?as=${as}` : ""}`);
  }

  openEvent(id) { this.go(`#/open/${encodeURIComponent(id)}`); }
  openMessage(id) { this.go(`#/mail/${encodeURIComponent(id)}`); }

  async showEvent(id, as) {
    const { mailbox, event } = await api.event(id);
    if (mailbox !== this.mailbox.address) {
      this.mailbox = this.mailboxes.find(({ address }) => address === mailbox);
      this.user = this.mailbox.shared ? this.mailboxes[0] : this.mailbox;
      byId("mailbox").value = mailbox;
    }
    const master = event.seriesMasterId ? (await api.event(event.seriesMasterId)).event : null;
    const asAttendee = as ? as === "attendee" : event.isOrganizer === false;
    const given = { mailbox: this.mailbox, event, master };
    return this.showItem(asAttendee ? await AppointmentReading.open(given) : await Draft.open(given));
  }

  /** `#/new/2026-11-23` or `#/new/2026-11-23T09:00`. */
  async showNew(when) {
    const day = when ? dateOf(when) : this.today;
    const start = when.length > 10 ? when : moved(midnight(day), { minutes: 8 * 60 });
    return this.showItem(await Draft.open({ mailbox: this.mailbox, start, end: moved(start, { minutes: 30 }) }));
  }

  showItem(item) {
    this.leaveItem();
    this.show("item");
    this.draft = item.kind === "compose" ? item : null;
    const slot = h("div", { class: "pane-slot" });
    const notices = this.noticesOf(item.id);
    const form = this.draft ? new Form(this, item) : null;
    const shown = form ? form.element : readView(this, item);
    byId("item").replaceChildren(
      h("div", { class: "item-main", "data-testid": "item", "data-item-id": item.id || "", "data-surface": item.surface },
        h("div", { class: "toolbar" }, ...this.itemButtons(item), form?.unsaved),
        ribbon(this.addin, item.surface, (button) => this.run(button)), notices.element, shown), slot);
    this.setOpen(item, notices, slot);
    if (this.draft) item.onChange((fields, byHand) => this.formChanged(fields, byHand));
  }

  itemButtons(item) {
    const button = (testid, label, onclick, more = {}) => h("button", { "data-testid": testid, onclick, ...more }, label);
    const close = h("button", { class: "icon", "data-testid": "close-item", "aria-label": "Close", onclick: () => this.closeItem() }, glyph("close"));
    const remove = item.id ? [button("delete", "Delete", () => this.deleteItem())] : [];
    if (item.kind !== "compose") return [...remove, h("span", { class: "grow" }), close];
    return [button("save", "Save", () => this.saveItem(), { class: "primary" }), button("discard", "Discard", () => this.closeItem(true)), ...remove, h("span", { class: "grow" }), close];
  }

  async saveItem() {
    try {
      const wasNew = this.draft.isNew;
      await this.draft.save();
      byId("item").querySelector(".item-main").dataset.itemId = this.draft.id;
      if (wasNew) history.replaceState(null, "", `#/open/${encodeURIComponent(this.draft.id)}`);
    } catch (error) { toast(`Not saved: ${error.message}`); }
  }

  async deleteItem() {
    const { item } = this.open;
    if (item.id) await api.deleteEvent(item.id).catch((error) => toast(error.message));
    this.closeItem(true);
  }

  /** Closes the item and its pane; asks when there are unsaved changes. */
  async closeItem(discard = false) {
    if (!discard && this.draft?.unsaved) {
      const what = await ask("Discard changes?", "The appointment has changes that are not saved.", [
        { value: "save", label: "Save", testid: "close-save", primary: true }, { value: "discard", label: "Discard", testid: "close-discard" }, { value: null, label: "Keep editing", testid: "close-keep" }]);
      if (!what) return;
      if (what === "save") await this.saveItem();
    }
    if (this.open?.item.kind === "message") this.go("#/mail"); else this.go(`#/calendar/${this.calendar.date || this.today}`);
  }

  leaveItem() {
    if (!byId("item").childElementCount) return;
    this.pane.close();
    for (const frame of this.commands) frame.close();
    byId("item").replaceChildren();
    this.draft = null;
    this.open = null;
  }

  setOpen(item, notices, slot) {
    this.open = item ? { item, notices, slot } : null;
    this.slot = slot;
    if (item?.kind === "message" || !item) this.pane.follow(item, notices);
  }

  noticesOf(id) {
    const kept = id && this.notices.get(id);
    const notices = new Notices(this);
    // Only persistent messages survive that one looks elsewhere.
    for (const notice of kept ? kept.all().filter(({ persistent }) => persistent) : []) notices.put(notice);
    if (id) this.notices.set(id, notices);
    return notices;
  }

  /** What the person changed in the form, as office.js' events. */
  async formChanged(fields, byHand) {
    if (!byHand || !this.open) return;
    const { item } = this.open;
    const frames = [this.pane.frame, ...this.commands].filter(Boolean);
    const send = (name, data) => frames.forEach((frame) => frame.send(name, data));
    if (fields.some((field) => ["start", "end"].includes(field))) send("olkAppointmentTimeChanged", [JSON.stringify({ start: item.startMs, end: item.endMs })]);
    if (fields.some((field) => ["required", "optional"].includes(field))) {
      send("olkRecipientsChanged", [JSON.stringify({ to: false, cc: false, bcc: false, requiredAttendees: fields.includes("required"), optionalAttendees: fields.includes("optional"), resources: false })]);
    }
    if (fields.includes("recurrence")) send("olkRecurrenceChanged", [JSON.stringify({ recurrence: JSON.stringify(await item.recurrence()) })]);
    if (fields.includes("location")) send("olkEnhancedLocationsChanged", [JSON.stringify({ enhancedLocations: [{ locationIdentifier: { id: item.state.location, type: "custom" }, displayName: item.state.location, emailAddress: "" }] })]);
  }

  /** A fault: the item becomes another one, or none, while the pane stays. */
  async changeItem(id) {
    const frames = [this.pane.frame, ...this.commands].filter(Boolean);
    if (id === null) return frames.forEach((frame) => frame.setItem(null, null));
    const message = await api.message(id).catch(() => null);
    if (message) {
      this.pane.pinned = true;
      // Not by a hash change, which would come some time later: the fault says when.
      history.replaceState(null, "", `#/mail/${encodeURIComponent(id)}`);
      return this.route();
    }
    const { event } = await api.event(id);
    const item = event.isOrganizer === false ? await AppointmentReading.open({ mailbox: this.mailbox, event }) : await Draft.open({ mailbox: this.mailbox, event });
    return frames.forEach((frame) => frame.setItem(item, this.noticesOf(id)));
  }

  // The add-in

  async loadAddin(asked) {
    const { source, addin, problems } = await asked;
    this.addin = addin;
    const upload = h("input", { type: "file", accept: ".xml", hidden: true, "data-testid": "addin-file", onchange: async () => this.loadAddin(api.uploadAddin(await upload.files[0].text())) });
    byId("addin").replaceChildren(
      h("span", { class: addin ? "" : "failed", "data-testid": "addin-status", title: source }, addin ? `${addin.displayName} ${addin.version}` : "No add-in"),
      h("button", { "data-testid": "addin-fetch", title: `Fetch ${source} again`, onclick: () => this.loadAddin(api.fetchAddin()) }, "Fetch again"),
      h("button", { onclick: () => upload.click() }, "Upload…"), upload,
      ...(problems.length ? [h("ul", { class: "problems", "data-testid": "addin-problems", role: "alert" }, problems.map((problem) => h("li", {}, problem)))] : []));
    this.redrawRibbon();
    if (!addin && source !== "upload") this.retryAddin();
  }

  retryAddin() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => { if (!this.addin) this.loadAddin(api.addin()); }, RETRY);
  }

  redrawRibbon() {
    const old = document.querySelector(".view:not([hidden]) .ribbon");
    if (old && this.open) old.replaceWith(ribbon(this.addin, this.open.item.surface, (button) => this.run(button)));
  }

  run(button) {
    if (!this.open) return undefined;
    const { item, notices, slot } = this.open;
    if (button.action.type === "showTaskpane") return this.pane.open(button, item, notices, slot);
    return runFunction({ app: this, button, item, notices });
  }

  runCommand(id) {
    const button = findButton(this.addin, id);
    if (button) this.run(button);
  }

  reopenPane() {
    const { button } = this.pane;
    this.pane.close();
    if (button) this.run(button);
  }

  // Changes from elsewhere

  /** What is shown, anew. */
  refresh() {
    if (!byId("people").hidden) return this.people.refresh();
    return byId("mail").hidden ? this.calendar.refresh() : this.mail.refresh();
  }

  async watch() {
    let known = 0;
    for (;;) {
      try {
        const { revision, now } = await api.changes(known);
        this.now = now;
        if (revision !== known && known) await this.refresh();
        known = revision;
      } catch { await new Promise((resolve) => setTimeout(resolve, 1000)); }
    }
  }
}

// Tests reach the page's parts by this name.
globalThis.outlook = new App();
globalThis.outlook.start();

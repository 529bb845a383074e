// People: the folders of contacts, the list of one, and the open contact.
import * as api from "./api.js";
import { ContactForm } from "./contact-form.js";
import { ask, h, toast } from "./dom.js";

/** How many contacts the list shows at most; the search finds the others. */
const SHOWN = 200;

export class People {
  folder = "";

  constructor(app, element) {
    this.app = app;
    this.folders = h("ul", { class: "folder-list", "data-testid": "people-folders", "aria-label": "Folders" });
    this.search = h("input", { type: "search", "data-testid": "people-search", placeholder: "Search", "aria-label": "Search contacts", oninput: () => this.refresh() });
    this.list = h("ul", { class: "contact-list", "data-testid": "contact-list", "aria-label": "Contacts" });
    this.count = h("p", { class: "empty", role: "status", "data-testid": "contact-count" });
    this.main = h("div", { class: "contact-main" });
    element.append(
      h("div", { class: "toolbar" }, h("button", { class: "primary", "data-testid": "contact-new", onclick: () => this.go("new") }, "New contact"),
        h("button", { "data-testid": "folder-new", onclick: () => this.newFolder() }, "New folder"), h("span", { class: "grow" }), this.search),
      h("div", { class: "people" }, h("nav", { "aria-label": "Folders of contacts" }, this.folders), h("div", { class: "contact-column" }, this.list, this.count), this.main));
  }

  go(id) { this.app.go(`#/people${id ? `/${encodeURIComponent(id)}` : ""}`); }

  /** Shows the module, with a contact, a new one (`new`) or none. */
  async show(id) {
    if (this.mailbox !== this.app.mailbox.address) {
      this.mailbox = this.app.mailbox.address;
      this.folder = "";
    }
    if (id !== this.form?.id || !id) await this.open(id);
    await this.refresh();
  }

  /** What is shown follows changes made elsewhere. */
  async refresh() {
    const folders = await api.folders(this.mailbox);
    if (!folders.some((one) => one.id === this.folder)) this.folder = folders.find((one) => one.default).id;
    this.drawFolders(folders);
    this.drawList(await api.people(this.mailbox, this.folder, this.search.value, SHOWN));
    await this.follow();
  }

  drawFolders(folders) {
    const button = (one) => h("button", { "aria-current": String(one.id === this.folder), "data-testid": "people-folder", "data-folder-id": one.id, "data-name": one.displayName,
      onclick: () => { this.folder = one.id; this.refresh(); } }, h("span", {}, one.displayName), h("small", {}, String(one.contacts)));
    replace(this.folders, folders.map((one) => h("li", {}, button(one))), (row) => row.firstChild);
  }

  drawList({ found, contacts }) {
    const row = ({ id, displayName, companyName, email }) => h("li", {}, h("button", { class: "contact", "aria-current": String(id === this.form?.id), "data-testid": "contact",
      "data-contact-id": id, "data-name": displayName, onclick: () => this.go(id) },
    h("b", {}, displayName || "(no name)"), h("span", {}, companyName), h("small", {}, email)));
    replace(this.list, contacts.map(row), (item) => item.firstChild);
    const more = found - contacts.length;
    this.count.textContent = found === 0 ? "No contacts." : more > 0 ? `${contacts.length} of ${found}: search for the others.` : `${found} ${found === 1 ? "contact" : "contacts"}`;
  }

  // The open contact

  async open(id) {
    this.form = null;
    if (!id) return this.main.replaceChildren(h("p", { class: "empty" }, "Select a contact to open it."));
    const contact = id === "new" ? {} : (await api.contact(id)).contact;
    return this.draw(id, contact);
  }

  draw(id, contact) {
    const isNew = id === "new";
    this.form = new ContactForm(id, contact);
    const button = (testid, label, onclick, more = {}) => h("button", { type: "button", "data-testid": testid, onclick, ...more }, label);
    this.status = h("span", { role: "status", class: "unsaved", "data-testid": "contact-status" });
    this.main.replaceChildren(
      h("div", { class: "toolbar" }, button("contact-save", "Save", () => this.save(), { class: "primary" }), isNew ? null : button("contact-delete", "Delete", () => this.remove()),
        button("contact-discard", isNew ? "Discard" : "Undo changes", () => this.reopen()), this.status),
      this.form.element);
    this.form.element.addEventListener("submit", (event) => { event.preventDefault(); this.save(); });
    this.form.element.addEventListener("input", () => { this.status.textContent = this.form.changed ? "Not saved" : ""; });
    if (isNew) this.form.focus();
  }

  reopen() { if (this.form.id === "new") return this.go(""); return this.open(this.form.id); }

  /** Takes over what was changed elsewhere, unless something is typed here. */
  async follow() {
    if (!this.form || this.form.id === "new") return;
    const { id } = this.form;
    const now = await api.contact(id).then(({ contact }) => contact, () => null);
    if (this.form?.id !== id) return;
    if (!now) { this.status.textContent = "This contact was deleted elsewhere."; return; }
    if (now.changeKey === this.form.contact.changeKey) return;
    if (this.form.changed) this.status.textContent = "Changed elsewhere: saving writes only what you typed.";
    else this.draw(id, now);
  }

  async save() {
    const { id, form } = { id: this.form.id, form: this.form };
    try {
      const answer = id === "new" ? await api.createContact(this.mailbox, this.folder, form.patch()) : await api.patchContact(id, form.patch());
      this.form = null;
      if (id === "new") return this.go(answer.contact.id);
      this.draw(id, answer.contact);
      this.status.textContent = "Saved";
      return await this.refresh();
    } catch (error) { return toast(`Not saved: ${error.message}`); }
  }

  async remove() {
    const name = this.form.contact.displayName || "this contact";
    const sure = await ask("Delete contact?", `${name} will be deleted.`, [{ value: true, label: "Delete", testid: "contact-delete-yes", primary: true }, { value: null, label: "Cancel", testid: "contact-delete-no" }]);
    if (!sure) return;
    await api.deleteContact(this.form.id).catch((error) => toast(error.message));
    this.go("");
  }

  async newFolder() {
    const name = h("input", { type: "text", "data-testid": "folder-name", "aria-label": "Name of the folder" });
    const create = async () => {
      try {
        const { id } = await api.createFolder(this.mailbox, name.value);
        dialog.remove();
        this.folder = id;
        await this.refresh();
      } catch (error) { toast(error.message); }
    };
    const dialog = h("dialog", { class: "ask", "aria-label": "New folder", oncancel: () => dialog.remove() }, h("h2", {}, "New folder"),
      h("form", { onsubmit: (event) => { event.preventDefault(); create(); } }, h("p", {}, name), h("div", { class: "row end" },
        h("button", { class: "primary", "data-testid": "folder-create" }, "Create"), h("button", { type: "button", onclick: () => dialog.remove() }, "Cancel"))));
    document.body.append(dialog);
    dialog.showModal();
  }
}

/** New rows for old, the focus staying on the row in the same place. */
function replace(list, rows, focusable) {
  const at = [...list.children].findIndex((row) => row.contains(document.activeElement));
  list.replaceChildren(...rows);
  if (at >= 0 && rows[at]) focusable(rows[at]).focus();
}

// The form of a contact: a table of fields, and what of them was changed.
import { h } from "./dom.js";

const text = (name, label, type = "text") => ({ name, label, type, read: (contact) => contact[name] || "", write: (patch, value) => { patch[name] = value || null; } });

/** One place of a list of texts. */
const place = (list, at, label, type = "tel") => ({
  name: `${list}-${at}`, label, type, list, at,
  read: (contact) => contact[list]?.[at] || "",
});

const email = (at, label) => ({ ...place("emailAddresses", at, label, "email"), read: (contact) => contact.emailAddresses?.[at]?.address || "" });

const part = (address, name, label) => ({ name: `${address}-${name}`, label, type: "text", address, part: name, read: (contact) => contact[address]?.[name] || "" });

const address = (name, label) => ({
  title: label,
  fields: [part(name, "street", "Street"), part(name, "postalCode", "Postal code"), part(name, "city", "City"), part(name, "state", "State"), part(name, "countryOrRegion", "Country")],
});

const GROUPS = [
  { title: "Name", fields: [text("title", "Title"), text("givenName", "First name"), text("middleName", "Middle name"), text("surname", "Last name"), text("generation", "Suffix"),
    text("nickName", "Nickname"), text("displayName", "Display name"), text("fileAs", "File as")] },
  { title: "Work", fields: [text("companyName", "Company"), text("department", "Department"), text("jobTitle", "Job title"), text("officeLocation", "Office"), text("profession", "Profession"),
    text("manager", "Manager"), text("assistantName", "Assistant"), text("businessHomePage", "Web page", "url")] },
  { title: "E-mail", fields: [email(0, "E-mail"), email(1, "E-mail 2"), email(2, "E-mail 3")] },
  { title: "Phone", fields: [place("businessPhones", 0, "Business"), place("businessPhones", 1, "Business 2"), place("homePhones", 0, "Home"), place("homePhones", 1, "Home 2"), text("mobilePhone", "Mobile", "tel"),
    place("imAddresses", 0, "Chat", "text")] },
  address("businessAddress", "Business address"),
  address("homeAddress", "Home address"),
  { title: "Other", fields: [
    { name: "birthday", label: "Birthday", type: "date", read: (contact) => (contact.birthday || "").slice(0, 10), write: (patch, value) => { patch.birthday = value ? `${value}T00:00:00Z` : null; } },
    text("spouseName", "Spouse"),
    { name: "categories", label: "Categories", type: "text", hint: "separated by commas", read: (contact) => (contact.categories || []).join(", "),
      write: (patch, value) => { patch.categories = value.split(",").map((one) => one.trim()).filter(Boolean); } },
    { ...text("personalNotes", "Notes"), type: "textarea" }] },
];

const FIELDS = GROUPS.flatMap(({ fields }) => fields);

export class ContactForm {
  constructor(id, contact) {
    this.id = id;
    this.contact = contact;
    this.inputs = new Map();
    this.element = h("form", { class: "form contact-form", "data-testid": "contact-form", "data-contact-id": id, novalidate: true, autocomplete: "off" }, GROUPS.map((group) => this.group(group)),
      // Enter in a field saves.
      h("button", { type: "submit", hidden: true }, "Save"));
  }

  group({ title, fields }) {
    return h("fieldset", {}, h("legend", {}, title), h("div", { class: "contact-fields" }, fields.map((field) => this.field(field))));
  }

  field(field) {
    const attributes = { "data-testid": `contact-${field.name}`, title: field.hint };
    const input = field.type === "textarea" ? h("textarea", { ...attributes, rows: 4 }) : h("input", { ...attributes, type: field.type });
    input.value = field.read(this.contact);
    this.inputs.set(field, input);
    return h("label", { class: field.type === "textarea" ? "wide" : "" }, h("span", {}, field.label), input);
  }

  focus() { this.inputs.get(FIELDS.find(({ name }) => name === "givenName")).focus(); }

  isChanged(field) { return this.inputs.get(field).value.replace(/\r\n/g, "\n") !== field.read(this.contact).replace(/\r\n/g, "\n"); }

  get changed() { return FIELDS.some((field) => this.isChanged(field)); }

  /** What is to be written: the fields changed; lists and addresses whole, as they are replaced whole. */
  patch() {
    const patch = {};
    for (const field of FIELDS.filter((one) => this.isChanged(one))) {
      const value = this.inputs.get(field).value;
      if (field.list) patch[field.list] = this.list(field.list);
      else if (field.address) patch[field.address] = this.address(field.address);
      else field.write(patch, value);
    }
    return patch;
  }

  list(name) {
    const list = [...(this.contact[name] || [])];
    for (const field of FIELDS.filter((one) => one.list === name)) {
      const value = this.inputs.get(field).value;
      if (!this.isChanged(field)) continue;
      list[field.at] = name === "emailAddresses" ? { address: value } : value;
    }
    return list.filter((entry) => (typeof entry === "string" ? entry : entry?.address));
  }

  address(name) {
    const parts = FIELDS.filter((one) => one.address === name).map((field) => [field.part, this.inputs.get(field).value]);
    return Object.fromEntries(parts.filter(([, value]) => value));
  }
}

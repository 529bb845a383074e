// Making elements, and the few glyphs the page draws.

/** An element: `h("button", {onclick, "data-testid": "save"}, "Save")`. Null and false children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const GLYPHS = {
  private: "M4 7V5a4 4 0 0 1 8 0v2h1v7H3V7zm2 0h4V5a2 2 0 0 0-4 0z",
  people: "M6 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zm-5 6c0-3 2-5 5-5s5 2 5 5zm10-6a2 2 0 1 0 0-4 3.500 3.500 0 0 1 0 4zm1 6h3c0-3-1-4-3-4.500 1 1 1.500 2.500 0 4.500z",
  recurring: "M8 2a6 6 0 0 1 5.200 3L15 4v4h-4l1.500-1.500A4.500 4.500 0 0 0 3.600 7H2a6 6 0 0 1 6-5zm0 12a6 6 0 0 1-5.200-3L1 12V8h4L3.500 9.500a4.500 4.500 0 0 0 8.900-.500H14a6 6 0 0 1-6 5z",
  close: "M3 4.400 4.400 3 8 6.600 11.600 3 13 4.400 9.400 8l3.600 3.600-1.400 1.400L8 9.400 4.400 13 3 11.600 6.600 8z",
  pin: "M10 1l5 5-2 .500-3 3 .500 3L9 14 5.500 10.500 2 14l-1-1 3.500-3.500L1 6l1.500-1.500 3 .500 3-3z",
};

/** A glyph with a name for those who do not see it. */
export function glyph(name, label) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `glyph glyph-${name}`);
  if (label) { svg.setAttribute("role", "img"); svg.setAttribute("aria-label", label); } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", GLYPHS[name]);
  svg.append(path);
  return svg;
}

let hiding;
/** A short message at the foot of the page. */
export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, 8000);
}

/** Asks; resolves to the chosen value, or null when dismissed. Choices: `[{value, label, testid, primary, username}]`. */
export function ask(title, text, choices, attributes = {}) {
  return new Promise((resolve) => {
    const close = (value) => { dialog.remove(); resolve(value); };
    const buttons = choices.map(({ value, label, testid, primary, username }) =>
      h("button", { class: primary ? "primary" : "", "data-testid": testid, "data-username": username, onclick: () => close(value) }, label));
    const dialog = h("dialog", { class: "ask", "aria-label": title, oncancel: () => close(null), ...attributes },
      h("h2", {}, title), h("p", {}, text), h("div", { class: "row end" }, buttons));
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** The text of an HTML body, with line ends where blocks end. */
export function textOf(body) {
  if (!body) return "";
  if ((body.contentType || "").toLowerCase() !== "html") return body.content || "";
  const parsed = new DOMParser().parseFromString(body.content || "", "text/html");
  for (const skipped of parsed.querySelectorAll("style, script, title")) skipped.remove();
  for (const line of parsed.querySelectorAll("br")) line.replaceWith("\n");
  for (const block of parsed.querySelectorAll("p, div, li, tr, h1, h2, h3")) block.append("\n");
  return parsed.body.textContent.replace(/\u00a0/g, " ").replace(/[ \t]+\n/g, "\n").replace(/\n+$/, "");
}

/** Text as Outlook wraps it into HTML. */
export function htmlOf(text) {
  const escaped = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const lines = escaped.split(/\r?\n/).map((line) => `<div>${line || "<br>"}</div>`);
  return `<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>${lines.join("\r\n")}\r\n</body></html>`;
}

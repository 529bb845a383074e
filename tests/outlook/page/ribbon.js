// The ribbon of the open item, as the add-in's manifest says.
import { h } from "./dom.js";

/** The ribbon of a surface. `run(button)` is called with the button that was chosen. */
export function ribbon(addin, kind, run) {
  const surface = addin?.surfaces.find((one) => one.kind === kind);
  if (!surface) return h("div", { class: "ribbon empty", "data-testid": "ribbon" }, addin ? "The add-in has no buttons here." : "No add-in is sideloaded.");
  return h("div", { class: "ribbon", "data-testid": "ribbon", role: "toolbar", "aria-label": `${addin.displayName} commands` },
    surface.groups.map((group) => h("div", { class: "ribbon-group", role: "group", "aria-label": group.label, "data-group": group.id },
      h("div", { class: "ribbon-controls" }, group.controls.map((control) => (control.type === "menu" ? menu(control, run) : button(control, run)))),
      h("div", { class: "ribbon-label" }, group.label))));
}

/** The button with an id, wherever it stands. */
export function findButton(addin, id) {
  const controls = addin.surfaces.flatMap((surface) => surface.groups).flatMap((group) => group.controls);
  return controls.flatMap((control) => (control.type === "menu" ? control.items : [control])).find((one) => one.id === id);
}

function icon(control) {
  const size = control.icons.find((one) => one.size === "32") || control.icons[0];
  return size ? h("img", { src: size.url, alt: "", width: 20, height: 20 }) : null;
}

function button(control, run) {
  return h("button", {
    class: "ribbon-button", "data-testid": `ribbon-${control.id}`, title: `${control.tipTitle}\n${control.tip}`, onclick: () => run(control),
  }, icon(control), control.label);
}

function menu(control, run) {
  const list = h("div", { class: "menu-items", role: "menu" }, control.items.map((item) => h("button", {
    role: "menuitem", "data-testid": `ribbon-${item.id}`, title: `${item.tipTitle}\n${item.tip}`,
    onclick: () => { details.open = false; run(item); },
  }, icon(item), item.label)));
  const details = h("details", { class: "ribbon-menu", onkeydown: (event) => { if (event.key === "Escape") details.open = false; } },
    h("summary", { class: "ribbon-button", "data-testid": `ribbon-${control.id}`, title: `${control.tipTitle}\n${control.tip}` }, icon(control), control.label, h("span", { "aria-hidden": "true" }, " ▾")),
    list);
  return details;
}

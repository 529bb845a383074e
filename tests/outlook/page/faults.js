// The faults panel: what the host does wrong on purpose.
import * as api from "./api.js";
import { h } from "./dom.js";

const READY = [
  ["Slow: every reply 2 s late", [{ delayMs: 2000 }]],
  ["The next reply is error 9042", [{ action: "ExecuteMethod", errorCode: 9042, times: 1 }]],
  ["The next reply never comes", [{ action: "ExecuteMethod", drop: true, times: 1 }]],
  ["The item goes away during the next reply", [{ action: "ExecuteMethod", delayMs: 500, itemChange: { to: null }, times: 1 }]],
  ["The add-in starts without an item", [{ nullItem: true, action: "GetInitialData", times: 1 }]],
];

export function faultsPanel(details) {
  const box = details.querySelector("div");
  const text = h("textarea", { "data-testid": "faults-json", "aria-label": "Faults as JSON", rows: 6, spellcheck: "false" });
  const status = h("small", { role: "status", "data-testid": "faults-status" });
  const show = (list) => {
    text.value = JSON.stringify(list, (key, value) => (value === null || value === false || value === 0 ? undefined : value), 1);
    status.textContent = list.length ? `${list.length} set` : "None set";
    details.classList.toggle("active", list.length > 0);
  };
  const set = async (given) => {
    try { show(await api.setFaults(given)); } catch (error) { status.textContent = error.message; }
  };
  details.addEventListener("toggle", async () => { if (details.open) show(await api.faults()); });
  box.append(h("p", {}, "What the host does wrong, for trying how the add-in takes it:"),
    ...READY.map(([label, faults]) => h("button", { onclick: () => set(faults) }, label)),
    text, h("div", { class: "row" }, h("button", { class: "primary", "data-testid": "faults-set", onclick: () => set(JSON.parse(text.value || "[]")) }, "Set"),
      h("button", { "data-testid": "faults-clear", onclick: () => set([]) }, "Clear"), status));
}

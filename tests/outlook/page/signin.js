// The sign-in panel: who is signed in to Outlook, and what goes wrong with it on purpose.
import * as api from "./api.js";
import { h } from "./dom.js";

const READY = [
  ["Nobody is signed in to Outlook", { signedIn: "nobody" }],
  ["Everybody must agree once", { consent: "asked" }],
  ["No nested app authentication (from the next frame on)", { bridge: false }],
  ["Windows are blocked (from the next frame on)", { popups: false }],
  ["Access tokens live for one minute", { lifetime: 60 }],
  ["The identity service is away", { issuer: "away" }],
];

export async function signInPanel(details) {
  const box = details.querySelector("div");
  const accounts = await api.accounts();
  const text = h("textarea", { "data-testid": "signin-json", "aria-label": "Settings as JSON", rows: 9, spellcheck: "false" });
  const status = h("small", { role: "status", "data-testid": "signin-status" });
  const who = h("select", { "data-testid": "signin-who", onchange: () => turn({ signedIn: who.value }) },
    h("option", { value: "mailbox" }, "the mailbox's person"), h("option", { value: "nobody" }, "nobody"),
    accounts.map(({ username }) => h("option", { value: username }, username)));
  const show = (settings) => {
    text.value = JSON.stringify(settings, null, 1);
    who.value = settings.signedIn;
    status.textContent = "Set";
  };
  const turn = async (change) => {
    try { show(await api.turn(change)); } catch (error) { status.textContent = error.message; }
  };
  const mustAct = () => turn({ interactionRequired: accounts.map(({ username }) => username) });
  details.addEventListener("toggle", async () => { if (details.open) show((await api.signInSettings()).settings); });
  box.append(h("label", { class: "field" }, h("span", {}, "Signed in"), who),
    h("button", { onclick: mustAct }, "Everybody must sign in by hand once more"),
    ...READY.map(([label, change]) => h("button", { onclick: () => turn(change) }, label)),
    text, h("div", { class: "row" }, h("button", { class: "primary", "data-testid": "signin-set", onclick: () => turn(JSON.parse(text.value || "{}")) }, "Set"),
      h("button", { "data-testid": "signin-reset", onclick: async () => show(await api.resetSignIn()) }, "As at the start"), status));
}

// Starts the pane: Office.js has to be ready and the program loaded, or the page says what failed.
//
// The address's query and fragment belong to Office.js until then, and the history functions are gone afterwards.

import { say, translate } from "./words.js";

const LIMIT = 10_000;
// In an ordinary browser tab nobody answers Office.js: there is nothing to wait for.
const TAB_LIMIT = 1_500;

// Each by the name of its texts: what happened, and with -do what can be done about it.
const OFFICE = "office";
const OWN = "own";
const CRASH = "crash";

const find = (id) => document.getElementById(id);
let failed = false;
let started = false;

function fail(what, error) {
  if (failed) return;
  failed = true;
  translate();
  find("pane").hidden = true;
  find("failure-title").textContent = say(what === CRASH ? "stopped" : "failed");
  find("failure-what").textContent = say(what);
  find("failure-do").textContent = say(`${what}-do`);
  find("failure-detail").textContent = String(error?.message ?? error ?? "");
  find("failure").hidden = false;
  find("failure-what").focus();
}

const after = (millis, value) => new Promise((resolve) => setTimeout(resolve, millis, value));

/** Is the page framed by an Outlook, or is this just a tab? Outlook says so in the address, and once in the storage. */
function inOutlook() {
  if (location.href.includes("_host_Info=")) return true;
  try {
    return window !== window.top && sessionStorage.getItem("hostInfoValue") !== null;
  } catch {
    return window !== window.top;
  }
}

/** Resolves when Office.js is ready, or is known to have nothing to say. */
async function office() {
  const hosted = inOutlook();
  if (!window.Office) {
    if (hosted) throw new Error("office.js is not there");
    return;
  }
  const ready = window.Office.onReady().then(() => true);
  if (!(await Promise.race([ready, after(hosted ? LIMIT : TAB_LIMIT, false)])) && hosted) {
    throw new Error(`Office.onReady did not come within ${LIMIT / 1000} seconds`);
  }
}

/** Resolves to the program. */
async function program() {
  const load = async () => {
    const pane = await import("./pane.js");
    await pane.default({ module_or_path: new URL("pane_bg.wasm", import.meta.url) });
    return pane;
  };
  const pane = await Promise.race([load(), after(LIMIT, null)]);
  if (!pane) throw new Error(`the program did not come within ${LIMIT / 1000} seconds`);
  return pane;
}

translate();
find("failure-retry").addEventListener("click", () => location.reload());

// A fault in the program stops it for good: nothing on the screen would answer any more.
const crashed = (error) => {
  if (started && error instanceof WebAssembly.RuntimeError) fail(CRASH, error);
};
window.addEventListener("error", (event) => crashed(event.error));
window.addEventListener("unhandledrejection", (event) => crashed(event.reason));

const loading = program();
const ready = office();
ready.catch((error) => fail(OFFICE, error));
loading.catch((error) => fail(OWN, error));
try {
  const [pane] = await Promise.all([loading, ready]);
  if (!failed) {
    find("starting").remove();
    started = true;
    pane.start_pane(() => import("./entra.js"));
  }
} catch (error) {
  // The one that failed has said so; what is left is a fault in drawing.
  fail(CRASH, error);
}

// The ribbon's function command. The function is named at once, so that a press while the program is still loading is
// kept; the command is always completed, whatever happens.

import { say } from "./words.js";

const LIMIT = 55_000;
const KEY = "concordat";

const program = (async () => {
  const pane = await import("./pane.js");
  await pane.default({ module_or_path: new URL("pane_bg.wasm", import.meta.url) });
  return pane;
})();
// Said when the command is pressed, not before.
program.catch(() => {});

const after = (millis) => new Promise((_, reject) => setTimeout(reject, millis, new Error(say("ribbon-late"))));

/** Says that our own program failed; the program says everything else itself. */
function report(error) {
  const text = say("ribbon", { reason: error?.message ?? error }).slice(0, 150);
  return new Promise((resolve) => {
    const bar = Office.context.mailbox?.item?.notificationMessages;
    if (!bar) return resolve();
    bar.replaceAsync(KEY, { type: "errorMessage", message: text }, resolve);
    setTimeout(resolve, 2_000);
  });
}

async function syncItem(event) {
  try {
    const run = program.then((pane) => pane.sync_item(() => import("./entra.js")));
    await Promise.race([run, after(LIMIT)]);
  } catch (error) {
    await report(error);
  } finally {
    event.completed();
  }
}

Office.onReady(() => {});
Office.actions.associate("syncItem", syncItem);

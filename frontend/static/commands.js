// The ribbon's function commands. Each function is named at once, so that a press while the program is still loading is
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

const entra = () => import("./entra.js");

/** What each button and item of the menu does. */
const COMMANDS = {
  syncItem: (pane) => pane.sync_item(entra),
  syncEverything: (pane) => pane.sync_run(entra, "everything"),
  syncContacts: (pane) => pane.sync_run(entra, "contacts"),
  syncCalendar: (pane) => pane.sync_run(entra, "calendar"),
};

async function perform(command, event) {
  try {
    const run = program.then(command);
    await Promise.race([run, after(LIMIT)]);
  } catch (error) {
    await report(error);
  } finally {
    event.completed();
  }
}

Office.onReady(() => {});
for (const [name, command] of Object.entries(COMMANDS)) {
  Office.actions.associate(name, (event) => perform(command, event));
}

// The open item, as the product's own pane sends it.

const ask = (member) =>
  new Promise((resolve, reject) =>
    member.getAsync((result) => (result.status === "succeeded" ? resolve(result.value) : reject(result.error))),
  );
const askText = (body) =>
  new Promise((resolve) => body.getAsync("text", (result) => resolve(result.value ?? null)));
const iso = (date) => (date ? new Date(date).toISOString() : null);
const person = (one) => ({ name: one?.displayName ?? "", address: one?.emailAddress ?? "" });
const people = (list) => (list ?? []).map(person);
const names = (categories) => (categories ?? []).map((category) => category.displayName);

/** Resolves when Office.js is ready. */
export const ready = () => window.Office.onReady();

export const mailbox = () => window.Office.context.mailbox;

export const isDark = () => {
  const background = window.Office.context.officeTheme?.bodyBackgroundColor;
  return background
    ? parseInt(background.slice(1, 3), 16) < 128
    : matchMedia("(prefers-color-scheme: dark)").matches;
};

const rest = (id) => (id ? mailbox().convertToRestId(id, "v2.0") : null);

function savedId(item) {
  if (!item.getItemIdAsync) return Promise.resolve(rest(item.itemId));
  return new Promise((resolve, reject) =>
    item.getItemIdAsync((result) => {
      if (result.status === "succeeded") resolve(rest(result.value));
      else if (result.error.code === 9046) resolve(null);
      else reject(result.error);
    }),
  );
}

const common = () => ({
  itemType: "appointment",
  mailbox: mailbox().userProfile.emailAddress,
  timeZone: mailbox().userProfile.timeZone ?? "",
});

async function composed(item) {
  const [itemId, subject, location, start, end, notes, required, optional, categories, recurrence, organizer] =
    await Promise.all([
      savedId(item),
      ask(item.subject),
      ask(item.location),
      ask(item.start),
      ask(item.end),
      askText(item.body),
      ask(item.requiredAttendees),
      ask(item.optionalAttendees),
      ask(item.categories),
      ask(item.recurrence).catch(() => null),
      ask(item.organizer).catch(() => null),
    ]);
  return {
    ...common(),
    mode: "compose",
    itemId,
    seriesId: rest(item.seriesId),
    subject,
    location,
    start: iso(start),
    end: iso(end),
    notes,
    categories: names(categories),
    organizer: organizer && person(organizer),
    required: people(required),
    optional: people(optional),
    recurrence,
    recurrenceKnown: true,
    canSet: ["subject", "location", "start", "end", "notes", "categories"],
  };
}

async function read(item) {
  return {
    ...common(),
    mode: "read",
    itemId: rest(item.itemId),
    seriesId: rest(item.seriesId),
    subject: item.subject,
    location: item.location,
    start: iso(item.start),
    end: iso(item.end),
    modified: iso(item.dateTimeModified),
    notes: await askText(item.body),
    categories: names(await ask(item.categories).catch(() => [])),
    organizer: person(item.organizer),
    required: people(item.requiredAttendees),
    optional: people(item.optionalAttendees),
    recurrence: item.recurrence ?? null,
    recurrenceKnown: true,
  };
}

/** The open appointment; `null` when none is open. */
export async function snapshot() {
  const item = mailbox().item;
  if (!item || item.itemType !== "appointment") return null;
  return item.subject?.getAsync ? composed(item) : read(item);
}

/** Calls back when another item is opened. */
export const onItemChanged = (then) => mailbox().addHandlerAsync(window.Office.EventType.ItemChanged, then);

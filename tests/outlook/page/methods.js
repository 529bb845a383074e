// What office.js may ask of the open item, by dispatch id, as read in outlook-web-16.01.debug.js of the npm package.
import * as api from "./api.js";
import { attendee } from "./people.js";
import { htmlOf } from "./dom.js";
import { fromOffice } from "./recurrence.js";
import { instant, wallAt, dateOf, midnight } from "./zones.js";

/** An error that office.js turns into the asyncResult's error. */
export class HostError extends Error {
  constructor(code) { super(`error ${code}`); this.code = code; }
}

export const ERRORS = {
  invalidEndTime: 9010, tooManyRecipients: 9012, genericToken: 9018, settings: 9019, save: 9021, duplicateKey: 9023, keyNotFound: 9024,
  tooManyNotifications: 9025, unsavedDraft: 9028, itemChanged: 9030, invalidParameter: 9031, notHere: 9032, recurrenceOnInstance: 9033,
  invalidRecurrence: 9034, recurrenceZone: 9037, permissions: 9038, internal: 9042, invalidCategory: 9044, duplicateCategory: 9045,
  notSaved: 9046, notFound: 9049,
};

const COMPOSE = ["compose"];
const APPOINTMENTS = ["compose", "read"];
const ANY = ["compose", "read", "message"];
const HTML = 3;
const START = 1;
const SENSITIVITY = ["normal", "personal", "private", "confidential"];
const MAX_NOTICES = 5;
const MAX_MESSAGE = 150;
const LEVELS = { Restricted: 0, ReadItem: 1, ReadWriteItem: 2, ReadWriteMailbox: 3 };
const TYPES = ["informationalMessage", "progressIndicator", "errorMessage", "insightMessage"];
const SHARED_RIGHTS = 63;

const crlf = (text) => text.replace(/\r?\n/g, "\r\n");
const field = (number) => (number === 0 ? "required" : number === 1 ? "optional" : fail(ERRORS.invalidParameter));

function fail(code) { throw new HostError(code); }

/** `{on: kinds of item, level: permission needed, run(item, params, context)}`; context: {notices, app, addin}. */
export const METHODS = {
  // loadCustomProperties and its save
  3: { on: ANY, level: 1, raw: true, run: async (item) => ({ wasSuccessful: true, customProperties: JSON.stringify(item.id ? await api.properties(item.id) : item.pendingProperties) }) },
  4: { on: ANY, level: 1, run: saveProperties },
  // body
  14: { on: COMPOSE, level: 1, run: () => "html" },
  23: { on: COMPOSE, level: 2, run: prependBody },
  37: { on: ANY, level: 1, run: (item, { coercionType }) => (coercionType === HTML ? item.bodyHtml() : crlf(item.bodyText())) },
  38: { on: COMPOSE, level: 2, run: (item, params) => item.set({ body: bodyOf(params) }) },
  // recipients
  15: { on: COMPOSE, level: 1, run: (item, { recipientField }) => item.state[field(recipientField)].map(bare) },
  21: { on: COMPOSE, level: 2, run: (item, params) => setPeople(item, params, []) },
  22: { on: COMPOSE, level: 2, run: (item, params) => setPeople(item, params, item.state[field(params.recipientField)]) },
  107: { on: COMPOSE, level: 2, run: (item) => organizer(item) },
  // subject, times, location
  17: { on: COMPOSE, level: 2, run: (item, { subject }) => item.set({ subject }) },
  18: { on: COMPOSE, level: 1, run: (item) => item.state.subject },
  24: { on: COMPOSE, level: 1, run: (item, { TimeProperty }) => (TimeProperty === START ? item.startMs : item.endMs) },
  25: { on: COMPOSE, level: 2, run: setTime },
  26: { on: COMPOSE, level: 1, run: (item) => item.state.location },
  27: { on: COMPOSE, level: 2, run: (item, { location }) => item.set({ location }) },
  154: { on: APPOINTMENTS, level: 1, run: locations },
  155: { on: COMPOSE, level: 2, run: (item, { enhancedLocations }) => item.set({ location: [...names(item), ...enhancedLocations.map(({ id }) => id)].join("; ") }) },
  156: { on: COMPOSE, level: 2, run: (item, { enhancedLocations }) => item.set({ location: names(item).filter((name) => !enhancedLocations.some(({ id }) => id === name)).join("; ") }) },
  // saving, id, closing
  32: { on: COMPOSE, level: 2, run: (item) => item.save().catch(() => fail(ERRORS.save)) },
  41: { on: COMPOSE, level: 1, run: (item, params, { app }) => app.closeItem() },
  99: { on: ANY, level: 1, run: () => "" },
  164: { on: COMPOSE, level: 1, run: (item) => item.id || fail(ERRORS.notSaved) },
  // notification bar
  33: { on: ANY, level: 1, run: (item, params, { notices }) => addNotice(notices, params) },
  34: { on: ANY, level: 1, run: (item, params, { notices }) => notices.all() },
  35: { on: ANY, level: 1, run: (item, params, { notices }) => putNotice(notices, notice(params)) },
  36: { on: ANY, level: 1, run: (item, params, { notices }) => notices.remove(params.key) || fail(ERRORS.keyNotFound) },
  // recurrence
  103: { on: APPOINTMENTS, level: 1, run: (item) => item.recurrence() },
  104: { on: COMPOSE, level: 2, run: setRecurrence },
  // categories of the item, and of the mailbox
  157: { on: ANY, level: 1, run: (item, params, { app }) => (item.state || item.item).categories?.map((name) => app.category(name)) || [] },
  158: { on: ANY, level: 2, run: addCategories },
  159: { on: ANY, level: 2, run: (item, { categories }) => setCategories(item, ownCategories(item).filter((name) => !categories.includes(name))) },
  160: { on: ANY, level: 3, run: (item, params, { app }) => app.mailbox.categories },
  161: { on: ANY, level: 3, run: (item, { categoryDetails }, { app }) => addMasters(app, categoryDetails) },
  162: { on: ANY, level: 3, run: (item, { categories }, { app }) => app.setCategories(app.mailbox.categories.filter(({ displayName }) => !categories.includes(displayName))) },
  // all day, sensitivity
  169: { on: COMPOSE, level: 1, run: (item) => item.state.allDay },
  170: { on: COMPOSE, level: 2, run: (item, { isAllDayEvent }) => item.setAllDay(isAllDayEvent, false) },
  171: { on: COMPOSE, level: 1, run: (item) => item.state.sensitivity },
  172: { on: COMPOSE, level: 2, run: (item, { sensitivity }) => (SENSITIVITY.includes(sensitivity) ? item.set({ sensitivity }) : fail(ERRORS.invalidParameter)) },
  // folders of others
  108: { on: ANY, level: 1, run: shared },
  // opening things
  6: { on: ANY, level: 1, run: (item, { itemId }, { app }) => app.openMessage(itemId) },
  7: { on: ANY, level: 1, run: (item, { itemId }, { app }) => app.openEvent(itemId) },
  // tokens of Exchange are gone from Microsoft's service, and there is no single sign-on here
  2: { on: ANY, level: 1, raw: true, run: () => ({ wasSuccessful: false, errorCode: ERRORS.genericToken, errorName: "GenericTokenError", errorMessage: "Exchange tokens are turned off." }) },
  12: { on: ANY, level: 3, raw: true, run: () => ({ wasSuccessful: false, errorCode: ERRORS.genericToken, errorName: "GenericTokenError", errorMessage: "EWS is turned off." }) },
};

/** Methods that need no item. */
export const MAILBOX_METHODS = {
  404: async ([settings], { app }) => {
    await api.setSettings(app.mailbox.address, settings || {}).catch(() => fail(ERRORS.settings));
    app.mailbox.settings = settings || {};
  },
  163: () => undefined, 193: () => undefined, 400: () => undefined, 401: () => undefined, 402: () => undefined,
  42: (params, { frame }) => frame.close(),
  403: ({ launchUrl }) => { window.open(launchUrl, "_blank", "noopener"); },
};

/** Runs a method; answers as the wire wants it. */
export async function execute(dispatchId, params, item, context) {
  try {
    if (dispatchId in MAILBOX_METHODS) return success(await MAILBOX_METHODS[dispatchId](params || {}, context));
    const method = METHODS[dispatchId];
    // Outlook says "not successful" and nothing more to what it does not know; office.js makes 5001-like errors of it.
    if (!method) return { wasSuccessful: false };
    if (!item) fail(ERRORS.itemChanged);
    if (!method.on.includes(item.kind)) fail(ERRORS.notHere);
    if ((LEVELS[context.addin.permissions] ?? 0) < method.level) fail(ERRORS.permissions);
    const data = await method.run(item, params || {}, context);
    return method.raw ? data : success(data);
  } catch (error) {
    if (!(error instanceof HostError)) console.error("method", dispatchId, error);
    return refused(error instanceof HostError ? error.code : ERRORS.internal);
  }
}

export const success = (data) => ({ error: false, errorCode: 0, wasSuccessful: true, data });
export const refused = (errorCode) => ({ error: true, errorCode, wasSuccessful: false });

const bare = ({ name, address, recipientType, appointmentResponse }) => ({ name, address, recipientType, appointmentResponse });

async function saveProperties(item, { customProperties }) {
  if (!item.id) fail(ERRORS.unsavedDraft);
  await api.setProperties(item.id, customProperties);
}

function bodyOf({ data, coercionType }) {
  return { contentType: "html", content: coercionType === HTML ? data : htmlOf(data) };
}

function prependBody(item, params) {
  const before = bodyOf(params).content;
  const body = item.bodyHtml();
  item.set({ body: { contentType: "html", content: body.includes("<body>") ? body.replace("<body>", `<body>${before}`) : before + body } });
}

function setPeople(item, { recipientField, recipientArray }, kept) {
  const name = field(recipientField);
  const given = recipientArray.filter(({ address }) => /^[^@\s]+@[^@\s]+$/.test(address || ""));
  if (recipientArray.length && !given.length) fail(9013);
  if (kept.length + given.length > 500) fail(ERRORS.tooManyRecipients);
  const type = name === "required" ? "required" : "optional";
  const known = new Map(item.state[name].map((person) => [person.address, person]));
  item.set({ [name]: [...kept, ...given.map((person) => known.get(person.address) || { ...person, name: person.name || person.address, recipientType: 0, appointmentResponse: 0, graph: attendee(person, type) })] });
}

function organizer(item) {
  const given = item.event?.organizer?.emailAddress || { name: item.mailbox.displayName, address: item.mailbox.address };
  return { name: given.name, address: given.address, recipientType: 2, appointmentResponse: 1 };
}

function setTime(item, { TimeProperty, time }) {
  const { state } = item;
  const wall = state.allDay ? midnight(dateOf(wallAt(time, state.zone))) : wallAt(time, state.zone);
  if (TimeProperty === START) return item.moveStart(wall, false);
  if (instant(wall, state.zone) < item.startMs) fail(ERRORS.invalidEndTime);
  return item.set({ end: wall });
}

const names = (item) => item.state.location.split("; ").filter(Boolean);

function locations(item) {
  return names(item).map((name) => ({ locationIdentifier: { id: name, type: "custom" }, displayName: name, emailAddress: "" }));
}

function notice(params) {
  if (!params.message || params.message.length > MAX_MESSAGE || !TYPES[params.type]) fail(ERRORS.invalidParameter);
  const { key, message, icon, persistent, actions } = params;
  return { key, type: TYPES[params.type], message, icon, persistent, actions };
}

function addNotice(notices, params) {
  const given = notice(params);
  if (notices.has(given.key)) fail(ERRORS.duplicateKey);
  putNotice(notices, given);
}

/** `replaceAsync` adds what is not there yet. */
function putNotice(notices, given) {
  if (!notices.has(given.key) && notices.all().length >= MAX_NOTICES) fail(ERRORS.tooManyNotifications);
  notices.put(given);
}

async function setRecurrence(item, { recurrenceData }) {
  if (item.seriesId) fail(ERRORS.recurrenceOnInstance);
  if (!recurrenceData) return item.set({ recurrence: null });
  const zone = recurrenceData.recurrenceTimeZone ? (await api.zone(recurrenceData.recurrenceTimeZone.name)).iana : item.state.zone;
  if (!zone) fail(ERRORS.recurrenceZone);
  const given = fromOffice(recurrenceData, zone);
  if (!given) fail(ERRORS.invalidRecurrence);
  return item.set({ ...given, zone });
}

const ownCategories = (item) => (item.state || item.item).categories || [];

function addCategories(item, { categories }, { app }) {
  const masters = app.mailbox.categories.map(({ displayName }) => displayName);
  if (!categories.every((name) => masters.includes(name))) fail(ERRORS.invalidCategory);
  return setCategories(item, [...new Set([...ownCategories(item), ...categories])]);
}

async function setCategories(item, categories) {
  if (item.kind === "compose") return item.set({ categories });
  // What is read is saved at once.
  if (item.state) item.state.categories = categories;
  return item.patch({ categories });
}

function addMasters(app, added) {
  const known = app.mailbox.categories.map(({ displayName }) => displayName);
  if (added.some(({ displayName }) => known.includes(displayName))) fail(ERRORS.duplicateCategory);
  return app.setCategories([...app.mailbox.categories, ...added.map(({ displayName, color }) => ({ displayName, color }))]);
}

function shared(item, params, { addin }) {
  if (!item.mailbox.shared || !addin.supportsSharedFolders) fail(ERRORS.notHere);
  return {
    owner: item.mailbox.address, targetMailbox: item.mailbox.address, remotePath: "", remoteRestUrl: "", targetRestUrl: "",
    delegatePermissions: SHARED_RIGHTS,
  };
}

// The page's questions to its own server.

async function call(method, path, body, raw) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = raw ? "text/plain" : "application/json";
    options.body = raw ? body : JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const text = await response.text();
  const value = text ? JSON.parse(text) : null;
  if (!response.ok) throw Object.assign(new Error(value?.error?.message || response.statusText), { code: value?.error?.code, status: response.status });
  return value;
}

const id = encodeURIComponent;

export const mailboxes = () => call("GET", "/page/mailboxes");
export const calendar = (mailbox, from, until) => call("GET", `/page/calendar?mailbox=${id(mailbox)}&from=${from}&until=${until}`);
export const messages = (mailbox) => call("GET", `/page/messages?mailbox=${id(mailbox)}`);
export const message = (key) => call("GET", `/page/messages/${id(key)}`);
export const patchMessage = (key, patch) => call("PATCH", `/page/messages/${id(key)}`, patch);
export const event = (key) => call("GET", `/page/events/${id(key)}`);
export const createEvent = (mailbox, given) => call("POST", `/page/events?mailbox=${id(mailbox)}`, given);
export const patchEvent = (key, patch) => call("PATCH", `/page/events/${id(key)}`, patch);
export const deleteEvent = (key) => call("DELETE", `/page/events/${id(key)}`);
export const properties = (key) => call("GET", `/page/properties/${id(key)}`);
export const setProperties = (key, value) => call("PUT", `/page/properties/${id(key)}`, value);
export const setSettings = (mailbox, value) => call("PUT", `/page/settings?mailbox=${id(mailbox)}`, value);
export const setCategories = (mailbox, value) => call("PUT", `/page/categories?mailbox=${id(mailbox)}`, value);
export const seriesEnd = async (given) => (await call("POST", "/page/series-end", given)).lastDay;
export const folders = (mailbox) => call("GET", `/page/folders?mailbox=${id(mailbox)}`);
export const createFolder = (mailbox, displayName) => call("POST", `/page/folders?mailbox=${id(mailbox)}`, { displayName });
export const people = (mailbox, folder, search, most) => call("GET", `/page/people?mailbox=${id(mailbox)}&folder=${id(folder)}&search=${id(search)}&most=${most}`);
export const contact = (key) => call("GET", `/page/contacts/${id(key)}`);
export const createContact = (mailbox, folder, given) => call("POST", `/page/contacts?mailbox=${id(mailbox)}&folder=${id(folder)}`, given);
export const patchContact = (key, patch) => call("PATCH", `/page/contacts/${id(key)}`, patch);
export const deleteContact = (key) => call("DELETE", `/page/contacts/${id(key)}`);
export const addin = () => call("GET", "/page/addin");
export const fetchAddin = () => call("POST", "/page/addin/fetch");
export const uploadAddin = (text) => call("POST", "/page/addin", text, true);
export const fault = (action, dispatchId) => call("POST", "/page/fault", { action, dispatchId });
export const changes = (since) => call("GET", `/page/changes?since=${since}`);
export const faults = () => call("GET", "/_control/faults");
export const setFaults = (given) => call("POST", "/_control/faults", given);
export const host = (mailbox) => call("GET", `/page/entra?mailbox=${id(mailbox)}`);
export const brokerToken = (request) => call("POST", "/page/entra/token", request);
export const brokerAccounts = (request) => call("POST", "/page/entra/accounts", request);
export const accounts = () => call("GET", "/_control/entra/accounts");
export const signInSettings = () => call("GET", "/_control/entra");
export const turn = (change) => call("POST", "/_control/entra", change);
export const resetSignIn = () => call("DELETE", "/_control/entra");

const zones = new Map();
/** `{iana, windows}` of a zone name of either kind. */
export async function zone(name) {
  if (!zones.has(name)) zones.set(name, await call("GET", `/page/zone?name=${id(name)}`));
  return zones.get(name);
}

// Microsoft's own client against the stand-in's calendars: what it sees goes out as one line of JSON.
import { createRequire } from "node:module";

const { CONCORDAT_GRAPH_CLIENT, BASE, TOKEN, MAILBOX, STAMP } = process.env;
const { BatchRequestContent, BatchResponseContent, Client, GraphError, PageIterator } = createRequire(import.meta.url)(CONCORDAT_GRAPH_CLIENT);

const client = Client.init({ baseUrl: BASE, defaultVersion: "v1.0", customHosts: new Set(["localhost"]), authProvider: (done) => done(null, TOKEN) });
const immutable = 'IdType="ImmutableId"';
const at = (path) => client.api(`/users/${MAILBOX}${path}`).header("Prefer", immutable);
const refusal = (error) => ({ known: error instanceof GraphError, status: error.statusCode, code: error.code });
const time = (dateTime) => ({ dateTime, timeZone: "Europe/Berlin" });
const hour = (subject, day, from) => ({ subject, start: time(`${day}T${String(from).padStart(2, "0")}:00:00`), end: time(`${day}T${String(from + 1).padStart(2, "0")}:00:00`) });
const windowed = (request) => request.query({ startDateTime: "2026-11-01T00:00:00Z", endDateTime: "2027-01-01T00:00:00Z" });

const seen = {};

// Create, read, change, delete; a stamp is looked for; a creation is repeated.
const given = { ...hour("Hearing", "2026-11-24", 10), transactionId: "t-1", body: { contentType: "text", content: "one\ntwo" }, singleValueExtendedProperties: [{ id: STAMP, value: "key-1" }] };
const made = await at("/events").post(given);
seen.twice = await at("/events").post(given).catch(refusal);
const changed = await at(`/events/${made.id}`).header("If-Match", made["@odata.etag"]).patch({ showAs: "tentative" });
const read = await client.api(`/users/${MAILBOX}/events/${made.id}`).header("Prefer", `${immutable}, outlook.timezone="Europe/Berlin", outlook.body-content-type="text"`).get();
const found = await at("/events").filter(`singleValueExtendedProperties/Any(ep: ep/id eq '${STAMP}' and ep/value eq 'key-1')`)
  .expand(`singleValueExtendedProperties($filter=id eq '${STAMP}')`).select(["subject"]).get();
seen.one = { subject: made.subject, showAs: changed.showAs, start: read.start.dateTime, text: read.body.content,
  found: found.value.map(({ subject, singleValueExtendedProperties }) => ({ subject, stamps: singleValueExtendedProperties })) };
seen.conflict = await at(`/events/${made.id}`).header("If-Match", made["@odata.etag"]).patch({ subject: "Late" }).catch(refusal);
await at(`/events/${made.id}`).delete();
seen.gone = await at(`/events/${made.id}`).get().catch(refusal);

// A meeting is called and cancelled.
const meeting = await at("/events").post({ ...hour("Meeting", "2026-11-24", 10), attendees: [{ type: "required", emailAddress: { address: "jonas@hartmann.example" } }] });
seen.meeting = (await at(`/events/${meeting.id}/cancel`).responseType("raw").post({ comment: "Off" })).status;

// A calendar, filled by a batch in which one request fails.
const calendar = await at("/calendars").post({ name: "Batch" });
const url = (path) => `https://graph.microsoft.com/users/${MAILBOX}${path}`;
const headers = { "Content-Type": "application/json", Prefer: immutable };
const post = (number) => new Request(url(`/calendars/${calendar.id}/events`), { method: "POST", headers, body: JSON.stringify(hour(`E${String(number).padStart(2, "0")}`, "2026-11-25", number)) });
const batch = new BatchRequestContent();
for (let number = 1; number <= 18; number += 1) batch.addRequest({ id: String(number), request: post(number) });
batch.addRequest({ id: "19", request: new Request(url("/events/AAkALgAA"), { method: "GET", headers }) });
batch.addRequest({ id: "20", request: post(20) });
const responses = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()));
seen.batch = [...Array(20).keys()].map((number) => responses.getResponseById(String(number + 1)).status);

// A series: one occurrence is edited, one deleted, one may not pass its neighbour.
const master = await at(`/calendars/${calendar.id}/events`).post({ ...hour("Weekly", "2026-11-23", 9), recurrence: {
  pattern: { type: "weekly", interval: 1, daysOfWeek: ["monday"], firstDayOfWeek: "monday" }, range: { type: "numbered", startDate: "2026-11-23", numberOfOccurrences: 4 } } });
const instances = async () => (await windowed(at(`/calendars/${calendar.id}/events/${master.id}/instances`)).get()).value;
const before = await instances();
const exception = await at(`/events/${before[1].id}`).patch({ subject: "Edited" });
seen.crossing = await at(`/events/${before[2].id}`).patch(hour("Weekly", "2026-11-30", 9)).catch(refusal);
await at(`/events/${before[3].id}`).delete();
const selected = await at(`/calendars/${calendar.id}/events/${master.id}`).select(["cancelledOccurrences"]).get();
seen.series = { before: before.length, after: (await instances()).length, exception: exception.type, cancelled: selected.cancelledOccurrences.length };

// All pages of a list, by the library's own iterator.
const names = [];
const first = await at(`/calendars/${calendar.id}/events`).top(4).orderby("subject").filter("type eq 'singleInstance'").get();
const pages = new PageIterator(client, first, ({ subject }) => { names.push(subject); return true; }, { headers: { Prefer: immutable } });
await pages.iterate();
seen.pages = names;

// What changed in a window, from the first walk to the delta link and on.
const told = [];
const preferred = { headers: { Prefer: `${immutable}, odata.maxpagesize=5` } };
const page = await windowed(client.api(`/users/${MAILBOX}/calendars/${calendar.id}/calendarView/delta`)).headers(preferred.headers).get();
const walk = new PageIterator(client, page, (entry) => { told.push(entry); return true; }, preferred);
await walk.iterate();
const types = {};
for (const { type } of told) types[type] = (types[type] ?? 0) + 1;
const single = told.find(({ type }) => type === "singleInstance");
await at(`/events/${single.id}`).delete();
const next = await client.api(walk.getDeltaLink()).header("Prefer", immutable).get();
seen.delta = { types, next: next.value.map((entry) => ({ first: entry.id === single.id, removed: entry["@removed"]?.reason })), complete: walk.isComplete() };

// A subscription, without an address that answers.
seen.subscription = await client.api("/subscriptions").post({ changeType: "created", notificationUrl: "https://localhost:1/none", resource: `users/${MAILBOX}/events`,
  expirationDateTime: new Date(Date.now() + 3600e3).toISOString() }).catch(refusal);

console.log(JSON.stringify(seen));

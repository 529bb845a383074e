// Microsoft's own client against the stand-in: what it sees goes out as one line of JSON.
import { createRequire } from "node:module";

const { CONCORDAT_GRAPH_CLIENT, BASE, TOKEN, MAILBOX, STAMP } = process.env;
const { BatchRequestContent, BatchResponseContent, Client, GraphError, PageIterator } = createRequire(import.meta.url)(CONCORDAT_GRAPH_CLIENT);

const client = Client.init({ baseUrl: BASE, defaultVersion: "v1.0", customHosts: new Set(["localhost"]), authProvider: (done) => done(null, TOKEN) });
const immutable = 'IdType="ImmutableId"';
const at = (path) => client.api(`/users/${MAILBOX}${path}`).header("Prefer", immutable);
const refusal = (error) => ({ known: error instanceof GraphError, status: error.statusCode, code: error.code });

const seen = {};

// Create, read, change, delete; a stamp is looked for.
const stamp = [{ id: STAMP, value: "key-1" }];
const made = await at("/contacts").post({ givenName: "Pavel", surname: "Bansky", businessPhones: ["+1 732 555 0102"], singleValueExtendedProperties: stamp });
const changed = await at(`/contacts/${made.id}`).header("If-Match", made["@odata.etag"]).patch({ jobTitle: "Notary" });
const found = await at("/contacts").filter(`singleValueExtendedProperties/Any(ep: ep/id eq '${STAMP}' and ep/value eq 'key-1')`)
  .expand(`singleValueExtendedProperties($filter=id eq '${STAMP}')`).select(["displayName"]).get();
seen.one = { displayName: made.displayName, jobTitle: changed.jobTitle, found: found.value.map(({ displayName, singleValueExtendedProperties }) => ({ displayName, stamps: singleValueExtendedProperties })) };
seen.conflict = await at(`/contacts/${made.id}`).header("If-Match", made["@odata.etag"]).patch({ jobTitle: "Late" }).catch(refusal);
await at(`/contacts/${made.id}`).delete();
seen.gone = await at(`/contacts/${made.id}`).get().catch(refusal);

// A folder, filled by a batch in which one request fails.
const folder = await at("/contactFolders").post({ displayName: "Batch" });
const url = (path) => `https://graph.microsoft.com/users/${MAILBOX}${path}`;
const headers = { "Content-Type": "application/json", Prefer: immutable };
const post = (surname) => new Request(url(`/contactFolders/${folder.id}/contacts`), { method: "POST", headers, body: JSON.stringify({ surname }) });
const batch = new BatchRequestContent();
for (let number = 1; number <= 18; number += 1) batch.addRequest({ id: String(number), request: post(`S${number}`) });
batch.addRequest({ id: "19", request: new Request(url("/contacts/AAkALgAA"), { method: "GET", headers }) });
batch.addRequest({ id: "20", request: post("S20") });
const responses = new BatchResponseContent(await client.api("/$batch").post(await batch.getContent()));
seen.batch = [...Array(20).keys()].map((number) => responses.getResponseById(String(number + 1)).status);

// All pages of a list, by the library's own iterator.
const names = [];
const first = await at(`/contactFolders/${folder.id}/contacts`).top(4).orderby("surname").get();
const pages = new PageIterator(client, first, ({ surname }) => { names.push(surname); return true; }, { headers: { Prefer: immutable } });
await pages.iterate();
seen.pages = names;

// What changed, from the first walk to the delta link and on.
const delta = [];
const walk = new PageIterator(client, await at(`/contactFolders/${folder.id}/contacts/delta`).header("Prefer", `${immutable}, odata.maxpagesize=5`).get(),
  (entry) => { delta.push(entry.id); return true; }, { headers: { Prefer: `${immutable}, odata.maxpagesize=5` } });
await walk.iterate();
await at(`/contacts/${delta[0]}`).delete();
const next = await client.api(walk.getDeltaLink()).header("Prefer", immutable).get();
seen.delta = { told: delta.length, next: next.value.map((entry) => ({ first: entry.id === delta[0], removed: entry["@removed"]?.reason })), complete: walk.isComplete() };

// A subscription, without an address that answers.
seen.subscription = await client.api("/subscriptions").post({ changeType: "created", notificationUrl: "https://localhost:1/none", resource: `users/${MAILBOX}/contacts`,
  expirationDateTime: new Date(Date.now() + 3600e3).toISOString() }).catch(refusal);

console.log(JSON.stringify(seen));

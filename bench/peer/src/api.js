// The product's server, as its own pane speaks with it.

const ROOT = "/api/v1";
let token = null;

async function request(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Idempotency-Key"] = crypto.randomUUID();
  const init = body ? { method: "POST", body: JSON.stringify(body), headers } : { headers };
  const response = await fetch(`${ROOT}/${path}`, init);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

export async function signIn(address) {
  const ways = await request("sign-in");
  if (!ways.development) throw new Error("the benchmark's server offers the development sign-in");
  ({ token } = await request("sign-in/development", { staff: address }));
  return request("me");
}

export const choices = async () => ({ codes: await request("calendar-codes"), staff: await request("staff") });
export const status = (item) => request("items/status", { item });
export const history = (record) => request(`appointments/${record}/history`);
export const record = (id) => request(`appointments/${id}`);
export const clients = (text) => request(`clients?q=${encodeURIComponent(text)}`);
export const sync = (item) => request("items/sync", { item });
export const add = (item, filing) => request("items/add", { item, ...filing });
export const unlink = (item) => request("items/unlink", { item });
export const restore = (entries) => request("history/restore", { entries });

/** Calls back on each server-sent event, and with `false` when the connection ends. */
export async function live(heard) {
  try {
    const response = await fetch(`${ROOT}/live`, { headers: { Authorization: `Bearer ${token}` } });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (value.includes("data:")) heard(true);
    }
  } finally {
    heard(false);
  }
}

// Signing in with Microsoft 365 by MSAL, loaded only from a server that says so.
//
// In an Outlook that brokers tokens (nested app authentication) Outlook is asked; elsewhere MSAL signs in by itself:
// in a window of its own in a browser's tab, in an Office dialog in an Outlook that brokers none. Tokens stay in MSAL's
// own cache: in memory where Outlook brokers them, until the window closes otherwise.

const REDIRECT = new URL("redirect.html", import.meta.url).href;
const DIALOG = new URL("sign-in.html", import.meta.url).href;

// MSAL knows these by heart; any other one has to be named to it.
const MICROSOFT = ["login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn"];
// An Outlook that says it brokers and then says nothing must not hold up the pane.
const BRIDGE_LIMIT = 5_000;
// A password and a second factor take their time.
const WINDOW_LIMIT = 600_000;
// What an Office dialog says when the person closes it, or does not let it open.
const DIALOG_CLOSED = 12_006;
const DIALOG_IGNORED = 12_009;

/** What MSAL is told, here and in the dialog. */
export function settings({ clientId, authority }, more = {}) {
  const host = new URL(authority).host;
  return {
    auth: {
      clientId,
      authority,
      knownAuthorities: MICROSOFT.includes(host) ? [] : [host],
      redirectUri: REDIRECT,
      ...more.auth,
    },
    cache: { cacheLocation: more.memory ? "memoryStorage" : "sessionStorage" },
    system: { popupBridgeTimeout: WINDOW_LIMIT },
  };
}

/** MSAL itself. */
export async function library() {
  await import("./msal-browser.min.js");
  return globalThis.msal;
}

const KINDS = {
  interaction: ["no_account_error", "no_account_found", "silent_sso_error", "nested_app_auth_bridge_disabled"],
  cancelled: ["user_cancelled", "user_canceled", "access_denied", "interaction_in_progress_cancelled"],
  blocked: ["popup_window_error", "empty_window_error"],
  away: [
    "no_network_connectivity",
    "post_request_failed",
    "get_request_failed",
    "network_error",
    "endpoints_resolution_error",
    "openid_config_error",
    "timed_out",
  ],
};

/** Why there is no token, as the program takes it: `kind` is a key of KINDS, or `refused` with what was said. */
export function reason(error) {
  if (error?.kind) return error;
  const code = error?.errorCode ?? "";
  if (error instanceof globalThis.msal.InteractionRequiredAuthError) return { kind: "interaction" };
  const kind = Object.keys(KINDS).find((name) => KINDS[name].includes(code));
  if (kind) return { kind };
  return { kind: "refused", detail: String(error?.errorMessage || error?.message || error || code) };
}

const office = () => globalThis.Office?.context;
const inOutlook = () => Boolean(office()?.mailbox);
const after = (millis) => new Promise((resolve) => setTimeout(resolve, millis, null));

/** Does it ask Outlook? Only one that does has no performance callbacks. */
function asksOutlook(app) {
  try {
    app.removePerformanceCallback("");
    return false;
  } catch {
    return true;
  }
}

async function nestedApp(msal, ways) {
  if (!inOutlook() || !(window.nestedAppAuthBridge || window.__initializeNestedAppAuth)) return null;
  const made = msal.createNestablePublicClientApplication(settings(ways, { memory: true }));
  const app = await Promise.race([made, after(BRIDGE_LIMIT)]);
  return app && asksOutlook(app) ? app : null;
}

class SignIn {
  #ways;
  #hint;
  // Through Outlook, where it brokers tokens.
  #nested;
  // By MSAL itself. Once somebody signed in here it goes first, until Outlook is asked again.
  #own;
  #account = null;
  #asking = null;

  constructor(ways, hint, nested, own) {
    this.#ways = ways;
    this.#hint = hint;
    this.#nested = nested;
    this.#own = own;
  }

  get #request() {
    return { scopes: [this.#ways.scope], authority: this.#ways.authority };
  }

  #known(result) {
    this.#account = result.account;
    return result.accessToken;
  }

  /** The account of the last token: its sign-in name and its person's name. */
  account() {
    return { username: this.#account?.username ?? "", name: this.#account?.name ?? "" };
  }

  /** An access token, without a word to the person; `fresh`: not one from the cache. */
  token(fresh) {
    if (fresh || !this.#asking) {
      const asking = this.#silent(fresh).finally(() => {
        if (this.#asking === asking) this.#asking = null;
      });
      this.#asking = asking;
    }
    return this.#asking;
  }

  async #silent(fresh) {
    const request = { ...this.#request, forceRefresh: fresh };
    const account = this.#own.getActiveAccount();
    try {
      if (account) return this.#known(await this.#own.acquireTokenSilent({ ...request, account }));
      if (this.#nested) return this.#known(await this.#nested.acquireTokenSilent(request));
      if (!this.#hint) throw { kind: "interaction" };
      return this.#known(await this.#keep(await this.#own.ssoSilent({ ...this.#request, loginHint: this.#hint })));
    } catch (error) {
      throw reason(error);
    }
  }

  /** A token with the person's help; `other`: as another account. Called on a click, or the browser opens no window. */
  async ask(other) {
    try {
      if (!inOutlook()) return this.#known(await this.#keep(await this.#popup(other)));
      if (this.#nested && !other) {
        const answer = await this.#throughOutlook();
        if (answer) return this.#known(answer);
      }
      return this.#known(await this.#keep(await this.#dialog(other)));
    } catch (error) {
      throw reason(error);
    }
  }

  async #throughOutlook() {
    try {
      const answer = await this.#nested.acquireTokenPopup(this.#request);
      this.#own.setActiveAccount(null);
      return answer;
    } catch (error) {
      // What the person or the network said is an answer; an Outlook that cannot is not.
      if (["cancelled", "away"].includes(reason(error).kind)) throw error;
      return null;
    }
  }

  #popup(other) {
    const prompt = other ? { prompt: "select_account" } : { loginHint: this.#hint || undefined };
    // Pressed again, the window before no longer counts.
    return this.#own.acquireTokenPopup({ ...this.#request, ...prompt, overrideInteractionInProgress: true });
  }

  async #keep(result) {
    this.#own.setActiveAccount(result.account);
    return result;
  }

  async #dialog(other) {
    const told = await openDialog(other ? { other: "yes" } : { hint: this.#hint });
    if (!told.result) throw told.reason ?? { kind: "cancelled" };
    // What JSON has no words for.
    const { account, expiresOn, extExpiresOn, ...rest } = told.result;
    const result = {
      ...rest,
      account: { ...account, tenantProfiles: new Map() },
      expiresOn: new Date(expiresOn),
      extExpiresOn: new Date(extExpiresOn ?? expiresOn),
    };
    await this.#own.hydrateCache(result, this.#request);
    return result;
  }

  /** Forgets who was signed in. Outlook itself stays signed in. */
  async forget() {
    this.#account = null;
    const account = this.#own.getActiveAccount();
    this.#own.setActiveAccount(null);
    if (account) await this.#own.clearCache({ account });
  }
}

// One at a time is all that Office opens.
let dialog = null;

/** Signs in within an Office dialog and gives what it tells. The hint goes in the fragment, which no server sees. */
function openDialog(asked) {
  dialog?.close();
  dialog = null;
  const address = `${DIALOG}#${new URLSearchParams(asked)}`;
  // The press of our own button is enough for the browser; where it is too long ago, Office asks for another.
  const size = { height: 60, width: 30, promptBeforeOpen: !navigator.userActivation?.isActive };
  return new Promise((resolve, reject) => {
    office().ui.displayDialogAsync(address, size, (opened) => {
      if (opened.status !== "succeeded") {
        return reject({ kind: opened.error?.code === DIALOG_IGNORED ? "cancelled" : "blocked" });
      }
      const mine = opened.value;
      dialog = mine;
      mine.addEventHandler("dialogMessageReceived", ({ message, origin }) => {
        if (origin && origin !== location.origin) return;
        mine.close();
        if (dialog === mine) dialog = null;
        try {
          resolve(JSON.parse(message));
        } catch (error) {
          reject(error);
        }
      });
      mine.addEventHandler("dialogEventReceived", ({ error }) => {
        if (dialog === mine) dialog = null;
        reject(error === DIALOG_CLOSED ? { kind: "cancelled" } : { kind: "away" });
      });
    });
  });
}

/** Ready to sign in at that server; `hint` is the mailbox's address. */
export async function open(ways, hint) {
  const msal = await library();
  const [nested, own] = await Promise.all([
    nestedApp(msal, ways),
    msal.createStandardPublicClientApplication(settings(ways)),
  ]);
  return new SignIn(ways, hint, nested, own);
}

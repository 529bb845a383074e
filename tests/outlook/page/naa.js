// The host's side of nested app authentication: what an add-in's MSAL asks over the bridge in its frame.
import * as api from "./api.js";
import { ask, h } from "./dom.js";

const SDK = { sdkName: "stand-in Outlook", sdkVersion: "1.0.0" };

const CANCELLED = { status: "USER_CANCEL", code: "user_cancel", description: "The person closed the window." };
const DECLINED = { status: "PERSISTENT_ERROR", code: "access_denied", description: "AADSTS65004: User declined to consent to access the app." };
const BLOCKED = { status: "PERSISTENT_ERROR", code: "popup_window_error", description: "The window was blocked." };
const BUSY = { status: "PERSISTENT_ERROR", code: "interaction_in_progress", description: "Another window is open." };
// A function command has nowhere to show anything.
const NO_WINDOW = { status: "USER_INTERACTION_REQUIRED", code: "ui_not_allowed", description: "A function command cannot show a window." };

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class NestedAppAuth {
  constructor(frame) { this.frame = frame; }

  async receive(text) {
    let request;
    try { request = JSON.parse(text); } catch { return; }
    if (request?.messageType !== "NestedAppAuthRequest" || !request.requestId || !this.frame.host.bridge) return;
    const fault = (await api.fault(request.method, null)) || {};
    const answer = fault.bridgeStatus ? { error: { status: fault.bridgeStatus, code: "fault", description: "A fault was asked for." } } : await this.answer(request);
    if (fault.delayMs) await sleep(fault.delayMs);
    if (!fault.drop) this.reply({ messageType: "NestedAppAuthResponse", requestId: request.requestId, success: !answer.error, ...answer });
  }

  reply(response) {
    this.frame.element.contentWindow?.postMessage({ nestedAppAuth: JSON.stringify(response) }, this.frame.origin);
  }

  answer({ method, tokenParams }) {
    switch (method) {
      case "GetInitContext": return { initContext: { ...SDK, capabilities: {}, accountContext: this.frame.host.accountContext ?? undefined } };
      case "GetToken": return api.brokerToken(this.request(tokenParams));
      case "GetTokenPopup": return this.byHand(this.request(tokenParams));
      default: return { error: { status: "DISABLED", code: "unknown_method", description: `${method} is not known here.` } };
    }
  }

  request({ clientId, authority, scope, platformBrokerId }) {
    const mailbox = this.frame.app.user.address;
    return { clientId, authority: authority ?? null, scope, account: platformBrokerId ?? null, origin: this.frame.origin, mailbox };
  }

  /** The host's own window: who signs in, and whether that person agrees. */
  async byHand(request) {
    if (this.frame.hidden) return { error: NO_WINDOW };
    const { popups } = await api.host(request.mailbox);
    if (!popups) return { error: BLOCKED };
    if (document.querySelector("[data-testid=signin]")) return { error: BUSY };
    const offer = await api.brokerAccounts(request);
    if (offer.error) return offer;
    const account = await pick(offer);
    if (!account) return { error: CANCELLED };
    if (!account.asks) return api.brokerToken({ ...request, picked: account.username });
    const agreed = await consent(offer, account);
    if (agreed === null) return { error: CANCELLED };
    return agreed ? api.brokerToken({ ...request, picked: account.username, accepted: true }) : { error: DECLINED };
  }
}

function pick({ application, accounts }) {
  return signInWindow("Pick an account", `to continue to ${application}`, accounts.map((account) => ({
    value: account, testid: "signin-account", username: account.username, label: [account.name, h("small", {}, account.username)],
  })).concat({ value: null, testid: "signin-cancel", label: "Cancel" }));
}

function consent({ application, scopes }, { username }) {
  const wants = scopes.length ? scopes.join(", ") : "sign you in";
  return signInWindow("Permissions requested", `${application} would like to, as ${username}: ${wants}`, [
    { value: false, testid: "signin-refuse", label: "Refuse" }, { value: true, testid: "signin-accept", label: "Accept", primary: true },
  ]);
}

function signInWindow(title, text, choices) {
  return ask(title, text, choices, { class: "ask signin", "data-testid": "signin" });
}

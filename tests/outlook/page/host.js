// The frame host: loads an add-in page in a frame and speaks office.js' protocol with it by postMessage.
import * as api from "./api.js";
import { h } from "./dom.js";
import { ERRORS, execute, refused } from "./methods.js";
import { offsetRanges } from "./zones.js";

const REQUEST = 0;
const RESPONSE = 1;
const FOR_CALLING = 0;
const FOR_EVENTING = 1;
const [INVOKE, REGISTER] = [0, 1];
const NOTIFY_GRACE = 6000;
const COMMAND_COMPLETED = 94;
const GET_ACCESS_TOKEN = 98;
const UNSUPPORTED_TOKEN = 13000;
const NOT_SUPPORTED = 5001;

export const HOST_VERSION = "20261115.004.16";
export const REQUIREMENTS = { Mailbox: "1.14", DialogApi: "1.2", AddinCommands: "1.3" };
const PERMISSION_LEVELS = { Restricted: 0, ReadItem: 1, ReadWriteItem: 3, ReadWriteMailbox: 2 };

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class AddinFrame {
  /**
   * `given`: {app, addin, item, notices, url, title, hidden, onReady, onCompleted, onClose, onSilent}.
   * `onSilent(reason)` is called when office.js says nothing in time.
   */
  constructor(given) {
    Object.assign(this, given);
    this.generation = 0;
    this.registered = new Set();
    this.waiting = new Map();
    this.conversation = `c${crypto.randomUUID().replaceAll("-", "")}`;
    this.origin = new URL(this.url).origin;
    const hostInfo = `Outlook$Web$16.01$en-US$${crypto.randomUUID()}$$$0`;
    const xdmInfo = `${this.conversation}|${this.addin.id}|${location.origin}`;
    this.element = h("iframe", {
      title: this.title, class: this.hidden ? "hidden-frame" : "addin-frame", "data-testid": this.hidden ? "function-frame" : "addin-frame",
      sandbox: "allow-downloads allow-forms allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts",
      name: JSON.stringify({ baseFrameName: this.conversation, hostInfo, xdmInfo, serializerVersion: 1 }),
      "aria-hidden": this.hidden ? "true" : null, tabindex: this.hidden ? "-1" : null,
      src: address(this.url, hostInfo, xdmInfo),
    });
    this.listener = (message) => this.receive(message);
    window.addEventListener("message", this.listener);
    this.silence = setTimeout(() => this.probe(), NOTIFY_GRACE);
  }

  /** Takes the frame away. */
  close() {
    clearTimeout(this.silence);
    window.removeEventListener("message", this.listener);
    this.element.remove();
    this.onClose?.();
  }

  /** Another item, or none: what is under way for the old one will answer 9030. */
  async setItem(item, notices) {
    this.item = item;
    this.notices = notices;
    this.generation += 1;
    if (this.registered.has("olkItemSelectedChanged")) {
      const generation = this.generation;
      const data = await this.initialData();
      if (generation === this.generation) this.send("olkItemSelectedChanged", data);
    }
  }

  /** Sends an event to the add-in when it has asked for it. */
  send(name, data) {
    if (!this.registered.has(name)) return false;
    this.post({ _messageType: RESPONSE, _responseType: FOR_EVENTING, _errorCode: 0, _actionName: name, _correlationId: -1, _data: data });
    return true;
  }

  /** Resolves when the add-in has asked for an event. */
  asked(name) {
    if (this.registered.has(name)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.set(name, resolve));
  }

  post(message) {
    const envelope = { ...message, _conversationId: this.conversation, _serializerVersion: 1 };
    this.element.contentWindow?.postMessage(JSON.stringify(envelope), this.origin);
  }

  async receive({ source, origin, data }) {
    if (source !== this.element.contentWindow || origin !== this.origin || typeof data !== "string") return;
    let message;
    try { message = JSON.parse(data); } catch { return; }
    if (message?._messageType !== REQUEST || message._conversationId !== this.conversation) return;
    clearTimeout(this.silence);
    if (message._actionType === INVOKE) return this.invoked(message);
    return this.toggled(message);
  }

  toggled(message) {
    const name = message._actionName;
    if (message._actionType === REGISTER) this.registered.add(name); else this.registered.delete(name);
    this.reply(message, { Version: 1, Error: 0 });
    this.waiting.get(name)?.();
    this.waiting.delete(name);
  }

  reply(message, data, errorCode = 0) {
    this.post({
      _messageType: RESPONSE, _responseType: FOR_CALLING, _errorCode: errorCode, _actionName: message._actionName,
      _correlationId: message._correlationId, _data: data,
    });
  }

  async invoked(message) {
    const generation = this.generation;
    const data = message._data;
    const dispatchId = data?.MethodData?.DispatchId ?? data?.DdaMethod?.DispatchId ?? null;
    if (message._actionName === "ContextActivationManager_notifyHost") return;
    const fault = (await api.fault(message._actionName, dispatchId)) || {};
    let answer = fault.errorCode ? refusal(message._actionName, fault.errorCode) : await this.answer(message, dispatchId, fault);
    if (fault.itemChange) await this.app.changeItem(fault.itemChange.to ?? null);
    if (fault.delayMs) await sleep(fault.delayMs);
    if (fault.drop || answer === undefined) return;
    const stale = generation !== this.generation && message._actionName === "ExecuteMethod";
    if (stale && !fault.deliverStale) answer = refused(ERRORS.itemChanged);
    this.reply(message, answer);
  }

  async answer(message, dispatchId, fault) {
    switch (message._actionName) {
      case "ContextActivationManager_getAppContextAsync": return this.appContext();
      case "GetInitialData": this.onReady?.(); return fault.nullItem ? null : this.initialData();
      case "ExecuteMethod": return execute(dispatchId, message._data.ApiParams, this.item, { app: this.app, addin: this.addin, notices: this.notices, frame: this });
      case "executeMethod": return this.ddaMethod(dispatchId, message._data);
      default: return { Version: 1, Error: NOT_SUPPORTED };
    }
  }

  ddaMethod(dispatchId, data) {
    if (dispatchId === COMMAND_COMPLETED) {
      this.onCompleted?.(data);
      return { Version: 1, Error: 0 };
    }
    if (dispatchId === GET_ACCESS_TOKEN) return { Version: 1, Error: UNSUPPORTED_TOKEN };
    return { Version: 1, Error: NOT_SUPPORTED };
  }

  appContext() {
    return {
      _id: this.addin.id, _appName: 64, _appVersion: "16.01", _appUILocale: "en-US", _dataLocale: "en-US", _docUrl: location.origin + "/",
      _clientMode: this.item?.kind === "compose" ? 1 : 0, _settings: this.app.mailbox.settings || {}, _reason: "documentOpened",
      _osfControlType: 1, _eToken: "", _correlationId: this.conversation, _appInstanceId: this.conversation, _appMinorVersion: 0,
      _requirementMatrix: JSON.stringify(REQUIREMENTS), _hostFullVersion: HOST_VERSION, _addinName: this.addin.displayName,
      _appDomains: [], _dialogRequirementMatrix: "{}", _initialDisplayMode: 0, _clientWindowHeight: innerHeight, _clientWindowWidth: innerWidth,
    };
  }

  async initialData() {
    if (!this.item) return null;
    const user = this.app.user;
    return {
      permissionLevel: PERMISSION_LEVELS[this.addin.permissions] ?? 0, hostVersion: HOST_VERSION, owaView: "ThreeColumns",
      userDisplayName: user.displayName, userEmailAddress: user.address, userTimeZone: user.windowsZone, userProfileType: "office365",
      timeZoneOffsets: offsetRanges(user.timeZone), extensionId: this.addin.id, ewsUrl: "", restUrl: "", isRestIdSupported: true,
      ...await this.item.initialData(),
    };
  }

  async probe() {
    let trusted = true;
    try { await fetch(this.url, { mode: "no-cors", cache: "no-store" }); } catch { trusted = false; }
    this.onSilent?.(trusted ? "silent" : "untrusted");
  }
}

/** Error in the shape of the message: OSF-style calls have their own. */
function refusal(action, errorCode) {
  return action === "executeMethod" ? { Version: 1, Error: errorCode } : refused(errorCode);
}

/** The add-in's address with what office.js needs in query and fragment; `_xdm_Info` last and not encoded. */
function address(url, hostInfo, xdmInfo) {
  const [rest, fragment = ""] = url.split("#");
  const joined = rest.includes("?") ? "&" : "?";
  return `${rest}${joined}_host_Info=${hostInfo}#${fragment}&_serializer_version=1&_xdm_Info=${xdmInfo}`;
}

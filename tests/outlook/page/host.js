// The frame host: loads an add-in page in a frame and speaks office.js' protocol with it by postMessage.
import * as api from "./api.js";
import { DIALOG_MESSAGE, OfficeDialog } from "./dialogs.js";
import { h } from "./dom.js";
import { ERRORS, execute, refused } from "./methods.js";
import { NestedAppAuth } from "./naa.js";
import { offsetRanges } from "./zones.js";

const REQUEST = 0;
const RESPONSE = 1;
const FOR_CALLING = 0;
const FOR_EVENTING = 1;
const [INVOKE, REGISTER] = [0, 1];
const NOTIFY_GRACE = 6000;
const COMMAND_COMPLETED = 94;
const GET_ACCESS_TOKEN = 98;
const MESSAGE_PARENT = 144;
const MESSAGE_CHILD = 145;
const UNSUPPORTED_TOKEN = 13000;
const NOT_SUPPORTED = 5001;

export const HOST_VERSION = "20261115.004.16";
export const REQUIREMENTS = { Mailbox: "1.14", DialogApi: "1.2", AddinCommands: "1.3" };
const PERMISSION_LEVELS = { Restricted: 0, ReadItem: 1, ReadWriteItem: 3, ReadWriteMailbox: 2 };

const SANDBOX = "allow-downloads allow-forms allow-same-origin allow-scripts";
const WINDOWS = "allow-popups allow-popups-to-escape-sandbox";

/** Outlook's language, as this page's address says it: `/?locale=de-DE`. */
const LOCALE = new URLSearchParams(location.search).get("locale") ?? "en-US";

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class AddinFrame {
  /**
   * `given`: {app, addin, item, notices, url, title, hidden, opener, onReady, onCompleted, onClose, onSilent}.
   * `onSilent(reason)` is called when office.js says nothing in time. `opener` is the dialog that the frame is in.
   */
  constructor(given) {
    Object.assign(this, given);
    this.generation = 0;
    this.registered = new Set();
    this.waiting = new Map();
    this.conversation = `c${crypto.randomUUID().replaceAll("-", "")}`;
    this.origin = new URL(this.url).origin;
    this.signIn = new NestedAppAuth(this);
    this.dialog = new OfficeDialog(this, (url) => this.dialogFrame(url));
    const kind = this.opener ? "dialog" : this.hidden ? "function" : "addin";
    const hostInfo = `Outlook$Web$16.01$${LOCALE}$${crypto.randomUUID()}$${this.opener ? "isDialog" : ""}$$0`;
    // office.js remembers in the tab, under this id, that a page is a dialog: a dialog's is not the pane's.
    this.id = this.opener ? `${this.addin.id}-${this.conversation}` : this.addin.id;
    const xdmInfo = `${this.conversation}|${this.id}|${location.origin}`;
    this.element = h("iframe", {
      title: this.title, class: this.hidden ? "hidden-frame" : "addin-frame", "data-testid": `${kind}-frame`,
      name: JSON.stringify({ baseFrameName: this.conversation, hostInfo, xdmInfo, serializerVersion: 1 }),
      "aria-hidden": this.hidden ? "true" : null, tabindex: this.hidden ? "-1" : null,
    });
    this.listener = (message) => this.receive(message);
    window.addEventListener("message", this.listener);
    this.load(address(this.url, hostInfo, xdmInfo));
  }

  /** Goes to the add-in's page, as the sign-in settings of this moment have it. */
  async load(src) {
    this.host = await api.host(this.app.user.address);
    if (this.isClosed) return;
    this.silence = setTimeout(() => this.probe(), NOTIFY_GRACE);
    // A function command has no person's click that a window could come of.
    this.element.setAttribute("sandbox", this.host.popups && !this.hidden ? `${SANDBOX} ${WINDOWS}` : SANDBOX);
    this.element.src = src;
  }

  dialogFrame(url) {
    const { app, addin, title } = this;
    return new AddinFrame({ app, addin, item: null, notices: null, url, title, opener: this.dialog });
  }

  /** Takes the frame away. */
  close() {
    this.isClosed = true;
    clearTimeout(this.silence);
    window.removeEventListener("message", this.listener);
    this.dialog.close();
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
    if (source !== this.element.contentWindow || origin !== this.origin) return undefined;
    if (typeof data?.nestedAppAuth === "string") return this.signIn.receive(data.nestedAppAuth);
    if (typeof data !== "string") return undefined;
    let message;
    try { message = JSON.parse(data); } catch { return undefined; }
    if (message?._messageType !== REQUEST || message._conversationId !== this.conversation) return undefined;
    clearTimeout(this.silence);
    if (message._actionType === INVOKE) return this.invoked(message);
    return this.toggled(message);
  }

  toggled(message) {
    const name = message._actionName;
    const error = name === DIALOG_MESSAGE ? this.toggledDialog(message) : 0;
    if (message._actionType === REGISTER && !error) this.registered.add(name); else this.registered.delete(name);
    this.reply(message, { Version: 1, Error: error });
    this.waiting.get(name)?.();
    this.waiting.delete(name);
  }

  /** office.js opens a framed dialog by asking for its messages, and closes it by asking for no more. */
  toggledDialog({ _actionType, _data }) {
    if (_actionType === REGISTER) return this.dialog.open(JSON.parse(_data.targetId));
    this.dialog.close();
    return 0;
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
    if (dispatchId === MESSAGE_PARENT && this.opener) {
      this.opener.fromPage(data);
      return { Version: 1, Error: 0 };
    }
    if (dispatchId === MESSAGE_CHILD) {
      this.dialog.toPage(data);
      return { Version: 1, Error: 0 };
    }
    if (dispatchId === GET_ACCESS_TOKEN) return { Version: 1, Error: UNSUPPORTED_TOKEN };
    return { Version: 1, Error: NOT_SUPPORTED };
  }

  appContext() {
    return {
      _id: this.id, _appName: 64, _appVersion: "16.01", _appUILocale: LOCALE, _dataLocale: LOCALE, _docUrl: location.origin + "/",
      _clientMode: this.item?.kind === "compose" ? 1 : 0, _settings: this.app.mailbox.settings || {}, _reason: "documentOpened",
      _osfControlType: 1, _eToken: "", _correlationId: this.conversation, _appInstanceId: this.conversation, _appMinorVersion: 0,
      _requirementMatrix: JSON.stringify(this.host.bridge ? { ...REQUIREMENTS, NestedAppAuth: "1.1" } : REQUIREMENTS), _hostFullVersion: HOST_VERSION, _addinName: this.addin.displayName,
      _appDomains: this.addin.appDomains, _dialogRequirementMatrix: "{}", _initialDisplayMode: 0, _clientWindowHeight: innerHeight, _clientWindowWidth: innerWidth,
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

// An appointment being composed: what the form shows. Nothing of it is in the store until it is saved.
import * as api from "./api.js";
import { attendee, person, domainOf } from "./people.js";
import { htmlOf, textOf } from "./dom.js";
import { graphTime, instant, midnight, moved, wallAt, addDays, dateOf } from "./zones.js";
import { toOffice } from "./recurrence.js";

const PATCHED = {
  subject: (s) => ({ subject: s.subject }),
  location: (s) => ({ location: { displayName: s.location } }),
  categories: (s) => ({ categories: s.categories }),
  showAs: (s) => ({ showAs: s.showAs }),
  sensitivity: (s) => ({ sensitivity: s.sensitivity }),
  reminder: (s) => (s.reminder === null ? { isReminderOn: false } : { isReminderOn: true, reminderMinutesBeforeStart: s.reminder }),
  body: (s) => ({ body: s.body }),
  required: people,
  optional: people,
  start: times, end: times, allDay: times, zone: times,
  recurrence: (s) => ({ recurrence: s.recurrence, ...times(s) }),
};

function people(s) {
  return { attendees: [...s.required.map((p) => p.graph || attendee(p, "required")), ...s.optional.map((p) => p.graph || attendee(p, "optional"))] };
}

function times(s) {
  return { isAllDay: s.allDay, start: graphTime(s.start, s.zone), end: graphTime(s.end, s.zone) };
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

export class Draft {
  kind = "compose";
  surface = "AppointmentOrganizerCommandSurface";

  /** `given`: {mailbox, event?, master?, start?, end?, allDay?}; mailbox as the page knows it. */
  static async open(given) {
    const draft = new Draft();
    draft.mailbox = given.mailbox;
    draft.event = given.event || null;
    draft.master = given.master || null;
    draft.id = given.event?.id || null;
    draft.listeners = [];
    draft.pendingProperties = {};
    draft.state = given.event ? await fromEvent(given.event, given.mailbox) : blank(given);
    draft.saved = given.event ? structuredClone(draft.state) : null;
    draft.fresh = structuredClone(draft.state);
    return draft;
  }

  get seriesId() { return this.event?.seriesMasterId || null; }
  get unsaved() { return !same(this.state, this.saved || this.fresh); }
  get isNew() { return this.id === null; }

  /** Tells `listener(field, byHand)` of each change. */
  onChange(listener) { this.listeners.push(listener); }

  /** Sets fields; `byHand` is true when the person did it in the form. */
  set(fields, byHand = false) {
    const changed = Object.keys(fields).filter((name) => !same(this.state[name], fields[name]));
    Object.assign(this.state, fields);
    for (const listener of this.listeners) listener(changed, byHand);
  }

  get startMs() { return instant(this.state.start, this.state.zone); }
  get endMs() { return instant(this.state.end, this.state.zone); }

  /** A new start keeps the length, as Outlook does it. */
  moveStart(wall, byHand) {
    const length = this.endMs - this.startMs;
    if (this.state.allDay) {
      const days = Math.round((Date.parse(`${dateOf(this.state.end)}T00:00Z`) - Date.parse(`${dateOf(this.state.start)}T00:00Z`)) / 86400000);
      return this.set({ start: midnight(dateOf(wall)), end: midnight(addDays(dateOf(wall), days)) }, byHand);
    }
    return this.set({ start: wall, end: wallAt(instant(wall, this.state.zone) + length, this.state.zone) }, byHand);
  }

  setAllDay(allDay, byHand) {
    if (allDay === this.state.allDay) return;
    const date = dateOf(this.state.start);
    if (allDay) {
      this.set({ allDay, zone: this.mailbox.timeZone, start: midnight(date), end: midnight(addDays(dateOf(this.state.end), 1)) }, byHand);
    } else {
      this.set({ allDay, start: `${date}T08:00`, end: `${date}T08:30` }, byHand);
    }
  }

  bodyText() { return textOf(this.state.body); }
  bodyHtml() { return this.state.body.contentType === "html" ? this.state.body.content : htmlOf(this.state.body.content); }

  /** The recurrence as office.js gets it: an occurrence answers with its series'. */
  async recurrence() {
    const owner = this.master ? await fromEvent(this.master, this.mailbox) : this.state;
    if (!owner.recurrence) return null;
    const graph = { recurrence: owner.recurrence, start: graphTime(owner.start, owner.zone), end: graphTime(owner.end, owner.zone) };
    const lastDay = await api.seriesEnd(graph);
    return toOffice(owner.recurrence, { ...owner, lastDay, windowsZone: (await api.zone(owner.zone)).windows });
  }

  /** What differs from the saved item, as a Graph patch. */
  patch() {
    const before = this.saved || {};
    const changed = Object.keys(PATCHED).filter((name) => !same(this.state[name], before[name]));
    const patch = Object.assign({}, ...changed.map((name) => PATCHED[name](this.state)));
    if (this.seriesId) delete patch.recurrence;
    if (!this.saved && patch.recurrence === undefined) patch.recurrence = this.state.recurrence;
    return patch;
  }

  /** Saves into the store; the item has an id from then on. */
  async save() {
    const patch = this.patch();
    if (this.isNew) {
      const { event } = await api.createEvent(this.mailbox.address, patch);
      this.id = event.id;
      this.event = event;
    } else if (Object.keys(patch).length) {
      this.event = (await api.patchEvent(this.id, patch)).event;
    }
    this.saved = structuredClone(this.state);
    for (const listener of this.listeners) listener([], false);
    return this.id;
  }

  async initialData() {
    return { itemType: 5, seriesId: this.seriesId, itemClass: "IPM.Appointment", isFromSharedFolder: !!this.mailbox.shared };
  }
}

function blank({ mailbox, start, end, allDay = false }) {
  return {
    subject: "", required: [], optional: [], start, end, allDay, zone: mailbox.timeZone, location: "", recurrence: null,
    reminder: 15, showAs: "busy", categories: [], sensitivity: "normal", body: { contentType: "html", content: "" },
  };
}

/** The form of a Graph event: in the mailbox's zone, a series in its own. */
async function fromEvent(event, mailbox) {
  const named = async (name) => (await api.zone(name)).iana || "UTC";
  const own = await named(event.start.timeZone);
  const wall = (value) => value.dateTime.slice(0, 16);
  const keepsOwn = event.isAllDay || event.recurrence || event.seriesMasterId;
  const zone = event.isAllDay ? mailbox.timeZone : keepsOwn ? own : mailbox.timeZone;
  const endZone = await named(event.end.timeZone);
  const at = (value, from) => (event.isAllDay || from === zone ? wall(value) : wallAt(instant(wall(value), from), zone));
  const domain = domainOf(mailbox.address);
  const listed = (type) => (event.attendees || []).filter((a) => (a.type === "optional") === (type === "optional"))
    .map((graph) => ({ ...person(graph, domain), graph }));
  return {
    subject: event.subject || "", required: listed("required"), optional: listed("optional"),
    start: at(event.start, own), end: at(event.end, endZone), allDay: !!event.isAllDay, zone,
    location: event.location?.displayName || "", recurrence: event.recurrence || null,
    reminder: event.isReminderOn === false ? null : event.reminderMinutesBeforeStart ?? 15,
    showAs: event.showAs || "busy", categories: event.categories || [], sensitivity: event.sensitivity || "normal",
    body: { contentType: (event.body?.contentType || "html").toLowerCase(), content: event.body?.content || "" },
  };
}

export { fromEvent, moved };

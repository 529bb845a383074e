// An item being read: an appointment as attendee, or a message.
import * as api from "./api.js";
import { fromEvent } from "./draft.js";
import { htmlOf, textOf } from "./dom.js";
import { person, domainOf } from "./people.js";
import { toOffice } from "./recurrence.js";
import { graphTime, instant } from "./zones.js";

const normalized = (subject) => subject.replace(/^((re|fw|fwd|aw|wg):\s*)+/i, "");
const ms = (text) => (text ? Date.parse(text) : undefined);

class Reading {
  constructor(mailbox, item) {
    this.mailbox = mailbox;
    this.item = item;
    this.id = item.id;
    this.pendingProperties = {};
  }

  people(list) {
    return (list || []).map((given) => person(given, domainOf(this.mailbox.address)));
  }

  bodyText() { return textOf(this.item.body); }
  bodyHtml() { return (this.item.body?.contentType || "").toLowerCase() === "html" ? this.item.body.content : htmlOf(this.item.body?.content || ""); }

  common() {
    const item = this.item;
    return {
      id: item.id, subject: item.subject || "", normalizedSubject: normalized(item.subject || ""),
      dateTimeCreated: ms(item.createdDateTime), dateTimeModified: ms(item.lastModifiedDateTime),
      isFromSharedFolder: !!this.mailbox.shared, attachments: [],
    };
  }
}

/** An appointment somebody else organises. */
export class AppointmentReading extends Reading {
  kind = "read";
  surface = "AppointmentAttendeeCommandSurface";

  static async open({ mailbox, event, master }) {
    const reading = new AppointmentReading(mailbox, event);
    reading.event = event;
    reading.master = master || null;
    reading.state = await fromEvent(event, mailbox);
    return reading;
  }

  get seriesId() { return this.item.seriesMasterId || null; }

  async recurrence() {
    const owner = this.master ? await fromEvent(this.master, this.mailbox) : this.state;
    if (!owner.recurrence) return null;
    const lastDay = await api.seriesEnd({ recurrence: owner.recurrence, start: graphTime(owner.start, owner.zone), end: graphTime(owner.end, owner.zone) });
    return toOffice(owner.recurrence, { ...owner, lastDay, windowsZone: (await api.zone(owner.zone)).windows });
  }

  async initialData() {
    const { state, item } = this;
    const of = (type) => (item.attendees || []).filter((a) => (a.type === "optional") === (type === "optional"));
    return {
      ...this.common(), itemType: 2, itemClass: item.seriesMasterId ? "IPM.Appointment.Occurrence" : "IPM.Appointment",
      start: instant(state.start, state.zone), end: instant(state.end, state.zone), location: state.location,
      organizer: person(item.organizer, domainOf(this.mailbox.address)), to: this.people(of("required")), cc: this.people(of("optional")),
      recurrence: await this.recurrence(), seriesId: this.seriesId, isAllDayEvent: state.allDay, sensitivity: state.sensitivity,
    };
  }

  async patch(fields) { this.item = this.event = (await api.patchEvent(this.id, fields)).event; this.id = this.item.id; }
}

/** A message. */
export class MessageReading extends Reading {
  kind = "message";
  surface = "MessageReadCommandSurface";

  async initialData() {
    const item = this.item;
    const domain = domainOf(this.mailbox.address);
    return {
      ...this.common(), itemType: 1, itemClass: "IPM.Note", conversationId: item.conversationId, internetMessageId: item.internetMessageId,
      from: person(item.from, domain), sender: person(item.sender || item.from, domain),
      to: this.people(item.toRecipients), cc: this.people(item.ccRecipients), bcc: this.people(item.bccRecipients), seriesId: undefined,
    };
  }

  async patch(fields) { this.item = await api.patchMessage(this.id, fields); }
}

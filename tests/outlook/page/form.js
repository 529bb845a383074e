// The compose form of an appointment, and its read view.
import { h } from "./dom.js";
import { attendee } from "./people.js";
import { inWords, proposed, DAYS } from "./recurrence.js";
import { addDays, dateOf, midnight, timeOf, words, wallAt, instant } from "./zones.js";
import { htmlOf } from "./dom.js";

const SHOW_AS = [["free", "Free"], ["workingElsewhere", "Working elsewhere"], ["tentative", "Tentative"], ["busy", "Busy"], ["oof", "Away"]];
const REMINDERS = [["", "No reminder"], [0, "At start"], [5, "5 minutes"], [15, "15 minutes"], [30, "30 minutes"], [60, "1 hour"], [120, "2 hours"], [1440, "1 day"]];
const REPEATS = [["", "Does not repeat"], ["daily", "Daily"], ["weekly", "Weekly"], ["absoluteMonthly", "Monthly on a day"], ["relativeMonthly", "Monthly on a weekday"],
  ["absoluteYearly", "Yearly on a day"], ["relativeYearly", "Yearly on a weekday"]];
const INDEXES = ["first", "second", "third", "fourth", "last"];
const RANGES = [["noEnd", "No end"], ["endDate", "Until"], ["numbered", "Times"]];

const option = ([value, label]) => h("option", { value: String(value) }, label);
const row = (label, ...controls) => h("label", { class: "field" }, h("span", {}, label), ...controls);
const typed = (list) => list.map(({ name, address }) => (name && name !== address ? `${name} <${address}>` : address)).join("; ");

function parsePeople(text, known, type) {
  const entries = text.split(/[;\n]/).map((one) => one.trim()).filter(Boolean);
  return entries.map((entry) => {
    const [, name, address] = entry.match(/^(.*?)\s*<([^>]+)>$/) || [null, entry, entry];
    return known.find((person) => person.address === address) || { name, address, recipientType: 3, appointmentResponse: 0, graph: attendee({ name, address }, type) };
  });
}

/** The form of a draft; it follows what an add-in sets. */
export class Form {
  constructor(app, draft) {
    this.app = app;
    this.draft = draft;
    const input = (type, testid, fields, more = {}) => h("input", { type, id: testid, "data-testid": testid, onchange: () => draft.set(fields(), true), ...more });
    const select = (testid, options, onchange) => h("select", { id: testid, "data-testid": testid, onchange }, options.map(option));
    this.subject = input("text", "subject", () => ({ subject: this.subject.value }), { placeholder: "Add a title", "aria-label": "Title", oninput: () => draft.set({ subject: this.subject.value }, true) });
    this.required = input("text", "required", () => ({ required: parsePeople(this.required.value, draft.state.required, "required") }));
    this.optional = input("text", "optional", () => ({ optional: parsePeople(this.optional.value, draft.state.optional, "optional") }));
    const start = () => draft.moveStart(this.wall("start"), true);
    this.startDate = h("input", { type: "date", "data-testid": "start-date", "aria-label": "Start date", onchange: start });
    this.startTime = h("input", { type: "time", step: 300, "data-testid": "start-time", "aria-label": "Start time", onchange: start });
    const end = () => draft.set({ end: this.wall("end") }, true);
    this.endDate = h("input", { type: "date", "data-testid": "end-date", "aria-label": "End date", onchange: end });
    this.endTime = h("input", { type: "time", step: 300, "data-testid": "end-time", "aria-label": "End time", onchange: end });
    this.zone = h("small", { class: "zone", "data-testid": "zone" });
    this.allDay = h("input", { type: "checkbox", "data-testid": "all-day-box", onchange: () => draft.setAllDay(this.allDay.checked, true) });
    this.private = h("input", { type: "checkbox", "data-testid": "private", onchange: () => draft.set({ sensitivity: this.private.checked ? "private" : "normal" }, true) });
    this.location = input("text", "location", () => ({ location: this.location.value }), { oninput: () => draft.set({ location: this.location.value }, true) });
    this.showAs = select("show-as", SHOW_AS, () => draft.set({ showAs: this.showAs.value }, true));
    this.reminder = select("reminder", REMINDERS, () => draft.set({ reminder: this.reminder.value === "" ? null : Number(this.reminder.value) }, true));
    this.categories = h("div", { class: "categories", role: "group", "aria-label": "Categories", "data-testid": "categories" });
    this.body = h("textarea", { id: "body", "data-testid": "body", "aria-label": "Description", rows: 6, oninput: () => draft.set({ body: { contentType: "html", content: htmlOf(this.body.value) } }, true) });
    this.repeats = h("fieldset", { class: "repeats", "data-testid": "repeats" });
    this.unsaved = h("span", { class: "unsaved", "data-testid": "unsaved" }, "● Unsaved changes");
    this.element = h("form", { class: "form", "data-testid": "compose-form", onsubmit: (e) => e.preventDefault() },
      this.subject, row("Required", this.required), row("Optional", this.optional),
      h("div", { class: "field" }, h("span", {}, "Time"), h("div", { class: "times" },
        h("span", { class: "time-pair" }, this.startDate, this.startTime), "to", h("span", { class: "time-pair" }, this.endDate, this.endTime), this.zone,
        h("label", { class: "check" }, this.allDay, "All day"), h("label", { class: "check" }, this.private, "Private"))),
      h("div", { class: "field" }, h("span", {}, "Repeat"), this.repeats),
      row("Location", this.location), h("div", { class: "pairs" }, row("Show as", this.showAs), row("Reminder", this.reminder)),
      h("div", { class: "field" }, h("span", {}, "Categories"), this.categories), this.body);
    draft.onChange(() => this.fill());
    this.fill();
  }

  wall(which) {
    const date = this[`${which}Date`].value;
    if (this.draft.state.allDay) return midnight(which === "end" ? addDays(date, 1) : date);
    return `${date}T${this[`${which}Time`].value || "00:00"}`;
  }

  /** Shows the draft's state; leaves alone what already shows it, so that typing is not disturbed. */
  fill() {
    const { state } = this.draft;
    const put = (input, value) => { if (input.value !== value) input.value = value; };
    put(this.subject, state.subject);
    put(this.location, state.location);
    if (typed(parsePeople(this.required.value, state.required, "required")) !== typed(state.required)) this.required.value = typed(state.required);
    if (typed(parsePeople(this.optional.value, state.optional, "optional")) !== typed(state.optional)) this.optional.value = typed(state.optional);
    put(this.startDate, dateOf(state.start));
    put(this.endDate, state.allDay ? addDays(dateOf(state.end), -1) : dateOf(state.end));
    put(this.startTime, timeOf(state.start));
    put(this.endTime, timeOf(state.end));
    this.startTime.hidden = this.endTime.hidden = state.allDay;
    this.zone.textContent = state.zone === this.app.mailbox.timeZone ? "" : state.zone;
    this.allDay.checked = state.allDay;
    this.private.checked = state.sensitivity === "private";
    put(this.showAs, state.showAs);
    this.fillReminder(state.reminder);
    if (this.draft.bodyText() !== this.body.value) this.body.value = this.draft.bodyText();
    this.fillCategories();
    this.fillRepeats();
    this.unsaved.hidden = !this.draft.unsaved;
  }

  fillReminder(minutes) {
    const value = minutes === null ? "" : String(minutes);
    if (![...this.reminder.options].some((known) => known.value === value)) this.reminder.append(option([value, `${value} minutes`]));
    this.reminder.value = value;
  }

  fillCategories() {
    const chosen = this.draft.state.categories;
    const names = [...new Set([...this.app.mailbox.categories.map(({ displayName }) => displayName), ...chosen])];
    const shown = JSON.stringify([names, chosen]);
    if (this.categories.dataset.shown === shown) return;
    this.categories.dataset.shown = shown;
    this.categories.replaceChildren(...names.map((name) => h("label", { class: "check" },
      h("input", { type: "checkbox", "data-category": name, checked: chosen.includes(name), onchange: (e) => this.draft.set({
        categories: e.target.checked ? [...this.draft.state.categories, name] : this.draft.state.categories.filter((one) => one !== name),
      }, true) }), name)));
  }

  fillRepeats() {
    const { state, seriesId } = this.draft;
    const shown = JSON.stringify([state.recurrence, seriesId, dateOf(state.start)]);
    if (this.repeats.dataset.shown === shown) return;
    this.repeats.dataset.shown = shown;
    if (seriesId) {
      this.repeats.replaceChildren(h("span", { "data-testid": "repeats-words" }, "One occurrence of a series"));
      return;
    }
    const kind = h("select", { "data-testid": "repeat-kind", "aria-label": "Repeat", onchange: () => this.setPattern(kind.value) }, REPEATS.map(option));
    kind.value = state.recurrence?.pattern.type || "";
    this.repeats.replaceChildren(kind, ...(state.recurrence ? this.repeatDetails(state.recurrence) : []));
  }

  setPattern(kind) {
    const { state } = this.draft;
    const range = state.recurrence?.range || { type: "noEnd", startDate: dateOf(state.start), endDate: "0001-01-01", numberOfOccurrences: 0 };
    this.draft.set({ recurrence: kind ? { pattern: proposed(kind, state.start), range: { ...range, startDate: dateOf(state.start) } } : null }, true);
  }

  repeatDetails(recurrence) {
    const { pattern, range } = recurrence;
    const change = (patternPart, rangePart = {}) => this.draft.set({ recurrence: { pattern: { ...pattern, ...patternPart }, range: { ...range, ...rangePart } } }, true);
    const number = (testid, label, value, min, max, take) => h("input", { type: "number", "data-testid": testid, "aria-label": label, value: String(value), min, max, onchange: (e) => take(Number(e.target.value)) });
    const parts = [h("span", {}, "every"), number("repeat-interval", "Interval", pattern.interval, 1, 99, (interval) => change({ interval }))];
    if (pattern.dayOfMonth !== undefined) parts.push(h("span", {}, "on day"), number("repeat-day", "Day of month", pattern.dayOfMonth, 1, 31, (dayOfMonth) => change({ dayOfMonth })));
    if (pattern.index !== undefined) {
      const index = h("select", { "data-testid": "repeat-index", "aria-label": "Which", onchange: () => change({ index: index.value }) }, INDEXES.map((one) => option([one, one])));
      index.value = pattern.index;
      parts.push(h("span", {}, "on the"), index);
    }
    if (pattern.month !== undefined) parts.push(h("span", {}, "month"), number("repeat-month", "Month", pattern.month, 1, 12, (month) => change({ month })));
    if (pattern.daysOfWeek) parts.push(this.weekdays(pattern, change));
    return [...parts, ...rangeControls(range, number, (part) => change({}, part)), h("small", { "data-testid": "repeats-words" }, inWords(recurrence))];
  }

  weekdays(pattern, change) {
    return h("span", { class: "weekdays", role: "group", "aria-label": "Days" }, [...DAYS.slice(1), DAYS[0]].map(([day]) => h("label", { class: "check" },
      h("input", { type: "checkbox", "data-day": day, checked: pattern.daysOfWeek.includes(day), onchange: (e) => {
        const days = e.target.checked ? [...pattern.daysOfWeek, day] : pattern.daysOfWeek.filter((one) => one !== day);
        if (days.length) change({ daysOfWeek: days }); else e.target.checked = true;
      } }), day.slice(0, 2))));
  }
}

function rangeControls(range, number, change) {
  const kind = h("select", { "data-testid": "repeat-range", "aria-label": "Ends", onchange: () => change({
    type: kind.value, endDate: kind.value === "endDate" ? addDays(range.startDate, 90) : "0001-01-01", numberOfOccurrences: kind.value === "numbered" ? 10 : 0,
  }) }, RANGES.map(option));
  kind.value = range.type;
  const until = h("input", { type: "date", "data-testid": "repeat-until", "aria-label": "Last day", value: range.endDate, onchange: (e) => change({ endDate: e.target.value }) });
  const times = number("repeat-times", "Times", range.numberOfOccurrences || 1, 1, 999, (numberOfOccurrences) => change({ numberOfOccurrences }));
  return [kind, range.type === "endDate" ? until : null, range.type === "numbered" ? times : null].filter(Boolean);
}

/** The read view of an appointment: what an attendee sees. */
export function readView(app, reading) {
  const { state, item } = reading;
  const zone = app.mailbox.timeZone;
  const at = (wall) => wallAt(instant(wall, state.zone), zone);
  const time = state.allDay
    ? `${words(dateOf(state.start))} – ${words(addDays(dateOf(state.end), -1))}, all day`
    : `${words(dateOf(at(state.start)))}, ${timeOf(at(state.start))} – ${timeOf(at(state.end))}`;
  const line = (label, testid, text) => (text ? h("p", { class: "field" }, h("span", {}, label), h("span", { "data-testid": testid }, text)) : null);
  return h("article", { class: "form read", "data-testid": "read-view" },
    h("h1", { "data-testid": "read-subject" }, state.subject || "(no subject)"),
    line("Organiser", "read-organizer", item.organizer?.emailAddress.name), line("When", "read-time", time), line("Where", "read-location", state.location),
    line("Required", "read-required", typed(state.required)), line("Optional", "read-optional", typed(state.optional)),
    line("Repeat", "read-repeats", reading.master ? inWords(reading.master.recurrence) : state.recurrence && inWords(state.recurrence)),
    line("Categories", "read-categories", state.categories.join(", ")), line("Show as", "read-show-as", SHOW_AS.find(([value]) => value === state.showAs)?.[1] || state.showAs),
    h("pre", { class: "read-body", "data-testid": "read-body" }, reading.bodyText()));
}

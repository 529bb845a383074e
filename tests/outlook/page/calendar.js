// The week calendar: see, open, create, drag.
import * as api from "./api.js";
import { h, glyph, toast } from "./dom.js";
import { sideBySide } from "./layout.js";
import { addDays, dateOf, daysBetween, graphTime, instant, midnight, monday, moved, timeOf, wallAt, words } from "./zones.js";

const HOUR = 44;
const QUARTER = 15;
const SHORTEST = 20;
const DRAG_STARTS = 4;
const PRESETS = ["#d13438", "#ca5010", "#a0612a", "#c19c00", "#498205", "#038387", "#69797e", "#0f6cbd", "#8764b8", "#c239b3"];

export class Calendar {
  constructor(app, element) {
    this.app = app;
    this.element = element;
    this.title = h("h1", { "data-testid": "week-title" });
    this.days = h("div", { class: "days" });
    this.allDay = h("div", { class: "all-day", "data-testid": "all-day" });
    this.grid = h("div", { class: "grid", "data-testid": "week-grid" });
    this.scroll = h("div", { class: "scroll", tabindex: "0", "aria-label": "Week" }, this.grid);
    const tool = (testid, label, onclick, more = {}) => h("button", { "data-testid": testid, onclick, ...more }, label);
    this.openButton = tool("open", "Open", () => this.openSelected());
    this.attendeeButton = tool("open-attendee", "Open as attendee", () => this.openSelected("attendee"));
    element.append(
      h("div", { class: "toolbar" }, tool("new-event", "New event", () => app.go(`#/new/${this.date}`), { class: "primary" }),
        tool("today", "Today", () => app.go(`#/calendar/${app.today}`)),
        tool("previous-week", "‹", () => app.go(`#/calendar/${addDays(this.monday, -7)}`), { "aria-label": "Previous week" }),
        tool("next-week", "›", () => app.go(`#/calendar/${addDays(this.monday, 7)}`), { "aria-label": "Next week" }),
        this.title, h("span", { class: "grow" }), this.openButton, this.attendeeButton),
      h("div", { class: "week" }, this.days, this.allDay, this.scroll));
    this.select(null);
  }

  async show(date) {
    this.date = date || this.date || this.app.today;
    this.monday = monday(this.date);
    await this.refresh();
    if (!this.scrolled) { this.scroll.scrollTop = 7 * HOUR; this.scrolled = true; }
  }

  async refresh() {
    if (!this.monday) return;
    const zone = this.app.mailbox.timeZone;
    const [from, until] = [this.monday, addDays(this.monday, 7)].map((date) => instant(midnight(date), zone));
    const items = await api.calendar(this.app.mailbox.address, from, until);
    // What is drawn already stays: whoever is about to click it keeps it.
    const shown = JSON.stringify([this.monday, this.app.today, zone, this.app.mailbox.categories, items]);
    if (shown === this.shown) return;
    this.shown = shown;
    this.draw(items);
  }

  draw(items) {
    const dates = Array.from({ length: 7 }, (_, day) => addDays(this.monday, day));
    this.title.textContent = `${words(dates[0], { day: "numeric", month: "long" })} – ${words(dates[6], { day: "numeric", month: "long", year: "numeric" })}`;
    this.days.replaceChildren(h("span"), ...dates.map((date) =>
      h("div", { class: date === this.app.today ? "today" : "", "data-date": date }, h("b", {}, String(Number(date.slice(8)))), words(date, { weekday: "long" }))));
    this.drawAllDay(items.filter((item) => item.startDate), dates);
    this.drawTimed(items.filter((item) => !item.startDate), dates);
  }

  drawAllDay(items, dates) {
    const rows = [];
    const chips = items.map((item) => {
      const first = Math.max(0, daysBetween(dates[0], item.startDate));
      const last = Math.min(7, daysBetween(dates[0], item.endDate));
      const row = Math.max(0, rows.findIndex((end) => end <= first) < 0 ? rows.length : rows.findIndex((end) => end <= first));
      rows[row] = last;
      const chip = this.chip(item);
      chip.style.gridColumn = `${first + 2} / ${last + 2}`;
      chip.style.gridRow = row + 1;
      return chip;
    });
    this.allDay.replaceChildren(h("span", { class: "gutter" }, "All day"), ...chips);
  }

  drawTimed(items, dates) {
    const zone = this.app.mailbox.timeZone;
    const hours = h("div", { class: "hours" }, Array.from({ length: 24 }, (_, hour) => h("span", {}, `${String(hour).padStart(2, "0")}:00`)));
    const columns = dates.map((date) => {
      const [from, until] = [date, addDays(date, 1)].map((day) => instant(midnight(day), zone));
      const column = h("div", { class: "day", "data-date": date, "data-testid": "day", ondblclick: (event) => this.createAt(event, column, date) });
      const today = items.filter((item) => item.startMs < until && (item.endMs > from || item.startMs >= from)).map((item) => ({
        item, startMs: Math.max(item.startMs, from), endMs: Math.max(Math.min(item.endMs, until), Math.max(item.startMs, from) + 15 * 60000),
      }));
      for (const part of sideBySide(today)) column.append(this.timedChip(part, from));
      return column;
    });
    this.columns = columns;
    this.grid.replaceChildren(hours, ...columns);
  }

  timedChip({ item, startMs, endMs, column, columns }, from) {
    const chip = this.chip(item);
    const y = (ms) => ((ms - from) / 3600000) * HOUR;
    chip.style.top = `${y(startMs)}px`;
    chip.style.height = `${Math.max(SHORTEST, y(endMs) - y(startMs) - 2)}px`;
    chip.style.left = `${(column / columns) * 100}%`;
    chip.style.width = `calc(${100 / columns}% - 3px)`;
    chip.append(h("span", { class: "resize", "data-testid": "resize", "aria-hidden": "true" }));
    return chip;
  }

  chip(item) {
    const { event } = item;
    const zone = this.app.mailbox.timeZone;
    const time = item.startDate ? "" : `${timeOf(wallAt(item.startMs, zone))}–${timeOf(wallAt(item.endMs, zone))}`;
    const marks = [
      (event.seriesMasterId || event.recurrence) && glyph("recurring", "recurring"),
      event.sensitivity === "private" && glyph("private", "private"),
      event.attendees?.length > 0 && glyph("people", event.isOrganizer === false ? "invited" : "with attendees"),
    ];
    const words_ = item.startDate ? `${words(item.startDate)}, all day` : `${words(dateOf(wallAt(item.startMs, zone)))}, ${time}`;
    const preset = this.app.category(event.categories?.[0])?.color.match(/^Preset(\d+)$/);
    const color = preset && PRESETS[Number(preset[1]) % PRESETS.length];
    const chip = h("div", {
      class: `event ${event.showAs || ""}`, tabindex: "0", role: "button", "data-testid": "event", "data-event-id": event.id, "data-subject": event.subject || "",
      "data-start": item.startDate || wallAt(item.startMs, zone), "aria-label": `${event.subject || "(no subject)"}, ${words_}`,
      onclick: () => this.select(item, chip), ondblclick: (e) => { e.stopPropagation(); this.app.openItem(event); },
      onkeydown: (e) => this.key(e, item), onpointerdown: (e) => this.press(e, item, chip),
    }, h("span", { class: "event-marks" }, marks), h("b", {}, event.subject || "(no subject)"), time ? h("small", {}, time) : null,
      event.location?.displayName ? h("small", {}, event.location.displayName) : null);
    if (color) chip.style.setProperty("--category", color);
    if (this.selected?.event.id === event.id) chip.classList.add("selected");
    return chip;
  }

  select(item, chip) {
    this.selected = item;
    for (const other of this.element.querySelectorAll(".event.selected")) other.classList.remove("selected");
    chip?.classList.add("selected");
    this.openButton.disabled = this.attendeeButton.disabled = !item;
  }

  openSelected(as) { if (this.selected) this.app.openItem(this.selected.event, as); }

  createAt(event, column, date) {
    const minutes = Math.floor(((event.clientY - column.getBoundingClientRect().top) / HOUR) * 2) * 30;
    this.app.go(`#/new/${moved(midnight(date), { minutes })}`);
  }

  key(event, item) {
    if (event.key === "Enter") return this.app.openItem(item.event);
    const steps = { ArrowUp: { minutes: -QUARTER }, ArrowDown: { minutes: QUARTER }, ArrowLeft: { days: -1 }, ArrowRight: { days: 1 } };
    if (!event.altKey || !steps[event.key]) return undefined;
    event.preventDefault();
    return this.move(item, steps[event.key], event.shiftKey);
  }

  /** Drags the whole entry, or its lower edge. */
  press(event, item, chip) {
    if (event.button !== 0) return;
    const resizing = event.target.classList.contains("resize");
    const [x, y] = [event.clientX, event.clientY];
    const width = this.columns[0].getBoundingClientRect().width;
    let step = null;
    const drag = (e) => {
      if (!step && Math.hypot(e.clientX - x, e.clientY - y) < DRAG_STARTS) return;
      const minutes = item.startDate ? 0 : Math.round(((e.clientY - y) / HOUR) * (60 / QUARTER)) * QUARTER;
      step = { minutes, days: resizing ? 0 : Math.round((e.clientX - x) / width) };
      chip.classList.add("dragging");
      if (resizing) chip.style.paddingBottom = `${Math.max(0, (minutes / 60) * HOUR)}px`;
      else chip.style.transform = `translate(${step.days * width}px, ${(minutes / 60) * HOUR}px)`;
    };
    const drop = () => {
      window.removeEventListener("pointermove", drag);
      window.removeEventListener("pointerup", drop);
      chip.classList.remove("dragging");
      chip.style.transform = chip.style.paddingBottom = "";
      if (step && (step.minutes || step.days)) this.move(item, step, resizing);
    };
    window.addEventListener("pointermove", drag);
    window.addEventListener("pointerup", drop);
  }

  /** Moves an entry, or only its end; saved at once, as Outlook does it. */
  async move(item, step, onlyEnd) {
    try {
      const { event } = await api.patchEvent(item.event.id, await this.movedTimes(item, step, onlyEnd));
      this.selected = this.selected && { ...item, event };
      await this.refresh();
      this.element.querySelector(`[data-event-id="${CSS.escape(event.id)}"]`)?.focus();
    } catch (error) {
      toast(`Not moved: ${error.message}`);
      await this.refresh();
    }
  }

  async movedTimes(item, step, onlyEnd) {
    const { event } = item;
    if (item.startDate) {
      const wall = (value) => moved(value.dateTime.slice(0, 16), { days: step.days || 0 });
      return { start: graphTime(wall(event.start), event.start.timeZone), end: graphTime(wall(event.end), event.end.timeZone) };
    }
    const zone = this.app.mailbox.timeZone;
    const startMs = onlyEnd ? item.startMs : instant(moved(wallAt(item.startMs, zone), step), zone);
    const endMs = onlyEnd ? instant(moved(wallAt(item.endMs, zone), step), zone) : startMs + (item.endMs - item.startMs);
    const time = async (value, ms) => graphTime(wallAt(ms, (await api.zone(value.timeZone)).iana), value.timeZone);
    return { start: await time(event.start, startMs), end: await time(event.end, Math.max(endMs, startMs)) };
  }
}

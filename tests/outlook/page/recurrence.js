// Recurrences: Graph's shape, office.js' shape, and in words.
import { minutesBetween, timeOf, moved, midnight, words, wallAt, offsetAt, instant } from "./zones.js";

const DAYS = [["sunday", "sun"], ["monday", "mon"], ["tuesday", "tue"], ["wednesday", "wed"], ["thursday", "thu"], ["friday", "fri"], ["saturday", "sat"]];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const GROUPS = { weekday: WORKDAYS, weekendDay: ["sunday", "saturday"], day: DAYS.map(([long]) => long) };

const sameDays = (one, other) => one.length === other.length && one.every((day) => other.includes(day));
const shortDay = (day) => DAYS.find(([long]) => long === day)[1];
const longDay = (day) => DAYS.find(([, short]) => short === day)[0];
const groupName = (days) => Object.keys(GROUPS).find((name) => sameDays(GROUPS[name], days)) || shortDay(days[0]);
const groupDays = (name) => GROUPS[name] || [longDay(name)];

/** Graph's pattern types, with what office.js says for each. */
const PATTERNS = {
  daily: (p) => ["daily", { interval: p.interval }],
  weekly: (p) => sameDays(p.daysOfWeek, WORKDAYS) && p.interval === 1
    ? ["weekday", { interval: 1, days: WORKDAYS.map(shortDay), firstDayOfWeek: shortDay(p.firstDayOfWeek || "sunday") }]
    : ["weekly", { interval: p.interval, days: p.daysOfWeek.map(shortDay), firstDayOfWeek: shortDay(p.firstDayOfWeek || "sunday") }],
  absoluteMonthly: (p) => ["monthly", { interval: p.interval, dayOfMonth: p.dayOfMonth }],
  relativeMonthly: (p) => ["monthly", { interval: p.interval, dayOfWeek: groupName(p.daysOfWeek), weekNumber: p.index || "first" }],
  absoluteYearly: (p) => ["yearly", { interval: p.interval, month: MONTHS[p.month - 1], dayOfMonth: p.dayOfMonth }],
  relativeYearly: (p) => ["yearly", { interval: p.interval, month: MONTHS[p.month - 1], dayOfWeek: groupName(p.daysOfWeek), weekNumber: p.index || "first" }],
};

/** Graph's recurrence as office.js gets it. `series`: {start, end (wall), zone, windowsZone, lastDay}. */
export function toOffice(recurrence, series) {
  if (!recurrence) return null;
  const [recurrenceType, recurrenceProperties] = PATTERNS[recurrence.pattern.type](recurrence.pattern);
  const [startYear, startMonth, startDay] = numbers(recurrence.range.startDate || series.start);
  const end = series.lastDay ? numbers(series.lastDay) : null;
  const [hours, minutes] = timeOf(series.start).split(":").map(Number);
  return {
    recurrenceType,
    recurrenceProperties,
    recurrenceTimeZone: { name: series.windowsZone, offset: offsetAt(instant(series.start, series.zone), series.zone) },
    seriesTimeJson: {
      startYear, startMonth, startDay,
      ...(end ? { endYear: end[0], endMonth: end[1], endDay: end[2] } : { noEndDate: true }),
      startTimeMin: hours * 60 + minutes,
      durationMin: minutesBetween(series.start, series.end),
    },
  };
}

const numbers = (date) => date.slice(0, 10).split("-").map(Number);

/** Graph's pattern of what office.js sends; null when it makes no sense. */
function pattern(type, p) {
  if (type === "daily") return { type: "daily", interval: p.interval };
  if (type === "weekday") return { type: "weekly", interval: 1, daysOfWeek: WORKDAYS, firstDayOfWeek: "sunday" };
  if (type === "weekly") {
    return { type: "weekly", interval: p.interval, daysOfWeek: p.days.map(longDay), firstDayOfWeek: longDay(p.firstDayOfWeek || "sun") };
  }
  const relative = p.dayOfMonth === undefined || p.dayOfMonth === null;
  const day = relative ? { daysOfWeek: groupDays(p.dayOfWeek), index: p.weekNumber } : { dayOfMonth: p.dayOfMonth };
  if (type === "monthly") return { type: relative ? "relativeMonthly" : "absoluteMonthly", interval: p.interval, ...day };
  if (type === "yearly") return { type: relative ? "relativeYearly" : "absoluteYearly", interval: p.interval, month: MONTHS.indexOf(p.month) + 1, ...day };
  return null;
}

/** What office.js sends as `{recurrence (Graph), start, end (wall)}`; null for "no recurrence". */
export function fromOffice(data, zone) {
  if (!data) return null;
  const time = data.seriesTimeJson;
  const date = (year, month, day) => `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  const first = date(time.startYear, time.startMonth, time.startDay);
  const start = moved(midnight(first), { minutes: time.startTimeMin });
  const range = time.noEndDate
    ? { type: "noEnd", startDate: first, endDate: "0001-01-01", numberOfOccurrences: 0 }
    : { type: "endDate", startDate: first, endDate: date(time.endYear, time.endMonth, time.endDay), numberOfOccurrences: 0 };
  const found = pattern(data.recurrenceType, data.recurrenceProperties || {});
  if (!found) return undefined;
  return { recurrence: { pattern: found, range: { ...range, recurrenceTimeZone: zone } }, start, end: moved(start, { minutes: time.durationMin }) };
}

/** The pattern of a kind that suits a start: what the form proposes. */
export function proposed(kind, start) {
  const date = start.slice(0, 10);
  const [, month, dayOfMonth] = numbers(date);
  const weekday = DAYS[new Date(`${date}T00:00Z`).getUTCDay()][0];
  const index = ["first", "second", "third", "fourth", "last"][Math.min(4, Math.floor((dayOfMonth - 1) / 7))];
  return {
    daily: { type: "daily", interval: 1 },
    weekly: { type: "weekly", interval: 1, daysOfWeek: [weekday], firstDayOfWeek: "monday" },
    absoluteMonthly: { type: "absoluteMonthly", interval: 1, dayOfMonth },
    relativeMonthly: { type: "relativeMonthly", interval: 1, daysOfWeek: [weekday], index },
    absoluteYearly: { type: "absoluteYearly", interval: 1, dayOfMonth, month },
    relativeYearly: { type: "relativeYearly", interval: 1, daysOfWeek: [weekday], index, month },
  }[kind];
}

/** A recurrence in words. */
export function inWords(recurrence) {
  if (!recurrence) return "Does not repeat";
  const p = recurrence.pattern;
  const every = (unit) => (p.interval === 1 ? `every ${unit}` : `every ${p.interval} ${unit}s`);
  const days = () => p.daysOfWeek.map((day) => day[0].toUpperCase() + day.slice(1)).join(", ");
  const month = () => words(`2000-${String(p.month).padStart(2, "0")}-01`, { month: "long" });
  const what = {
    daily: () => every("day"),
    weekly: () => `${every("week")} on ${days()}`,
    absoluteMonthly: () => `${every("month")} on day ${p.dayOfMonth}`,
    relativeMonthly: () => `${every("month")} on the ${p.index || "first"} ${days()}`,
    absoluteYearly: () => `${every("year")} on ${p.dayOfMonth} ${month()}`,
    relativeYearly: () => `${every("year")} on the ${p.index || "first"} ${days()} of ${month()}`,
  }[p.type]();
  const range = recurrence.range;
  const end = { noEnd: "", numbered: `, ${range.numberOfOccurrences} times`, endDate: `, until ${range.endDate}` }[range.type];
  return `Repeats ${what}${end}`;
}

export { DAYS, wallAt };

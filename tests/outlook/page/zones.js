// Wall times ("2026-11-23T09:00") and instants (milliseconds), by the browser's own zone data.

const formats = new Map();

function format(zone) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    }));
  }
  return formats.get(zone);
}

/** The wall time of an instant in an IANA zone. */
export function wallAt(ms, zone) {
  const part = Object.fromEntries(format(zone).formatToParts(ms).map(({ type, value }) => [type, value]));
  return `${part.year.padStart(4, "0")}-${part.month}-${part.day}T${part.hour}:${part.minute}`;
}

const asUtc = (wall) => Date.parse(`${wall.slice(0, 16)}Z`);

/** Minutes that the zone is ahead of UTC at an instant. */
export function offsetAt(ms, zone) {
  return Math.round((asUtc(wallAt(ms, zone)) - Math.floor(ms / 60000) * 60000) / 60000);
}

/** The instant of a wall time: the earlier one where it comes twice, after the jump where the clocks skip it. */
export function instant(wall, zone) {
  const guess = asUtc(wall);
  const day = 86400000;
  const [before, after] = [guess - day, guess + day].map((ms) => offsetAt(ms, zone));
  const found = [before, after].map((offset) => guess - offset * 60000).filter((ms) => wallAt(ms, zone) === wall.slice(0, 16));
  return found.length ? Math.min(...found) : guess - before * 60000;
}

/** A wall time moved by days and minutes on the face of the clock. */
export function moved(wall, { days = 0, minutes = 0 }) {
  return new Date(asUtc(wall) + days * 86400000 + minutes * 60000).toISOString().slice(0, 16);
}

export const dateOf = (wall) => wall.slice(0, 10);
export const timeOf = (wall) => wall.slice(11, 16);
export const midnight = (date) => `${date}T00:00`;
export const addDays = (date, days) => dateOf(moved(midnight(date), { days }));
export const minutesBetween = (one, other) => Math.round((asUtc(other) - asUtc(one)) / 60000);
export const daysBetween = (one, other) => Math.round((asUtc(midnight(other)) - asUtc(midnight(one))) / 86400000);

/** The Monday of a date's week. */
export function monday(date) {
  const day = new Date(`${date}T00:00Z`).getUTCDay();
  return addDays(date, -((day + 6) % 7));
}

/** A wall time as a Graph `dateTimeTimeZone`. */
export const graphTime = (wall, zone) => ({ dateTime: `${wall}:00.0000000`, timeZone: zone });

/** A date in words. */
export function words(date, options = { weekday: "short", day: "numeric", month: "short", year: "numeric" }) {
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(new Date(`${date}T00:00Z`));
}

/** The spans of equal offset that office.js asks for, over the years a calendar reaches. */
export function offsetRanges(zone) {
  const step = 7 * 86400000;
  const [first, last] = [Date.UTC(2000, 0, 1), Date.UTC(2051, 0, 1)];
  const ranges = [];
  let start = -8640000000000000;
  let offset = offsetAt(first, zone);
  for (let at = first; at < last; at += step) {
    const next = offsetAt(at + step, zone);
    if (next === offset) continue;
    const change = transition(at, at + step, offset, zone);
    ranges.push({ start: String(start), end: String(change), offset: String(offset) });
    [start, offset] = [change, next];
  }
  return [...ranges, { start: String(start), end: "8640000000000000", offset: String(offset) }];
}

function transition(low, high, offset, zone) {
  while (high - low > 60000) {
    const middle = Math.floor((low + high) / 120000) * 60000;
    if (offsetAt(middle, zone) === offset) low = middle; else high = middle;
  }
  return high;
}

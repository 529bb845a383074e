// Which fields differ, and what Sync does with each: far less than the product's rules know.

const FIELDS = {
  subject: "Subject",
  location: "Location",
  start: "Start",
  end: "End",
  zone: "Time zone",
  allDay: "All day",
  recurrence: "Repeats",
  showAs: "Show as",
  private: "Private",
  categories: "Categories",
  notes: "Notes",
  client: "Client",
  matter: "Matter",
  code: "Calendar code",
  staff: "Staff",
};
const SHOWN = ["subject", "location", "start", "end", "categories", "notes"];

export const label = (field) => FIELDS[field] ?? field;

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
export const time = (text) => moment.format(new Date(text));

/** A value of an image, in words. */
export function words(value) {
  if (value === undefined || value === null) return "(empty)";
  const [kind, held] = Object.entries(value)[0];
  switch (kind) {
    case "instant":
      return time(held);
    case "flag":
      return "Yes";
    case "labels":
      return held.join(", ");
    default:
      return String(held);
  }
}

const clean = (text) => (text ?? "").replaceAll("\r\n", "\n").trimEnd();

function outlook(item, field) {
  switch (field) {
    case "start":
    case "end":
      return item[field] && { instant: item[field] };
    case "categories":
      return item.categories?.length ? { labels: [...item.categories].sort() } : undefined;
    default:
      return clean(item[field]) ? { text: clean(item[field]) } : undefined;
  }
}

const same = (a, b) =>
  a?.instant && b?.instant
    ? Date.parse(a.instant) === Date.parse(b.instant)
    : JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** The rows that differ. */
export function differing(item, known) {
  return SHOWN.flatMap((field) => {
    const [mine, theirs] = [known.record[field], outlook(item, field)];
    if (same(mine, theirs)) return [];
    const base = known.base?.outlook[field];
    const fate = same(theirs, base) ? "toItem" : same(mine, known.base?.practice[field]) ? "toRecord" : "ask";
    return [{ field, practice: words(mine), outlook: words(theirs), fate }];
  });
}

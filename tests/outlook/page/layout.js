// Side by side: which column overlapping entries stand in.

/** Gives each item `column` and `columns`. Items: {startMs, endMs}, sorted by start. */
export function sideBySide(items) {
  let cluster = [];
  let clusterEnd = -Infinity;
  const place = () => {
    const ends = [];
    for (const item of cluster) {
      const free = ends.findIndex((end) => end <= item.startMs);
      item.column = free < 0 ? ends.length : free;
      ends[item.column] = item.endMs;
    }
    for (const item of cluster) item.columns = ends.length;
  };
  for (const item of items) {
    if (item.startMs >= clusterEnd) { place(); cluster = []; clusterEnd = -Infinity; }
    cluster.push(item);
    clusterEnd = Math.max(clusterEnd, item.endMs);
  }
  place();
  return items;
}

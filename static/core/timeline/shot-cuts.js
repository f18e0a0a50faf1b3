/** Shot cuts of a recording: sorted times in ms, and the one that is meant by a place. */

/**
 * The index of the first cut at or after a time.
 *
 * @param {readonly number[]} cuts sorted
 * @param {number} ms
 */
export function firstCutAt(cuts, ms) {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The cut nearest to a time, at most so far away; null if there is none.
 *
 * @param {readonly number[]} cuts sorted
 * @param {number} ms
 * @param {number} withinMs
 */
export function nearestCut(cuts, ms, withinMs) {
  const at = firstCutAt(cuts, ms);
  const near = cuts.slice(Math.max(0, at - 1), at + 1).filter((cut) => Math.abs(cut - ms) <= withinMs);
  return near.sort((a, b) => Math.abs(a - ms) - Math.abs(b - ms))[0] ?? null;
}

/**
 * The next or the previous cut; null if there is none.
 *
 * @param {readonly number[]} cuts sorted
 * @param {number} ms
 * @param {1 | -1} way
 */
export function stepCut(cuts, ms, way) {
  return (way > 0 ? cuts[firstCutAt(cuts, ms + 1)] : cuts[firstCutAt(cuts, ms) - 1]) ?? null;
}

/** Which rows of a long list are drawn: those in view and some around them. Gaps of the right height stand for the others. */

/** @typedef {{first: number, end: number}} RowRange rows from `first` up to, but without, `end` */
/** @typedef {RowRange & {isDrawn: boolean}} RowPart */

/**
 * The rows to draw.
 *
 * @param {object} place in CSS pixels
 * @param {number} place.top of the first row, relative to the top of the window: negative when it is scrolled out
 * @param {number} place.height of the window
 * @param {number} place.rowHeight all rows have the same
 * @param {number} place.margin drawn above and below the window
 * @returns {RowRange} not limited to the length of the list
 */
export function rowsInView({ top, height, rowHeight, margin }) {
  const first = Math.max(0, Math.floor((-top - margin) / rowHeight));
  return { first, end: Math.max(first + 1, Math.ceil((height - top + margin) / rowHeight)) };
}

/**
 * The whole list as parts from top to bottom: gaps, the rows in the range, and the row that has the focus, wherever it is.
 *
 * @param {number} nRows
 * @param {RowRange} range
 * @param {number} kept index of a row that is drawn in any case; -1 for none
 * @returns {RowPart[]}
 */
export function partsOf(nRows, { first, end }, kept = -1) {
  const shown = { first: Math.min(first, nRows), end: Math.min(end, nRows) };
  const drawn = [shown];
  if (kept >= 0 && kept < nRows && (kept < shown.first || kept >= shown.end)) drawn.push({ first: kept, end: kept + 1 });
  const parts = /** @type {RowPart[]} */ ([]);
  let at = 0;
  for (const part of drawn.filter((one) => one.end > one.first).sort((a, b) => a.first - b.first)) {
    if (part.first > at) parts.push({ first: at, end: part.first, isDrawn: false });
    parts.push({ ...part, isDrawn: true });
    at = part.end;
  }
  if (at < nRows) parts.push({ first: at, end: nRows, isDrawn: false });
  return parts;
}

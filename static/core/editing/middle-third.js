/** Where the row at work lies in the list: in the middle third of the visible part. Lengths in CSS pixels. */

/** @typedef {{top: number, bottom: number}} Extent */

/**
 * How far a row is from its place; the list scrolls by that.
 *
 * A row that fits lies in the middle third. A taller one covers the middle third and is visible as a whole. A row that
 * is taller than the visible part begins at its top. The list scrolls no further than necessary, so that a row
 * stays where it is read; a row from far away comes to the middle.
 *
 * @param {Extent} row
 * @param {Extent} frame the visible part of the list
 * @returns {number} 0 if the row is in its place; positive: scroll down
 */
export function distanceToMiddle(row, frame) {
  const visible = frame.bottom - frame.top;
  const height = row.bottom - row.top;
  const upper = frame.top + visible / 3;
  const lower = frame.bottom - visible / 3;
  if (height > visible) return row.top - frame.top;
  const fits = height <= lower - upper;
  const highest = fits ? upper : Math.max(frame.top, lower - height);
  const lowest = fits ? lower - height : Math.min(upper, frame.bottom - height);
  if (row.top >= highest && row.top <= lowest) return 0;
  const isFar = row.bottom < frame.top - visible || row.top > frame.bottom + visible;
  if (isFar) return row.top - (highest + lowest) / 2;
  return row.top < highest ? row.top - highest : row.top - lowest;
}

/**
 * Whether any part of a row is visible.
 *
 * @param {Extent} row
 * @param {Extent} frame
 */
export function isVisible(row, frame) {
  return row.bottom > frame.top && row.top < frame.bottom;
}

/**
 * Whether a row is visible as a whole.
 *
 * @param {Extent} row
 * @param {Extent} frame
 */
export function isWhole(row, frame) {
  return row.top >= frame.top && row.bottom <= frame.bottom;
}

/** Number helpers. */

/**
 * @param {number} value
 * @param {number} low
 * @param {number} high wins over `low` where they cross
 */
export function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

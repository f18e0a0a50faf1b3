/** Ranges of an ordered list. */

/**
 * What lies between two elements of a list, both included, in the list's order.
 *
 * @template T
 * @param {readonly T[]} order
 * @param {T | null} from
 * @param {T} to
 * @returns {T[] | null} null if one of them is not in the list
 */
export function rangeBetween(order, from, to) {
  const [start, end] = [from === null ? -1 : order.indexOf(from), order.indexOf(to)];
  return start < 0 || end < 0 ? null : order.slice(Math.min(start, end), Math.max(start, end) + 1);
}

/** The order of the library's list, kept for the editor: its next recording is the next one of the list as it was filtered. */

const KEY = "transcribe.list-order";

/** @typedef {Pick<Storage, "getItem" | "setItem">} Kept */

/**
 * Keep the order of the recordings that are listed.
 *
 * @param {Kept | null} storage
 * @param {readonly string[]} ids
 */
export function keepOrder(storage, ids) {
  try {
    storage?.setItem(KEY, JSON.stringify(ids));
  } catch {
    return; // no access to storage, or full: the editor then takes the order of the whole library
  }
}

/**
 * The recordings after this one in a direction, nearest first.
 *
 * @param {readonly string[]} order
 * @param {string} id
 * @param {1 | -1} direction
 * @returns {string[] | null} null if this one is not in the list
 */
export function recordingsFrom(order, id, direction) {
  const at = order.indexOf(id);
  if (at < 0) return null;
  return direction > 0 ? order.slice(at + 1) : order.slice(0, at).reverse();
}

/**
 * The kept order; empty if there is none.
 *
 * @param {Kept | null} storage
 * @returns {string[]}
 */
export function readOrder(storage) {
  try {
    const kept = JSON.parse(storage?.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((id) => typeof id === "string") : [];
  } catch {
    return []; // no access to storage, or not written by this program
  }
}

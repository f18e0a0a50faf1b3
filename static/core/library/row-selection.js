/** Selection of rows: one by one, a range with Shift, or all. */

import { rangeBetween } from "../base/order.js";

/**
 * @typedef {object} RowSelection
 * @property {ReadonlySet<string>} ids
 * @property {string | null} anchor the row from which a range goes
 */

/** @type {RowSelection} */
export const NO_ROWS = Object.freeze({ ids: new Set(), anchor: null });

/**
 * Select or deselect a row. With a range, all rows from the last changed one to this get its new state.
 *
 * @param {RowSelection} selection
 * @param {string} id
 * @param {readonly string[]} order ids of the rows in the order of the list
 * @param {boolean} isRange
 * @returns {RowSelection}
 */
export function toggleRow({ ids, anchor }, id, order, isRange) {
  const isOn = !ids.has(id);
  const next = new Set(ids);
  for (const one of (isRange && rangeBetween(order, anchor, id)) || [id]) {
    if (isOn) next.add(one);
    else next.delete(one);
  }
  return { ids: next, anchor: id };
}

/**
 * Leave out rows, such as deleted ones.
 *
 * @param {RowSelection} selection
 * @param {readonly string[]} gone
 * @returns {RowSelection} the same one if nothing changes
 */
export function withoutRows(selection, gone) {
  if (!gone.some((id) => selection.ids.has(id))) return selection;
  const left = new Set(gone);
  return { ids: new Set([...selection.ids].filter((id) => !left.has(id))), anchor: selection.anchor };
}

/**
 * The rows between two places, if all of them are known.
 *
 * @param {ReadonlyMap<number, {id: string}>} rows by place
 * @param {string | null} from
 * @param {string} to
 * @returns {string[] | null} ids in order; null if a row between is not known, or one of both is not there
 */
export function knownBetween(rows, from, to) {
  const placeOf = (/** @type {string | null} */ wanted) => [...rows].find(([, { id }]) => id === wanted)?.[0] ?? -1;
  const [a, b] = [placeOf(from), placeOf(to)].sort((one, other) => one - other);
  if (a < 0) return null;
  const ids = Array.from({ length: b - a + 1 }, (_, n) => rows.get(a + n)?.id);
  return ids.every((id) => id !== undefined) ? /** @type {string[]} */ (ids) : null;
}

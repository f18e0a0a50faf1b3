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
 * @param {readonly string[]} order ids of the rows as they are shown
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
 * Leave out rows that are no longer shown: what cannot be seen is not changed with the rest.
 *
 * @param {RowSelection} selection
 * @param {readonly string[]} order
 * @returns {RowSelection} the same one if nothing changes
 */
export function keepShown(selection, order) {
  const shown = new Set(order);
  const ids = new Set([...selection.ids].filter((id) => shown.has(id)));
  return ids.size === selection.ids.size ? selection : { ids, anchor: selection.anchor };
}

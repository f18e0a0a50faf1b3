/** Several selected rows of the list, as Shift, Ctrl and arrows select them. Values, no state. */

import { rangeBetween } from "../base/order.js";

/**
 * @typedef {object} RowSelection
 * @property {ReadonlySet<number>} ids segment ids
 * @property {number | null} anchor where Shift selects from
 * @property {number | null} head where Shift selects to
 */

/** @type {RowSelection} */
export const NO_ROWS = { ids: new Set(), anchor: null, head: null };

/**
 * @param {number} id
 * @returns {RowSelection}
 */
export function selectRow(id) {
  return { ids: new Set([id]), anchor: id, head: id };
}

/**
 * Add a row to the selection, or take it out.
 *
 * @param {RowSelection} selection
 * @param {number} id
 * @returns {RowSelection}
 */
export function toggleRow(selection, id) {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, head: id };
}

/**
 * Select the rows between the anchor and a row, both included.
 *
 * @param {RowSelection} selection
 * @param {readonly number[]} order ids of the shown rows, from top to bottom
 * @param {number} id
 * @param {boolean} [adds] keep the rows that are selected
 * @returns {RowSelection} only this row if the anchor is not shown
 */
export function selectTo(selection, order, id, adds = false) {
  const between = rangeBetween(order, selection.anchor, id);
  if (!between) return selectRow(id);
  return { ids: new Set(adds ? [...selection.ids, ...between] : between), anchor: selection.anchor, head: id };
}

/**
 * Move the end of the selection by one row.
 *
 * @param {RowSelection} selection
 * @param {readonly number[]} order
 * @param {1 | -1} step
 * @returns {RowSelection} unchanged at the first and the last row
 */
export function extendRows(selection, order, step) {
  const at = selection.head === null ? -1 : order.indexOf(selection.head);
  const next = at < 0 ? undefined : order[at + step];
  return next === undefined ? selection : selectTo(selection, order, next);
}

/**
 * @param {readonly number[]} order
 * @returns {RowSelection}
 */
export function selectAllRows(order) {
  return { ids: new Set(order), anchor: order[0] ?? null, head: order.at(-1) ?? null };
}

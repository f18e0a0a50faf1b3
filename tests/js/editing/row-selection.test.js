import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_ROWS, extendRows, selectAllRows, selectRow, selectTo, toggleRow } from "../../../static/core/editing/row-selection.js";
import { createRandom } from "../support/random.js";

const ORDER = [5, 3, 9, 1, 7];
const idsOf = (/** @type {import("../../../static/core/editing/row-selection.js").RowSelection} */ { ids }) => [...ids].sort();

test("Shift selects what lies between, in either direction, and Ctrl adds and removes", () => {
  assert.deepEqual(idsOf(selectTo(selectRow(3), ORDER, 1)), [1, 3, 9]);
  assert.deepEqual(idsOf(selectTo(selectRow(1), ORDER, 5)), [1, 3, 5, 9]);
  assert.deepEqual(idsOf(toggleRow(toggleRow(selectRow(3), 7), 3)), [7]);
  assert.deepEqual(idsOf(selectTo(toggleRow(selectRow(5), 9), ORDER, 7, true)), [1, 5, 7, 9]);
  assert.deepEqual(idsOf(selectTo(NO_ROWS, ORDER, 9)), [9]);
  assert.deepEqual(idsOf(selectTo(selectRow(100), ORDER, 9)), [9], "an anchor that the filter hides");
});

test("arrows grow and shrink the selection, and stop at both ends", () => {
  const grown = extendRows(extendRows(selectRow(3), ORDER, 1), ORDER, 1);
  assert.deepEqual(idsOf(grown), [1, 3, 9]);
  assert.deepEqual(idsOf(extendRows(grown, ORDER, -1)), [3, 9]);
  const atTop = extendRows(selectRow(5), ORDER, -1);
  assert.deepEqual([idsOf(atTop), atTop.head], [[5], 5]);
  assert.deepEqual(idsOf(extendRows(selectAllRows(ORDER), ORDER, 1)), [...ORDER].sort());
});

test("walking from an anchor and back always selects one run that contains the anchor", () => {
  const { below } = createRandom(7);
  for (let n = 0; n < 200; n++) {
    const order = Array.from({ length: 1 + below(12) }, (_, i) => i * 3);
    const anchor = order[below(order.length)];
    let selection = selectRow(anchor);
    for (let step = 0; step < 15; step++) selection = extendRows(selection, order, below(2) ? 1 : -1);
    const chosen = order.filter((id) => selection.ids.has(id));
    assert.ok(chosen.includes(anchor));
    assert.deepEqual(chosen, order.slice(order.indexOf(chosen[0]), order.indexOf(chosen[0]) + chosen.length));
  }
});

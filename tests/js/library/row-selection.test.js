import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_ROWS, knownBetween, toggleRow, withoutRows } from "../../../static/core/library/row-selection.js";

const ORDER = ["a", "b", "c", "d", "e"];
const idsOf = (/** @type {import("../../../static/core/library/row-selection.js").RowSelection} */ { ids }) => [...ids].sort().join("");

test("Shift selects from the last changed row to this, upwards and downwards, and deselects likewise", () => {
  const one = toggleRow(NO_ROWS, "d", ORDER, false);
  const up = toggleRow(one, "b", ORDER, true);
  assert.equal(idsOf(up), "bcd");
  assert.equal(idsOf(toggleRow(up, "d", ORDER, true)), "");
  assert.equal(idsOf(toggleRow(up, "c", ORDER, false)), "bd");
});

test("a range without a start, or from a row that is not shown any more, is one row", () => {
  assert.equal(idsOf(toggleRow(NO_ROWS, "c", ORDER, true)), "c");
  assert.equal(idsOf(toggleRow({ ids: new Set(["z"]), anchor: "z" }, "c", ORDER, true)), "cz");
});

test("deleted rows are not selected any more", () => {
  const some = { ids: new Set(["a", "e"]), anchor: "a" };
  assert.equal(idsOf(withoutRows(some, ["e", "b"])), "a");
  assert.equal(withoutRows(some, ["b"]), some);
});

test("the rows between two are known if all of them were read", () => {
  const rows = new Map(ORDER.map((id, n) => [n + 7, { id }]));
  assert.deepEqual([knownBetween(rows, "d", "b"), knownBetween(rows, "b", "b")], [["b", "c", "d"], ["b"]]);
  rows.delete(9); // c
  assert.deepEqual([knownBetween(rows, "a", "b"), knownBetween(rows, "b", "d"), knownBetween(rows, "z", "b"), knownBetween(rows, null, "b")], [["a", "b"], null, null, null]);
});

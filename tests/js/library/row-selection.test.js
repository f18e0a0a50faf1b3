import assert from "node:assert/strict";
import { test } from "node:test";

import { NO_ROWS, keepShown, toggleRow } from "../../../static/core/library/row-selection.js";

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

test("rows that the filter hides are not selected", () => {
  const some = { ids: new Set(["a", "e"]), anchor: "a" };
  assert.equal(idsOf(keepShown(some, ["a", "b"])), "a");
  assert.equal(keepShown(some, ORDER), some);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { rangeBetween } from "../../../static/core/base/order.js";

test("a range has both ends, in the order of the list, in either direction", () => {
  assert.deepEqual([rangeBetween([5, 3, 9, 1], 3, 1), rangeBetween([5, 3, 9, 1], 1, 3), rangeBetween([5, 3], 3, 3)], [[3, 9, 1], [3, 9, 1], [3]]);
});

test("there is none from or to what is not in the list", () => {
  assert.deepEqual([rangeBetween([5, 3], 4, 3), rangeBetween([5, 3], 3, 4), rangeBetween([5, 3], null, 3)], [null, null, null]);
});

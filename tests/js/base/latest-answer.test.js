import assert from "node:assert/strict";
import { test } from "node:test";

import { createLatestAnswer } from "../../../static/core/base/latest-answer.js";

test("only the answer to the latest request is taken, for each order of the answers", async () => {
  for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]]) {
    const taken = /** @type {number[]} */ ([]);
    const answers = /** @type {((n: number) => void)[]} */ ([]);
    const take = createLatestAnswer((/** @type {number} */ answer) => void taken.push(answer));
    const all = order.map(() => take(new Promise((answer) => void answers.push(answer))));
    for (const n of order) {
      answers[n](n);
      await all[n];
    }
    assert.deepEqual(taken, [2], String(order));
  }
});

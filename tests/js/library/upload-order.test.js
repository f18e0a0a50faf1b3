import assert from "node:assert/strict";
import { test } from "node:test";

import { byImportance, nextToSend, totalsOf } from "../../../static/core/library/upload-order.js";
import { createRandom } from "../support/random.js";

/** @typedef {import("../../../static/core/library/upload-order.js").UploadProgress} UploadProgress */
const STATES = /** @type {UploadProgress["state"][]} */ (["waiting", "sending", "offline", "checking", "done", "failed"]);
const uploadOf = (/** @type {number} */ key, /** @type {number} */ size, /** @type {UploadProgress["state"]} */ state, sent = 0) => ({ key, file: { size }, sent, state });

test("the shortest waiting file is next, and of equal ones the first", () => {
  assert.equal(nextToSend([]), undefined);
  assert.equal(nextToSend([uploadOf(1, 1, "sending"), uploadOf(2, 9, "waiting"), uploadOf(3, 5, "waiting"), uploadOf(4, 5, "waiting")])?.key, 3);
});

test("sums agree with the uploads and 100 % means that nothing is left", () => {
  const random = createRandom(3);
  for (let round = 0; round < 200; round++) {
    const uploads = Array.from({ length: random.below(9) }, (_, key) => {
      const size = random.below(1000);
      return uploadOf(key, size, STATES[random.below(STATES.length)], random.below(size + 1));
    });
    const sums = totalsOf(uploads);
    assert.equal(sums.nDone + sums.nFailed + sums.nLeft, uploads.length);
    assert.equal(sums.percent === 100, sums.nLeft === 0);
    assert.ok(sums.sent <= sums.bytes && sums.percent >= 0);
    assert.deepEqual(byImportance(uploads).map(({ key }) => key).sort(), uploads.map(({ key }) => key));
  }
});

test("failed uploads come first, complete ones last", () => {
  const uploads = [uploadOf(1, 1, "done"), uploadOf(2, 1, "waiting"), uploadOf(3, 1, "failed"), uploadOf(4, 1, "sending")];
  assert.deepEqual(byImportance(uploads).map(({ key }) => key), [3, 4, 2, 1]);
});

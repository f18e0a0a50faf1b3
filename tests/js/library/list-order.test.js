import assert from "node:assert/strict";
import { test } from "node:test";

import { keepOrder, readOrder, recordingsFrom } from "../../../static/core/library/list-order.js";
import { FakeStorage, FOREIGN } from "../support/fake-storage.js";

test("the order is kept, and the recordings in each direction come nearest first", () => {
  const storage = new FakeStorage();
  keepOrder(storage, ["a", "b", "c", "d"]);
  const order = readOrder(storage);
  assert.deepEqual(recordingsFrom(order, "b", 1), ["c", "d"]);
  assert.deepEqual(recordingsFrom(order, "c", -1), ["b", "a"]);
  assert.deepEqual([recordingsFrom(order, "d", 1), recordingsFrom(order, "a", -1), recordingsFrom(order, "z", 1)], [[], [], null]);
});

test("without storage, with a full one or a foreign value there is no order", () => {
  const blocked = new FakeStorage();
  blocked.isBlocked = true;
  const full = new FakeStorage();
  full.isFull = true;
  for (const storage of [null, blocked, full, ...FOREIGN.map((value) => new FakeStorage({ "transcribe.list-order": value }))]) {
    assert.ok(readOrder(storage).every((id) => typeof id === "string"));
    keepOrder(storage, ["a"]);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { FOREIGN, FakeStorage } from "../support/fake-storage.js";
import { createSizes, fitIn, layoutFor, layoutsOf, pictureRoom, stageRoom } from "../../../static/core/commands/layout.js";

test("a layout that a recording does not have becomes its first", () => {
  assert.equal(layoutFor("video", false), "audio");
  assert.equal(layoutFor("list", false), "list");
  for (const name of layoutsOf(true)) assert.equal(layoutFor(name, true), name);
});

test("no window is so small that a part has no room", () => {
  for (let windowPx = 0; windowPx < 3_000; windowPx += 37) {
    for (const room of [stageRoom(windowPx), pictureRoom(windowPx)]) {
      assert.ok(room.smallestPx > 0 && room.smallestPx <= room.largestPx);
      for (const px of [-50, 0, 333.3, 9_999]) {
        const fitted = fitIn(px, room);
        assert.ok(Number.isInteger(fitted) && fitted >= room.smallestPx && fitted <= room.largestPx);
      }
    }
  }
});

test("sizes are kept in the browser; null means the usual size again", () => {
  const storage = new FakeStorage();
  const sizes = createSizes(storage);
  sizes.keep("stage", 320);
  sizes.keep("video", 200);
  sizes.keep("video", null);
  assert.deepEqual([createSizes(storage).of("stage"), createSizes(storage).of("video"), sizes.of("other")], [320, null, null]);
});

test("what cannot be read or written costs only the sizes", () => {
  for (const text of [...FOREIGN, '{"stage":"wide"}']) assert.equal(createSizes(new FakeStorage({ "transcribe.layout": text })).of("stage"), null, text);
  const blocked = new FakeStorage();
  blocked.isBlocked = true;
  const sizes = createSizes(blocked);
  sizes.keep("stage", 320);
  assert.equal(sizes.of("stage"), 320);
});

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { signal } from "@preact/signals-core";

import { createRealignment } from "../../../static/core/sync/realignment.js";
import { Scope } from "../../../static/core/base/scope.js";

const settle = () => new Promise((done) => setImmediate(done));

function editor({ isWanted = true } = {}) {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  const scope = new Scope();
  /** @type {Map<string, (payload: any) => void>} */
  const handlers = new Map();
  const segmentId = signal(/** @type {number | null} */ (null));
  /** @type {any[]} */
  const hints = [];
  const server = { waiting: /** @type {number[]} */ ([]) };
  const api = /** @type {any} */ ({
    alignment: async () => ({ waiting: server.waiting }),
    hintAlignment: async (/** @type {string} */ _id, /** @type {object} */ hint) => (hints.push(hint), { waiting: server.waiting }),
  });
  const events = /** @type {any} */ ({ on: (/** @type {string} */ type, /** @type {any} */ run) => void handlers.set(type, run) });
  const realigning = createRealignment(scope, { mediaId: "m", api, events, segmentId, isWanted: () => isWanted });
  const edit = (/** @type {any} */ more) => {
    server.waiting = [...server.waiting, ...(more.waiting ?? [])];
    handlers.get("edit")?.({ media: "m", segments: [], removed: [], waiting: [], ...more });
  };
  return { scope, realigning, segmentId, hints, server, edit };
}

/** @param {Scope} scope */
function end(scope) {
  scope.close();
  mock.timers.reset();
}

test("a segment waits from the edit until its realignment", () => {
  const { scope, realigning, edit } = editor();
  edit({ segments: [{ id: 1 }], waiting: [1] });
  assert.deepEqual([...realigning.waiting.value], [1]);
  edit({ segments: [{ id: 2 }] });
  assert.deepEqual([...realigning.waiting.value], [1]);
  edit({ kind: "align", segments: [{ id: 1 }] });
  assert.equal(realigning.waiting.value.size, 0);
  end(scope);
});

test("the selected segment is prefetched once, passed segments are not", async () => {
  const { scope, segmentId, hints } = editor();
  for (const id of [1, 2, 3]) segmentId.value = id;
  mock.timers.tick(300);
  await settle();
  assert.deepEqual(hints, [{ prioritise: [], prefetch: 3 }]);
  segmentId.value = 4;
  segmentId.value = 3;
  mock.timers.tick(300);
  await settle();
  assert.equal(hints.length, 1);
  end(scope);
});

test("the segment just left gets priority, the segment being edited does not", async () => {
  const { scope, segmentId, hints, edit } = editor();
  segmentId.value = 1;
  mock.timers.tick(300);
  await settle();
  edit({ segments: [{ id: 1 }], waiting: [1] });
  mock.timers.tick(300);
  await settle();
  assert.deepEqual(hints, [{ prioritise: [], prefetch: 1 }]);
  segmentId.value = 2;
  mock.timers.tick(300);
  await settle();
  assert.deepEqual(hints.at(-1), { prioritise: [1], prefetch: 2 });
  end(scope);
});

test("a realignment that ends without an event is dropped after a while", async () => {
  const { scope, realigning, server, edit } = editor();
  edit({ segments: [{ id: 1 }], waiting: [1] });
  server.waiting = [];
  mock.timers.tick(8_000);
  await settle();
  assert.equal(realigning.waiting.value.size, 0);
  end(scope);
});

test("with the setting off nothing is requested", async () => {
  const { scope, segmentId, hints } = editor({ isWanted: false });
  segmentId.value = 1;
  mock.timers.tick(300);
  await settle();
  assert.deepEqual(hints, []);
  end(scope);
});

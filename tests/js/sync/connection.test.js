import assert from "node:assert/strict";
import { after, test } from "node:test";

import { signal } from "@preact/signals-core";
import { Scope } from "../../../static/core/base/scope.js";
import { watchServer } from "../../../static/core/sync/connection.js";
import { settled } from "../support/settled.js";

const scope = new Scope();
after(() => scope.close());

test("the server is gone only if the stream is closed and the server does not answer", async () => {
  const isLive = signal(false);
  let isHere = false;
  let nAsked = 0;
  const isGone = watchServer(scope, { isLive, isReachable: async () => (nAsked++, isHere) });
  assert.deepEqual([isGone.value, nAsked], [false, 0]); // the page has just opened
  isLive.value = true;
  isHere = true;
  isLive.value = false; // a proxy closed the stream
  await settled(() => nAsked === 1);
  assert.equal(isGone.value, false);
  isLive.value = true;
  isHere = false;
  isLive.value = false;
  await settled(() => isGone.value);
  isLive.value = true;
  assert.equal(isGone.value, false);
});

test("no answer at all counts as no server", async () => {
  const isLive = signal(true);
  const isGone = watchServer(scope, { isLive, isReachable: () => Promise.reject(new Error("refused")) });
  isLive.value = false;
  await settled(() => isGone.value);
});

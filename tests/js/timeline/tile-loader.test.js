import assert from "node:assert/strict";
import { test } from "node:test";

import { TileLoader } from "../../../static/core/timeline/tile-loader.js";

/** A server that answers on command. */
function served(maxTiles = 10) {
  /** @type {Map<string, {answer: (response: Response) => void, isAborted: boolean}>} */
  const open = new Map();
  /** @type {string[]} */
  const asked = [];
  /** @type {(() => void)[]} */
  const later = [];
  /** @type {boolean[]} */
  const trouble = [];
  let clock = 0;
  const loader = new TileLoader({
    url: (key) => key,
    maxTiles,
    now: () => clock,
    later: (run) => void later.push(run),
    onTrouble: (isFailing) => void trouble.push(isFailing),
    fetch: (url, init) =>
      new Promise((resolve, reject) => {
        const key = String(url);
        asked.push(key);
        const request = { answer: resolve, isAborted: false };
        open.set(key, request);
        init?.signal?.addEventListener("abort", () => {
          request.isAborted = true;
          reject(new DOMException("aborted", "AbortError"));
        });
      }),
  });
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  const answer = async (/** @type {string} */ key, status = 200) => {
    open.get(key)?.answer(new Response(Uint8Array.of(key.charCodeAt(0)), { status }));
    await settle();
  };
  return { loader, asked, open, answer, settle, later, trouble, pass: (/** @type {number} */ ms) => (clock += ms) };
}

test("four requests run at a time, most urgent first", async () => {
  const { loader, asked, answer } = served();
  loader.want(["a", "b", "c", "d", "e", "f"]);
  assert.deepEqual(asked, ["a", "b", "c", "d"]);
  await answer("b");
  assert.deepEqual(asked, ["a", "b", "c", "d", "e"]);
  assert.deepEqual(loader.get("b"), Uint8Array.of(98));
  assert.equal(loader.get("a"), null);
});

test("requests for tiles out of view are cancelled in favour of tiles in view", async () => {
  const { loader, asked, open, settle } = served();
  loader.want(["a", "b", "c", "d"]);
  loader.want(["d", "e"]);
  await settle();
  assert.deepEqual(["a", "b", "c", "d"].map((key) => open.get(key)?.isAborted), [true, true, true, false]);
  assert.deepEqual(asked.slice(4), ["e"]);
});

test("the least recently used tiles are dropped, those in view stay", async () => {
  const { loader, answer } = served(3);
  for (const key of ["a", "b", "c"]) {
    loader.want(["a", key]);
    await answer(key);
  }
  loader.want(["a", "d"]);
  await answer("d");
  assert.deepEqual(["a", "b", "c", "d"].map((key) => loader.get(key) !== null), [true, false, true, true]);
});

test("a failed tile is retried after a delay, and failure and recovery are each reported once", async () => {
  const { loader, asked, answer, later, trouble, pass } = served();
  loader.want(["a", "b"]);
  await answer("a", 503);
  await answer("b", 503);
  loader.want(["a", "b"]);
  assert.deepEqual(asked, ["a", "b"]);
  assert.deepEqual(trouble, [true]);
  pass(3_060);
  later.forEach((run) => run());
  assert.deepEqual(asked, ["a", "b", "a", "b"]);
  await answer("a");
  assert.deepEqual(trouble, [true, false]);
  assert.ok(loader.get("a"));
});

test("a cancelled request is not a failure", async () => {
  const { loader, asked, settle, trouble } = served();
  loader.want(["a"]);
  loader.close();
  await settle();
  loader.want(["a"]);
  assert.deepEqual(asked, ["a", "a"]);
  assert.deepEqual(trouble, []);
});

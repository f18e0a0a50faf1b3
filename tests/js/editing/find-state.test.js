import assert from "node:assert/strict";
import { test } from "node:test";

import { MAX_HITS, createFindState, keyOf } from "../../../static/core/editing/find-state.js";
import { changesOf } from "../../../static/core/editing/find-runs.js";
import { FakeServer, openStore, segment, setText } from "../support/fake-server.js";
import { FindWorker } from "../support/find-worker.js";
import { createRandom } from "../support/random.js";
import { settled } from "../support/settled.js";

/** @typedef {import("../../../static/core/editing/find-worker.js").Hit} Hit */

/** @param {string[]} texts of the segments 1, 2, … */
async function openFind(texts) {
  const page = await openStore({ server: new FakeServer(texts.map((text, i) => segment(i + 1, text))) });
  /** @type {FindWorker[]} */
  const workers = [];
  const finding = createFindState(page.scope, {
    store: page.store,
    spawn() {
      workers.push(new FindWorker());
      return /** @type {any} */ (workers.at(-1));
    },
  });
  const places = () => finding.hits.peek().map(({ id, from }) => [id, from]);
  const find = async (/** @type {string} */ text, /** @type {object} */ more = {}) => {
    finding.open({ text, ...more });
    await finding.whenSettled();
  };
  return { ...page, finding, workers, places, find };
}

/** @param {string} text @param {string} part @returns {number[]} */
const placesIn = (text, part) => [...text.matchAll(new RegExp(part, "g"))].map((found) => found.index);

test("every hit is found in order, and stepping visits each once and wraps around", async () => {
  const random = createRandom(5);
  for (let round = 0; round < 8; round++) {
    const texts = random.list(1 + random.below(6), () => random.list(random.below(9), () => random.pick(["a", "b", " ", "ab"])).join(""));
    const { finding, find, places } = await openFind(texts);
    await find("ab", { matchCase: true });
    const expected = texts.flatMap((text, i) => placesIn(text, "ab").map((from) => [i + 1, from]));
    assert.deepEqual(places(), expected, JSON.stringify(texts));
    for (const by of /** @type {const} */ ([1, -1])) {
      finding.current.value = -1;
      const visited = [];
      for (let n = 0; n <= expected.length; n++) visited.push(await finding.step(by, by > 0 ? 0 : Infinity));
      const inOrder = by > 0 ? expected : [...expected].reverse();
      const all = [...inOrder, inOrder[0]].filter(Boolean);
      assert.deepEqual(visited.map((hit) => hit && [hit.id, hit.from]).filter(Boolean), all, JSON.stringify(texts));
    }
  }
});

test("the first step goes to the first hit after a time, or to the last one before it", async () => {
  const { finding, find } = await openFind(["x", "x", "x"]); // segment 2 is from 2000 to 2900 ms
  await find("x");
  assert.equal((await finding.step(1, 2_500))?.id, 2);
  finding.current.value = -1;
  assert.equal((await finding.step(-1, 2_500))?.id, 1);
  finding.current.value = -1;
  assert.equal((await finding.step(1, 99_000))?.id, 1, "after the last hit: from the start");
  finding.current.value = -1;
  assert.equal((await finding.step(-1, 99_000))?.id, 3);
});

test("replacing all changes exactly the chosen hits, and one undo takes all of it back", async () => {
  const texts = ["so it is so", "nothing", "so"];
  const { finding, find, store, text } = await openFind(texts);
  await find("so", { replacement: "thus" });
  finding.toggle(finding.hits.peek()[1]);
  assert.deepEqual(finding.chosen.peek().map(keyOf), ["1:0:2", "3:0:2"]);
  assert.deepEqual(await finding.replace(finding.chosen.peek()), { nHits: 2, nSegments: 2, nChanged: 0 });
  assert.deepEqual([1, 2, 3].map(text), ["thus it is so", "nothing", "thus"]);
  store.undo();
  assert.deepEqual([1, 2, 3].map(text), texts);
  finding.toggleAll(false);
  assert.equal(finding.chosen.peek().length, 0);
  finding.toggleAll(true);
  assert.equal(finding.chosen.peek().length, finding.hits.peek().length);
});

test("hits in segments that have changed since the search are skipped and counted", async () => {
  const { finding, find, store, text } = await openFind(["so so", "so"]);
  await find("so", { replacement: "thus" });
  const wanted = finding.hits.peek();
  store.apply([setText(1, "and so it is so")]);
  assert.deepEqual(await finding.replace(wanted), { nHits: 1, nSegments: 1, nChanged: 2 });
  assert.deepEqual([text(1), text(2)], ["and so it is so", "thus"]);
});

test("replacing one by one never replaces a replacement, and ends with nothing left", async () => {
  const { finding, find, text } = await openFind(["a b a", "a"]);
  await find("a", { replacement: "aa" });
  await finding.step(1);
  for (let n = 0; n < 3; n++) await finding.replaceCurrent();
  assert.deepEqual([text(1), text(2)], ["aa b aa", "aa"]);
});

test("the hits belong to the transcript that is said to be theirs, also while the next search runs", async () => {
  const { finding, find, store } = await openFind(["x here", "x"]);
  await find("x");
  store.apply([setText(1, "now x here")]);
  const isDone = finding.whenSettled(); // begins the search
  assert.equal(finding.state.peek().kind, "searching");
  const hit = finding.hits.peek()[0];
  assert.equal(finding.searched()?.segment(1)?.text.slice(hit.from, hit.to), "x");
  await isDone;
  assert.equal(finding.hits.peek()[0].from, 4);
  assert.equal(finding.searched(), store.transcript.peek());
});

test("hits follow edits while find is open; the worker gets only the texts that differ", async () => {
  const { finding, find, store, workers, places } = await openFind(["x", "y", "x"]);
  await find("x");
  store.apply([setText(2, "xx"), { op: "delete", id: 3 }]);
  await settled(() => places().length === 3);
  assert.deepEqual(places(), [[1, 0], [2, 0], [2, 1]]);
  const { put, remove } = workers[0].asked[1];
  assert.deepEqual({ put, remove, nWorkers: workers.length }, { put: [[2, "xx"]], remove: [3], nWorkers: 1 });
  assert.deepEqual(changesOf(null, store.transcript.peek()).put, [[1, "x"], [2, "xx"]]);
  finding.close();
  assert.equal(workers[0].isTerminated, true);
});

test("only one speaker's segments are searched, or those of nobody", async () => {
  const { finding, find, store, places } = await openFind(["x", "x", "x"]);
  store.apply([{ op: "add_speaker", speaker: { id: "S1", name: "Ann" } }, { op: "set_speaker", id: 2, speaker: "S1" }]);
  await find("x", { speaker: "S1" });
  assert.deepEqual(places(), [[2, 0]]);
  finding.change({ speaker: null });
  await finding.whenSettled();
  assert.deepEqual(places(), [[1, 0], [3, 0]]);
});

test("a changed query forgets the current hit and what was deselected; a changed replacement does not", async () => {
  const { finding, find } = await openFind(["x y"]);
  await find("x");
  await finding.step(1);
  finding.toggle(finding.hits.peek()[0]);
  finding.change({ replacement: "z" });
  await finding.whenSettled();
  assert.deepEqual([finding.current.peek(), finding.dropped.peek().size, finding.hits.peek()[0].text], [0, 1, "z"]);
  finding.change({ text: "y" });
  await finding.whenSettled();
  assert.deepEqual([finding.current.peek(), finding.dropped.peek().size], [-1, 0]);
});

test("an expression without end is stopped with a message, and the next search works", async (t) => {
  const { finding, workers, places, find } = await openFind(["aaaa"]);
  t.mock.timers.enable({ apis: ["setTimeout"] });
  finding.open({ text: "(a+)+$", isRegex: true });
  workers[0].isSilent = true;
  t.mock.timers.tick(1_999);
  assert.equal(finding.state.peek().kind, "searching");
  t.mock.timers.tick(1);
  assert.deepEqual([finding.state.peek().kind, workers[0].isTerminated], ["error", true]);
  assert.match(finding.state.peek().message, /takes too long/);
  t.mock.timers.reset();
  await find("a{2}");
  assert.deepEqual(places(), [[1, 0], [1, 2]]);
});

test("an expression without end is ended by any later query, so that it is not blamed on that one", async () => {
  for (const later of [{ text: "(", kind: "error" }, { text: "", kind: "idle" }, { text: "b", kind: "done" }]) {
    const { finding, workers, places, find } = await openFind(["aab"]);
    finding.open({ text: "(a+)+$", isRegex: true });
    workers[0].isSilent = true;
    await find(later.text);
    assert.deepEqual([workers[0].isTerminated, finding.state.peek().kind], [true, later.kind], later.text);
    await find("b");
    assert.deepEqual(places(), [[1, 2]]);
  }
});

test("an invalid expression and a worker that fails are reported", async () => {
  const { finding, workers, find, places } = await openFind(["a"]);
  await find("(", { isRegex: true });
  assert.equal(finding.state.peek().kind, "error");
  finding.open({ text: "a", isRegex: false });
  workers[0].onerror({ message: "no such module" });
  assert.deepEqual(finding.state.peek(), { kind: "error", message: "The search failed: no such module" });
  await find("a");
  assert.deepEqual(places(), [[1, 0]]);
});

test("closing ends everything: no search begins afterwards, and every request is answered", async (t) => {
  const { finding, workers, find } = await openFind(["a"]);
  await find("a");
  t.mock.timers.enable({ apis: ["setTimeout"] });
  finding.change({ text: "b" });
  finding.close();
  t.mock.timers.tick(10_000);
  assert.deepEqual([workers.length, finding.hits.peek().length, finding.state.peek().kind], [1, 0, "idle"]);
  await finding.whenSettled();
  assert.equal(await finding.step(1), null);
});

test("more hits than can be shown are cut, and that is said", async () => {
  const { finding, find } = await openFind(["x".repeat(MAX_HITS), "x"]);
  await find("x");
  assert.equal(finding.hits.peek().length, MAX_HITS);
  assert.match(finding.state.peek().message, /^More than 20000 hits/);
});

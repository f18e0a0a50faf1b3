import assert from "node:assert/strict";
import { test } from "node:test";

import { DEFAULT_VIEW, STAGES, isFiltered, listRecordings, readView, sortBy, stageOf, writeView } from "../../../static/core/library/list-view.js";
import { createRandom } from "../support/random.js";

/** @typedef {import("../../../static/core/library/list-view.js").ListView} ListView */
/** @typedef {import("../../../static/core/library/list-view.js").Media} Media */

const mediaOf = (/** @type {Partial<Media>} */ given) =>
  /** @type {Media} */ ({ id: "a", title: "", filename: "", state: "ready", error: null, n_segments: 0, duration: 1, language: "en", created: "2026-01-01", ...given });

test("any view survives the address", () => {
  const random = createRandom(5);
  const pick = (/** @type {any[]} */ from) => from[random.below(from.length)];
  for (let round = 0; round < 300; round++) {
    /** @type {ListView} */
    const view = {
      query: pick(["", "a & b=c", "100 %", "Zoë #1 +", "世界"]),
      stage: pick(["", ...STAGES]),
      language: pick(["", "en", "yue"]),
      sort: pick(["title", "duration", "language", "state", "created"]),
      isDescending: pick([true, false]),
    };
    assert.deepEqual(readView(writeView(view)), view);
  }
  assert.equal(writeView(DEFAULT_VIEW), "");
});

test("a foreign address gives the default view", () => {
  for (const search of ["", "?", "?state=constructor&sort=__proto__-down", "?sort=-down", "?x=1"]) assert.deepEqual(readView(search), DEFAULT_VIEW);
});

test("words are found in any order in titles and file names, without case and accents", () => {
  const all = [mediaOf({ id: "a", title: "Interview Zoë Müller" }), mediaOf({ id: "b", title: "Talk", filename: "zoe.wav" }), mediaOf({ id: "c", title: "Other" })];
  const found = (/** @type {string} */ query) => listRecordings(all, { ...DEFAULT_VIEW, query }).map(({ id }) => id);
  assert.deepEqual([found("zoe"), found("MULLER  inter"), found("nothing"), found(" ")], [["a", "b"], ["a"], [], ["a", "b", "c"]]);
});

test("every order is total, and its other direction shows the same recordings", () => {
  const all = Array.from({ length: 40 }, (_, n) =>
    mediaOf({ id: `m${n}`, title: `clip ${n % 12}`, duration: n % 5 ? n % 7 : null, language: n % 3 ? "de" : null, created: `2026-01-${10 + (n % 9)}`, n_segments: n % 4, error: n % 6 ? null : "x" }),
  );
  for (const sort of /** @type {const} */ (["title", "duration", "language", "state", "created"])) {
    for (const isDescending of [true, false]) {
      const view = { ...DEFAULT_VIEW, sort, isDescending };
      const ids = listRecordings(all, view).map(({ id }) => id);
      assert.deepEqual(listRecordings(all.toReversed(), view).map(({ id }) => id), ids);
      assert.equal(new Set(ids).size, 40);
    }
  }
  const titles = listRecordings(all, { ...DEFAULT_VIEW, sort: "title", isDescending: false }).map(({ title }) => title);
  assert.ok(titles.indexOf("clip 2") < titles.indexOf("clip 10"), "numbers in titles are numbers");
});

test("a click on a column sorts by it, a second one turns it round", () => {
  const once = sortBy(DEFAULT_VIEW, "title");
  assert.deepEqual([once.sort, once.isDescending, sortBy(once, "title").isDescending], ["title", false, true]);
  assert.equal(sortBy(once, "created").isDescending, true);
});

test("each recording has one stage", () => {
  assert.equal(stageOf(mediaOf({ state: "drafting", n_segments: 3 })), "working");
  assert.equal(stageOf(mediaOf({ error: "no sound" })), "failed");
  assert.equal(stageOf(mediaOf({ n_segments: 3 })), "text");
  assert.equal(stageOf(mediaOf({})), "empty");
  assert.deepEqual([isFiltered(DEFAULT_VIEW), isFiltered({ ...DEFAULT_VIEW, language: "de" })], [false, true]);
});

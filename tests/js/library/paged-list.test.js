import assert from "node:assert/strict";
import { test } from "node:test";

import { PAGE_ROWS, createPagedList } from "../../../static/core/library/paged-list.js";
import { createRandom } from "../support/random.js";
import { settled } from "../support/settled.js";

/** @typedef {import("../../../static/core/library/list-view.js").Answer} Answer */
/** @typedef {import("../../../static/core/library/list-view.js").Row} Row */

/** A library whose answers arrive when the test says so. */
class Library {
  ids = /** @type {string[]} */ ([]);
  /** @type {{view: string, offset: number, signal: AbortSignal, answer: () => void, fail: () => void}[]} */
  asked = [];
  errors = /** @type {unknown[]} */ ([]);

  /** @param {number} n */
  constructor(n) {
    this.ids = Array.from({ length: n }, (_, at) => `m${at}`);
    this.list = createPagedList({ read: (/** @type {string} */ view, offset, signal) => this.#read(view, offset, signal), onError: (error) => this.errors.push(error) });
  }

  /** @param {string} view @param {number} offset @param {AbortSignal} signal @returns {Promise<Answer>} */
  #read(view, offset, signal) {
    return new Promise((resolve, reject) => {
      const found = view ? this.ids.filter((id) => id.includes(view)) : this.ids;
      const media = found.slice(offset, offset + PAGE_ROWS).map((id) => ({ id, title: `${view}:${id}` }));
      const answer = /** @type {Answer} */ (/** @type {unknown} */ ({ total: found.length, media }));
      this.asked.push({ view, offset, signal, answer: () => resolve(answer), fail: () => reject(new Error("down")) });
    });
  }

  /** Answer all requests in the order in which `pick` takes them. */
  async answerAll(pick = (/** @type {number} */ _) => 0) {
    await settled(() => true);
    while (this.asked.length) {
      const [one] = this.asked.splice(pick(this.asked.length), 1);
      one.answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** @param {number} at */
  idAt(at) {
    return this.list.listed.peek().rows.get(at)?.id;
  }
}

test("pages are read as they come into view, each once", async () => {
  const library = new Library(1000);
  library.list.show("");
  await library.answerAll();
  assert.deepEqual([library.idAt(0), library.idAt(PAGE_ROWS), library.list.listed.peek().summary?.total], ["m0", undefined, 1000]);
  library.list.want({ first: 250, end: 310 });
  library.list.want({ first: 255, end: 315 });
  assert.deepEqual(library.asked.map(({ offset }) => offset), [200, 300]);
  await library.answerAll();
  library.list.want({ first: 250, end: 310 });
  assert.deepEqual([library.asked.length, library.idAt(299), library.idAt(399), library.idAt(0)], [0, "m299", "m399", "m0"]);
});

test("only the answer to the last view is shown, in any order of answers; until then the rows before stay", async () => {
  const { below } = createRandom(8);
  for (let round = 0; round < 50; round++) {
    const library = new Library(300);
    library.list.show("");
    await library.answerAll();
    for (const view of ["1", "12", "123"]) library.list.show(view);
    assert.deepEqual([library.idAt(5), library.list.listed.peek().isCurrent], ["m5", false]);
    await library.answerAll(below);
    assert.deepEqual([[...library.list.listed.peek().rows.values()].map(({ title }) => title), library.list.listed.peek().isCurrent], [["123:m123"], true]);
  }
});

test("after any changes and answers in any order, what is in view is what the server has, and no recording is listed twice", async () => {
  const { below } = createRandom(9);
  for (let round = 0; round < 60; round++) {
    const library = new Library(100 + below(400));
    library.list.show("");
    await library.answerAll();
    let range = { first: 0, end: 1 };
    for (let step = 0; step < 12; step++) {
      const kind = below(4);
      if (kind === 0) library.ids.splice(below(library.ids.length), 1 + below(3));
      else if (kind === 1) library.ids.unshift(`new${round}-${step}`);
      else if (kind === 2) library.ids.reverse();
      if (kind < 3) library.list.refresh();
      const first = below(library.ids.length);
      range = { first, end: first + 1 + below(60) };
      library.list.want(range);
      if (below(3) === 0) await library.answerAll(below);
      const ids = [...library.list.listed.peek().rows.values()].map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
    }
    await library.answerAll(below);
    for (let at = range.first; at < Math.min(range.end, library.ids.length); at++) assert.equal(library.idAt(at), library.ids[at]);
    assert.equal(library.list.listed.peek().summary?.total, library.ids.length);
  }
});

test("a page that could not be read is reported, and read again when it is wanted again", async () => {
  const library = new Library(300);
  library.list.show("");
  library.asked.splice(0)[0].fail();
  await settled(() => library.errors.length === 1);
  library.list.refresh();
  await library.answerAll();
  assert.equal(library.idAt(0), "m0");
});

test("a changed row is shown where it is", async () => {
  const library = new Library(150);
  library.list.show("");
  await library.answerAll();
  library.list.put([/** @type {Row} */ ({ id: "m7", title: "new" }), /** @type {Row} */ ({ id: "elsewhere", title: "x" })]);
  assert.deepEqual([library.list.listed.peek().rows.get(7)?.title, library.list.listed.peek().rows.size], ["new", 100]);
  library.list.want({ first: 100, end: 120 });
  await library.answerAll();
  assert.equal(library.list.listed.peek().rows.get(7)?.title, "new");
});

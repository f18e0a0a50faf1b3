import assert from "node:assert/strict";
import { test } from "node:test";

import { COLUMNS, DEFAULT_VIEW, STAGES, hasSameFilter, isFiltered, readView, sortBy, toQuery, withTag, writeView } from "../../../static/core/library/list-view.js";
import { createRandom } from "../support/random.js";

/** @typedef {import("../../../static/core/library/list-view.js").ListView} ListView */

const random = createRandom(5);
const pick = (/** @type {any[]} */ from) => from[random.below(from.length)];
const anyText = () => pick(["", "a & b=c", "100 %", "Zoë #1 +", "世界", "-down"]);
const anyView = () =>
  /** @type {ListView} */ ({
    query: anyText(),
    stage: pick(["", "text", ...STAGES]),
    language: pick(["", "en", "yue"]),
    speaker: anyText(),
    tags: pick([[], ["talks"], ["interviews/anna", "a, b", "#1"]]),
    project: pick(["", "none", "k3m9x2p4vw"]),
    since: pick(["", "2026-01-31"]),
    until: pick(["", "2026-12-01"]),
    sort: pick(COLUMNS),
    isDescending: pick([true, false]),
  });

test("any view survives the address", () => {
  for (let round = 0; round < 500; round++) {
    const view = anyView();
    assert.deepEqual(readView(writeView(view)), view);
  }
  assert.equal(writeView(DEFAULT_VIEW), "");
});

test("a foreign address gives the default view, an old one the view that it meant", () => {
  for (const search of ["", "?", "?state=constructor&sort=__proto__-down", "?sort=-down", "?x=1", "?since=yesterday&until=2026&tag="]) assert.deepEqual(readView(search), DEFAULT_VIEW);
  assert.deepEqual(readView("?q=talk&state=text&language=de&sort=duration-down"), { ...DEFAULT_VIEW, query: "talk", stage: "text", language: "de", sort: "duration", isDescending: true });
});

test("the server is asked for what the view says, and for nothing else", () => {
  assert.deepEqual(toQuery(DEFAULT_VIEW), { sort: "created", order: "down" });
  const view = { ...DEFAULT_VIEW, query: " two  words ", stage: /** @type {const} */ ("in_work"), tags: ["a", "b"], since: "2026-01-01", sort: /** @type {const} */ ("title"), isDescending: false };
  assert.deepEqual(toQuery(view), { q: "two  words", state: "in_work", tag: ["a", "b"], since: "2026-01-01", sort: "title", order: "up" });
});

test("a view is filtered if it leaves out recordings, in any order", () => {
  for (let round = 0; round < 200; round++) {
    const view = anyView();
    const { sort, isDescending } = DEFAULT_VIEW;
    assert.equal(isFiltered(view), !hasSameFilter(view, DEFAULT_VIEW));
    assert.ok(hasSameFilter(view, { ...view, sort, isDescending }));
  }
  assert.equal(isFiltered({ ...DEFAULT_VIEW, query: "  " }), false);
});

test("a click on a column sorts by it, a second one turns it round", () => {
  const once = sortBy(DEFAULT_VIEW, "title");
  assert.deepEqual([once.sort, once.isDescending, sortBy(once, "title").isDescending], ["title", false, true]);
  assert.equal(sortBy(once, "created").isDescending, true);
});

test("a tag is added once", () => {
  const one = withTag(DEFAULT_VIEW, " talks ");
  assert.deepEqual([one.tags, withTag(one, "talks").tags, withTag(one, " ").tags], [["talks"], ["talks"], ["talks"]]);
});

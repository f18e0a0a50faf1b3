import assert from "node:assert/strict";
import { test } from "node:test";

import { segmentBeside, spokenAtOnce, turnBeside, turnOfSame } from "../../../static/core/speakers/turns.js";
import { SpanIndex } from "../../../static/core/document/span-index.js";
import { createRandom } from "../support/random.js";

/** Segments of a second each, by the letters of their speakers; "-" is nobody. @param {string} speakers */
const spoken = (speakers) => [...speakers].map((speaker, i) => ({ id: i, startMs: i * 1000, endMs: i * 1000 + 900, speaker: speaker === "-" ? null : speaker }));

test("the next turn begins where the speaker changes, the previous one at its own start first", () => {
  const segments = spoken("AAB-BB");
  const next = (/** @type {number} */ from) => turnBeside(segments, from, 1)?.id;
  const previous = (/** @type {number} */ from) => turnBeside(segments, from, -1)?.id;
  assert.deepEqual([-1, 0, 1, 2, 3, 4, 5].map(next), [0, 2, 2, 3, 4, undefined, undefined]);
  assert.deepEqual([5, 4, 3, 2, 1, 0, -1].map(previous), [4, 3, 2, 0, 0, undefined, undefined]);
});

test("turns of the same speaker pass over all others", () => {
  const segments = spoken("AABAACBA");
  assert.deepEqual([0, 1, 3, 4, 7].map((from) => turnOfSame(segments, from, 1)?.id), [3, 3, 7, 7, undefined]);
  assert.deepEqual([7, 4, 3, 6, 0].map((from) => turnOfSame(segments, from, -1)?.id), [3, 0, 0, 2, undefined]);
  assert.equal(turnOfSame(segments, -1, 1), null);
});

test("from any segment, the key of the next turn visits every turn, and the key of the previous one the same in reverse", () => {
  const { below, pick, list } = createRandom(5);
  for (let n = 0; n < 200; n++) {
    const segments = spoken(list(1 + below(30), () => pick("AABBC-")).join(""));
    const hidden = new Set(list(below(10), () => below(30)));
    const isShown = (/** @type {{id: number}} */ { id }) => !hidden.has(id);
    const shown = segments.filter(isShown);
    const starts = shown.filter((segment, i) => i === 0 || segment.speaker !== shown[i - 1].speaker).map(({ id }) => id);
    const walk = (/** @type {1 | -1} */ step, /** @type {number} */ from) => {
      const seen = [];
      for (let at = from; ; ) {
        const next = turnBeside(segments, at, step, isShown);
        if (!next) return seen;
        seen.push(next.id);
        at = next.id;
      }
    };
    assert.deepEqual(walk(1, -1), starts);
    assert.deepEqual(walk(-1, segments.length), [...starts].reverse());
  }
});

test("wanted segments are found before and after", () => {
  const segments = spoken("ABAB");
  const isWanted = (/** @type {{speaker: string | null}} */ { speaker }) => speaker === "B";
  assert.deepEqual([-1, 1, 3].map((from) => segmentBeside(segments, from, 1, isWanted)?.id), [1, 3, undefined]);
  assert.deepEqual([4, 3, 1].map((from) => segmentBeside(segments, from, -1, isWanted)?.id), [3, 1, undefined]);
});

test("segments are spoken at once if they share time and have different speakers", () => {
  const [first, second, third, nobody] = [
    { id: 1, startMs: 0, endMs: 2000, speaker: "A" },
    { id: 2, startMs: 1500, endMs: 3000, speaker: "B" },
    { id: 3, startMs: 1600, endMs: 1900, speaker: "A" },
    { id: 4, startMs: 1700, endMs: 1800, speaker: null },
  ];
  const late = { id: 5, startMs: 2950, endMs: 4000, speaker: "A" };
  const index = new SpanIndex([first, second, third, nobody, late]);
  assert.deepEqual(spokenAtOnce(index, first), [second]);
  assert.deepEqual(spokenAtOnce(index, second), [first, third]);
  assert.deepEqual(spokenAtOnce(index, nobody), []);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { effortOf, formatLength, formatRate, keyFigures, speeds, wordSpeedOf } from "../../../static/core/review/work-figures.js";

const NOTHING = { edits: 0, work: 0, sound: 0, words: 0 };

test("without enough work there is no figure a minute", () => {
  for (const work of [NOTHING, { ...NOTHING, work: 59, sound: 10, words: 4 }]) assert.deepEqual([effortOf(work), wordSpeedOf(work)], [null, null]);
  assert.deepEqual([effortOf({ work: 120, sound: 60, words: 30 }), wordSpeedOf({ work: 120, sound: 60, words: 30 })], [2, 15]);
  assert.equal(effortOf({ work: 120, sound: 0, words: 0 }), null);
});

test("lengths and rates are short", () => {
  assert.deepEqual([0, 12, 59.6, 3_599, 3_600, 39_600].map(formatLength), ["0 s", "12 s", "1 min", "1 h 00 min", "1 h 00 min", "11 h 00 min"]);
  assert.deepEqual([null, 0, 2.25, 9.96, 140.2].map(formatRate), ["–", "0.0", "2.3", "10", "140"]);
});

test("the figures of an untouched recording of one second", () => {
  const segments = { total: 1, draft: 1, corrected: 0, approved: 0, rejected: 0 };
  const figures = keyFigures({ duration: 1, segments, total: NOTHING, people: [], periods: [] });
  assert.deepEqual(figures.map(({ value }) => value), ["–", "0 s", "0 s", "0", "0"]);
  assert.deepEqual(figures.map(({ hint }) => hint).slice(2), ["of 1 s", "", "of 1"]);
});

test("speeds follow one another on the axis of work time", () => {
  const periods = [{ at: null, work: 60, sound: 30, words: 6 }, { at: null, work: 60, sound: 0, words: 0 }];
  assert.deepEqual(speeds(periods), [{ startS: 0, endS: 60, audio: 0.5, words: 6 }, { startS: 60, endS: 120, audio: 0, words: 0 }]);
});

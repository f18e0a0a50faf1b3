/** Align the words of two texts of the same audio, by letters and by times. */

import { sharedPart } from "./corrections.js";

/** @typedef {{text: string, startMs: number, endMs: number}} Timed */
/** @typedef {{old: number | null, fresh: number | null, kind: "equal" | "near" | "far"}} Pair `near`: a similar word; `far`: a different word in its place */

const MAX_CELLS = 250_000;
const ALIKE_WITHIN_MS = 1_500; // words further apart are not compared by letters
const ALIKE = 0.5;
const GAP = 1; // cost of a word that is missing in the other text
const NEAR = 0.7;
const FAR = 1.9;
const ANCHOR_WITHIN_MS = 3_000;
const ANCHOR = 3; // number of equal words in a row at which long texts are cut

/**
 * Align the words of two texts in order, at minimum cost.
 *
 * Long texts are cut near the middle, at equal words, until the tables of the parts are small.
 *
 * @param {readonly Timed[]} old
 * @param {readonly Timed[]} fresh
 * @returns {Pair[]} each word of both texts once, in order
 */
export function alignWords(old, fresh) {
  if ((old.length + 1) * (fresh.length + 1) <= MAX_CELLS) return trace(old, fresh, costsOf(old, fresh));
  const { i, j } = cutNear(old, fresh);
  const shift = (/** @type {Pair} */ { old: a, fresh: b, kind }) => ({ old: a === null ? null : a + i, fresh: b === null ? null : b + j, kind });
  return [...alignWords(old.slice(0, i), fresh.slice(0, j)), ...alignWords(old.slice(i), fresh.slice(j)).map(shift)];
}

/**
 * @param {Timed} a
 * @param {Timed} b
 * @returns {{kind: Pair["kind"], cost: number}}
 */
function compare(a, b) {
  const apartMs = Math.abs(middle(a) - middle(b));
  const lag = Math.min(0.2, apartMs / 20_000); // prefer the equal pair closer in time
  if (a.text === b.text) return { kind: "equal", cost: lag };
  const overlapMs = Math.min(a.endMs, b.endMs) - Math.max(a.startMs, b.startMs);
  const isThere = overlapMs * 2 > Math.min(a.endMs - a.startMs, b.endMs - b.startMs);
  const isAlike = apartMs < ALIKE_WITHIN_MS && sharedPart(a.text.toLowerCase(), b.text.toLowerCase()) >= ALIKE;
  return isAlike ? { kind: "near", cost: NEAR + lag } : { kind: isThere ? "near" : "far", cost: (isThere ? 2 * NEAR : FAR) + lag };
}

/**
 * Minimum cost of the rest from each pair of positions.
 *
 * @param {readonly Timed[]} old
 * @param {readonly Timed[]} fresh
 */
function costsOf(old, fresh) {
  const width = fresh.length + 1;
  const costs = new Float32Array((old.length + 1) * width);
  for (let i = old.length; i >= 0; i--) {
    for (let j = fresh.length; j >= 0; j--) {
      if (i === old.length || j === fresh.length) {
        costs[i * width + j] = GAP * (old.length - i + fresh.length - j);
        continue;
      }
      costs[i * width + j] = Math.min(
        compare(old[i], fresh[j]).cost + costs[(i + 1) * width + j + 1],
        GAP + costs[(i + 1) * width + j],
        GAP + costs[i * width + j + 1],
      );
    }
  }
  return costs;
}

/**
 * @param {readonly Timed[]} old
 * @param {readonly Timed[]} fresh
 * @param {Float32Array} costs
 * @returns {Pair[]}
 */
function trace(old, fresh, costs) {
  const width = fresh.length + 1;
  /** @type {Pair[]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    const dropped = i < old.length ? GAP + costs[(i + 1) * width + j] : Infinity;
    const added = j < fresh.length ? GAP + costs[i * width + j + 1] : Infinity;
    const both = i < old.length && j < fresh.length ? compare(old[i], fresh[j]) : null;
    const paired = both ? both.cost + costs[(i + 1) * width + j + 1] : Infinity;
    if (both && paired <= dropped && paired <= added) pairs.push({ old: i++, fresh: j++, kind: both.kind });
    else if (dropped <= added) pairs.push({ old: i++, fresh: null, kind: "far" });
    else pairs.push({ old: null, fresh: j++, kind: "far" });
  }
  return pairs;
}

/**
 * The place to cut both texts: at equal words near the middle, else at the same time.
 *
 * @param {readonly Timed[]} old
 * @param {readonly Timed[]} fresh
 */
function cutNear(old, fresh) {
  if (old.length < 2 || fresh.length < 2) return { i: old.length >> 1, j: fresh.length >> 1 };
  const half = old.length >> 1;
  const inside = (/** @type {number} */ j) => Math.min(Math.max(j, 1), fresh.length - 1);
  for (let away = 0; away < old.length >> 2; away++) {
    for (const i of [half - away, half + away]) {
      const j = anchorOf(old, fresh, i);
      if (j !== null) return { i, j };
    }
  }
  return { i: half, j: inside(firstFrom(fresh, middle(old[half]))) };
}

/**
 * Where the same words are in the fresh text: of several places the one closest in time, because short
 * words repeat.
 *
 * @param {readonly Timed[]} old
 * @param {readonly Timed[]} fresh
 * @param {number} i
 */
function anchorOf(old, fresh, i) {
  const aroundMs = middle(old[i]);
  const wanted = old.slice(i, i + ANCHOR);
  let closestMs = ANCHOR_WITHIN_MS;
  let anchor = null;
  for (let j = Math.max(1, firstFrom(fresh, aroundMs - ANCHOR_WITHIN_MS)); j < fresh.length && middle(fresh[j]) < aroundMs + ANCHOR_WITHIN_MS; j++) {
    const apartMs = Math.abs(middle(fresh[j]) - aroundMs);
    const isSame = wanted.length === ANCHOR && wanted.every(({ text }, k) => text === fresh[j + k]?.text);
    if (isSame && apartMs < closestMs) [closestMs, anchor] = [apartMs, j];
  }
  return anchor;
}

/**
 * @param {readonly Timed[]} words
 * @param {number} ms
 */
function firstFrom(words, ms) {
  let [low, high] = [0, words.length];
  while (low < high) {
    const at = (low + high) >> 1;
    if (middle(words[at]) < ms) low = at + 1;
    else high = at;
  }
  return low;
}

/** @param {{startMs: number, endMs: number}} span */
export function middle({ startMs, endMs }) {
  return (startMs + endMs) / 2;
}

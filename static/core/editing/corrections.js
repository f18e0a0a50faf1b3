/** The corrections in a text change, as pairs of wrong and right words, and other places to apply them. */

import { createFinder } from "../text/find-replace.js";
import { clusters, fold } from "../text/folding.js";
import { isUnspaced, isWordCharacter } from "../document/scripts.js";

/** @typedef {{wrong: string, right: string}} CorrectedPair */
/** @typedef {{id: number, text: string}} CorrectedText a segment, with its text before the correction */

const MAX_WORDS = 4; // longer changes are rewordings, not corrections
const MIN_LETTERS = 3;
const MIN_LETTERS_UNSPACED = 2;
const MAX_TOKENS = 400; // longer texts are compared between common ends only
const MAX_PAIRS = 3;

/**
 * The correction pairs in a text change. Punctuation changes and rewordings give none.
 *
 * @param {string} before
 * @param {string} after
 * @returns {CorrectedPair[]}
 */
export function correctedPairs(before, after) {
  const old = tokensOf(before);
  const next = tokensOf(after);
  /** @type {CorrectedPair[]} */
  const pairs = [];
  for (const { i, j, m, n } of changesOf(old.map(({ text }) => text), next.map(({ text }) => text))) {
    if (j - i < 1 || n - m < 1 || j - i > MAX_WORDS || n - m > MAX_WORDS) continue;
    const wrong = before.slice(old[i].from, old[j - 1].to);
    const right = after.slice(next[m].from, next[n - 1].to);
    if (isWorthIt(wrong, right)) pairs.push({ wrong, right });
  }
  return pairs.slice(0, MAX_PAIRS);
}

/**
 * Places of the wrong words in a text.
 *
 * @param {CorrectedPair} pair
 */
export function similarQuery({ wrong, right }) {
  const hasCapital = wrong !== wrong.toLowerCase();
  return { text: wrong, wholeWords: true, matchCase: hasCapital || fold(wrong, "loose") === fold(right, "loose") };
}

/**
 * All hits of a pair in segments, with their replacements.
 *
 * @param {readonly import("../document/operations.js").Segment[]} segments
 * @param {CorrectedPair} pair
 * @returns {import("./find-worker.js").Hit[]}
 */
export function findSimilar(segments, pair) {
  const query = similarQuery(pair);
  const finder = createFinder(query);
  const needle = accented(pair.wrong);
  const keepCase = !query.matchCase && pair.right === pair.right.toLowerCase();
  return segments.flatMap(({ id, text }) =>
    finder
      .find(text)
      .filter((hit) => accented(text.slice(hit.from, hit.to)) === needle)
      .map((hit) => ({ id, from: hit.from, to: hit.to, text: finder.spell(text, hit, { text: pair.right, keepCase }) })),
  );
}

/**
 * Whether a correction is still in its segment: it ends with undo, or when it is typed over.
 *
 * @param {import("../document/operations.js").Segment | null} segment as it is now
 * @param {CorrectedText} source
 * @param {CorrectedPair} pair
 */
export function isStillCorrected(segment, source, { wrong, right }) {
  if (!segment) return false;
  const count = (/** @type {string} */ text) => findSimilar([{ ...segment, text }], { wrong: right, right: wrong }).length;
  return count(segment.text) > count(source.text);
}

/** What is compared here: with another accent it is another word. @param {string} text */
function accented(text) {
  return fold(text.toLowerCase(), "exact");
}

/**
 * @param {string} wrong
 * @param {string} right
 */
function isWorthIt(wrong, right) {
  if (wrong === right) return false;
  const letters = [...wrong].filter(isWordCharacter);
  const least = letters.some(isUnspaced) ? MIN_LETTERS_UNSPACED : MIN_LETTERS;
  if (letters.length < least || ![...right].some(isWordCharacter)) return false;
  // "the" for "a" is a rewording; "teh" for "the" shares letters.
  return sharedPart(wrong.toLowerCase(), right.toLowerCase()) >= 0.4;
}

/**
 * Similarity of two texts by the letters that both have (Dice's coefficient), 0 to 1.
 *
 * @param {string} a
 * @param {string} b
 */
export function sharedPart(a, b) {
  const bare = (/** @type {string} */ text) => [...text].filter(isWordCharacter);
  const [one, other] = [bare(a), bare(b)];
  if (one.join("") === other.join("")) return 1;
  if (one.some(isUnspaced)) return 1; // one character may be the whole difference
  const count = new Map();
  for (const letter of one) count.set(letter, (count.get(letter) ?? 0) + 1);
  let shared = 0;
  for (const letter of other) {
    const left = count.get(letter) ?? 0;
    if (left) shared++;
    count.set(letter, left - 1);
  }
  return (2 * shared) / (one.length + other.length);
}

/**
 * Words without attached punctuation; single characters in scripts without spaces.
 * @param {string} text
 */
function tokensOf(text) {
  /** @type {{text: string, from: number, to: number}[]} */
  const tokens = [];
  for (const found of text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’.-][\p{L}\p{N}\p{M}]+)*/gu)) {
    if (![...found[0]].some(isUnspaced)) {
      tokens.push({ text: found[0], from: found.index, to: found.index + found[0].length });
      continue;
    }
    let at = found.index;
    for (const cluster of clusters(found[0])) {
      tokens.push({ text: cluster, from: at, to: at + cluster.length });
      at += cluster.length;
    }
  }
  return tokens;
}

/**
 * Ranges that differ: `old[i:j]` became `next[m:n]`.
 *
 * @param {string[]} old
 * @param {string[]} next
 */
function changesOf(old, next) {
  let head = 0;
  while (head < Math.min(old.length, next.length) && old[head] === next[head]) head++;
  let tail = 0;
  while (tail < Math.min(old.length, next.length) - head && old.at(-1 - tail) === next.at(-1 - tail)) tail++;
  const [a, b] = [old.slice(head, old.length - tail), next.slice(head, next.length - tail)];
  if (a.length > MAX_TOKENS || b.length > MAX_TOKENS) return [];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let x = a.length - 1; x >= 0; x--) {
    for (let y = b.length - 1; y >= 0; y--) {
      lengths[x][y] = a[x] === b[y] ? lengths[x + 1][y + 1] + 1 : Math.max(lengths[x + 1][y], lengths[x][y + 1]);
    }
  }
  /** @type {{i: number, j: number, m: number, n: number}[]} */
  const changes = [];
  let [x, y] = [0, 0];
  while (x < a.length || y < b.length) {
    const [i, m] = [x, y];
    while ((x < a.length || y < b.length) && !(x < a.length && y < b.length && a[x] === b[y])) {
      if (y >= b.length || (x < a.length && lengths[x + 1][y] >= lengths[x][y + 1])) x++;
      else y++;
    }
    if (x > i || y > m) changes.push({ i: head + i, j: head + x, m: head + m, n: head + y });
    while (x < a.length && y < b.length && a[x] === b[y]) [x, y] = [x + 1, y + 1];
  }
  return changes;
}

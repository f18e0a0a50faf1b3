/**
 * Keep word times when a segment's text changes: `transcribe/document/word_timing.py` in the browser.
 *
 * `tests/data/word_timing_vectors.json` keeps both equal.
 */

import { isUnspaced, isWordCharacter } from "./scripts.js";

/** @typedef {import("./operations.js").Word} Word */

const MAX_TABLE_CELLS = 250_000;

/**
 * Split text into words at white space, and unspaced scripts into single characters.
 *
 * @param {string} text
 * @returns {string[]}
 */
export function tokenize(text) {
  /** @type {string[]} */
  const tokens = [];
  for (const chunk of text.split(/\s+/u).filter(Boolean)) {
    let isStart = true;
    for (const character of chunk) {
      const isAlone = isUnspaced(character) && isWordCharacter(character);
      if (isStart || isAlone || (isWordCharacter(character) && startsUnspaced(tokens))) {
        tokens.push(character);
      } else {
        tokens[tokens.length - 1] += character;
      }
      isStart = false;
    }
  }
  return tokens;
}

/** @param {string[]} tokens */
function startsUnspaced(tokens) {
  const last = tokens.at(-1);
  if (last === undefined) return false;
  const first = String.fromCodePoint(/** @type {number} */ (last.codePointAt(0)));
  return isUnspaced(first) && isWordCharacter(first);
}

/**
 * Give the tokens of a changed text the times of the words they come from.
 *
 * @param {readonly Word[]} words the segment's words before the change
 * @param {string} text the segment's text after it
 * @param {number} startMs
 * @param {number} endMs
 * @returns {Word[]} one per token, times not decreasing; empty if there were none
 */
export function fitWords(words, text, startMs, endMs) {
  if (!words.length) return [];
  const old = words.flatMap(pieces);
  const tokens = tokenize(text);
  /** @type {(Word | null)[]} */
  const fitted = tokens.map(() => null);
  for (const [from, to] of common(old.map((word) => fold(word.text)), tokens.map(fold))) {
    fitted[to] = { ...old[from], text: tokens[to] };
  }
  return interpolate(tokens, fitted, startMs, endMs);
}

/** @param {string} token */
function fold(token) {
  const bare = [...token.toLowerCase()].filter(isWordCharacter).join("");
  return bare || token;
}

/** @param {string} text */
function length(text) {
  return [...text].length;
}

/**
 * Split a word of several tokens, as engines return for Chinese, by length.
 * @param {Word} word
 * @returns {Word[]}
 */
function pieces(word) {
  const tokens = tokenize(word.text);
  if (tokens.length === 1) return [word];
  const total = tokens.reduce((sum, token) => sum + length(token), 0);
  const duration = word.endMs - word.startMs;
  let passed = 0;
  return tokens.map((text) => {
    const startMs = word.startMs + Math.floor((duration * passed) / total);
    passed += length(text);
    return { ...word, text, startMs, endMs: word.startMs + Math.floor((duration * passed) / total) };
  });
}

/**
 * Pair equal tokens in order: common ends first, the middle by longest common subsequence.
 *
 * @param {string[]} before
 * @param {string[]} after
 * @returns {[number, number][]}
 */
function common(before, after) {
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < shortest - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  /** @type {[number, number][]} */
  const pairs = Array.from({ length: head }, (_, i) => [i, i]);
  const middleBefore = before.slice(head, before.length - tail);
  const middleAfter = after.slice(head, after.length - tail);
  if (middleBefore.length * middleAfter.length <= MAX_TABLE_CELLS) {
    for (const [i, j] of longestCommon(middleBefore, middleAfter)) pairs.push([head + i, head + j]);
  }
  for (let k = 0; k < tail; k++) pairs.push([before.length - tail + k, after.length - tail + k]);
  return pairs;
}

/**
 * @param {string[]} before
 * @param {string[]} after
 * @returns {[number, number][]}
 */
function longestCommon(before, after) {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      lengths[i][j] =
        before[i] === after[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  /** @type {[number, number][]} */
  const pairs = [];
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) pairs.push([i++, j++]);
    else if (lengths[i + 1][j] >= lengths[i][j + 1]) i++;
    else j++;
  }
  return pairs;
}

/**
 * Place runs of new tokens between their fitted neighbours by length.
 *
 * @param {string[]} tokens
 * @param {(Word | null)[]} fitted
 * @param {number} startMs
 * @param {number} endMs
 * @returns {Word[]}
 */
function interpolate(tokens, fitted, startMs, endMs) {
  /** @type {Word[]} */
  const placed = [];
  for (let index = 0; index < tokens.length; ) {
    const known = fitted[index];
    if (known) {
      placed.push(known);
      index++;
      continue;
    }
    let stop = index;
    while (stop < tokens.length && !fitted[stop]) stop++;
    const left = placed.at(-1)?.endMs ?? startMs;
    const right = Math.max(left, fitted[stop]?.startMs ?? endMs);
    const total = tokens.slice(index, stop).reduce((sum, token) => sum + length(token), 0);
    let passed = 0;
    for (; index < stop; index++) {
      const begin = left + Math.floor(((right - left) * passed) / total);
      passed += length(tokens[index]);
      const end = left + Math.floor(((right - left) * passed) / total);
      placed.push({ text: tokens[index], startMs: begin, endMs: end, probability: null, speaker: null });
    }
  }
  return placed;
}

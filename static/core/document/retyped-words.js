/** Words that a person typed again count as confirmed, also where the text is what it was. */

import { fitWords } from "./word-timing.js";
import { isWordCharacter } from "./scripts.js";

/** @typedef {import("./operations.js").Segment} Segment */
/** @typedef {import("./operations.js").Word} Word */
/** @typedef {{from: number, to: number}} TextRange offsets in UTF-16 units */

/**
 * The position of each word in the text; null for words that the text does not contain.
 *
 * @param {string} text
 * @param {readonly Word[]} words
 * @returns {(TextRange | null)[]}
 */
export function locateWords(text, words) {
  let at = 0;
  return words.map((word) => {
    const from = text.indexOf(word.text, at);
    if (from < 0) return null;
    at = from + word.text.length;
    return { from, to: at };
  });
}

/**
 * What was typed, as ranges of the text after a further change.
 *
 * @param {readonly TextRange[]} typed ranges of the text before it
 * @param {{at: number, removed: string, inserted: string}} change
 * @returns {TextRange[]}
 */
export function typedAfter(typed, { at, removed, inserted }) {
  const end = at + removed.length;
  const shift = inserted.length - removed.length;
  const left = typed.map(({ from, to }) => ({ from, to: Math.min(to, at) }));
  const right = typed.map(({ from, to }) => ({ from: Math.max(from, end) + shift, to: to + shift }));
  return [...left, { from: at, to: at + inserted.length }, ...right].filter(({ from, to }) => from < to);
}

/**
 * The words of a segment after typing: a word in which letters or digits were typed has no probability.
 *
 * @param {Segment} segment before it
 * @param {string} text after it
 * @param {readonly TextRange[]} typed ranges of `text`
 * @returns {Word[] | null} null if they are those that fit the text anyway
 */
export function retypedWords({ words, startMs, endMs }, text, typed) {
  const fitted = fitWords(words, text, startMs, endMs);
  const places = locateWords(text, fitted);
  let isOther = false;
  const confirmed = fitted.map((word, i) => {
    const place = places[i];
    if (word.probability === null || !place || !typed.some((range) => hasTypedLetter(text, place, range))) return word;
    isOther = true;
    return { ...word, probability: null };
  });
  return isOther ? confirmed : null;
}

/**
 * @param {string} text
 * @param {TextRange} word
 * @param {TextRange} typed
 */
function hasTypedLetter(text, word, typed) {
  const common = text.slice(Math.max(word.from, typed.from), Math.min(word.to, typed.to));
  return [...common].some(isWordCharacter);
}

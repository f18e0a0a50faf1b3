/**
 * Capitals and full stops when segments are split and merged. Conservative: in unclear cases the
 * text stays unchanged. Scripts without case are never changed.
 */

import { joinText } from "../document/operations.js";

const SENTENCE_END = /[.!?…؟][\s"'”’»)\]]*$/u;
const FIRST_WORD = /^([\s"'“‘«„¿¡([]*)(\p{L}[\p{L}\p{M}\p{N}'’-]*)/u;
const LAST_STOP = /(?<!\.)([\p{L}\p{N}'’]+)\.$/u; // one full stop, not an ellipsis
const SHORTENED = 3; // "Mr." and "etc.": a word this short may be an abbreviation
const NEXT_NOT_SENTENCE = /^(?:i|i['’]\p{L}+)$/iu; // English "I" is always a capital

/**
 * The text after a split, with a capital if a sentence begins.
 *
 * @param {string} left
 * @param {string} right
 */
export function afterSplit(left, right) {
  if (!SENTENCE_END.test(left.trimEnd())) return right;
  const found = FIRST_WORD.exec(right);
  if (!found) return right;
  const [first, ...rest] = found[2];
  if (/\p{Lu}/u.test(rest.join(""))) return right; // words such as iPhone stay unchanged
  return found[1] + first.toUpperCase() + rest.join("") + right.slice(found[0].length);
}

/**
 * The text of two merged segments; a sentence that was cut in two is joined.
 *
 * @param {string} left
 * @param {string} right
 * @param {(word: string) => boolean} isOrdinary whether the lower-case word occurs elsewhere in the
 *   recording and never with a capital inside a sentence; false for names and German nouns
 */
export function mergedText(left, right, isOrdinary) {
  const [before, after] = [left.trimEnd(), right.trimStart()];
  const found = FIRST_WORD.exec(after);
  if (!before || !found) return joinText(before, after);
  const word = found[2];
  const first = String.fromCodePoint(/** @type {number} */ (word.codePointAt(0)));
  const rest = word.slice(first.length);
  const isCapital = first !== first.toLowerCase();
  if (!isCapital && first !== first.toUpperCase()) {
    const stop = LAST_STOP.exec(before); // "to the." + "market": recognition added the full stop
    const isMeant = !stop || [...stop[1]].length <= SHORTENED || stop[1].includes(".");
    return joinText(isMeant ? before : before.slice(0, -1), after);
  }
  const goesOn = isCapital && !SENTENCE_END.test(before) && !/[:"“«„]$/u.test(before);
  const lower = first.toLowerCase() + rest;
  if (!goesOn || NEXT_NOT_SENTENCE.test(word) || /\p{Lu}/u.test(rest) || !isOrdinary(lower)) return joinText(before, after);
  return joinText(before, found[1] + lower + after.slice(found[0].length));
}

/**
 * Whether a word occurs in lower case in some text and never with a capital inside a sentence.
 *
 * @param {Iterable<string>} texts
 * @param {string} word in lower case
 */
export function isOrdinaryIn(texts, word) {
  const [first, ...rest] = word;
  const capital = first.toUpperCase() + rest.join("");
  const escaped = (/** @type {string} */ text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
  const bounded = (/** @type {string} */ text) => `(?<![\\p{L}\\p{N}])${escaped(text)}(?![\\p{L}\\p{N}])`;
  const isLower = new RegExp(bounded(word), "u");
  const isInside = new RegExp(`[\\p{L}\\p{N},;]\\s+${bounded(capital)}`, "u");
  let nLower = 0;
  for (const text of texts) {
    if (text.includes(word) && isLower.test(text)) nLower++;
    if (text.includes(capital) && isInside.test(text)) return false;
  }
  return nLower > 0;
}

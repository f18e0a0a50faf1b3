/**
 * Capitals and full stops when segments are split and merged. Conservative: in unclear cases the
 * text stays unchanged. Scripts without case are never changed.
 */

import { capitalize, hasCase, uncapitalize } from "./capitals.js";
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
 * @param {string | null} [language] Whisper's code
 */
export function afterSplit(left, right, language = null) {
  if (!SENTENCE_END.test(left.trimEnd())) return right;
  const found = FIRST_WORD.exec(right);
  if (!found) return right;
  const [, quotes, word] = found;
  if (/\p{Lu}/u.test(word)) return right; // words such as iPhone stay unchanged
  return quotes + capitalize(word, language) + right.slice(found[0].length);
}

/**
 * The text of two merged segments; a sentence that was cut in two is joined.
 *
 * @param {string} left
 * @param {string} right
 * @param {(word: string) => boolean} isOrdinary whether the lower-case word occurs elsewhere in the
 *   recording and never with a capital inside a sentence; false for names and German nouns
 * @param {string | null} [language] Whisper's code
 */
export function mergedText(left, right, isOrdinary, language = null) {
  const [before, after] = [left.trimEnd(), right.trimStart()];
  const found = FIRST_WORD.exec(after);
  if (!before || !found) return joinText(before, after);
  const [, quotes, word] = found;
  const [first, ...rest] = word;
  const isCapital = /[\p{Lu}\p{Lt}]/u.test(first);
  if (!isCapital && hasCase(first)) {
    const stop = LAST_STOP.exec(before); // "to the." + "market": recognition added the full stop
    const isMeant = !stop || [...stop[1]].length <= SHORTENED || stop[1].includes(".");
    return joinText(isMeant ? before : before.slice(0, -1), after);
  }
  const goesOn = isCapital && !SENTENCE_END.test(before) && !/[:"“«„]$/u.test(before);
  const lower = uncapitalize(word, language);
  if (!goesOn || NEXT_NOT_SENTENCE.test(word) || /\p{Lu}/u.test(rest.join("")) || !isOrdinary(lower)) return joinText(before, after);
  return joinText(before, quotes + lower + after.slice(found[0].length));
}

/**
 * Whether a word occurs in lower case in some text and never with a capital inside a sentence.
 *
 * @param {Iterable<string>} texts
 * @param {string} word in lower case
 * @param {string | null} [language] Whisper's code
 */
export function isOrdinaryIn(texts, word, language = null) {
  const capital = capitalize(word, language);
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

/** Autocorrect and abbreviation expansion while typing, from the text and the cursor only. */

import { keepCase } from "../text/find-replace.js";

/** @typedef {import("./replacement-pairs.js").Pair} Pair */
/** @typedef {{text: string, caret: number, kind: "autocorrect" | "expansion"}} Aid the new text */

const WORD_END = /[\s.,;:!?…)\]}"”’»、。，！？]$/u;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

/**
 * The correction after a character is typed; null if there is none.
 *
 * @param {string} text
 * @param {number} caret
 * @param {{autocorrect: readonly Pair[], expansions: readonly Pair[], nowMs: number}} lists
 * @returns {Aid | null}
 */
export function aidAt(text, caret, { autocorrect, expansions, nowMs }) {
  const before = text.slice(0, caret);
  const sudden = expansions.filter(({ from }) => isSudden(from, expansions));
  const expanded = longest(sudden, (from) => before.endsWith(from) && isFree(before, from));
  if (expanded) return withExpansion(text, caret - expanded.from.length, caret, expanded, nowMs);
  if (!WORD_END.test(before)) return null;
  const end = caret - (/** @type {RegExpExecArray} */ (WORD_END.exec(before))[0].length);
  const word = text.slice(0, end);
  const waiting = longest(expansions, (from) => word.endsWith(from) && isFree(word, from));
  if (waiting) return withExpansion(text, end - waiting.from.length, end, waiting, nowMs, caret - end);
  const wrong = longest(autocorrect, (from) => matches(word, from) && isFree(word, from));
  if (!wrong) return null;
  const typed = word.slice(word.length - wrong.from.length);
  const right = wrong.from === wrong.from.toLowerCase() ? keepUpper(typed, wrong.to) : wrong.to;
  if (typed === right) return null;
  const start = end - typed.length;
  return { text: text.slice(0, start) + right + text.slice(end), caret: start + right.length + (caret - end), kind: "autocorrect" };
}

/**
 * Fill in the time in a template, and find its cursor position.
 *
 * @param {string} template
 * @param {number} nowMs
 * @returns {{text: string, caret: number}}
 */
export function filled(template, nowMs) {
  const timed = template.replaceAll("{time}", spellTime(nowMs));
  const at = timed.indexOf("{cursor}");
  return at < 0 ? { text: timed, caret: timed.length } : { text: timed.replace("{cursor}", ""), caret: at };
}

/**
 * Insert a mark at the cursor, with the spaces that it needs.
 *
 * @param {string} text
 * @param {number} caret
 * @param {string} mark
 */
export function withMark(text, caret, mark) {
  const before = text.slice(0, caret);
  const after = text.slice(caret);
  const lead = before && !/[\s([“«]$/u.test(before) ? " " : "";
  const tail = after && !/^[\s.,;:!?…)\]”»]/u.test(after) ? " " : "";
  return { text: before + lead + mark + tail + after, caret: before.length + lead.length + mark.length + (tail ? 1 : 0) };
}

/** @param {number} ms */
function spellTime(ms) {
  const seconds = Math.floor(ms / 1000);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
}

/**
 * Whether an abbreviation expands at once, without a word end: it begins with a punctuation mark,
 * and no longer abbreviation begins with it.
 *
 * @param {string} from
 * @param {readonly Pair[]} all
 */
function isSudden(from, all) {
  return !WORD_CHARACTER.test(from[0] ?? "a") && !all.some((other) => other.from !== from && other.from.startsWith(from));
}

/**
 * Whether the end of a text starts a word.
 *
 * @param {string} text
 * @param {string} from
 */
function isFree(text, from) {
  const previous = [...text.slice(0, text.length - from.length)].at(-1) ?? "";
  return !WORD_CHARACTER.test(previous) || !WORD_CHARACTER.test(from[0]);
}

/**
 * @param {string} text
 * @param {string} from
 */
function matches(text, from) {
  const tail = text.slice(Math.max(0, text.length - from.length));
  return tail === from || (from === from.toLowerCase() && tail.toLowerCase() === from);
}

/**
 * @param {string} typed
 * @param {string} right
 */
function keepUpper(typed, right) {
  return typed[0] === typed[0].toLowerCase() ? right : keepCase(typed, right);
}

/**
 * @param {readonly Pair[]} pairs
 * @param {(from: string) => boolean} fits
 * @returns {Pair | undefined}
 */
function longest(pairs, fits) {
  return pairs.filter(({ from }) => from && fits(from)).sort((a, b) => b.from.length - a.from.length)[0];
}

/**
 * @param {string} text
 * @param {number} from
 * @param {number} to
 * @param {Pair} pair
 * @param {number} nowMs
 * @param {number} [nAfter] characters between the abbreviation and the cursor
 * @returns {Aid}
 */
function withExpansion(text, from, to, pair, nowMs, nAfter = 0) {
  const made = filled(pair.to, nowMs);
  const hasCursor = pair.to.includes("{cursor}");
  return {
    text: text.slice(0, from) + made.text + text.slice(to),
    caret: from + made.caret + (hasCursor ? 0 : nAfter),
    kind: "expansion",
  };
}

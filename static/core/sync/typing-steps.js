/**
 * Which changes of a text are one step of undo: a typed word with the spaces around it, a run of deletions
 * within a word, or one larger change. Time plays no part, so that no pause and no autosave cuts a word.
 */

import { isUnspaced } from "../document/scripts.js";

/** @typedef {{at: number, removed: string, inserted: string}} TextChange `at` is an offset in UTF-16 units */

/**
 * @typedef {object} TypingStep
 * @property {"insert" | "remove"} kind
 * @property {number} at offset of the run in the text
 * @property {string} run what was typed or deleted so far
 * @property {boolean} isClosed nothing may be joined to it
 */

/**
 * What the browser tells about an input: the cursor after it, and the text that it put before the cursor.
 * @typedef {{caret?: number | null, inserted?: string | null}} InputHint
 */

/**
 * The part of a text that changed.
 *
 * Several changes can give the same text: the hint tells which of two equal letters was typed, and that a
 * selected word was typed over by its own first letter. A hint that does not fit is ignored.
 *
 * @param {string} before
 * @param {string} after
 * @param {InputHint} [hint]
 * @returns {TextChange}
 */
export function changeBetween(before, after, { caret = null, inserted = null } = {}) {
  const nBehind = after.length - (caret ?? 0);
  const isKnown = caret !== null && nBehind <= before.length && before.slice(before.length - nBehind) === after.slice(caret);
  let tail = isKnown ? nBehind : 0;
  const from = isKnown && inserted && after.slice(0, caret).endsWith(inserted) ? caret - inserted.length : Infinity;
  const most = Math.min(before.length - tail, after.length - tail, from);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  if (!isKnown) while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { at: head, removed: before.slice(head, before.length - tail), inserted: after.slice(head, after.length - tail) };
}

/**
 * The step that begins with a change.
 *
 * @param {TextChange} change
 * @returns {TypingStep}
 */
export function newStep({ at, removed, inserted }) {
  const kind = inserted ? "insert" : "remove";
  return { kind, at, run: inserted || removed, isClosed: isWhole(inserted) };
}

/**
 * A step with a further change; null where the change begins a step of its own.
 *
 * @param {TypingStep} step
 * @param {TextChange} change
 * @returns {TypingStep | null}
 */
export function joinedStep(step, change) {
  if (step.isClosed || isWhole(change.inserted)) return null;
  const grown = step.kind === "insert" ? typedOn(step, change) : deletedOn(step, change);
  return grown && countWords(grown.run) <= 1 ? grown : null;
}

/** @param {TypingStep} step @param {TextChange} change @returns {TypingStep | null} */
function typedOn(step, { at, removed, inserted }) {
  const isNext = !removed && at === step.at + step.run.length;
  return isNext ? { ...step, run: step.run + inserted } : null;
}

/** @param {TypingStep} step @param {TextChange} change @returns {TypingStep | null} */
function deletedOn(step, { at, removed, inserted }) {
  if (inserted) return null;
  if (at + removed.length === step.at) return { ...step, at, run: removed + step.run };
  return at === step.at ? { ...step, run: step.run + removed } : null;
}

/**
 * Several characters of a script without spaces that came at once: what an input method converted.
 * @param {string} inserted
 */
function isWhole(inserted) {
  const characters = [...inserted];
  return characters.length > 1 && characters.some(isUnspaced);
}

/** @param {string} text */
function countWords(text) {
  return text.split(/\s+/u).filter(Boolean).length;
}

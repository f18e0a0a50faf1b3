/** Autocorrection and abbreviations while typing. Backspace directly after a correction takes it back. */

import { aidAt } from "../../core/editing/autocorrect.js";
import { caretOffset, setCaret, textOf } from "../ui/caret.js";
import { isComposition, pressedKey } from "../../core/base/key-press.js";

/** @typedef {{id: number, text: string, caret: number, typed: number}} Correction `typed`: the caret before it */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {(id: number, text: string, caret: number) => boolean} editor.put set a text as an edit of its own
 */
export function createTypingCorrections(scope, { element, store, player, settings, put }) {
  /** @type {Correction | null} */
  let last = null;

  scope.listen(element, "input", (/** @type {InputEvent} */ event) => {
    last = null;
    const field = /** @type {HTMLElement} */ (event.target);
    const segment = segmentOf(store, field);
    const { correctsTyping, autocorrect, expansions } = settings.peek();
    if (!segment || isComposition(event) || event.inputType !== "insertText" || !correctsTyping) return;
    const typed = caretOffset(field);
    const correction = aidAt(textOf(field), typed, { autocorrect, expansions, nowMs: player.timeMs.peek() });
    if (correction && put(segment.id, correction.text, correction.caret)) last = { id: segment.id, text: correction.text, caret: correction.caret, typed };
  });
  scope.listen(element, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (pressedKey(event) !== "Backspace" || event.ctrlKey || event.altKey || !last) return;
    const correction = last;
    last = null;
    const field = /** @type {HTMLElement} */ (event.target);
    const isRightAfter = segmentOf(store, field)?.id === correction.id && textOf(field) === correction.text && caretOffset(field) === correction.caret;
    if (!isRightAfter || !store.undo()) return;
    setCaret(field, correction.typed);
    event.preventDefault();
    event.stopPropagation();
  });
}

/**
 * The segment whose text an element of the list is, if it is one.
 *
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @param {HTMLElement} field
 */
export function segmentOf(store, field) {
  return field.classList?.contains("seg-text") ? store.transcript.peek().segment(Number(field.parentElement?.dataset.id)) : null;
}

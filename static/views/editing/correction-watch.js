/** Notices what a person corrected in a text: after a rest in typing, or when the cursor leaves it. */

import { effect } from "@preact/signals";

import { correctedPairs } from "../../core/editing/corrections.js";

/** @typedef {import("../../core/editing/corrections.js").CorrectedPair} CorrectedPair */
/** @typedef {import("../../core/editing/corrections.js").CorrectedText} CorrectedText */

const REST_MS = 900; // after this time without a key, typed text counts as a correction

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {HTMLElement} options.element the list's frame
 * @param {import("../../core/sync/transcript-store.js").Store} options.store
 * @param {() => boolean} options.isWanted
 * @param {(pairs: CorrectedPair[], source: CorrectedText) => void} options.onCorrected
 */
export function createCorrectionWatch(scope, { element, store, isWanted, onCorrected }) {
  /** @type {{id: number, text: string} | null} the segment with the cursor, before typing */
  let before = null;
  let hasTyped = false; // since `before` was taken
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;

  const look = () => {
    clearTimeout(rest);
    if (!before || !hasTyped || !isWanted()) return;
    hasTyped = false;
    const segment = store.transcript.peek().segment(before.id);
    if (!segment || segment.text === before.text) return;
    const source = before;
    before = { id: segment.id, text: segment.text };
    onCorrected(correctedPairs(source.text, segment.text), source);
  };
  const enter = (/** @type {FocusEvent} */ event) => {
    const field = /** @type {HTMLElement} */ (event.target);
    const id = field.classList.contains("seg-text") ? Number(field.parentElement?.dataset.id) : -1;
    const segment = store.transcript.peek().segment(id);
    if (before?.id === id) return;
    look();
    before = segment && { id, text: segment.text };
    hasTyped = false;
  };
  // Changes by undo, recognition or another window are not this user's corrections.
  scope.add(
    effect(() => {
      const segment = store.transcript.value.segment(before?.id ?? -1);
      if (segment && before && !hasTyped) before = { id: segment.id, text: segment.text };
    }),
  );
  scope.listen(element, "focusin", enter);
  scope.listen(element, "focusout", () => queueMicrotask(look)); // by then the list has committed the typed text
  scope.listen(element, "input", () => {
    hasTyped = true;
    clearTimeout(rest);
    rest = setTimeout(look, REST_MS);
  });
  scope.add(() => clearTimeout(rest));

  return {
    /** The text as it is now is not a correction. */
    skip() {
      if (before) before = { id: before.id, text: store.transcript.peek().segment(before.id)?.text ?? before.text };
    },
  };
}

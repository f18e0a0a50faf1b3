/**
 * The button “Undo” of a message. It takes back the edit that the message speaks of, and is offered only as long as that
 * edit is the newest: undo always takes the newest step.
 */

import { computed } from "@preact/signals-core";

/** @typedef {{label: string, run: () => void, isOffered: import("@preact/signals-core").ReadonlySignal<boolean>}} UndoOffer */
/** @typedef {{edit?: string | null, job?: number}} Spoken the edit, or the job whose edits are one step; without either, the newest edit */

/**
 * @param {object} parts
 * @param {import("./undo-stack.js").UndoStack} parts.stack
 * @param {import("@preact/signals-core").ReadonlySignal<boolean>} parts.isTyping whether typed text is no edit yet
 * @param {() => unknown} parts.undo
 * @returns {(spoken?: Spoken) => UndoOffer}
 */
export function createUndoOffers({ stack, isTyping, undo }) {
  return ({ edit = null, job } = {}) => {
    const id = edit ?? (job === undefined ? stack.next("undo")?.id : undefined);
    const isMeant = (/** @type {import("./undo-stack.js").DoneEdit} */ step) => (id === undefined ? Boolean(step.isLarge) && step.job === job : step.id === id);
    const isOffered = computed(() => {
      if (isTyping.value || !stack.depth.value.undo) return false; // `depth` changes with every step
      const next = stack.next("undo");
      return next !== undefined && isMeant(next);
    });
    return { label: "Undo", isOffered, run: () => void (isOffered.peek() && undo()) };
  };
}

/** Text while it is being typed. It becomes an edit at a pause, so that a word is one undo step and not five. */

import { signal } from "@preact/signals-core";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {ReturnType<typeof createTyping>} Typing */

const TYPING_PAUSE_MS = 350;
const TYPING_LONGEST_MS = 1_500;

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {import("./transcript-state.js").TranscriptState} options.state
 * @param {(ops: readonly Operation[]) => unknown} options.apply
 */
export function createTyping(scope, { state, apply }) {
  const typing = signal(/** @type {{id: number, text: string, sinceMs: number} | null} */ (null));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  scope.add(() => clearTimeout(timer));

  /** Make an edit of what was typed. */
  const commit = () => {
    clearTimeout(timer);
    const typed = typing.peek();
    if (!typed) return;
    typing.value = null;
    const segment = state.transcript.peek().segment(typed.id);
    if (segment && segment.text !== typed.text) apply([{ op: "set_text", id: typed.id, text: typed.text }]);
    else if (!segment) state.notify(`The segment you were typing in was deleted elsewhere. Your text: ${typed.text}`);
  };

  return {
    typing,
    commit,
    /** Make an edit if what was typed is in one of the segments. */
    commitIn(/** @type {readonly number[]} */ ids) {
      if (ids.includes(typing.peek()?.id ?? 0)) commit();
    },
    /** Record typing; it becomes an edit at the next pause. @type {(id: number, text: string) => void} */
    type(id, text) {
      const now = performance.now();
      if (typing.peek() && typing.peek()?.id !== id) commit();
      const sinceMs = typing.peek()?.sinceMs ?? now;
      typing.value = { id, text, sinceMs };
      clearTimeout(timer);
      timer = setTimeout(commit, Math.max(0, Math.min(TYPING_PAUSE_MS, sinceMs + TYPING_LONGEST_MS - now)));
    },
  };
}

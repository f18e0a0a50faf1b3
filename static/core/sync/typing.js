/**
 * Text while it is being typed. It is saved at each pause, and before the next word begins. Edits that
 * continue a word name the edit before them, so that the word stays one step of undo.
 *
 * While an input method composes, the text of the page holds half a conversion. It is recorded at the end of the
 * composition, as one change; changes of others in the transcript wait until then (`whenComposed`).
 */

import { signal } from "@preact/signals-core";

import { changeBetween, joinedStep, newStep } from "./typing-steps.js";
import { retypedWords, typedAfter } from "../document/retyped-words.js";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("./typing-steps.js").TypingStep} TypingStep */
/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/retyped-words.js").TextRange} TextRange */
/** @typedef {{id: number, text: string, sinceMs: number, typed: readonly TextRange[]}} Typed `typed`: its ranges of `text` */
/** @typedef {ReturnType<typeof createTyping>} Typing */

/**
 * The step that is being typed, in one segment.
 * @typedef {TypingStep & {id: number, editId: string | null, saved: string | null}} OpenStep `saved`: the text
 *   of the segment after the edit `editId`
 */

const TYPING_PAUSE_MS = 350;
const TYPING_LONGEST_MS = 1_500;

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {import("./transcript-state.js").TranscriptState} options.state
 * @param {(ops: readonly Operation[], continues: string | null) => string | null} options.apply makes an edit
 *   and returns its id; `continues` is the edit whose step it belongs to
 * @param {(editId: string) => boolean} options.isNext whether an edit is the one that undo would take
 */
export function createTyping(scope, { state, apply, isNext }) {
  const typing = signal(/** @type {Typed | null} */ (null));
  /** @type {OpenStep | null} */
  let step = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {{id: number, done: Promise<void>, end: () => void} | null} */
  let composition = null;
  scope.add(() => clearTimeout(timer));

  const textOf = (/** @type {number} */ id) => state.transcript.peek().segment(id)?.text ?? null;

  /** Make an edit of a text that was typed. */
  const save = (/** @type {Typed} */ typed) => {
    const { id, text } = typed;
    const segment = state.transcript.peek().segment(id);
    if (!segment) return state.notify(`The segment you were typing in was deleted elsewhere. Your text: ${text}`);
    const ops = operationsOf(segment, typed);
    if (!ops.length) return;
    const editId = apply(ops, step?.id === id ? step.editId : null);
    if (step?.id === id) step = editId === null ? null : { ...step, editId, saved: text };
  };
  const commit = () => {
    clearTimeout(timer);
    const typed = typing.peek();
    if (!typed) return;
    // During a composition the page keeps its text, and what is recorded here is the text before it.
    typing.value = composition ? { ...typed, typed: [] } : null;
    save(typed);
  };
  /** Whether nothing else has happened in the segment since the last edit of the open step. */
  const isOpen = (/** @type {number} */ id) => {
    if (step?.id !== id) return false;
    return typing.peek()?.id === id || (step.editId !== null && isNext(step.editId) && textOf(id) === step.saved);
  };

  const type = (/** @type {number} */ id, /** @type {string} */ text, /** @type {import("./typing-steps.js").InputHint} */ hint = {}) => {
    const now = performance.now();
    if (typing.peek() && typing.peek()?.id !== id) commit();
    const pending = typing.peek();
    const change = changeBetween(pending?.text ?? textOf(id) ?? "", text, hint);
    const joined = step && isOpen(id) ? joinedStep(step, change) : null;
    const sinceMs = pending && joined ? pending.sinceMs : now;
    const typed = typedAfter(joined && pending ? pending.typed : [], change);
    typing.value = { id, text, sinceMs, typed }; // before the edit: views keep what is being typed
    if (pending && !joined) save(pending);
    step = joined && step ? { ...step, ...joined } : { ...newStep(change), id, editId: null, saved: null };
    clearTimeout(timer);
    timer = setTimeout(commit, Math.max(0, Math.min(TYPING_PAUSE_MS, sinceMs + TYPING_LONGEST_MS - now)));
  };

  return {
    typing,
    /** Make an edit of what was typed. */
    commit,
    /** Make an edit of what was typed; what is typed next is a step of its own. */
    endStep() {
      commit();
      step = null;
    },
    /** Make an edit if what was typed is in one of the segments. */
    commitIn(/** @type {readonly number[]} */ ids) {
      if (ids.includes(typing.peek()?.id ?? 0)) commit();
    },
    /** Record typing. */
    type,
    /** An input method begins to change the text of a segment. */
    startComposition(/** @type {number} */ id) {
      if (typing.peek() && typing.peek()?.id !== id) commit();
      let end = () => {};
      const done = new Promise((/** @type {(value: void) => void} */ resolve) => void (end = resolve));
      composition ??= { id, done, end };
      if (!isOpen(id)) step = null;
      const text = textOf(id);
      if (text !== null) typing.value ??= { id, text, sinceMs: performance.now(), typed: [] };
    },
    /**
     * The input method is done; nothing if none has begun.
     * @type {(text: string, hint?: import("./typing-steps.js").InputHint) => void}
     */
    endComposition(text, hint) {
      if (!composition) return;
      const { id, end } = composition;
      composition = null;
      if (text !== (typing.peek()?.text ?? textOf(id))) type(id, text, hint);
      else if (typing.peek()?.text === textOf(id)) typing.value = null;
      end();
    },
    isComposing: () => composition !== null,
    /** Resolves when no input method composes; null if none does. */
    whenComposed: () => composition?.done ?? null,
  };
}

/**
 * The operations that typing in a segment amounts to; none if nothing is different.
 *
 * @param {Segment} segment
 * @param {Typed} typed
 * @returns {Operation[]}
 */
function operationsOf(segment, { id, text, typed }) {
  const words = retypedWords(segment, text, typed);
  if (segment.text !== text) return [{ op: "set_text", id, text, ...(words && { words }) }];
  return words ? [{ op: "set_words", id, words }] : [];
}

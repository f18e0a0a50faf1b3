/** Undo and redo: take the next step here and send it, or ask the server for a large one. */

import { batch, signal } from "@preact/signals-core";

import { STACK_PAGE, UndoStack } from "./undo-stack.js";
import { tryAll } from "./edits.js";
import { messageOf } from "../base/errors.js";
import { newEditId } from "./pending-edits.js";

/** @typedef {"undo" | "redo"} StepKind */
/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {{kind: StepKind, ids: readonly string[], before: Transcript, after: Transcript}} TakenStep the edits that were undone or redone */
/** @typedef {ReturnType<typeof createUndoSteps>} UndoSteps */

const LOW = 20; // fewer undo steps left than this: load older ones

/**
 * @param {object} options
 * @param {import("./transcript-state.js").TranscriptState} options.state
 * @param {import("./outbox.js").Outbox} options.outbox
 * @param {() => void} options.commitTyping
 * @param {(limit: number, offset?: number) => Promise<import("./undo-stack.js").Stacks>} options.readStacks the server's, newest first
 * @param {(kind: StepKind, target: string) => Promise<unknown>} options.stepOnServer take a large step and read the transcript again
 */
export function createUndoSteps({ state, outbox, commitTyping, readStacks, stepOnServer }) {
  const stack = new UndoStack();
  const taken = signal(/** @type {TakenStep | null} */ (null));
  /** @type {Promise<void> | null} a large step running on the server */
  let stepping = null;

  const whenSaved = () => {
    commitTyping();
    return outbox.whenEmpty();
  };

  /** @param {StepKind} kind @returns {boolean} false: there was no step, or it does not fit and a notice is shown */
  const step = (kind) => {
    commitTyping();
    if (stepping) {
      void stepping.then(() => step(kind)); // the stacks are known after the server's answer
      return true;
    }
    const edit = stack.next(kind);
    if (!edit) return false;
    if (edit.isLarge) {
      stepping = stepLarge(kind, edit.id).finally(() => (stepping = null));
      return true;
    }
    const before = state.transcript.peek();
    const ids = batch(() => takeAll(kind, edit));
    if (!ids.length) return false;
    taken.value = { kind, ids, before, after: state.transcript.peek() };
    if (kind === "undo" && stack.depth.peek().undo < LOW && stack.hasOlder) void loadOlder();
    return true;
  };

  /**
   * Take an edit and those that are one step with it: all parts of a word.
   * @param {StepKind} kind
   * @param {import("./undo-stack.js").DoneEdit} first
   */
  const takeAll = (kind, first) => {
    /** @type {string[]} */
    const ids = [];
    for (let edit = /** @type {typeof first | undefined} */ (first); edit && !edit.isLarge && stepHere(kind, edit); edit = stack.partner(kind, edit)) ids.push(edit.id);
    return ids;
  };

  /** @param {StepKind} kind @param {import("./undo-stack.js").DoneEdit} edit */
  const stepHere = (kind, edit) => {
    const ops = kind === "undo" ? edit.inverse : edit.ops;
    const tried = tryAll(state.transcript.peek(), ops);
    if (!tried.done) {
      stack.drop(kind, edit);
      state.notify(`This step cannot be taken ${kind === "undo" ? "back" : "again"}: ${tried.why}.`);
      return false;
    }
    const { transcript, inverse } = tried.done;
    batch(() => {
      stack.turn(kind, edit);
      state.transcript.value = transcript;
      outbox.submit({ id: newEditId(), kind, target: edit.id, ops: [...ops], inverse });
    });
    return true;
  };

  const stepLarge = async (/** @type {StepKind} */ kind, /** @type {string} */ target) => {
    try {
      await whenSaved();
      const before = state.transcript.peek();
      await stepOnServer(kind, target);
      taken.value = { kind, ids: [target], before, after: state.transcript.peek() };
    } catch (error) {
      state.notify(`Undo or redo failed: ${messageOf(error)}`);
    }
  };

  const loadOlder = async () => {
    stack.hasOlder = false; // only one request at a time
    try {
      await whenSaved();
      stack.addOlder(await readStacks(STACK_PAGE, stack.depth.peek().undo));
    } catch {
      stack.hasOlder = true; // the server is unreachable; retried at the next undo
    }
  };

  /**
   * A recognition job that the user started counts as one step of the user: the server's stack has it.
   * @param {number} job
   */
  const adoptSteps = async (job) => {
    if (stack.hasStepOf(job)) return; // the step grows on the server
    for (;;) {
      await whenSaved();
      const nBefore = outbox.queue.nMade;
      const stacks = await readStacks(STACK_PAGE).catch(() => null);
      if (!stacks) return; // the server is unreachable; read when the page is opened again
      if (outbox.queue.nMade === nBefore && !outbox.queue.edits.length) return stack.replace(stacks); // else edits were made meanwhile
    }
  };

  return { stack, taken, step, whenSaved, adoptSteps };
}

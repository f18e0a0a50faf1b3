/** What the modules of an open transcript ask about edits and segments. No state. */

import { DoesNotFit, applyAll, touched } from "../document/operations.js";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */

/** An edit with more operations than this is not applied one by one, or not sent with its undo. */
export const MANY_OPERATIONS = 200;

/**
 * The ids of the segments that operations touch, each once.
 * @param {readonly Operation[]} ops
 */
export function touchedBy(ops) {
  return [...new Set(ops.flatMap(touched))];
}

/**
 * Apply operations, or say why they do not fit.
 *
 * @param {Transcript} transcript
 * @param {readonly Operation[]} ops
 * @returns {{done: ReturnType<typeof applyAll>} | {done: null, why: string}}
 */
export function tryAll(transcript, ops) {
  try {
    return { done: applyAll(transcript, ops) };
  } catch (error) {
    if (!(error instanceof DoesNotFit)) throw error;
    return { done: null, why: error.message };
  }
}

/**
 * Whether an unsent edit was made on segments other than the server's: those that `inverse`
 * restores, except segments made by an earlier unsent edit.
 *
 * @param {Transcript} fresh
 * @param {PendingEdit} edit
 * @param {readonly PendingEdit[]} earlier
 */
export function isBuiltOnOther(fresh, edit, earlier) {
  const made = new Set(earlier.flatMap((before) => touchedBy(before.ops)));
  const found = new Map(edit.inverse.flatMap((op) => (op.op === "replace" ? op.put : [])).map((segment) => [segment.id, segment]));
  return touchedBy(edit.ops).some((id) => {
    if (made.has(id)) return false;
    const [then, now] = [found.get(id) ?? null, fresh.segment(id)];
    return then === null || now === null ? then !== now : !isAlike([then], [now]);
  });
}

/**
 * The job that made an edit that can be undone; null for edits by users and for a first draft.
 * @param {{kind?: string, job?: number | null}} edit
 */
export function jobOf({ kind, job }) {
  return kind === "edit" ? (job ?? null) : null;
}

/** @param {readonly Operation[]} ops */
export function changesSpeakers(ops) {
  return ops.some((op) => op.op.endsWith("_speaker") && op.op !== "set_speaker");
}

/**
 * The server knows what takes a large edit back, and does not need it sent.
 * @param {Pick<PendingEdit, "target" | "ops">} edit
 */
export function isLeftToServer(edit) {
  return edit.target !== null && touchedBy(edit.ops).length > MANY_OPERATIONS;
}

/**
 * Equal in every field; what came back from the server unchanged keeps its identity here.
 * @param {Segment | null} a
 * @param {Segment} b
 */
export function isSame(a, b) {
  return a !== null && JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Equal in the fields that the user chooses between.
 * @param {readonly Segment[]} a
 * @param {readonly Segment[]} b
 */
export function isAlike(a, b) {
  const shown = (/** @type {readonly Segment[]} */ segments) =>
    JSON.stringify(segments.map(({ id, startMs, endMs, text, speaker }) => [id, startMs, endMs, text, speaker]).sort());
  return shown(a) === shown(b);
}

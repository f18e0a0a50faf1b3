/** Edits of this window that the server rejected, or that met a change by others: nothing is lost, the user chooses. */

import { signal } from "@preact/signals-core";

import { isAlike } from "./edits.js";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */
/** @typedef {ReturnType<typeof createConflicts>} Conflicts */

/**
 * Segments changed elsewhere while an edit of this window was unsent.
 * @typedef {object} Conflict
 * @property {string[]} editIds edits of this window that were set aside
 * @property {Segment[]} mine the segments in this window
 * @property {Segment[]} theirs the same segments on the server
 * @property {string} reason
 * @property {boolean} isInvalid the server does not accept the edit itself; sending it again does not help
 */

const SLICE_SEGMENTS = 5_000; // what a person keeps of a refused edit is sent in parts of this size

/**
 * @param {object} options
 * @param {import("./transcript-state.js").TranscriptState} options.state
 * @param {import("./outbox.js").Outbox} options.outbox
 * @param {() => Promise<boolean>} options.reload read the transcript again; false: no answer
 * @param {(ops: Operation[]) => unknown} options.apply
 */
export function createConflicts({ state, outbox, reload, apply }) {
  const conflict = signal(/** @type {Conflict | null} */ (null));

  const present = (/** @type {Iterable<number>} */ ids) =>
    [...ids].map((id) => state.transcript.peek().segment(id)).filter((segment) => segment !== null);

  /**
   * Set aside edits, and edits that build on them, without losing them: they stay stored until the user
   * has chosen.
   *
   * @param {readonly PendingEdit[]} refused
   * @param {string} reason
   * @param {boolean} [isInvalid]
   */
  const setAside = async (refused, reason, isInvalid = false) => {
    const { edits, ids } = outbox.queue.withDependents(refused);
    const mine = present(ids);
    outbox.queue.remove(edits);
    if (!(await reload())) {
      outbox.restore(edits); // the user is asked later
      return;
    }
    const editIds = edits.map((edit) => edit.id);
    const theirs = present(ids);
    const isStep = edits.every((edit) => edit.kind !== "edit");
    if (isStep || !mine.length || isAlike(mine, theirs)) {
      outbox.forget(editIds);
      if (!isAlike(mine, theirs)) state.notify(isStep ? `Undo or redo failed: ${reason}` : reason);
      return;
    }
    conflict.value = joined(conflict.peek(), { editIds, mine, theirs, reason, isInvalid }, ids);
  };

  /** @param {"mine" | "theirs"} choice */
  const resolve = (choice) => {
    const open = conflict.peek();
    if (!open) return;
    conflict.value = null;
    if (choice === "mine") restore(open);
    outbox.forget(open.editIds);
  };

  const restore = (/** @type {Conflict} */ { mine, theirs }) => {
    const ids = new Set(mine.map((segment) => segment.id));
    const remove = theirs.map((segment) => segment.id).filter((id) => !ids.has(id) && state.transcript.peek().segment(id));
    const put = mine.map((segment) => withKnownSpeaker(state.transcript.peek(), segment));
    // In parts: the edit may have been refused for its size.
    const nParts = Math.max(1, Math.ceil(Math.max(put.length, remove.length) / SLICE_SEGMENTS));
    for (let i = 0; i < nParts; i++) {
      const [from, to] = [i * SLICE_SEGMENTS, (i + 1) * SLICE_SEGMENTS];
      apply([{ op: "replace", put: put.slice(from, to), remove: remove.slice(from, to) }]);
    }
  };

  return { conflict, setAside, resolve };
}

/**
 * One conflict of an open one and a further one; where both know a segment, the newer counts.
 *
 * @param {Conflict | null} before
 * @param {Conflict} next
 * @param {ReadonlySet<number>} ids the segments of `next`
 * @returns {Conflict}
 */
function joined(before, next, ids) {
  if (!before) return next;
  const others = (/** @type {Segment[]} */ segments) => segments.filter((segment) => !ids.has(segment.id));
  return {
    editIds: [...before.editIds, ...next.editIds],
    mine: [...others(before.mine), ...next.mine],
    theirs: [...others(before.theirs), ...next.theirs],
    reason: next.reason,
    isInvalid: next.isInvalid,
  };
}

/**
 * @param {import("../document/operations.js").Transcript} transcript
 * @param {Segment} segment
 */
function withKnownSpeaker(transcript, segment) {
  return transcript.speaker(segment.speaker) ? segment : { ...segment, speaker: null };
}

/** Changes that the server reports: answers to this window's edits, and edits by others as events. */

import { batch } from "@preact/signals-core";

import { MANY_OPERATIONS, changesSpeakers, isSame, jobOf, touchedBy, tryAll } from "./edits.js";
import { operationFromJson, segmentFromJson } from "../document/serialization.js";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */
/** @typedef {import("./events.js").EditEvent} EditEvent */
/** @typedef {import("./api-types.js").Answers["GET /media/{media_id}/edits"]} Missed */
/** @typedef {import("./api-types.js").Answers["POST /media/{media_id}/edits"]} Applied */
/** @typedef {ReturnType<typeof createRemoteEdits>} RemoteEdits */

const CHANGED_ELSEWHERE = "It was changed in another window.";

/**
 * @param {object} options
 * @param {import("./transcript-state.js").TranscriptState} options.state
 * @param {import("./outbox.js").Outbox} options.outbox
 * @param {(ids: readonly number[]) => void} options.commitTypingIn
 * @param {() => Promise<void> | null} [options.whenComposed] when no input method changes a text; null: now
 * @param {(since: number) => Promise<Missed>} options.readSince the edits after a revision
 * @param {(edits: PendingEdit[], reason: string) => Promise<void>} options.setAside
 * @param {() => Promise<boolean>} options.reload
 * @param {(job: number) => Promise<void>} options.adoptSteps
 */
export function createRemoteEdits({ state, outbox, commitTypingIn, whenComposed = () => null, readSince, setAside, reload, adoptSteps }) {
  const { transcript, revision } = state;
  const { queue } = outbox;
  const { putUnlessWaiting, advance, takeTimes, adoptStepsOf } = createTakeover({ state, outbox, adoptSteps });
  /** @type {Promise<void> | null} */
  let catching = null;

  /** Take over the server's answer to an edit of this window. */
  const settle = async (/** @type {Applied} */ answer) => {
    putUnlessWaiting(answer.segments.map(segmentFromJson), answer.removed);
    if (answer.revision === revision.peek() + 1) advance(answer.revision);
    else if (answer.revision > revision.peek()) await catchUp();
  };

  /** Take over an edit that the server tells of. */
  const receive = async (/** @type {EditEvent} */ event) => {
    const composed = whenComposed();
    if (composed) await composed; // what comes in between would be lost in the conversion
    if (!state.isLoaded.peek() || event.revision <= revision.peek()) return;
    if (event.revision > revision.peek() + 1) await catchUp();
    else if (event.words_only && !event.large) takeAlignment(event, event.segments.map(segmentFromJson));
    else if (!event.large) takeEvent(event);
    // A large edit comes without its segments. One of ours is here already.
    else if (queue.isOwn(event.id)) advance(event.revision);
    else await reload();
  };
  const takeEvent = (/** @type {EditEvent} */ event) => {
    const isOwn = queue.isOwn(event.id);
    const ids = [...event.segments.map((segment) => segment.id), ...event.removed];
    // Typing began on the text before this event, so it becomes an edit of that text.
    if (!isOwn) commitTypingIn(ids);
    batch(() => {
      const clashing = isOwn ? [] : queue.clashingWith(ids);
      if (Array.isArray(event.speakers) && !queue.edits.some((edit) => changesSpeakers(edit.ops))) {
        transcript.value = transcript.peek().withSpeakers(event.speakers);
      }
      putUnlessWaiting(event.segments.map(segmentFromJson), event.removed);
      if (clashing.length) void setAside(clashing, CHANGED_ELSEWHERE);
      else advance(event.revision);
    });
    adoptStepsOf(event);
  };
  const takeAlignment = (/** @type {EditEvent | Missed["edits"][number]} */ edit, /** @type {readonly Segment[]} */ found) => {
    takeTimes(found, edit.revision);
    adoptStepsOf(edit);
  };

  /** Read missed edits one by one. */
  const catchUp = () => {
    catching ??= readMissed().finally(() => (catching = null));
    return catching;
  };
  const readMissed = async () => {
    const missed = await readSince(revision.peek()).catch(() => null);
    if (!missed) return; // retried at the next event or answer
    for (const edit of missed.edits) {
      if (edit.revision > revision.peek() && !(await takeMissed(edit))) return;
    }
  };
  /** @returns {Promise<boolean>} false: the rest was read in another way, or is read later */
  const takeMissed = async (/** @type {Missed["edits"][number]} */ edit) => {
    if (edit.ops.length > MANY_OPERATIONS) {
      await reload();
      return false;
    }
    const ops = edit.ops.map(operationFromJson);
    if (edit.origin === "align" && ops.every((op) => op.op === "set_words")) {
      takeAlignment(edit, realigned(transcript.peek(), ops));
      return true;
    }
    if (!queue.isOwn(edit.id) && !(await applyMissed(ops))) return false;
    advance(edit.revision);
    adoptStepsOf(edit);
    return true;
  };
  const applyMissed = async (/** @type {Operation[]} */ ops) => {
    await whenComposed();
    commitTypingIn(touchedBy(ops));
    const clashing = queue.clashingWith(touchedBy(ops));
    if (clashing.length) {
      await setAside(clashing, CHANGED_ELSEWHERE);
      return false;
    }
    const { done } = tryAll(transcript.peek(), ops);
    if (done) transcript.value = done.transcript;
    else await reload();
    return done !== null;
  };

  return { settle, receive, catchUp };
}

/**
 * What is taken over from the server without touching unsent edits.
 *
 * @param {object} options
 * @param {import("./transcript-state.js").TranscriptState} options.state
 * @param {import("./outbox.js").Outbox} options.outbox
 * @param {(job: number) => Promise<void>} options.adoptSteps
 */
function createTakeover({ state: { transcript, revision }, outbox, adoptSteps }) {
  /** Take over the server's segments, except those with unsent edits. */
  const putUnlessWaiting = (/** @type {readonly Segment[]} */ put, /** @type {readonly number[]} */ removed) => {
    const now = transcript.peek();
    const fresh = put.filter((segment) => !outbox.queue.isWaiting(segment.id) && !isSame(now.segment(segment.id), segment));
    const gone = removed.filter((id) => !outbox.queue.isWaiting(id) && now.segment(id));
    if (fresh.length || gone.length) transcript.value = now.withSegments(fresh, gone);
  };
  const advance = (/** @type {number} */ to) => {
    revision.value = to;
    outbox.rebase(to);
  };
  /** Words were realigned: this does not clash with unsent edits or typing. */
  const takeTimes = (/** @type {readonly Segment[]} */ found, /** @type {number} */ at) => {
    const now = transcript.peek();
    // A different text here is newer; the server fits its words when the edit arrives.
    const same = found.filter((segment) => now.segment(segment.id)?.text === segment.text);
    batch(() => {
      putUnlessWaiting(same, []);
      advance(at);
    });
  };
  const adoptStepsOf = (/** @type {EditEvent | Missed["edits"][number]} */ edit) => {
    const job = jobOf(edit);
    if (job !== null) void adoptSteps(job);
  };
  return { putUnlessWaiting, advance, takeTimes, adoptStepsOf };
}

/**
 * The segments with the words of `set_words` operations.
 *
 * @param {import("../document/operations.js").Transcript} transcript
 * @param {readonly Operation[]} ops
 * @returns {Segment[]}
 */
function realigned(transcript, ops) {
  return ops.flatMap((op) => {
    const segment = op.op === "set_words" ? transcript.segment(op.id) : null;
    return segment && op.op === "set_words" ? [{ ...segment, words: op.words }] : [];
  });
}

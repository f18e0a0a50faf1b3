/**
 * The state of an open recording: the transcript as the user sees it, the edits not yet sent to
 * the server, undo and redo.
 *
 * An edit applies at once and is stored in the browser until the server has acknowledged it. Edits
 * are sent one at a time and in order. The base of each is the newest revision that this window has
 * seen in full. Changes by others arrive as events; if one touches a segment that an unsent edit
 * touches too, neither side is overwritten: the user is asked (`conflict`).
 */

import { batch, computed, signal } from "@preact/signals-core";

import { ApiProblem, Unreachable } from "./api.js";
import { operationFromJson, operationToJson, segmentFromJson, transcriptFromCompact } from "../document/serialization.js";
import { DoesNotFit, Transcript, applyAll, touched } from "../document/operations.js";
import { messageOf } from "../base/errors.js";
import { SpanIndex } from "../document/span-index.js";
import { newEditId } from "./pending-edits.js";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("../document/operations.js").Segment} Segment */
/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */

/**
 * An edit that can be undone or redone. A large edit (an import) is stored only on the server.
 * @typedef {{id: string, ops: Operation[], inverse: Operation[], isLarge?: boolean, job?: number | null}} DoneEdit
 */

/**
 * Segments changed elsewhere while an edit of this window was unsent.
 * @typedef {object} Conflict
 * @property {string[]} editIds edits of this window that were set aside
 * @property {Segment[]} mine the segments in this window
 * @property {Segment[]} theirs the same segments on the server
 * @property {string} reason
 */

const TYPING_PAUSE_MS = 350;
const TYPING_LONGEST_MS = 1_500;
const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 10_000;
const STACK_PAGE = 100;
const MANY_OPERATIONS = 200; // more is quicker to read anew than to apply one by one
const SLICE_SEGMENTS = 5_000; // what a person keeps of a refused edit is sent in parts of this size

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {string} options.mediaId
 * @param {import("./api.js").Api} options.api
 * @param {import("./events.js").EventStream} options.events
 * @param {import("./pending-edits.js").PendingEditStore} options.shelf
 * @param {() => boolean} [options.realigns] whether to realign words after an edit
 * @param {() => string} [options.author] the user's name for the history
 */
export function createStore(scope, { mediaId, api, events, shelf, author = () => "", realigns = () => true }) {
  const transcript = signal(new Transcript([], []));
  const index = computed(() => new SpanIndex(transcript.value.segments));
  const revision = signal(0);
  const isLoaded = signal(false);
  const nUnsent = signal(0);
  const typing = signal(/** @type {{id: number, text: string, sinceMs: number} | null} */ (null));
  const trouble = signal(""); // why edits do not reach the server; empty if they do
  const notice = signal(/** @type {{text: string} | null} */ (null));
  const conflict = signal(/** @type {Conflict | null} */ (null));
  const depth = signal({ undo: 0, redo: 0 });
  const saveState = computed(() => {
    if (trouble.value) return /** @type {const} */ ("offline");
    return nUnsent.value || typing.value ? /** @type {const} */ ("saving") : /** @type {const} */ ("saved");
  });

  /** @type {PendingEdit[]} */
  let pending = [];
  /** @type {Map<number, number>} how many pending edits touch a segment */
  const waiting = new Map();
  /** @type {DoneEdit[]} the last is undone next */
  let undoStack = [];
  /** @type {DoneEdit[]} */
  let redoStack = [];
  let hasOlder = false; // the server has more undo steps than are loaded
  let isSending = false;
  let nFailures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retryTimer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let typingTimer;
  /** @type {Set<string>} edits of this window, ids, to recognise them in events */
  const own = new Set();
  /** @type {Promise<void> | null} */
  let catching = null;
  /** @type {Promise<void> | null} a large undo or redo running on the server */
  let stepping = null;

  const countDepth = () => {
    depth.value = { undo: undoStack.length, redo: redoStack.length };
  };
  const count = (/** @type {PendingEdit} */ edit, /** @type {1 | -1} */ by) => {
    for (const id of touchedBy(edit.ops)) {
      const now = (waiting.get(id) ?? 0) + by;
      if (now) waiting.set(id, now);
      else waiting.delete(id);
    }
  };
  const enqueue = (/** @type {PendingEdit} */ edit) => {
    pending.push(edit);
    own.add(edit.id);
    count(edit, 1);
    nUnsent.value = pending.length;
  };
  const dequeue = (/** @type {readonly PendingEdit[]} */ edits) => {
    pending = pending.filter((edit) => !edits.includes(edit));
    for (const edit of edits) count(edit, -1);
    nUnsent.value = pending.length;
  };
  const keep = (/** @type {Promise<void>} */ kept) => {
    kept.catch((error) => {
      notice.value = { text: `The browser cannot store unsent changes (${error?.message ?? error}). Keep this page open until they are saved.` };
    });
  };

  /** Apply operations here and send them. @type {(edit: PendingEdit) => void} */
  const submit = (edit) => {
    if (!pending.length) keep(shelf.setBase(revision.peek()));
    enqueue(edit);
    keep(shelf.put(edit));
    void send();
  };

  /**
   * Change the transcript.
   * @param {readonly Operation[]} ops
   * @returns {boolean} false: they no longer apply, and a notice is shown
   */
  const apply = (ops) => {
    commitTyping();
    let done;
    try {
      done = applyAll(transcript.peek(), ops);
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
      notice.value = { text: `This change is not possible: ${error.message}.` };
      return false;
    }
    const edit = { id: newEditId(), kind: /** @type {const} */ ("edit"), target: null, ops: [...ops], inverse: done.inverse };
    batch(() => {
      transcript.value = done.transcript;
      undoStack.push(edit);
      redoStack = [];
      countDepth();
      submit(edit);
    });
    return true;
  };

  /** Record typing; it becomes an edit at the next pause. @type {(id: number, text: string) => void} */
  const type = (id, text) => {
    const now = performance.now();
    if (typing.peek() && typing.peek()?.id !== id) commitTyping();
    const sinceMs = typing.peek()?.sinceMs ?? now;
    typing.value = { id, text, sinceMs };
    clearTimeout(typingTimer);
    const waitMs = Math.min(TYPING_PAUSE_MS, sinceMs + TYPING_LONGEST_MS - now);
    typingTimer = setTimeout(commitTyping, Math.max(0, waitMs));
  };
  const commitTyping = () => {
    clearTimeout(typingTimer);
    const typed = typing.peek();
    if (!typed) return;
    typing.value = null;
    const segment = transcript.peek().segment(typed.id);
    if (segment && segment.text !== typed.text) apply([{ op: "set_text", id: typed.id, text: typed.text }]);
    else if (!segment) notice.value = { text: `The segment you were typing in was deleted elsewhere. Your text: ${typed.text}` };
  };

  /** @param {"undo" | "redo"} kind @returns {boolean} */
  const step = (kind) => {
    commitTyping();
    if (stepping) {
      void stepping.then(() => step(kind)); // the stacks are known after the server's answer
      return true;
    }
    const from = kind === "undo" ? undoStack : redoStack;
    const edit = from.at(-1);
    if (!edit) return false;
    if (edit.isLarge) {
      stepping = stepOnServer(kind, edit.id).finally(() => (stepping = null));
      return true;
    }
    const ops = kind === "undo" ? edit.inverse : edit.ops;
    let done;
    try {
      done = applyAll(transcript.peek(), ops);
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
      from.pop();
      countDepth();
      notice.value = { text: `This step cannot be taken ${kind === "undo" ? "back" : "again"}: ${error.message}.` };
      return false;
    }
    batch(() => {
      from.pop();
      (kind === "undo" ? redoStack : undoStack).push(edit);
      transcript.value = done.transcript;
      countDepth();
      submit({ id: newEditId(), kind, target: edit.id, ops: [...ops], inverse: done.inverse });
    });
    if (kind === "undo" && undoStack.length < 20 && hasOlder) void loadOlder();
    // All edits of one recognition job are one step.
    if (edit.job && edit.job === from.at(-1)?.job) step(kind);
    return true;
  };

  const stepOnServer = async (/** @type {"undo" | "redo"} */ kind, /** @type {string} */ target) => {
    try {
      await whenSaved();
      await api.sendEdit(mediaId, { id: newEditId(), base: revision.peek(), kind, target, author: author(), ops: [] });
      await reload();
    } catch (error) {
      notice.value = { text: `Undo or redo failed: ${error instanceof Error ? error.message : error}` };
    }
  };

  /** Recognition jobs that the user started count as the user's steps: the server's stack has them. */
  const adoptSteps = async () => {
    for (;;) {
      await whenSaved();
      const nBefore = own.size;
      const stacks = await api.undoStack(mediaId, STACK_PAGE).catch(() => null);
      if (!stacks) return; // the server is unreachable; read when the page is opened again
      if (own.size !== nBefore || pending.length) continue; // the user made edits meanwhile
      takeStacks(stacks);
      return;
    }
  };
  const takeStacks = (/** @type {any} */ stacks) => {
    undoStack = stacks.undo.map(doneFromJson).reverse();
    redoStack = stacks.redo.map(doneFromJson).reverse();
    hasOlder = stacks.undo.length === STACK_PAGE;
    countDepth();
  };

  const loadOlder = async () => {
    hasOlder = false; // only one request at a time
    try {
      await whenSaved();
      const older = await api.undoStack(mediaId, STACK_PAGE, undoStack.length);
      undoStack = [...older.undo.map(doneFromJson).reverse(), ...undoStack];
      hasOlder = older.undo.length === STACK_PAGE;
      countDepth();
    } catch {
      hasOlder = true; // the server is unreachable; retried at the next undo
    }
  };

  const send = async () => {
    if (isSending || !pending.length || retryTimer !== undefined || !isLoaded.peek()) return;
    isSending = true;
    const edit = pending[0];
    // Keep the base for retries: edits of others seen since then may clash with this edit.
    edit.base ??= revision.peek();
    try {
      const answer = await api.sendEdit(mediaId, {
        id: edit.id,
        base: edit.base,
        kind: edit.kind,
        target: edit.target,
        author: author(),
        align: realigns(),
        ops: isLeftToServer(edit) ? [] : edit.ops.map(operationToJson),
      });
      nFailures = 0;
      trouble.value = "";
      dequeue([edit]);
      keep(shelf.remove([edit.id]));
      await settle(answer);
    } catch (error) {
      await handleFailure(edit, error);
    } finally {
      isSending = false;
    }
    void send();
  };

  const settle = async (/** @type {any} */ answer) => {
    putUnlessWaiting(answer.segments.map(segmentFromJson), answer.removed);
    if (answer.revision === revision.peek() + 1) advance(answer.revision);
    else if (answer.revision > revision.peek()) await catchUp();
  };

  /** @param {PendingEdit} edit @param {unknown} error */
  const handleFailure = async (edit, error) => {
    if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) {
      nFailures = 0;
      trouble.value = "";
      await setAside([edit], error.message);
      return;
    }
    trouble.value = error instanceof Unreachable || error instanceof ApiProblem ? error.message : String(error);
    const waitMs = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** nFailures++);
    retryTimer = setTimeout(retry, waitMs);
  };
  const retry = () => {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    void send();
  };

  /** Take over the server's segments, except those with unsent edits. */
  const putUnlessWaiting = (/** @type {Segment[]} */ put, /** @type {number[]} */ removed) => {
    const now = transcript.peek();
    const fresh = put.filter((segment) => !waiting.has(segment.id) && !isSame(now.segment(segment.id), segment));
    const gone = removed.filter((id) => !waiting.has(id) && now.segment(id));
    if (fresh.length || gone.length) transcript.value = now.withSegments(fresh, gone);
  };
  const advance = (/** @type {number} */ to) => {
    revision.value = to;
    if (pending.length) keep(shelf.setBase(to));
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

  const receive = async (/** @type {any} */ event) => {
    if (event.media !== mediaId || !isLoaded.peek()) return;
    if (event.revision <= revision.peek()) return;
    if (event.revision > revision.peek() + 1) {
      await catchUp();
      return;
    }
    if (event.kind === "align") {
      takeTimes(event.segments.map(segmentFromJson), event.revision);
      return;
    }
    const isOwn = own.has(event.id);
    if (event.large) {
      // It comes without its segments. An edit of ours is here already.
      if (isOwn) advance(event.revision);
      else await reload();
      return;
    }
    const ids = [...event.segments.map((/** @type {any} */ s) => s.id), ...event.removed];
    // Typing began on the text before this event, so it becomes an edit of that text.
    if (!isOwn && ids.includes(typing.peek()?.id ?? 0)) commitTyping();
    batch(() => {
      const clashing = isOwn ? [] : clashingWith(ids);
      if (Array.isArray(event.speakers) && !pending.some((edit) => changesSpeakers(edit.ops))) {
        transcript.value = transcript.peek().withSpeakers(event.speakers);
      }
      putUnlessWaiting(event.segments.map(segmentFromJson), event.removed);
      if (clashing.length) void setAside(clashing, "It was changed in another window.");
      else advance(event.revision);
    });
    if (jobOf(event)) void adoptSteps();
  };

  /** Unsent edits of any of the segments. The one being sent gets the server's answer. */
  const clashingWith = (/** @type {number[]} */ ids) =>
    pending.filter(
      (edit, i) => !(isSending && i === 0) && touchedBy(edit.ops).some((id) => ids.includes(id)),
    );

  /** Read missed edits one by one. */
  const catchUp = () => {
    catching ??= readMissed().finally(() => (catching = null));
    return catching;
  };
  const readMissed = async () => {
    let missed;
    try {
      missed = await api.editsSince(mediaId, revision.peek());
    } catch {
      return; // retried at the next event or answer
    }
    for (const plain of missed.edits) {
      if (plain.revision <= revision.peek()) continue;
      if (plain.ops.length > MANY_OPERATIONS) {
        await reload();
        return;
      }
      if (plain.kind === "align") {
        const found = plain.ops.map(operationFromJson).flatMap((/** @type {any} */ op) => {
          const segment = transcript.peek().segment(op.id);
          return segment ? [{ ...segment, words: op.words }] : [];
        });
        takeTimes(found, plain.revision);
        continue;
      }
      if (!own.has(plain.id)) {
        const ops = plain.ops.map(operationFromJson);
        if (touchedBy(ops).includes(typing.peek()?.id ?? 0)) commitTyping();
        const clashing = clashingWith(touchedBy(ops));
        if (clashing.length) {
          await setAside(clashing, "It was changed in another window.");
          return;
        }
        try {
          transcript.value = applyAll(transcript.peek(), ops).transcript;
        } catch (error) {
          if (!(error instanceof DoesNotFit)) throw error;
          await reload();
          return;
        }
      }
      advance(plain.revision);
      if (jobOf(plain)) void adoptSteps();
    }
  };

  /**
   * Set aside edits that the server rejected, and edits that build on them, without losing them: they
   * stay stored until the user has chosen.
   * @param {PendingEdit[]} refused
   * @param {string} reason
   */
  const setAside = async (refused, reason) => {
    const ids = new Set(refused.flatMap((edit) => touchedBy(edit.ops)));
    const aside = pending.filter((edit) => {
      const isPart = refused.includes(edit) || touchedBy(edit.ops).some((id) => ids.has(id));
      if (isPart) touchedBy(edit.ops).forEach((id) => ids.add(id));
      return isPart;
    });
    const mine = [...ids].map((id) => transcript.peek().segment(id)).filter((segment) => segment !== null);
    dequeue(aside);
    const editIds = aside.map((edit) => edit.id);
    const isStep = aside.every((edit) => edit.kind !== "edit");
    if (!(await reload())) {
      aside.reverse().forEach((edit) => pending.unshift(edit)); // restore; the user is asked later
      aside.forEach((edit) => count(edit, 1));
      nUnsent.value = pending.length;
      retryTimer ??= setTimeout(retry, RETRY_FIRST_MS);
      return;
    }
    const theirs = [...ids].map((id) => transcript.peek().segment(id)).filter((segment) => segment !== null);
    if (isStep || !mine.length || isAlike(mine, theirs)) {
      keep(shelf.remove(editIds));
      if (!isAlike(mine, theirs)) notice.value = { text: isStep ? `Undo or redo failed: ${reason}` : reason };
      return;
    }
    const before = conflict.peek();
    conflict.value = {
      editIds: [...(before?.editIds ?? []), ...editIds],
      mine: [...(before?.mine.filter((segment) => !ids.has(segment.id)) ?? []), ...mine],
      theirs: [...(before?.theirs.filter((segment) => !ids.has(segment.id)) ?? []), ...theirs],
      reason,
    };
  };

  /** @param {"mine" | "theirs"} choice */
  const resolve = (choice) => {
    const open = conflict.peek();
    if (!open) return;
    conflict.value = null;
    if (choice === "mine") {
      const ids = new Set(open.mine.map((segment) => segment.id));
      const remove = open.theirs
        .map((segment) => segment.id)
        .filter((id) => !ids.has(id) && transcript.peek().segment(id));
      // In parts: the edit may have been refused for its size.
      const put = open.mine.map(withKnownSpeaker);
      const nParts = Math.max(1, Math.ceil(Math.max(put.length, remove.length) / SLICE_SEGMENTS));
      for (let i = 0; i < nParts; i++) {
        const part = (/** @type {any[]} */ all) => all.slice(i * SLICE_SEGMENTS, (i + 1) * SLICE_SEGMENTS);
        apply([{ op: "replace", put: part(put), remove: part(remove) }]);
      }
    }
    keep(shelf.remove(open.editIds));
  };
  const withKnownSpeaker = (/** @type {Segment} */ segment) =>
    transcript.peek().speaker(segment.speaker) ? segment : { ...segment, speaker: null };

  /**
   * Read everything from the server and apply the unsent edits again.
   * @returns {Promise<boolean>} whether the server answered
   */
  const reload = async () => {
    commitTyping();
    let plain;
    let stacks;
    try {
      [plain, stacks] = await Promise.all([api.compact(mediaId), api.undoStack(mediaId, STACK_PAGE)]);
    } catch (error) {
      if (!isLoaded.peek()) throw error;
      trouble.value = messageOf(error);
      return false;
    }
    const fresh = transcriptFromCompact(plain);
    const clashing = pending.filter((edit, i) => !(isSending && i === 0) && isBuiltOnOther(fresh, edit, pending.slice(0, i)));
    batch(() => {
      takeStacks(stacks);
      transcript.value = pending.reduce(replay, fresh);
      revision.value = plain.revision;
      isLoaded.value = true;
      countDepth();
    });
    if (clashing.length) await setAside(clashing, "It was changed elsewhere before your change could be saved.");
    if (pending.length) keep(shelf.setBase(plain.revision));
    return true;
  };

  /** @type {(on: Transcript, edit: PendingEdit) => Transcript} */
  const replay = (on, edit) => {
    try {
      const { transcript: next, inverse } = applyAll(on, edit.ops);
      moveOnStacks({ ...edit, inverse });
      return next;
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
      return on; // the server reports why, and the user is asked then
    }
  };
  const moveOnStacks = (/** @type {PendingEdit} */ edit) => {
    if (edit.kind === "edit") {
      if (undoStack.some((done) => done.id === edit.id)) return;
      undoStack.push(edit);
      redoStack = [];
      return;
    }
    const [from, to] = edit.kind === "undo" ? [undoStack, redoStack] : [redoStack, undoStack];
    const at = from.findIndex((done) => done.id === edit.target);
    if (at >= 0) to.push(...from.splice(at, 1));
  };

  /**
   * Open the recording; send edits that an earlier window could not send.
   * @throws {ApiProblem | Unreachable}
   */
  const load = async () => {
    const queues = await shelf.adopt();
    for (const { base, edits } of queues) {
      const { edits: since } = await api.editsSince(mediaId, base);
      const done = new Set(since.map((/** @type {any} */ plain) => plain.id));
      await shelf.remove(edits.filter((edit) => done.has(edit.id)).map((edit) => edit.id));
      edits.filter((edit) => !done.has(edit.id)).forEach(enqueue);
    }
    await reload();
    // The page requests the transcript before events are open, and earlier events are skipped.
    if (events.isLive.peek()) void catchUp();
    void send();
  };

  /** Resolves when every change is saved on the server. */
  const whenSaved = () => {
    commitTyping();
    return new Promise((/** @type {(value?: unknown) => void} */ done) => {
      if (!pending.length) return done();
      const stop = nUnsent.subscribe((n) => {
        if (n) return;
        queueMicrotask(() => stop());
        done();
      });
    });
  };

  events.on("edit", (event) => void receive(event));
  events.on("reset", () => void (isLoaded.peek() && reload()));
  events.on("open", () => {
    if (!isLoaded.peek()) return;
    if (retryTimer !== undefined) retry();
    void catchUp();
  });
  scope.add(() => {
    clearTimeout(typingTimer);
    clearTimeout(retryTimer);
  });

  return {
    transcript,
    /** Index of the segments by time; made once per change, on first use. */
    index,
    revision,
    isLoaded,
    saveState,
    trouble,
    notice,
    conflict,
    typing,
    depth,
    load,
    reload,
    apply,
    type,
    commitTyping,
    undo: () => step("undo"),
    redo: () => step("redo"),
    resolve,
    retry,
    whenSaved,
    newId,
    newSpeakerId: () => newSpeakerId(transcript.peek()),
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */

/** An id for a segment made here, far above the server's ids. */
function newId() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (1 + (high % 0x1fffff)) * 2 ** 32 + low;
}

/** @param {Transcript} transcript */
function newSpeakerId(transcript) {
  for (let n = 1; ; n++) if (!transcript.speaker(`S${n}`)) return `S${n}`;
}

/**
 * Whether an unsent edit was made on segments other than the server's: those that `inverse`
 * restores, except segments made by an earlier unsent edit.
 *
 * @param {Transcript} fresh
 * @param {PendingEdit} edit
 * @param {PendingEdit[]} earlier
 */
function isBuiltOnOther(fresh, edit, earlier) {
  const made = new Set(earlier.flatMap((before) => touchedBy(before.ops)));
  const found = new Map(edit.inverse.flatMap((op) => (op.op === "replace" ? op.put : [])).map((segment) => [segment.id, segment]));
  return touchedBy(edit.ops).some((id) => {
    if (made.has(id)) return false;
    const [then, now] = [found.get(id) ?? null, fresh.segment(id)];
    return then === null || now === null ? then !== now : !isAlike([then], [now]);
  });
}

/**
 * The job that made an edit at a user's request; null for edits by users and for drafts.
 * @param {{origin?: string, job?: number | null}} edit
 */
function jobOf({ origin, job }) {
  return origin === "redraft" || origin === "align" ? (job ?? null) : null;
}

/** @param {readonly Operation[]} ops */
function touchedBy(ops) {
  return [...new Set(ops.flatMap(touched))];
}

/** @param {readonly Operation[]} ops */
function changesSpeakers(ops) {
  return ops.some((op) => op.op.endsWith("_speaker") && op.op !== "set_speaker");
}

/** @param {any} plain @returns {DoneEdit} */
function doneFromJson(plain) {
  const { id, ops, inverse, large } = plain;
  return { id, ops: ops.map(operationFromJson), inverse: inverse.map(operationFromJson), isLarge: large, job: jobOf(plain) };
}

/**
 * The server knows what takes a large edit back, and does not need it sent.
 * @param {PendingEdit} edit
 */
function isLeftToServer(edit) {
  return edit.target !== null && touchedBy(edit.ops).length > MANY_OPERATIONS;
}

/**
 * Equal in every field; what came back from the server unchanged keeps its identity here.
 * @param {Segment | null} a
 * @param {Segment} b
 */
function isSame(a, b) {
  return a !== null && JSON.stringify(a) === JSON.stringify(b);
}

/**
 * Equal in the fields that the user chooses between.
 * @param {Segment[]} a
 * @param {Segment[]} b
 */
function isAlike(a, b) {
  const shown = (/** @type {Segment[]} */ segments) =>
    JSON.stringify(segments.map(({ id, startMs, endMs, text, speaker }) => [id, startMs, endMs, text, speaker]).sort());
  return shown(a) === shown(b);
}

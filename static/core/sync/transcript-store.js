/**
 * The state of an open recording: the transcript as the user sees it, the edits not yet sent to
 * the server, undo and redo.
 *
 * An edit applies at once and is stored in the browser until the server has acknowledged it. Edits
 * are sent one at a time and in order. The base of each is the newest revision that this window has
 * seen in full. Changes by others arrive as events; if one touches a segment that an unsent edit
 * touches too, neither side is overwritten: the user is asked (`conflict`).
 *
 * This module connects the parts: `transcript-state` (signals), `outbox` with `edit-queue` (sending),
 * `undo-steps` with `undo-stack`, `remote-edits`, `conflicts`, `typing` and `loading`.
 */

import { batch, computed } from "@preact/signals-core";

import { STACK_PAGE } from "./undo-stack.js";
import { createConflicts } from "./conflicts.js";
import { createLoading } from "./loading.js";
import { createOutbox } from "./outbox.js";
import { createRemoteEdits } from "./remote-edits.js";
import { createTranscriptState } from "./transcript-state.js";
import { createTyping } from "./typing.js";
import { createUndoOffers } from "./undo-offers.js";
import { createUndoSteps } from "./undo-steps.js";
import { isLeftToServer, tryAll } from "./edits.js";
import { newEditId } from "./pending-edits.js";
import { operationToJson } from "../document/serialization.js";

/** @typedef {import("../document/operations.js").Operation} Operation */
/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */

/**
 * @typedef {object} Options
 * @property {string} mediaId
 * @property {import("./api.js").Api} api
 * @property {import("./events.js").EventStream} events
 * @property {import("./pending-edits.js").PendingEditStore} pendingEdits
 * @property {import("@preact/signals-core").ReadonlySignal<boolean>} [isServerGone] whether the server does not answer
 * @property {() => boolean} [realigns] whether to realign words after an edit
 * @property {() => string} [author] the user's name for the history
 */

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {Options} options
 */
export function createStore(scope, options) {
  const state = createTranscriptState();
  const { outbox, typing, steps, conflicts, remote, loading, apply } = connect(scope, state, options);
  const { nUnsent } = outbox.queue;
  const saveState = computed(() => {
    if (outbox.trouble.value) return /** @type {const} */ ("offline");
    const isUnsaved = nUnsent.value || typing.typing.value;
    if (options.isServerGone?.value) return isUnsaved ? /** @type {const} */ ("offline") : /** @type {const} */ ("disconnected");
    return isUnsaved ? /** @type {const} */ ("saving") : /** @type {const} */ ("saved");
  });
  follow(options, { state, outbox, remote, loading });

  return {
    transcript: state.transcript,
    index: state.index,
    revision: state.revision,
    isLoaded: state.isLoaded,
    saveState,
    trouble: outbox.trouble,
    notice: state.notice,
    conflict: conflicts.conflict,
    typing: typing.typing,
    depth: steps.stack.depth,
    /** The step that was undone or redone last. */
    taken: steps.taken,
    /** The edit that undo would take next. */
    latestEdit: () => steps.stack.next("undo")?.id ?? null,
    /** Whether the server has accepted an edit of this window, and it is not undone. */
    isInForce: (/** @type {string} */ editId) => outbox.queue.isAccepted(editId) && steps.stack.isDone(editId),
    /**
     * Open the recording; send edits that an earlier window could not send.
     * @throws {import("./api.js").ApiProblem | import("./api.js").Unreachable}
     */
    async load() {
      await loading.adoptUnsent();
      await loading.reload();
      // The page requests the transcript before events are open, and earlier events are skipped.
      if (options.events.isLive.peek()) void remote.catchUp();
      void outbox.send();
    },
    reload: loading.reload,
    apply,
    type: typing.type,
    startComposition: typing.startComposition,
    endComposition: typing.endComposition,
    isComposing: typing.isComposing,
    commitTyping: typing.commit,
    endTypingStep: typing.endStep,
    undo: () => steps.step("undo"),
    redo: () => steps.step("redo"),
    /** The button of a message about the newest edit, or about another one. */
    offerUndo: createUndoOffers({ stack: steps.stack, isTyping: computed(() => Boolean(typing.typing.value)), undo: () => steps.step("undo") }),
    resolve: conflicts.resolve,
    retry: outbox.retry,
    /** Commits typed text; resolves when every change is saved on the server. */
    whenSaved: steps.whenSaved,
    /** Resolves when nothing is being sent: all is saved, or the server cannot be reached and the changes stay in this browser. */
    whenSent() {
      typing.commit();
      return new Promise((/** @type {(value?: unknown) => void} */ done) => {
        const stop = saveState.subscribe((now) => {
          if (now === "saving") return;
          queueMicrotask(() => stop());
          done();
        });
      });
    },
    newId,
    newSpeakerId: () => newSpeakerId(state.transcript.peek()),
  };
}

/** @typedef {ReturnType<typeof createStore>} Store */

/**
 * Make the parts. They call each other only after all are made.
 *
 * @param {import("../base/scope.js").Scope} scope
 * @param {import("./transcript-state.js").TranscriptState} state
 * @param {Options} options
 */
function connect(scope, state, { mediaId, api, pendingEdits, author = () => "", realigns = () => true }) {
  /** @param {PendingEdit & {base: number}} edit */
  const post = ({ inverse: _, ...edit }) =>
    api.sendEdit(mediaId, { ...edit, author: author(), realign: realigns(), ops: isLeftToServer(edit) ? [] : edit.ops.map(operationToJson) });
  const outbox = createOutbox(scope, {
    state,
    storage: pendingEdits,
    post,
    onAnswer: (answer) => remote.settle(answer),
    onRefused: (edit, reason, isInvalid) => conflicts.setAside([edit], reason, isInvalid),
  });

  /**
   * Change the transcript.
   * @param {readonly Operation[]} ops
   * @returns {boolean} false: they no longer apply, and a notice is shown
   */
  const apply = (ops) => {
    typing.commit();
    return applyNow(ops, null) !== null;
  };
  /** @type {(ops: readonly Operation[], continues: string | null) => string | null} */
  const applyNow = (ops, continues) => {
    const tried = tryAll(state.transcript.peek(), ops);
    if (!tried.done) {
      state.notify(`This change is not possible: ${tried.why}.`);
      return null;
    }
    const { transcript, inverse } = tried.done;
    const edit = { id: newEditId(), kind: /** @type {const} */ ("edit"), target: continues, ops: [...ops], inverse };
    batch(() => {
      state.transcript.value = transcript;
      steps.stack.push(edit);
      outbox.submit(edit);
    });
    return edit.id;
  };

  const reload = () => loading.reload();
  const readSince = (/** @type {number} */ revision) => api.editsSince(mediaId, revision);
  const typing = createTyping(scope, { state, apply: applyNow, isNext: (editId) => steps.stack.next("undo")?.id === editId });
  const conflicts = createConflicts({ state, outbox, reload, apply });
  const { setAside } = conflicts;
  const steps = createUndoSteps({
    state,
    outbox,
    commitTyping: typing.commit,
    readStacks: (limit, offset) => api.undoStack(mediaId, limit, offset),
    async stepOnServer(kind, target) {
      await api.sendEdit(mediaId, { id: newEditId(), base: state.revision.peek(), kind, target, author: author(), ops: [] });
      await reload();
    },
  });
  const loading = createLoading({
    state,
    outbox,
    stack: steps.stack,
    storage: pendingEdits,
    commitTyping: typing.commit,
    read: () => Promise.all([api.compact(mediaId), api.undoStack(mediaId, STACK_PAGE)]),
    readSince,
    setAside,
  });
  const remote = createRemoteEdits({ state, outbox, commitTypingIn: typing.commitIn, whenComposed: typing.whenComposed, readSince, setAside, reload, adoptSteps: steps.adoptSteps });
  return { outbox, typing, steps, conflicts, remote, loading, apply };
}

/**
 * Follow the server's events.
 *
 * @param {Options} options
 * @param {Pick<ReturnType<typeof connect>, "outbox" | "remote" | "loading"> & {state: import("./transcript-state.js").TranscriptState}} parts
 */
function follow({ mediaId, events }, { state, outbox, remote, loading }) {
  events.on("edit", (event) => void (event.media === mediaId && remote.receive(event)));
  events.on("reset", () => void (state.isLoaded.peek() && loading.reload()));
  events.on("open", () => {
    if (!state.isLoaded.peek()) return;
    if (outbox.isWaiting()) outbox.retry();
    void remote.catchUp();
  });
}

/** An id for a segment made here, far above the server's ids. */
function newId() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (1 + (high % 0x1fffff)) * 2 ** 32 + low;
}

/** @param {Transcript} transcript */
function newSpeakerId(transcript) {
  for (let n = 1; ; n++) if (!transcript.speaker(`S${n}`)) return `S${n}`;
}

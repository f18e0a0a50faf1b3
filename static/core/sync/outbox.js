/**
 * Sends edits to the server, one at a time and in order, and keeps them in the browser's storage until
 * the server has acknowledged them. Without a connection it tries again, after longer and longer waits.
 */

import { signal } from "@preact/signals-core";

import { ApiProblem, Unreachable } from "./api.js";
import { EditQueue } from "./edit-queue.js";
import { messageOf } from "../base/errors.js";

/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */
/** @typedef {ReturnType<typeof createOutbox>} Outbox */

const CONFLICT = 409; // HTTP status: another edit was first
const RETRY_FIRST_MS = 1_000;
const RETRY_LONGEST_MS = 10_000;

/**
 * @template Answer
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {import("./transcript-state.js").TranscriptState} options.state
 * @param {import("./pending-edits.js").PendingEditStore} options.storage
 * @param {(edit: PendingEdit & {base: number}) => Promise<Answer>} options.post
 * @param {(answer: Answer) => Promise<void>} options.onAnswer the next edit is sent after it
 * @param {(edit: PendingEdit, reason: string, isInvalid: boolean) => Promise<void>} options.onRefused likewise; `isInvalid`: the edit
 *   itself is not accepted, independent of what others did
 */
export function createOutbox(scope, { state, storage, post, onAnswer, onRefused }) {
  const queue = new EditQueue();
  const trouble = signal(""); // why edits do not reach the server; empty if they do
  let nFailures = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let retryTimer;
  scope.add(() => clearTimeout(retryTimer));

  const keep = (/** @type {Promise<void>} */ kept) => {
    kept.catch((error) => {
      state.notify(`The browser cannot store unsent changes (${messageOf(error)}). Keep this page open until they are saved.`);
    });
  };
  const forget = (/** @type {readonly string[]} */ ids) => keep(storage.remove(ids));
  const clearTrouble = () => {
    nFailures = 0;
    trouble.value = "";
  };

  const send = async () => {
    const edit = queue.edits[0];
    if (!edit || queue.sending || retryTimer !== undefined || !state.isLoaded.peek()) return;
    queue.sending = edit;
    // Keep the base for retries: edits of others seen since then may clash with this edit.
    const base = (edit.base ??= state.revision.peek());
    try {
      const answer = await post({ ...edit, base });
      clearTrouble();
      queue.accept(edit);
      forget([edit.id]);
      await onAnswer(answer);
    } catch (error) {
      await handleFailure(edit, error);
    } finally {
      queue.sending = null;
    }
    void send();
  };

  /** @param {PendingEdit} edit @param {unknown} error */
  const handleFailure = async (edit, error) => {
    if (error instanceof ApiProblem && error.status < 500 && error.status !== 429) {
      clearTrouble();
      await onRefused(edit, error.message, error.status !== CONFLICT);
      return;
    }
    trouble.value = error instanceof Unreachable || error instanceof ApiProblem ? error.message : String(error);
    retryTimer = setTimeout(retry, Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** nFailures++));
  };

  /** Send now, without waiting for the next attempt. */
  const retry = () => {
    clearTimeout(retryTimer);
    retryTimer = undefined;
    void send();
  };

  return {
    queue,
    trouble,
    send,
    retry,
    /** Remove edits from the storage. */
    forget,
    /** Store an edit and send it. */
    submit(/** @type {PendingEdit} */ edit) {
      if (!queue.edits.length) keep(storage.setBase(state.revision.peek()));
      queue.add(edit);
      keep(storage.put(edit));
      void send();
    },
    /** Store the revision that the unsent edits now build on. */
    rebase(/** @type {number} */ revision) {
      if (queue.edits.length) keep(storage.setBase(revision));
    },
    /** Whether the next attempt waits for its time. */
    isWaiting: () => retryTimer !== undefined,
    /** Put edits back and try again in a second. */
    restore(/** @type {readonly PendingEdit[]} */ edits) {
      queue.restore(edits);
      retryTimer ??= setTimeout(retry, RETRY_FIRST_MS);
    },
    /** Resolves when the server has acknowledged every edit. */
    whenEmpty: () =>
      new Promise((/** @type {(value?: unknown) => void} */ done) => {
        if (!queue.edits.length) return done();
        const stop = queue.nUnsent.subscribe((n) => {
          if (n) return;
          queueMicrotask(() => stop());
          done();
        });
      }),
  };
}

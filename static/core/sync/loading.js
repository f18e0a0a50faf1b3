/** Read the whole transcript from the server, and apply the unsent edits to it again. */

import { batch } from "@preact/signals-core";

import { messageOf } from "../base/errors.js";
import { transcriptFromCompact } from "../document/serialization.js";
import { tryAll } from "./edits.js";

/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("./pending-edits.js").PendingEdit} PendingEdit */
/** @typedef {import("./remote-edits.js").Missed} Missed */
/** @typedef {ReturnType<typeof createLoading>} Loading */

/**
 * @param {object} options
 * @param {import("./transcript-state.js").TranscriptState} options.state
 * @param {import("./outbox.js").Outbox} options.outbox
 * @param {import("./undo-stack.js").UndoStack} options.stack
 * @param {import("./pending-edits.js").PendingEditStore} options.storage
 * @param {() => void} options.commitTyping
 * @param {() => Promise<[import("./api-types.js").CompactTranscript, import("./undo-stack.js").Stacks]>} options.read the transcript in its compact form and the newest undo steps
 * @param {(since: number) => Promise<Missed>} options.readSince the edits after a revision
 * @param {(edits: PendingEdit[], reason: string) => Promise<void>} options.setAside
 */
export function createLoading({ state, outbox, stack, storage, commitTyping, read, readSince, setAside }) {
  const { queue } = outbox;

  /** @type {(on: Transcript, edit: PendingEdit) => Transcript} */
  const replay = (on, edit) => {
    const { done } = tryAll(on, edit.ops);
    if (!done) return on; // the server reports why, and the user is asked then
    stack.adopt({ ...edit, inverse: done.inverse });
    return done.transcript;
  };

  /**
   * Read everything from the server and apply the unsent edits again.
   * @returns {Promise<boolean>} whether the server answered
   * @throws {import("./api.js").ApiProblem | import("./api.js").Unreachable} nothing was loaded so far, and the server did not answer
   */
  const reload = async () => {
    commitTyping();
    let answers;
    try {
      answers = await read();
    } catch (error) {
      if (!state.isLoaded.peek()) throw error;
      outbox.trouble.value = messageOf(error);
      return false;
    }
    const [plain, stacks] = answers;
    const fresh = transcriptFromCompact(plain);
    const clashing = queue.builtOnOther(fresh);
    batch(() => {
      stack.replace(stacks);
      state.transcript.value = queue.edits.reduce(replay, fresh);
      state.revision.value = plain.revision;
      state.isLoaded.value = true;
    });
    if (clashing.length) await setAside(clashing, "It was changed elsewhere before your change could be saved.");
    outbox.rebase(plain.revision);
    return true;
  };

  /** Queue the edits that an earlier window could not send, except those that did arrive. */
  const adoptUnsent = async () => {
    for (const { base, edits } of await storage.adopt()) {
      const { edits: since } = await readSince(base);
      const arrived = new Set(since.map((edit) => edit.id));
      await storage.remove(edits.filter((edit) => arrived.has(edit.id)).map((edit) => edit.id));
      edits.filter((edit) => !arrived.has(edit.id)).forEach((edit) => queue.add(edit));
    }
  };

  return { reload, adoptUnsent };
}

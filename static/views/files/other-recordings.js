/** From one recording to the next one of the library's list, without a way back to the library. */

import { readOrder, recordingsFrom } from "../../core/library/list-order.js";
import { ApiProblem } from "../../core/sync/api.js";

/**
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {Storage | null} storage
 */
export function createOtherRecordings({ mediaId, api, store, toasts }, storage) {
  /** Recordings in a direction, in the order of the list; for one that was not opened from there, newest first. */
  const candidates = async (/** @type {1 | -1} */ direction) => {
    const listed = recordingsFrom(readOrder(storage), mediaId, direction);
    if (listed) return listed;
    const { media } = await api.listMedia();
    return recordingsFrom(media.map((one) => one.id), mediaId, direction) ?? [];
  };
  const exists = async (/** @type {string} */ id) => {
    try {
      return !(await api.media(id)).deleted;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 404) return false;
      throw error;
    }
  };
  const go = async (/** @type {1 | -1} */ direction) => {
    store.commitTyping();
    for (const id of await candidates(direction)) {
      if (await exists(id)) return location.assign(`/media/${id}`);
    }
    toasts.show({ text: direction > 0 ? "This is the last recording of the list." : "This is the first recording of the list." });
  };
  const run = (/** @type {1 | -1} */ direction) => void go(direction).catch((error) => toasts.fail(error, () => run(direction)));
  return { nextRecording: () => run(1), previousRecording: () => run(-1) };
}

/** @typedef {ReturnType<typeof createOtherRecordings>} OtherRecordings */

/** From one recording to the next one of the library's list, without a way back to the library. */

import { recallListView } from "../../core/library/list-order.js";
import { toQuery } from "../../core/library/list-view.js";

/**
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {Storage | null} storage which has the list from which a recording was opened
 */
export function createOtherRecordings({ mediaId, api, store, toasts }, storage) {
  const go = async (/** @type {"next" | "previous"} */ direction) => {
    await store.whenSent(); // what is left would stay in this browser until this recording is opened again
    const { media } = await api.nextInLibrary(mediaId, direction, toQuery(recallListView(storage)));
    if (media) return location.assign(`/media/${media.id}`);
    toasts.show({ text: direction === "next" ? "This is the last recording of the list." : "This is the first recording of the list." });
  };
  const run = (/** @type {"next" | "previous"} */ direction) => void go(direction).catch((error) => toasts.fail(error, () => run(direction)));
  /** Follow the link to the library. @param {MouseEvent} event */
  const openLibrary = (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return; // another tab or window
    const { href } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    event.preventDefault();
    void store.whenSent().then(() => location.assign(href));
  };
  return { nextRecording: () => run("next"), previousRecording: () => run("previous"), openLibrary };
}

/** @typedef {ReturnType<typeof createOtherRecordings>} OtherRecordings */

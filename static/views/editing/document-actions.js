/** Actions on the whole recording: undo, save, export, zoom. */

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {{openExport: () => void, openVideo: () => void, openTimecode: () => void, openSpeakers: (id: number) => void}} editor.panels
 */
export function createDocumentActions({ store, timeline, toasts, panels }) {
  const step = (/** @type {"undo" | "redo"} */ kind) => {
    if (!(kind === "undo" ? store.undo() : store.redo())) toasts.show({ text: `There is nothing to ${kind}.` });
  };
  return {
    undo: () => step("undo"),
    redo: () => step("redo"),
    zoom: (/** @type {number} */ factor) => timeline.zoomBy(factor),
    save() {
      store.commitTyping();
      store.retry();
      if (store.saveState.peek() === "saved") toasts.show({ text: "Everything is saved. Changes are saved automatically." });
    },
    openExport: () => panels.openExport(),
    openVideo: () => panels.openVideo(),
    openTimecode: () => panels.openTimecode(),
  };
}

/** Actions on the whole recording: undo, save, export, zoom. */

/**
 * @param {object} editor
 * @param {import("./cursor.js").Cursor} editor.cursor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {import("./cursor.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {{openExport: () => void, openSpeakers: (id: number) => void}} editor.panels
 */
export function createDocumentActions({ cursor, store, timeline, selection, list, toasts, panels }) {
  const { transcript } = cursor;
  const step = (/** @type {"undo" | "redo"} */ kind) => {
    const before = transcript();
    const field = list.focusedText();
    if (!(kind === "undo" ? store.undo() : store.redo())) {
      toasts.show({ text: kind === "undo" ? "There is nothing to undo." : "There is nothing to redo." });
      return;
    }
    const changed = transcript().segments.find((segment) => before.segment(segment.id) !== segment);
    if (changed) selection.setSegment(changed.id, { focus: field !== null, scroll: true });
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
  };
}

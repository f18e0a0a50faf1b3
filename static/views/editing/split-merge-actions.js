/** Actions that split and merge segments. */

import { caretOffset, textOf } from "../ui/caret.js";
import { splitAtOffset, splitAtTime } from "../../core/editing/operations-at.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/document/operations.js").Operation} Operation */

/**
 * @param {object} editor
 * @param {import("./cursor.js").Cursor} editor.cursor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./cursor.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("./text-tools.js").TextTools} editor.textTools
 */
export function createSplitMergeActions({ cursor, store, player, selection, list, toasts, textTools }) {
  const { transcript, current, neighbour, beside, atCaret, isInText, go } = cursor;
  const applySplit = (/** @type {Operation} */ op) => {
    const wasInText = isInText();
    if (op.op !== "split" || !store.apply(textTools.withSeam(op))) return;
    selection.setSegment(op.newId, { focus: wasInText, scroll: true, offset: 0 });
  };
  const merge = (/** @type {Segment} */ first, /** @type {Segment} */ second, /** @type {boolean} */ focus) => {
    if (!store.apply(textTools.withSeam({ op: "merge", id: first.id, otherId: second.id }))) return;
    const seam = transcript().segment(first.id)?.text.length ?? 0;
    const offset = second.text.trim() ? seam - second.text.trim().length : seam;
    selection.setSegment(first.id, { focus, scroll: true, offset });
  };
  return {
    split() {
      const at = atCaret();
      if (!at) return;
      if (!at.segment.text.slice(at.offset).trim()) {
        go(beside(at.segment, 1), 0);
        return;
      }
      const op = splitAtOffset(at.segment, at.offset, store.newId());
      if (op) applySplit(op);
      else toasts.show({ text: "Place the cursor between two words to split the segment." });
    },
    splitAtPlayhead() {
      store.commitTyping();
      const ms = player.timeMs.peek();
      const segment = store.index.peek().at(ms);
      const op = segment && splitAtTime(segment, ms, store.newId());
      if (op) applySplit(op);
      else toasts.show({ text: "There is no segment at the playhead to split." });
    },
    mergeAtEdge(/** @type {1 | -1} */ step) {
      const field = list.focusedText();
      const chosen = getSelection();
      if (!field || !chosen?.isCollapsed) return false;
      const offset = caretOffset(field.element);
      const { length } = textOf(field.element);
      if (step < 0 ? offset !== 0 : offset !== length) return false;
      const at = atCaret();
      const other = at && neighbour(at.segment, step);
      if (!at || !other) return false;
      merge(step < 0 ? other : at.segment, step < 0 ? at.segment : other, true);
      return true;
    },
    mergeWithNext() {
      store.commitTyping();
      const segment = current();
      const next = segment && neighbour(segment, 1);
      if (segment && next) merge(segment, next, isInText());
    },
  };
}

/** Actions that move the cursor from segment to segment. */

import { isCaretAtEdge } from "../ui/caret.js";

/**
 * @param {object} editor
 * @param {import("./cursor.js").Cursor} editor.cursor
 * @param {import("./cursor.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 */
export function createMoveActions({ cursor, selection, list }) {
  const { transcript, current, beside, go } = cursor;
  return {
    move(/** @type {1 | -1} */ step) {
      const segment = current();
      if (segment) go(beside(segment, step));
      else go(list.filter.nextShown(-1, 1));
    },
    moveFromEdge(/** @type {1 | -1} */ step) {
      const field = list.focusedText();
      if (!field || !isCaretAtEdge(field.element, step)) return false;
      const segment = transcript().segment(field.id);
      const next = segment && beside(segment, step);
      if (!next) return false;
      selection.setSegment(next.id, { focus: true, scroll: true, offset: step > 0 ? 0 : next.text.length });
      return true;
    },
    editSelected() {
      const segment = current();
      if (!segment) return false;
      selection.setSegment(segment.id, { focus: true, scroll: true });
      return true;
    },
    leaveText: () => list.leave(),
  };
}

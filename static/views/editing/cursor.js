/** Where the user is: the segment with the cursor, the selected one, the one being played. */

import { caretOffset } from "../ui/caret.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

/**
 * @typedef {object} Selection
 * @property {import("@preact/signals").Signal<number | null>} segmentId
 * @property {(id: number | null, options?: {focus?: boolean, scroll?: boolean, offset?: number, selectTo?: number}) => void} setSegment
 */

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 */
export function createCursor({ store, player, selection, list }) {
  const transcript = () => store.transcript.peek();
  const selected = () => transcript().segment(selection.segmentId.peek() ?? -1);
  /** The segment with the cursor, else the selected one, else the one being played. */
  const current = () => selected() ?? store.index.peek().at(player.timeMs.peek());
  /** The next segment of the list after the playhead: a recording opens at its beginning, before its first segment. */
  const upcoming = () => {
    const at = transcript().segments.findIndex(({ startMs }) => startMs >= player.timeMs.peek());
    return at < 0 ? null : list.filter.nextShown(at - 1, 1);
  };
  const neighbour = (/** @type {Segment} */ segment, /** @type {1 | -1} */ step) =>
    transcript().segments[transcript().position(segment.id) + step] ?? null;
  /** The next segment that the list shows. */
  const beside = (/** @type {Segment} */ segment, /** @type {1 | -1} */ step) =>
    list.filter.nextShown(transcript().position(segment.id), step);
  /** The text field with the cursor and its segment, including text not yet committed. */
  const atCaret = () => {
    const field = list.focusedText();
    if (!field) return null;
    store.commitTyping();
    const segment = transcript().segment(field.id);
    return segment && { segment, offset: caretOffset(field.element), element: field.element };
  };
  const isInText = () => list.focusedText() !== null;
  const go = (/** @type {Segment | null} */ segment, /** @type {number | undefined} */ offset = undefined) => {
    if (!segment) return;
    selection.setSegment(segment.id, { focus: isInText(), scroll: true, offset });
    if (!player.underWay.peek()) player.seek(segment.startMs);
  };

  return { transcript, selected, current, upcoming, neighbour, beside, atCaret, isInText, go };
}

/** @typedef {ReturnType<typeof createCursor>} Cursor */

/** Keys that go from turn to turn: of any speaker, or of the same one. */

import { turnBeside, turnOfSame } from "../../core/speakers/turns.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createTurnCommands({ store, player, selection, list, toasts }) {
  /** The selected segment, else the one at the playhead or before it. @returns {number} -1 before the first */
  const position = () => {
    store.commitTyping();
    const { segments } = store.transcript.peek();
    const selected = store.transcript.peek().position(selection.segmentId.peek() ?? -1);
    return selected >= 0 ? selected : segments.findLastIndex(({ startMs }) => startMs <= player.timeMs.peek());
  };
  const isShown = (/** @type {Segment} */ { id }) => list.filter.isShown(id);
  const go = (/** @type {Segment | null} */ segment, /** @type {string} */ nothing) => {
    if (!segment) return void toasts.show({ text: nothing });
    selection.setSegment(segment.id, { focus: list.focusedText() !== null, scroll: true, offset: 0 });
    if (!player.underWay.peek()) player.seek(segment.startMs);
  };
  const sideOf = (/** @type {1 | -1} */ step) => (step > 0 ? "after" : "before");
  return {
    moveToTurn: (/** @type {1 | -1} */ step) => go(turnBeside(store.transcript.peek().segments, position(), step, isShown), `There is no turn ${sideOf(step)} this one.`),
    moveToOwnTurn: (/** @type {1 | -1} */ step) =>
      go(turnOfSame(store.transcript.peek().segments, position(), step, isShown), `This speaker has no turn ${sideOf(step)} this one.`),
  };
}

/** Keys that go from turn to turn, of any speaker or of the same one, and from one low-confidence speaker to the next. */

import { segmentBeside, turnBeside, turnOfSame } from "../../core/speakers/turns.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("./speaker-confidence.js").KnownConfidence} known
 */
export function createTurnCommands({ store, player, selection, list, toasts }, { confidence, read }) {
  const segments = () => store.transcript.peek().segments;
  /** The selected segment, else the one at the playhead or before it. @returns {number} -1 before the first */
  const position = () => {
    store.commitTyping();
    const selected = store.transcript.peek().position(selection.segmentId.peek() ?? -1);
    return selected >= 0 ? selected : segments().findLastIndex(({ startMs }) => startMs <= player.timeMs.peek());
  };
  const isShown = (/** @type {Segment} */ { id }) => list.filter.isShown(id);
  const isLow = (/** @type {Segment} */ segment) => confidence.peek().lowConfidenceOf(segment) !== null;
  const go = (/** @type {Segment | null} */ segment, /** @type {string} */ nothing) => {
    if (!segment) return void toasts.show({ text: nothing });
    selection.setSegment(segment.id, { focus: list.focusedText() !== null, scroll: true, offset: 0 });
    if (!player.underWay.peek()) player.seek(segment.startMs);
  };
  const sideOf = (/** @type {1 | -1} */ step) => (step > 0 ? "after" : "before");
  const moveToLowConfidenceSpeaker = (/** @type {1 | -1} */ step) => {
    const nothing = confidence.peek().told.size ? `No low-confidence speaker ${sideOf(step)} this segment.` : "No confidence of speakers is known: find who speaks first.";
    go(segmentBeside(segments(), position(), step, (segment) => isShown(segment) && isLow(segment)), nothing);
  };
  /** Say that a low-confidence speaker is right. @param {Segment} segment */
  const confirm = (segment) => {
    if (store.apply([{ op: "set_speaker", id: segment.id, speaker: segment.speaker }])) void read();
  };
  return {
    moveToTurn: (/** @type {1 | -1} */ step) => go(turnBeside(segments(), position(), step, isShown), `There is no turn ${sideOf(step)} this one.`),
    moveToOwnTurn: (/** @type {1 | -1} */ step) => go(turnOfSame(segments(), position(), step, isShown), `This speaker has no turn ${sideOf(step)} this one.`),
    moveToLowConfidenceSpeaker,
    confirmSpeaker() {
      const segment = segments()[position()];
      if (segment && isLow(segment)) confirm(segment);
      moveToLowConfidenceSpeaker(1);
    },
    /** The key of the speaker that a low-confidence segment has confirms it. @param {number} index of the speaker */
    confirmAt(index) {
      const segment = segments()[position()];
      const isOwn = segment !== undefined && isLow(segment) && store.transcript.peek().speakers[index]?.id === segment.speaker;
      if (isOwn) confirm(segment);
      return isOwn;
    },
  };
}

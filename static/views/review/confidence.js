/** Low-confidence words: go from one to the next and select it, confirm them, and show their density in a strip. */

import { effect } from "@preact/signals";

import { confirmed, densityOf, lowConfidenceWords, nearestLowConfidence, nextLowConfidence, wordAtOffset } from "../../core/review/confidence.js";
import { caretOffset, selectedOffsets } from "../ui/caret.js";
import { reportActivity } from "../ui/activity.js";
import { keyText } from "../ui/key-labels.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

const STRIP_PX = 8;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {import("@preact/signals").ReadonlySignal<number>} editor.threshold
 */
export function createConfidence(scope, { root, store, player, timeline, selection, list, toasts, threshold }) {
  const transcript = () => store.transcript.peek();
  const current = () =>
    transcript().segment(selection.segmentId.peek() ?? -1) ?? store.index.peek().at(player.timeMs.peek());
  const atCaret = () => {
    const field = list.focusedText();
    if (!field) return null;
    store.commitTyping();
    const segment = transcript().segment(field.id);
    return segment && { segment, offset: caretOffset(field.element), selected: selectedOffsets(field.element) };
  };
  const goTo = (/** @type {{segment: Segment, word: import("../../core/review/confidence.js").LowConfidenceWord}} */ { segment, word }) => {
    selection.setSegment(segment.id, { focus: true, scroll: true, offset: word.from, selectTo: word.to });
    if (!player.playing.peek()) player.seek(word.word.startMs);
  };
  const isVisited = (/** @type {ReturnType<typeof atCaret>} */ at) =>
    at !== null && lowConfidenceWords(at.segment, threshold.peek()).some(({ from, to }) => from === at.selected?.from && to === at.selected.to);
  const isShown = (/** @type {Segment} */ { id }) => list.filter.isShown(id);

  const actions = {
    moveToDoubt(/** @type {1 | -1} */ step) {
      const at = atCaret();
      const from = at?.segment ?? current();
      const position = from ? transcript().position(from.id) : 0;
      const hit = nextLowConfidence(transcript().segments, { position, offset: at?.offset ?? null, isWordLeft: !isVisited(at) }, step, threshold.peek(), isShown);
      if (hit) {
        goTo(hit);
        reportActivity("low-confidence-word");
      } else toasts.show({ text: step > 0 ? "No low-confidence word after this one." : "No low-confidence word before this one." });
    },
    /** Confirm the word at the cursor and go to the next low-confidence word. */
    confirmWord() {
      const at = atCaret();
      if (!at) return void toasts.show({ text: keyText("Place the cursor in the word to confirm, or go to the next low-confidence word with {next-doubt}.") });
      const index = wordAtOffset(at.segment, at.offset);
      const isOpen = index >= 0 && at.segment.words[index].probability !== null;
      if (isOpen) {
        store.apply([{ op: "set_words", id: at.segment.id, words: confirmed(at.segment, index) }]);
        reportActivity("word-confirmed");
      }
      actions.moveToDoubt(1);
    },
    toggleFlag() {
      store.commitTyping();
      const segment = current();
      if (segment) store.apply([{ op: "set_flag", id: segment.id, isFlagged: !segment.isFlagged }]);
    },
  };

  const strip = createStrip({ root, store, threshold });
  scope.add(timeline.addLane(strip.lane));
  scope.listen(root, "pointerdown", (/** @type {PointerEvent} */ event) => {
    const ms = strip.timeAt(event);
    const hit = ms === null ? null : nearestLowConfidence(transcript().segments, ms, threshold.peek());
    if (ms === null) return;
    event.preventDefault(); // keeps the focus for the text
    event.stopPropagation();
    if (hit) goTo(hit);
  }, true);
  scope.add(effect(() => void (threshold.value, timeline.redraw())));
  return actions;
}

/**
 * The strip under the minimap.
 *
 * @param {object} parts
 * @param {HTMLElement} parts.root
 * @param {import("../../core/sync/transcript-store.js").Store} parts.store
 * @param {import("@preact/signals").ReadonlySignal<number>} parts.threshold
 */
function createStrip({ root, store, threshold }) {
  /** @type {import("../timeline/lanes.js").LaneBox | null} */
  let painted = null;
  /** @type {import("../timeline/lanes.js").Lane} */
  const lane = {
    id: "confidence",
    place: "minimap",
    heightPx: STRIP_PX,
    paint(ctx, _scene, box) {
      const { topPx, heightPx, widthPx, view } = (painted = box);
      const style = getComputedStyle(root);
      ctx.fillStyle = style.getPropertyValue("--sunken");
      ctx.fillRect(0, topPx, widthPx, heightPx);
      ctx.fillStyle = style.getPropertyValue("--confidence-low");
      const density = densityOf(store.transcript.peek().segments, { ...view, widthPx }, threshold.peek());
      density.forEach((share, x) => {
        // Encoded as height, because colour alone is not accessible to everyone.
        const barPx = Math.max(2, Math.round(heightPx * share));
        if (share) ctx.fillRect(x, topPx + heightPx - barPx, 1, barPx);
      });
    },
  };
  return {
    lane,
    /** The time under the pointer on the strip; null elsewhere. */
    timeAt(/** @type {PointerEvent} */ event) {
      const canvas = /** @type {Element} */ (event.target);
      if (!painted || event.button !== 0 || !canvas.matches(".timeline-canvas")) return null;
      const { left, top } = canvas.getBoundingClientRect();
      const y = event.clientY - top - painted.topPx; // the minimap is at the top of the timeline
      if (y < 0 || y >= painted.heightPx) return null;
      return painted.view.startMs + (event.clientX - left) * painted.view.msPerPx;
    },
  };
}

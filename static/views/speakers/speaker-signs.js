/** Signs at the speaker of a row, with a label: its confidence is low, or others speak at the same time. */

import { effect } from "@preact/signals";

import { spokenAtOnce } from "../../core/speakers/turns.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("@preact/signals").ReadonlySignal<import("../../core/speakers/confidence.js").SpeakerConfidence>} editor.confidence
 */
export function createSpeakerSigns(scope, { store, list, confidence }) {
  let frame = 0;
  const nameOf = (/** @type {string | null} */ id) => store.transcript.peek().speaker(id)?.name || id || "";
  const signsOf = (/** @type {Segment} */ segment) => {
    const low = confidence.peek().lowConfidenceOf(segment);
    const others = [...new Set(spokenAtOnce(store.index.peek(), segment).map(({ speaker }) => nameOf(speaker)))];
    return {
      isLow: low !== null,
      isOverlapped: others.length > 0,
      label: [low === null ? "" : `low confidence, ${Math.round(low * 100)} %`, others.length ? `at the same time as ${others.join(" and ")}` : ""].filter(Boolean).join(", "),
    };
  };
  const refresh = () => {
    frame = 0;
    for (const { element, speaker, segment } of list.nearRows()) {
      const { isLow, isOverlapped, label } = signsOf(segment);
      element.classList.toggle("has-low-confidence-speaker", isLow);
      element.classList.toggle("is-overlapped", isOverlapped);
      const full = [segment.speaker === null ? "No speaker" : `Speaker ${nameOf(segment.speaker)}`, label].filter(Boolean).join(", ");
      if (speaker.getAttribute("aria-label") !== full) speaker.setAttribute("aria-label", full);
      if (speaker.title !== label) speaker.title = label;
    }
  };
  const refreshSoon = () => {
    frame ||= requestAnimationFrame(refresh);
  };
  scope.add(() => cancelAnimationFrame(frame));
  list.onNear(refreshSoon);
  scope.add(
    effect(() => {
      void [store.transcript.value, confidence.value];
      refreshSoon();
    }),
  );
  return {
    /** What the signs of a segment say; "" without any. @param {Segment} segment */
    labelOf: (segment) => signsOf(segment).label,
  };
}

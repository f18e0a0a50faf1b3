/**
 * Screen reader support, by a setting: all segments are laid out and numbered in the list, and a live
 * region announces the selected one.
 */

import { effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.root
 * @param {HTMLElement} editor.element the list's
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("./segment-list.js").SegmentList} editor.list
 * @param {import("@preact/signals").Signal<number | null>} editor.segmentId
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {(segment: import("../../core/document/operations.js").Segment) => string} editor.labelOf what the signs at its speaker say
 */
export function createScreenReaderHelp(scope, { root, element, store, list, segmentId, settings, labelOf }) {
  const liveRegion = document.createElement("p");
  liveRegion.className = "unseen";
  liveRegion.setAttribute("aria-live", "polite");
  root.append(liveRegion);
  scope.add(() => liveRegion.remove());
  scope.add(
    effect(() => {
      const { segments } = store.transcript.value;
      const isOn = settings.value.forScreenReaders;
      element.classList.toggle("is-laid-out", isOn);
      if (!isOn) return;
      segments.forEach((segment, i) => {
        const row = list.row(segment.id);
        row?.setAttribute("aria-setsize", String(segments.length));
        row?.setAttribute("aria-posinset", String(i + 1));
      });
    }),
  );
  scope.add(
    effect(() => {
      const { segments, speakers } = store.transcript.value;
      const segment = store.transcript.value.segment(segmentId.value ?? -1);
      if (!settings.value.forScreenReaders || !segment) {
        liveRegion.textContent = "";
        return;
      }
      const who = speakers.find((speaker) => speaker.id === segment.speaker)?.name;
      const lowConfidence = segment.words.filter((word) => word.probability !== null && word.probability < settings.value.doubtPercent / 100).map((word) => word.text);
      const parts = [
        `Segment ${segments.findIndex(({ id }) => id === segment.id) + 1} of ${segments.length}`,
        who,
        labelOf(segment),
        formatClock(segment.startMs),
        segment.status === "draft" ? "unreviewed" : segment.status,
        lowConfidence.length ? `low confidence: ${lowConfidence.join(", ")}` : "",
      ];
      liveRegion.textContent = parts.filter(Boolean).join(", ");
    }),
  );
}

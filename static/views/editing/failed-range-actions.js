/** What can be done with a range that could not be drafted. */

import { gapAround } from "../../core/timeline/geometry.js";

/** @typedef {import("../../core/sync/jobs.js").FailedRange} FailedRange */
/** @typedef {{startMs: number, endMs: number}} TimeRange */

const SHORTEST_MS = 100;

/**
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {(error: unknown, action: {label: string, run: () => void}) => void} editor.fail
 */
export function createFailedRangeActions({ store, work, api, player, selection, toasts, fail }) {
  const actions = {
    listen: (/** @type {TimeRange} */ { startMs, endMs }) => player.playRange(startMs, endMs),
    retry: (/** @type {FailedRange} */ range) =>
      void api.retryChunk(range.id).then(work.readLost, (error) =>
        fail(error, { label: "Try again", run: () => actions.retry(range) }),
      ),
    /** Insert an empty segment there and place the cursor in it. */
    typeYourself(/** @type {TimeRange} */ { startMs, endMs }) {
      store.commitTyping();
      const gap = widestGap(store.transcript.peek().segments, { startMs, endMs }, player.durationMs.peek());
      if (!gap) return void toasts.show({ text: "There is no free time in this range." });
      const id = store.newId();
      const segment = { id, ...gap, text: "", speaker: null, status: "corrected", words: [] };
      if (!store.apply([{ op: "insert", segment }])) return;
      selection.setSegment(id, { focus: true, scroll: true });
      player.seek(gap.startMs);
    },
  };
  return actions;
}

/**
 * The longest part of a range without a segment.
 *
 * @param {readonly import("../../core/document/operations.js").Segment[]} segments
 * @param {TimeRange} range
 * @param {number} durationMs
 * @returns {TimeRange | null}
 */
function widestGap(segments, { startMs, endMs }, durationMs) {
  const inside = segments.filter((segment) => segment.startMs < endMs && segment.endMs > startMs);
  const gaps = [startMs, ...inside.map((segment) => segment.endMs)]
    .map((ms) => gapAround(segments, Math.min(ms, endMs - 1), durationMs))
    .filter((gap) => gap !== null)
    .map((gap) => ({ startMs: Math.max(gap.startMs, startMs), endMs: Math.min(gap.endMs, endMs) }))
    .filter((gap) => gap.endMs - gap.startMs >= SHORTEST_MS);
  return gaps.sort((a, b) => b.endMs - b.startMs - (a.endMs - a.startMs))[0] ?? null;
}

/** Shift or scale the times of all segments, or of some, or move them to the audio, as one step of undo. */

import { askShift } from "./shift-dialog.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("./shift-dialog.js").Choice} Choice */

/**
 * @param {object} editor
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/jobs.js").Work} editor.work
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {{segmentId: import("@preact/signals").Signal<number | null>}} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {() => string} editor.author
 * @param {Pick<import("../segments/chosen-rows.js").ChosenRows, "several">} editor.rows
 */
export function createShiftTimes({ api, store, work, player, timeline, selection, list, toasts, author, rows }) {
  const shift = async (/** @type {import("../../core/editing/shift.js").Shift} */ body, /** @type {string} */ label, /** @type {Choice} */ choice) => {
    try {
      await store.whenSaved();
      const done = await api.shiftTimes(player.media.peek().id, { ...body, segments: choice.ids, author: author() });
      await store.reload();
      const n = done.segments === 1 ? "1 segment" : `${done.segments.toLocaleString("en")} segments`;
      toasts.show({ text: `${n} moved ${label}. ${done.message}`.trim(), kind: "success", action: store.offerUndo({ edit: done.edit }) });
    } catch (error) {
      toasts.fail(error, () => void shift(body, label, choice));
    }
  };
  const resync = async (/** @type {Choice} */ choice) => {
    try {
      await store.whenSaved();
      await work.ask({ kind: "resync", ...(choice.ids && { segments: choice.ids }) }, ({ job, nEdits }) => {
        if (job.state === "failed") toasts.fail(job.error ?? "The text could not be found in the audio.", () => void resync(choice));
        else if (job.state === "done") toasts.show({ text: job.message ?? "", ...(nEdits && { kind: "success", action: store.offerUndo({ job: job.id }) }) });
      });
    } catch (error) {
      toasts.fail(error, () => void resync(choice));
    }
  };
  return {
    shiftTimes() {
      store.commitTyping();
      const { segments } = store.transcript.peek();
      if (!segments.length) {
        toasts.show({ text: "There are no segments yet." });
        return;
      }
      const selected = selection.segmentId.peek();
      const first = segments.find(({ id }) => id === selected) ?? segments[0];
      askShift({
        choices: choicesOf(segments, { selected, range: timeline.range.peek(), isShown: list.filter.isShown, chosen: rows.several() }),
        times: { firstMs: first.startMs, lastMs: segments[segments.length - 1].startMs, playheadMs: player.timeMs.peek() },
        shift: (body, label, choice) => void shift(body, label, choice),
        resync: (choice) => void resync(choice),
      });
    },
  };
}

/**
 * @param {readonly Segment[]} segments
 * @param {{selected: number | null, range: {startMs: number, endMs: number} | null, isShown: (id: number) => boolean, chosen: Segment[] | null}} where
 * @returns {Choice[]}
 */
function choicesOf(segments, { selected, range, isShown, chosen }) {
  const idsOf = (/** @type {(segment: Segment) => boolean} */ isWanted) => segments.filter(isWanted).map(({ id }) => id);
  const at = segments.findIndex(({ id }) => id === selected);
  /** @type {Choice[]} */
  const choices = chosen ? [{ name: "chosen", label: `The ${chosen.length.toLocaleString("en")} selected segments`, ids: chosen.map(({ id }) => id) }] : [];
  choices.push({ name: "all", label: `All ${segments.length.toLocaleString("en")} segments`, ids: null });
  if (at >= 0) {
    choices.push({ name: "from", label: `The selected segment and all after it (${segments.length - at})`, ids: segments.slice(at).map(({ id }) => id) });
    choices.push({ name: "one", label: "Only the selected segment", ids: [segments[at].id] });
  }
  const inRange = range ? idsOf(({ startMs, endMs }) => startMs < range.endMs && endMs > range.startMs) : [];
  if (inRange.length) choices.push({ name: "range", label: `Segments in the selected range (${inRange.length})`, ids: inRange });
  const shown = idsOf(({ id }) => isShown(id));
  if (shown.length && shown.length < segments.length) choices.push({ name: "shown", label: `Segments that the filter shows (${shown.length})`, ids: shown });
  return choices;
}

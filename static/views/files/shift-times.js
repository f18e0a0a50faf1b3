/** Shift the times of all segments, or of some, as one step of undo. */

import { html } from "htm/preact";

import { openDialog } from "../ui/dialogs.js";
import { parseShift } from "../../core/editing/shift.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {{name: string, label: string, ids: number[] | null}} Choice `ids`: null for all */

/**
 * @param {object} editor
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {{segmentId: import("@preact/signals").Signal<number | null>}} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {() => string} editor.author
 * @param {Pick<import("../segments/chosen-rows.js").ChosenRows, "several">} editor.rows
 */
export function createShiftTimes({ api, store, player, timeline, selection, list, toasts, author, rows }) {
  const shift = async (/** @type {number} */ seconds, /** @type {Choice} */ { ids }) => {
    try {
      await store.whenSaved();
      const media = player.media.peek();
      const done = await api.shiftTimes(media.id, { shift: seconds, segments: ids, author: author() });
      await store.reload();
      const n = done.segments === 1 ? "1 segment" : `${done.segments.toLocaleString("en")} segments`;
      const moved = `${n} moved by ${seconds > 0 ? "+" : "−"}${Math.abs(seconds)} s.`;
      toasts.show({ text: `${moved} ${done.message}`.trim(), kind: "success", action: { label: "Undo", run: () => void store.undo() } });
    } catch (error) {
      toasts.fail(error, () => void shift(seconds, { name: "", label: "", ids }));
    }
  };
  return {
    shiftTimes() {
      store.commitTyping();
      const { segments } = store.transcript.peek();
      if (!segments.length) toasts.show({ text: "There are no segments yet." });
      else askShift(choicesOf(segments, { selected: selection.segmentId.peek(), range: timeline.range.peek(), isShown: list.filter.isShown, chosen: rows.several() }), (seconds, choice) => void shift(seconds, choice));
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

/**
 * @param {Choice[]} choices
 * @param {(seconds: number, choice: Choice) => void} onDone
 */
function askShift(choices, onDone) {
  let problem = "";
  const { redraw } = openDialog("Shift times", (close) => html`<form
    onSubmit=${(/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
      const seconds = parseShift(String(form.get("by") ?? ""));
      if (seconds === null || seconds === 0) {
        problem = "Type seconds, for example 1.5 or −0.25, or a time such as −1:02.5.";
        redraw();
        return;
      }
      close();
      onDone(seconds, choices.find(({ name }) => name === form.get("segments")) ?? choices[0]);
    }}
  >
    <label class="field">Seconds; with a minus for earlier
      <input name="by" autofocus autocomplete="off" aria-describedby="shift-hint" />
    </label>
    <p class="hint" id="shift-hint" role=${problem ? "alert" : null}>${problem || "A segment that would begin before 0 begins at 0. The shift is one step of undo."}</p>
    <fieldset class="choices">
      <legend>Segments</legend>
      ${choices.map(({ name, label }, n) => html`<label key=${name}><input type="radio" name="segments" value=${name} checked=${n === 0} /> ${label}</label>`)}
    </fieldset>
    <p class="dialog-actions"><button class="button is-main">Shift</button></p>
  </form>`);
}

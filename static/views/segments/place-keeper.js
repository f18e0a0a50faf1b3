/** Keeps the place where the user is, and goes back there when the recording is opened again. */

import { effect, untracked } from "@preact/signals";

import { createKeptPlace } from "../../core/review/kept-place.js";
import { createPlaceReports } from "../../core/review/place-reports.js";
import { Unreachable } from "../../core/sync/api.js";
import { readPlace, showPlace } from "../ui/caret-memory.js";

/** @typedef {import("../../core/review/kept-place.js").KeptPlace} KeptPlace */

const KEEP_MS = 1_000;
const DRAWN_MS = 300; // the rows around the place are drawn by then

/**
 * @typedef {object} PlaceParts
 * @property {string} mediaId
 * @property {Pick<import("../../core/sync/api.js").Api, "putPlace">} api
 * @property {import("../../core/review/kept-place.js").ServerPlace | null} serverPlace where any browser had the recording open last
 * @property {Pick<Storage, "getItem" | "setItem"> | null} storage
 * @property {HTMLElement} element the scroll container
 * @property {import("../../core/sync/transcript-store.js").Store} store
 * @property {import("../player/player.js").Player} player
 * @property {import("../timeline/timeline.js").Timeline} timeline
 * @property {import("../editing/actions.js").Selection} selection
 * @property {import("./segment-list.js").SegmentList} list
 * @property {import("../review/filter-bar.js").FilterBar} filterBar
 */

/**
 * Call `begin` when the transcript is loaded.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {PlaceParts} parts
 */
export function createPlaceKeeper(scope, parts) {
  const { mediaId, api, serverPlace, storage, element, player, timeline, selection, filterBar } = parts;
  const kept = createKeptPlace(storage, mediaId);
  const reports = createPlaceReports((report) => {
    kept.noteReport(report);
    const { segment, timeMs } = report;
    // A recording that is gone has no place.
    return api.putPlace(mediaId, { segment, time: timeMs / 1000 }).then(() => true, (error) => !(error instanceof Unreachable));
  });
  const caretOf = createCaretMemory(scope, selection);
  let hasMoved = false;
  let last = ""; // as JSON: an event of the server may look like a move, and must not put this place over that of another window
  const keep = () => {
    if (!hasMoved) return;
    hasMoved = false;
    const place = placeNow(parts, caretOf());
    if (JSON.stringify(place) === last) return;
    last = JSON.stringify(place);
    kept.keep(place);
    reports.move(place);
  };
  const leave = () => {
    keep();
    reports.flush();
  };
  const follow = () => {
    const move = () => void (hasMoved = true);
    scope.add(effect(() => (void [selection.segmentId.value, player.timeMs.value, timeline.view.value, filterBar.state.value], untracked(move))));
    scope.listen(element, "scroll", move, { passive: true });
    for (const type of ["selectionchange", "focusin", "focusout"]) scope.listen(document, type, move);
    scope.every(KEEP_MS, () => {
      keep();
      reports.tick();
    });
    scope.listen(document, "visibilitychange", () => document.hidden && leave());
    scope.listen(window, "pagehide", leave);
  };
  return {
    /** Go to the kept place, unless the address names one; from then on, keep it. @param {boolean} isElsewhere */
    begin(isElsewhere) {
      const place = kept.recall(serverPlace);
      if (place?.msPerPx) timeline.zoomTo(place.msPerPx);
      if (place && !isElsewhere) goTo(parts, place);
      follow();
    },
    isKept: () => kept.recall() !== null,
  };
}

/**
 * The cursor in the selected segment's text, also while a dialog or panel has the focus; null after the user left the text.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("../editing/actions.js").Selection} selection
 */
function createCaretMemory(scope, { segmentId }) {
  let last = readPlace();
  scope.listen(document, "selectionchange", () => void (last = readPlace() ?? last));
  return () => {
    const place = readPlace() ?? (document.activeElement === document.body ? null : last);
    return place && place.id === segmentId.peek() ? { anchor: place.anchor, focus: place.focus } : null;
  };
}

/**
 * @param {PlaceParts} parts
 * @param {KeptPlace["caret"]} caret
 * @returns {KeptPlace}
 */
function placeNow({ player, timeline, selection, list, filterBar }, caret) {
  const segment = selection.segmentId.peek();
  const row = list.row(segment ?? -1);
  const first = list.view.first();
  return {
    timeMs: player.timeMs.peek(),
    segment,
    caret,
    top: first && { segment: Number(first.row.dataset.id), px: first.px },
    isInView: row !== null && list.view.isInView(row),
    msPerPx: timeline.view.peek().msPerPx,
    ...filterBar.state.peek(),
  };
}

/** @param {PlaceParts} parts @param {KeptPlace} place */
function goTo({ store, player, selection, list, filterBar }, { timeMs, segment, caret, top, isInView, filter, isFilterOpen }) {
  filterBar.restore({ filter, isFilterOpen });
  player.seek(timeMs);
  const transcript = store.transcript.peek();
  // What another browser reported has no rows, and its segment may be gone: then its time tells the place.
  const atTime = () => (top ? null : transcript.segments.find(({ endMs }) => endMs > timeMs));
  const chosen = segment === null ? null : (transcript.segment(segment) ?? atTime());
  if (chosen) {
    selection.setSegment(chosen.id);
    list.filter.showRow(chosen.id);
    const { length } = chosen.text;
    if (caret) showPlace({ id: chosen.id, anchor: Math.min(caret.anchor, length), focus: Math.min(caret.focus, length) });
  }
  const row = chosen && list.row(chosen.id);
  const first = list.row(top?.segment ?? -1);
  if (first && top && !first.hidden) list.view.showAt(first, top.px);
  else if (row) list.view.reveal(row);
  if (!row || !isInView) return;
  // In a window of another size, the row may not be in view there.
  setTimeout(() => selection.segmentId.peek() === segment && !list.view.isInView(row) && list.view.reveal(row), DRAWN_MS);
}

/** Menus of rows and of the timeline, on the right mouse button and the Menu key. Shift and the right button open the browser's own. */

import { COMMANDS } from "../../core/commands/commands.js";
import { COLUMNS } from "../../core/commands/settings.js";
import { openMenu } from "../ui/menu.js";
import { keyOf } from "../ui/key-labels.js";
import { idOf } from "./segment-row.js";

/** @typedef {import("../editing/actions.js").Actions} Actions */
/** @typedef {import("../ui/menu.js").MenuItem} MenuItem */

const OF_ROW = [
  ["play-segment", "edit", "split-at-playhead", "merge-next", "insert", "delete"],
  ["speaker-menu", "speaker-from-here"],
  ["approve", "reject", "take-back", "flag"],
  ["draft-again", "align", "shift-times"],
];
const OF_SEVERAL = [["speaker-menu", "approve", "reject", "take-back", "flag"], ["merge-next", "delete", "shift-times", "draft-again"]];
/** What the commands are called for several segments. @type {Record<string, string>} */
const SEVERAL_NAMES = { "speaker-menu": "Speaker…", approve: "Approve", reject: "Reject", "take-back": "Take back", flag: "Flag or unflag", "merge-next": "Merge", delete: "Delete", "shift-times": "Shift the times…", "draft-again": "Draft again…" };
const OF_RANGE = [["play-selection", "loop", "draft-again", "zoom-in", "zoom-out"]];
const OF_TIMELINE = [["play", "split-at-playhead", "start-here", "end-here"], ["zoom-in", "zoom-out", "spectrogram", "channels"]];
const CUT_PX = 6; // a shot cut at most so far from the pointer is meant

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("./segment-list.js").SegmentList} editor.list
 * @param {import("./chosen-rows.js").ChosenRows} editor.rows
 * @param {import("../timeline/timeline.js").Timeline} editor.timeline
 * @param {HTMLElement} editor.timelineElement
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {ReturnType<typeof import("../../core/commands/settings.js").createSettings>} editor.settingsStore
 * @param {Actions} editor.actions
 */
export function createContextMenus(scope, { list, rows, timeline, timelineElement, store, selection, settingsStore, actions }) {
  const itemsOf = (/** @type {string[][]} */ groups, /** @type {Record<string, string>} */ names = {}) =>
    groups.flatMap((ids, group) => ids.map((id, n) => itemOf(id, { name: names[id], isFirst: n === 0 && group > 0 }, actions)));
  const copy = (/** @type {string} */ label, /** @type {number} */ id) => ({ label, keys: "", isFirst: true, run: () => actions.copyRows(id) });
  const open = (/** @type {HTMLElement} */ anchor, /** @type {string} */ label, /** @type {MenuItem[]} */ items, /** @type {MouseEvent} */ event) => {
    event.preventDefault();
    openMenu(anchor, label, items, { at: placeOf(event) });
  };
  const isNative = (/** @type {MouseEvent} */ event) => event.shiftKey && event.button === 2 && isPointer(event);

  scope.listen(list.body, "contextmenu", (/** @type {PointerEvent} */ event) => {
    const target = event.target instanceof Element ? event.target : null;
    const row = /** @type {HTMLElement | null} */ (target?.closest(".seg") ?? null);
    if (!row || isNative(event)) return;
    const id = idOf(row);
    if (!rows.state.peek().ids.has(id)) rows.clear();
    if (!rows.several()) selection.setSegment(id);
    const n = rows.several()?.length ?? 1;
    const anchor = /** @type {HTMLElement} */ (target?.closest("button, .seg-text") ?? row);
    if (n > 1) open(anchor, `${n} segments`, [...itemsOf(OF_SEVERAL, SEVERAL_NAMES), copy(`Copy ${n} segments`, id)], event);
    else open(anchor, "Segment", [...itemsOf(OF_ROW), copy("Copy the segment", id)], event);
  });
  scope.listen(timelineElement, "contextmenu", (/** @type {PointerEvent} */ event) => {
    const frame = /** @type {HTMLElement | null} */ (event.target instanceof Element ? event.target.closest(".timeline-frame") : null);
    if (!frame || isNative(event)) return;
    const { startMs, msPerPx } = timeline.view.peek();
    const ms = Math.max(0, Math.round(startMs + (event.clientX - frame.getBoundingClientRect().left) * msPerPx));
    const range = timeline.range.peek();
    const isInRange = range !== null && (!isPointer(event) || (ms >= range.startMs && ms < range.endMs));
    const segment = isPointer(event) ? store.index.peek().at(ms) : store.transcript.peek().segment(selection.segmentId.peek() ?? -1);
    if (isInRange) return open(frame, "Selected range", [{ label: "New segment here", run: () => timeline.createSegment() }, ...itemsOf(OF_RANGE)], event);
    if (segment) selection.setSegment(segment.id, { scroll: true });
    const seek = isPointer(event) ? [{ label: "Play from here", run: () => playFrom(actions, ms) }] : [];
    const cuts = isPointer(event) ? actions.shotItems(ms, CUT_PX * msPerPx) : [];
    // What is done at this place comes first: the commands of a segment are more than fit on a small screen.
    open(frame, "Timeline", [...seek, ...cuts, ...itemsOf(segment ? [...OF_ROW, ...OF_TIMELINE.slice(1)] : OF_TIMELINE)], event);
  });
  return {
    openColumns() {
      const { columns } = settingsStore.settings.peek();
      const toggle = (/** @type {string} */ name) => settingsStore.change({ columns: columns.includes(name) ? columns.filter((one) => one !== name) : [...columns, name] });
      const anchor = /** @type {HTMLElement} */ (list.body.parentElement);
      const { left, top } = anchor.getBoundingClientRect();
      openMenu(anchor, "Columns", COLUMNS.map(([name, label]) => ({ label, checked: columns.includes(name), run: () => toggle(name) })), { at: { x: left + 8, y: top + 8 } });
    },
  };
}

/**
 * @param {Actions} actions
 * @param {number} ms
 */
function playFrom(actions, ms) {
  actions.seekTo(ms);
  actions.startPlaying();
}

/**
 * @param {string} id of a command
 * @param {{name?: string, isFirst: boolean}} options `name` instead of the command's title
 * @param {Actions} actions
 * @returns {MenuItem}
 */
function itemOf(id, { name, isFirst }, actions) {
  const command = COMMANDS.find((one) => one.id === id);
  if (!command) throw new Error(`The menu names a command that does not exist: ${id}.`);
  return { label: name ?? command.title, keys: keyOf(id), isFirst, run: () => void command.run(actions) };
}

/** Whether the mouse opens the menu, not the Menu key. @param {MouseEvent} event */
function isPointer(event) {
  return event instanceof PointerEvent ? event.pointerType !== "" : event.button === 2;
}

/**
 * At the pointer; for the Menu key at the cursor or the focused element, which is where browsers report it.
 * @param {MouseEvent} event
 */
function placeOf({ clientX, clientY }) {
  return { x: clientX, y: clientY };
}

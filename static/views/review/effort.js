/** Counts the work in this window: keystrokes in a text, and time with the cursor there or while playing. */

import { createEffort } from "../../core/review/effort.js";
import { createReports } from "../../core/review/effort-reports.js";
import { ApiProblem } from "../../core/sync/api.js";
import { newEditId } from "../../core/sync/pending-edits.js";
import { pressedKey } from "../../core/base/key-press.js";

const TICK_MS = 1_000;
const REPORT_MS = 15_000;
const MODIFIERS = new Set(["Control", "Shift", "Alt", "Meta"]);

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {() => string} editor.author
 */
export function createEffortMeter(scope, { mediaId, api, store, player, list, author }) {
  const effort = createEffort();
  const reports = createReports({
    storage: localStorage,
    windowId: newEditId(),
    send: ({ media, ...report }) => api.reportEffort(media, report),
    isRefused: (error) => error instanceof ApiProblem && error.status < 500 && error.status !== 429,
  });
  const now = () => performance.now();
  const readState = () => {
    const isPlaying = player.playing.peek();
    const playing = isPlaying ? store.index.peek().at(player.timeMs.peek()) : null;
    const segment = list.focusedText()?.id ?? playing?.id ?? null;
    return { segment, rate: isPlaying ? player.rate.peek() : null, isHidden: document.hidden };
  };
  let state = readState();
  /** The time since the last tick is counted for the state at that tick. */
  const tick = () => {
    effort.tick(now(), state);
    state = readState();
  };
  const report = () => {
    tick();
    const spans = effort.take();
    return spans.length ? reports.add({ media: mediaId, author: author(), spans }) : reports.flush();
  };
  scope.listen(window, "keydown", (/** @type {KeyboardEvent} */ event) => {
    const field = list.focusedText();
    if (field && event.target === field.element && !MODIFIERS.has(pressedKey(event))) effort.press(field.id, now());
    else effort.touch(now());
  }, true); // before a shortcut stops the event
  for (const type of ["pointerdown", "pointermove", "wheel"]) {
    scope.listen(window, type, () => effort.touch(now()), { passive: true });
  }
  scope.listen(window, "focusin", tick);
  scope.every(TICK_MS, tick);
  scope.every(REPORT_MS, () => void report());
  scope.listen(document, "visibilitychange", () => document.hidden && void report());
  scope.listen(window, "pagehide", () => void report());
  return { report };
}

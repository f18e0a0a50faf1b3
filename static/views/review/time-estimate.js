/** How far the review is, and the time left at this user's speed. Measured and stored in this browser. */

import { effect, signal, untracked } from "@preact/signals";

import { measureProgress } from "../../core/review/progress.js";
import { NO_PACE, addPace, estimate, loadDone, loadLeft, formatEstimate } from "../../core/review/time-estimate.js";

const TICK_MS = 1_000;
const IDLE_MS = 30_000; // this time without input or playback does not count as work
const SETTLE_MS = 400;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("@preact/signals").ReadonlySignal<number>} editor.threshold
 * @param {Pick<Storage, "getItem" | "setItem">} editor.storage
 * @param {() => string} editor.author whose speed is measured
 */
export function createTimeEstimate(scope, { store, player, threshold, storage, author }) {
  const remaining = signal(/** @type {{text: string, title: string} | null} */ (null));
  const progress = signal(/** @type {import("../../core/review/progress.js").Progress | null} */ (null));
  const key = () => `transcribe.pace.${author()}`;
  let pace = read(storage, key());
  let unsaved = NO_PACE; // since it was last stored
  let activeMs = -Infinity;
  let lastMs = performance.now();
  let before = store.transcript.peek();
  let depth = store.depth.peek();
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  const show = () => {
    progress.value = measureProgress(store.transcript.peek().segments);
    const left = estimate(loadLeft(store.transcript.peek().segments, threshold.peek()), pace);
    remaining.value = left && {
      text: formatEstimate(left),
      title: left.isOwn
        ? "From your speed so far in this browser; low-confidence words count more"
        : "Your speed is not known yet: most people need 1 to 4 minutes per minute of audio. Your own estimate appears after two minutes of work.",
    };
  };
  const showSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(show, SETTLE_MS);
  };
  const write = () => {
    if (!unsaved.loadMs && !unsaved.workMs) return;
    pace = addPace(read(storage, key()), unsaved); // other windows also store it
    unsaved = NO_PACE;
    storage.setItem(key(), JSON.stringify(pace));
    showSoon();
  };
  scope.every(TICK_MS, () => {
    const now = performance.now();
    const sinceMs = Math.min(now - lastMs, 5 * TICK_MS); // more than this: the page was suspended
    lastMs = now;
    const isHere = player.playing.peek() || now - activeMs < IDLE_MS;
    if (isHere && !document.hidden) unsaved = { ...unsaved, workMs: unsaved.workMs + sinceMs };
  });
  scope.every(10 * TICK_MS, write);
  scope.listen(window, "pagehide", write);
  for (const type of ["keydown", "pointerdown", "wheel"]) {
    scope.listen(window, type, () => void (activeMs = performance.now()), { passive: true, capture: true });
  }
  scope.add(
    effect(() => {
      const after = store.transcript.value;
      const now = store.depth.value;
      untracked(() => {
        showSoon();
        if (after === before) return;
        const isOwn = now !== depth; // only this window's edits change the depth of undo and redo
        depth = now;
        const ids = isOwn && before.segments.length ? changedIds(before, after) : [];
        unsaved = { ...unsaved, loadMs: unsaved.loadMs + loadDone(before.byId, after.byId, ids, threshold.peek()) };
        before = after;
      });
    }),
  );
  scope.add(effect(() => void (threshold.value, showSoon())));
  scope.add(() => clearTimeout(timer));
  return { remaining, progress };
}

/**
 * @param {import("../../core/document/operations.js").Transcript} before
 * @param {import("../../core/document/operations.js").Transcript} after
 */
function changedIds(before, after) {
  return after.segments.filter((segment) => before.byId.get(segment.id) !== segment).map(({ id }) => id);
}

/**
 * @param {Pick<Storage, "getItem">} storage
 * @param {string} key
 * @returns {import("../../core/review/time-estimate.js").Pace}
 */
function read(storage, key) {
  try {
    const { loadMs, workMs } = JSON.parse(storage.getItem(key) ?? "{}");
    return loadMs >= 0 && workMs >= 0 ? { loadMs, workMs } : NO_PACE;
  } catch {
    return NO_PACE;
  }
}

/** What the buttons and keys of the find panel do: go to a hit, play it, replace it. */

import { signal } from "@preact/signals";

import { hitTimes } from "../../core/editing/hit-times.js";
import { count } from "../ui/format.js";

/** @typedef {import("../../core/editing/find-worker.js").Hit} Hit */
/** @typedef {import("../../core/editing/find-state.js").Finding} Finding */

const PAGE = 100; // hits drawn at a time; more come as the list is scrolled
const PLAY_BEFORE_MS = 300;

/**
 * @param {object} editor
 * @param {Finding} editor.finding
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./actions.js").Selection} editor.selection
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 * @param {() => void} editor.onGo the current hit was shown in the list
 */
export function createFindActions({ finding, store, player, selection, toasts, onGo }) {
  const nShown = signal(PAGE);
  const enqueue = createQueue();
  const timesOf = (/** @type {Hit} */ hit) => hitTimes(store.transcript.peek().segment(hit.id), hit);

  const go = (/** @type {Hit | null} */ hit, /** @type {{focus?: boolean}} */ { focus = false } = {}) => {
    if (!hit) return;
    selection.setSegment(hit.id, { scroll: true, focus, ...(focus ? { offset: hit.to } : {}) });
    if (!player.playing.peek()) player.seek(timesOf(hit).startMs);
    const at = finding.current.peek();
    if (at >= nShown.peek()) nShown.value = at + PAGE;
    onGo();
  };
  const moveTo = async (/** @type {1 | -1} */ by) => go(await finding.step(by, player.timeMs.peek()));
  const report = (/** @type {Awaited<ReturnType<Finding["replace"]>>} */ { nHits, nSegments, nChanged }) => {
    const left = nChanged ? ` ${count(nChanged, "hit")} skipped: changed meanwhile.` : "";
    if (!nSegments) return void toasts.show({ text: `Nothing was changed.${left}` });
    toasts.show({
      text: `${count(nHits, "hit")} in ${count(nSegments, "segment")} replaced.${left}`,
      kind: "success",
      action: store.offerUndo(),
    });
  };

  return {
    /** Number of hits drawn. */
    nShown,
    go,
    /** @param {Hit} hit */
    play(hit) {
      const { startMs, endMs } = timesOf(hit);
      player.playRange(Math.max(0, startMs - PLAY_BEFORE_MS), endMs + PLAY_BEFORE_MS);
    },
    /** @param {1 | -1} by */
    step: (by) => enqueue(() => moveTo(by)),
    /** Replace the current hit and go to the next; without a current hit, go to the first. */
    replaceOne: () =>
      enqueue(async () => {
        await finding.whenSettled();
        if (finding.current.peek() < 0) await moveTo(1);
        else go(await finding.replaceCurrent());
      }),
    /** Replace all hits that are not deselected. */
    replaceAll: () =>
      enqueue(async () => {
        await finding.whenSettled();
        const wanted = finding.chosen.peek();
        if (wanted.length) report(await finding.replace(wanted));
      }),
    /** Draw more hits. */
    more: () => void (nShown.value += PAGE),
    /** Draw the first hits only. */
    restart: () => void (nShown.value = PAGE),
  };
}

/** @typedef {ReturnType<typeof createFindActions>} FindActions */

/**
 * Runs key presses one after another when they come faster than search results.
 *
 * @returns {(run: () => Promise<void>) => void}
 */
function createQueue() {
  let last = Promise.resolve();
  return (run) => void (last = last.then(run));
}

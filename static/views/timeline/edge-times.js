/**
 * Manual times of segments and words: nudges by keys, edges that snap to the start and end of speech or
 * other sounds, and a mark on segments whose words are waiting for realignment.
 */

import { computed, effect, untracked } from "@preact/signals";

import { spanFromJson } from "../../core/document/serialization.js";
import { locateWords } from "../../core/editing/operations-at.js";
import { msToPx } from "../../core/timeline/geometry.js";
import { frameMs, nudge, nudgeWord } from "../../core/timeline/nudging.js";
import { BLOCK_MS, blocksOf, edgesOf, snapEdge } from "../../core/timeline/snapping.js";
import { caretOffset } from "../ui/caret.js";
import { keyText } from "../ui/key-labels.js";

/** @typedef {import("../../core/document/operations.js").Segment} Segment */
/** @typedef {import("../../core/timeline/snapping.js").Sound} Sound */

const NUDGE_MS = 10;
const REACH_MS = 500; // largest distance of a snap by key
const ASK_MS = 200;
const KEPT_BLOCKS = 40;
const SHOWN_MS = 2_500;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {import("../../core/sync/transcript-store.js").Store} editor.store
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./timeline.js").Timeline} editor.timeline
 * @param {import("../editing/actions.js").Selection} editor.selection
 * @param {import("../segments/segment-list.js").SegmentList} editor.list
 * @param {import("@preact/signals").Signal<import("../../core/commands/settings.js").Settings>} editor.settings
 * @param {import("../../core/sync/realignment.js").Realignment} editor.realigning
 */
export function createEdgeTimes(scope, { store, api, player, timeline, selection, list, settings, realigning }) {
  const isPrepared = computed(() => player.media.value.peaks.levels > 0); // before, the server has no samples to look at
  const sounds = cacheSounds(scope, { api, timeline, mediaId: player.media.peek().id, isPrepared, isWanted: () => settings.peek().snapToSound });
  const current = () =>
    store.transcript.peek().segment(selection.segmentId.peek() ?? -1) ?? store.index.peek().at(player.timeMs.peek());
  const neighbourAt = (/** @type {Segment} */ segment, /** @type {"start" | "end" | "both"} */ edge) => {
    const { segments } = store.transcript.peek();
    const at = store.transcript.peek().position(segment.id);
    return (edge === "both" ? null : segments[at + (edge === "start" ? -1 : 1)]) ?? null;
  };
  const readout = document.createElement("output"); // a live region: the result of a nudge
  readout.className = "times-readout";
  timeline.segmentTools.before(readout);
  let clear = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  const tell = (/** @type {string} */ text) => {
    readout.textContent = readout.title = text;
    clearTimeout(clear);
    clear = setTimeout(() => (readout.textContent = ""), SHOWN_MS);
  };
  const tellTimes = (/** @type {number} */ id) => {
    const now = store.transcript.peek().segment(id);
    if (now) tell(`${formatSeconds(now.startMs)} – ${formatSeconds(now.endMs)} s`);
  };
  const apply = (/** @type {readonly import("../../core/document/operations.js").Operation[]} */ ops) => ops.length > 0 && store.apply(ops);
  scope.add(() => clearTimeout(clear));

  timeline.addSnapTargets(({ segment, grip }) =>
    settings.peek().snapToSound ? edgesOf(sounds.near(segment.startMs - BLOCK_MS, segment.endMs + BLOCK_MS), grip) : [],
  );
  scope.add(timeline.addLane({ id: "snap-guide", place: "wave", paint: paintGuide }));
  markWaiting(scope, store, list, realigning);

  return {
    nudgeEdge(/** @type {"start" | "end" | "both"} */ edge, /** @type {"step" | "frame"} */ unit, /** @type {1 | -1} */ way) {
      store.commitTyping();
      const segment = current();
      if (!segment) return;
      const touchMs = frameMs(player.media.peek().frame_rate);
      const around = {
        durationMs: player.durationMs.peek(),
        neighbour: settings.peek().linkEdges ? neighbourAt(segment, edge) : null,
        touchMs,
      };
      const isDone = apply(nudge(segment, edge, way * (unit === "frame" ? touchMs : NUDGE_MS), around));
      if (isDone) tellTimes(segment.id);
      else tell("There is no room to move it.");
    },
    /** Nudge the word at the cursor. */
    nudgeWord(/** @type {"start" | "end"} */ edge, /** @type {1 | -1} */ way) {
      const field = list.focusedText();
      if (!field) return false;
      store.commitTyping();
      const segment = store.transcript.peek().segment(field.id);
      if (!segment) return false;
      const offset = caretOffset(field.element);
      const n = locateWords(segment.text, segment.words).findLastIndex((place) => place !== null && place.from <= offset);
      const isDone = apply(nudgeWord(segment, n, edge, way * NUDGE_MS));
      const word = store.transcript.peek().segment(segment.id)?.words[n];
      if (word) tell(`${isDone ? "" : "No room: "}${word.text} ${formatSeconds(word.startMs)} – ${formatSeconds(word.endMs)} s`);
      else tell(keyText("This segment's words have no times yet. Realign them with {align}."));
      return true;
    },
    async snapEdge(/** @type {"start" | "end"} */ edge) {
      store.commitTyping();
      const before = current();
      if (!before) return;
      await sounds.ask(before.startMs - REACH_MS, before.endMs + REACH_MS);
      const segment = store.transcript.peek().segment(before.id);
      const neighbour = segment && neighbourAt(segment, edge);
      if (!segment) return;
      const beside = neighbour ? [edge === "start" ? neighbour.endMs : neighbour.startMs] : [];
      const targets = [
        ...edgesOf(sounds.near(segment.startMs - REACH_MS, segment.endMs + REACH_MS), edge), ...beside, player.timeMs.peek(),
      ]; // prettier-ignore
      const times = snapEdge(segment, edge, targets, REACH_MS);
      if (times && apply([{ op: "set_times", id: segment.id, ...times }])) tellTimes(segment.id);
      else tell("There is no snap target nearby.");
    },
  };
}

/** @typedef {ReturnType<typeof createEdgeTimes>} Times */

/** @param {number} ms */
function formatSeconds(ms) {
  return (ms / 1000).toFixed(3);
}

/**
 * Starts and ends of sounds near the visible range, requested ahead of a drag.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} options
 * @param {import("../../core/sync/api.js").Api} options.api
 * @param {import("./timeline.js").Timeline} options.timeline
 * @param {string} options.mediaId
 * @param {import("@preact/signals").ReadonlySignal<boolean>} options.isPrepared
 * @param {() => boolean} options.isWanted
 */
function cacheSounds(scope, { api, timeline, mediaId, isPrepared, isWanted }) {
  /** @type {Map<number, Promise<Sound[]>>} */
  const asked = new Map();
  /** @type {Map<number, Sound[]>} */
  const known = new Map();
  let timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  const askBlock = (/** @type {number} */ block) => {
    const before = asked.get(block);
    if (before) return before;
    const answer = api.onsets(mediaId, (block * BLOCK_MS) / 1000, ((block + 1) * BLOCK_MS) / 1000).then(
      ({ sounds }) => {
        const found = sounds.map(spanFromJson);
        known.set(block, found);
        return found;
      },
      () => {
        asked.delete(block); // requested again when it is shown again
        return [];
      },
    );
    asked.set(block, answer);
    for (const old of [...asked.keys()].slice(0, Math.max(0, asked.size - KEPT_BLOCKS))) {
      asked.delete(old);
      known.delete(old);
    }
    return answer;
  };
  const ask = (/** @type {number} */ fromMs, /** @type {number} */ toMs) => Promise.all(blocksOf(fromMs, toMs).map(askBlock));
  scope.add(
    effect(() => {
      const { startMs, msPerPx, widthPx } = timeline.view.value;
      clearTimeout(timer);
      if (widthPx && isPrepared.value && untracked(isWanted)) timer = setTimeout(() => void ask(startMs, startMs + widthPx * msPerPx), ASK_MS);
    }),
  );
  scope.add(() => clearTimeout(timer));
  return {
    ask,
    near: (/** @type {number} */ fromMs, /** @type {number} */ toMs) =>
      blocksOf(fromMs, toMs).flatMap((block) => known.get(block) ?? []),
  };
}

/** @type {import("./lanes.js").Lane["paint"]} */
function paintGuide(ctx, scene, box) {
  const guideMs = scene.preview?.guideMs ?? null;
  if (guideMs === null) return;
  ctx.strokeStyle = scene.palette.accent;
  ctx.lineWidth = 2;
  ctx.setLineDash([5, 3]);
  ctx.beginPath();
  const x = Math.round(msToPx(box.view, guideMs));
  ctx.moveTo(x, box.topPx);
  ctx.lineTo(x, box.topPx + box.heightPx);
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.lineWidth = 1;
}

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {import("../../core/sync/transcript-store.js").Store} store
 * @param {import("../segments/segment-list.js").SegmentList} list
 * @param {import("../../core/sync/realignment.js").Realignment} realigning
 */
function markWaiting(scope, store, list, { waiting }) {
  /** @type {ReadonlySet<number>} */
  let shown = new Set();
  scope.add(
    effect(() => {
      void store.transcript.value; // rows may have been rebuilt
      for (const id of shown) if (!waiting.value.has(id)) list.row(id)?.classList.remove("is-retiming");
      for (const id of waiting.value) list.row(id)?.classList.add("is-retiming");
      shown = waiting.value;
    }),
  );
}

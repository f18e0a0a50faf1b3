/**
 * Shot cuts on the timeline: thin marks, found by a job, added, moved and deleted at the playhead, by dragging and by the timeline's menu. Edges that are dragged snap to them;
 * exports and checks for a profile with a rule on cuts use them.
 */

import { computed, signal } from "@preact/signals";

import { messageOf } from "../../core/base/errors.js";
import { USUAL_FRAME_RATE, frameAt } from "../../core/player/timecode.js";
import { firstCutAt, nearestCut, stepCut } from "../../core/timeline/shot-cuts.js";
import { endMs, msToPx, pxToMs } from "../../core/timeline/geometry.js";
import { formatTime } from "../../core/player/shown-time.js";

/** @typedef {{add: readonly number[], remove: readonly number[]}} Change times in ms */

const NEAR_MS = 1000; // a cut at most so far from the playhead is meant
const HANDLE_PX = 12; // height of the place at which a cut can be grabbed; below it are edges of segments
const REACH_PX = 6;

/**
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} editor
 * @param {HTMLElement} editor.element has the number of cuts in `data-shots`
 * @param {string} editor.mediaId
 * @param {import("../../core/sync/api.js").Api} editor.api
 * @param {import("../../core/sync/events.js").EventStream} editor.events
 * @param {import("../player/player.js").Player} editor.player
 * @param {import("./timeline.js").Timeline} editor.timeline
 * @param {import("../ui/toasts.js").Toasts} editor.toasts
 */
export function createShotCuts(scope, { element, mediaId, api, events, player, timeline, toasts }) {
  const shown = signal(/** @type {readonly number[]} */ ([]));
  let lastText = "";
  const show = (/** @type {{cuts: readonly {time: number}[]}} */ { cuts }) => {
    const text = cuts.map(({ time }) => time).join();
    if (text === lastText) return; // the recording's event tells of other changes too
    lastText = text;
    shown.value = cuts.map(({ time }) => Math.round(time * 1000));
    element.dataset.shots = String(cuts.length);
    timeline.redraw();
  };
  const fail = (/** @type {unknown} */ error) => void toasts.show({ text: messageOf(error) });
  const read = () => api.shots(mediaId).then(show, fail);
  const send = (/** @type {Change} */ { add, remove }) => api.changeShots(mediaId, { add: add.map((ms) => ms / 1000), remove: remove.map((ms) => ms / 1000) }).then(show);
  const change = async (/** @type {string} */ text, /** @type {Change} */ { add, remove }) => {
    try {
      await send({ add, remove });
    } catch (error) {
      return fail(error);
    }
    toasts.show({ text, action: { label: "Undo", run: () => void send({ add: remove, remove: add }).catch(fail) } });
  };
  const has = (/** @type {number} */ ms) => shown.peek().includes(ms);
  const add = (/** @type {number} */ ms) => void (has(ms) ? toasts.show({ text: "There is a shot cut already." }) : change("Shot cut added.", { add: [ms], remove: [] }));
  const remove = (/** @type {number} */ ms) => void change("Shot cut deleted.", { add: [], remove: [ms] });
  const move = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ text) => void (from !== to && change(text, { add: has(to) ? [] : [to], remove: [from] }));
  const rate = computed(() => player.media.value.frame_rate || USUAL_FRAME_RATE);
  /** The beginning of the frame at the playhead. */
  const frameMs = () => frameStart(player.timeMs.peek());
  const frameStart = (/** @type {number} */ ms) => Math.round((frameAt(ms, rate.peek()) * 1000) / rate.peek());
  const nearest = () => nearestCut(shown.peek(), frameMs(), NEAR_MS);
  const none = () => toasts.show({ text: "There is no shot cut within a second of the playhead." });
  const step = (/** @type {1 | -1} */ way) => {
    const cut = stepCut(shown.peek(), frameMs(), way);
    if (cut === null) toasts.show({ text: way > 0 ? "No shot cut after this place." : "No shot cut before this place." });
    else player.seek(cut);
  };
  events.on("media", (next) => next.id === mediaId && void read());
  const dragging = createDragging({ shown, timeline, nearestFrame: (ms) => frameStart(ms + 500 / rate.peek()), move });
  scope.add(timeline.addLane({ id: "shot-cuts", place: "wave", paint: (ctx, scene, box) => paint(ctx, scene, dragging.in(box), dragging.cuts()) }));
  timeline.addHandles(dragging.handleAt);
  timeline.addSnapTargets(({ view }) => shown.peek().slice(firstCutAt(shown.peek(), view.startMs), firstCutAt(shown.peek(), endMs(view))));
  void read();

  return {
    async findShots() {
      if (!player.media.peek().has_video) return void toasts.show({ text: "This recording has no video." });
      try {
        await api.addJob(mediaId, { kind: "shots" });
      } catch (error) {
        return fail(error);
      }
      toasts.show({ text: "Looking for shot cuts. They appear on the timeline." });
    },
    addShot: () => add(frameMs()),
    moveShot() {
      const cut = nearest();
      if (cut === null) return void none();
      move(cut, frameMs(), "Shot cut moved to the playhead.");
    },
    deleteShot() {
      const cut = nearest();
      if (cut === null) return void none();
      remove(cut);
    },
    /**
     * What the timeline's menu offers at a place.
     * @param {number} ms
     * @param {number} withinMs a cut at most so far away is meant
     */
    shotItems(ms, withinMs) {
      if (!player.media.peek().has_video) return [];
      const cut = nearestCut(shown.peek(), ms, withinMs);
      return [cut === null ? { label: "Add a shot cut here", run: () => add(frameStart(ms)) } : { label: "Delete this shot cut", run: () => remove(cut) }];
    },
    nextShot: () => step(1),
    previousShot: () => step(-1),
  };
}

/**
 * Drags of the blocks at the top of the cuts. A dragged cut goes from frame to frame.
 *
 * @param {object} parts
 * @param {import("@preact/signals").Signal<readonly number[]>} parts.shown
 * @param {import("./timeline.js").Timeline} parts.timeline
 * @param {(ms: number) => number} parts.nearestFrame
 * @param {(from: number, to: number, text: string) => void} parts.move
 */
function createDragging({ shown, timeline, nearestFrame, move }) {
  let drag = /** @type {{from: number, to: number} | null} */ (null);
  let lastBox = /** @type {import("./lanes.js").LaneBox | null} */ (null);
  const set = (/** @type {typeof drag} */ next) => {
    drag = next;
    timeline.redraw();
  };
  return {
    /** The cuts as they are drawn, with the dragged one where the pointer is. */
    cuts() {
      const now = drag;
      return now ? [...shown.peek().filter((ms) => ms !== now.from && ms !== now.to), now.to].sort((a, b) => a - b) : shown.peek();
    },
    /** @param {import("./lanes.js").LaneBox} box */
    in: (box) => (lastBox = box),
    /** @type {import("./gestures.js").FindHandle} */
    handleAt(px, yPx) {
      if (!lastBox || yPx < lastBox.topPx || yPx > lastBox.topPx + HANDLE_PX) return null;
      const cut = nearestCut(shown.peek(), pxToMs(lastBox.view, px), REACH_PX * lastBox.view.msPerPx);
      if (cut === null) return null;
      return {
        ms: cut,
        drag(ms) {
          set({ from: cut, to: nearestFrame(ms) });
          return formatTime(drag?.to ?? cut, 3);
        },
        end() {
          const to = drag?.to ?? cut;
          set(null);
          move(cut, to, "Shot cut moved.");
        },
        cancel: () => set(null),
      };
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./paint.js").Scene} scene
 * @param {import("./lanes.js").LaneBox} box
 * @param {readonly number[]} cuts
 */
function paint(ctx, scene, box, cuts) {
  ctx.strokeStyle = scene.palette.quiet;
  ctx.fillStyle = scene.palette.quiet;
  ctx.beginPath();
  let lastPx = -1;
  for (let at = firstCutAt(cuts, box.view.startMs); at < cuts.length && cuts[at] <= endMs(box.view); at += 1) {
    const x = Math.round(msToPx(box.view, cuts[at])) + 0.5;
    if (x === lastPx) continue; // zoomed out: cuts of one pixel
    lastPx = x;
    ctx.moveTo(x, box.topPx);
    ctx.lineTo(x, box.topPx + box.heightPx);
    ctx.fillRect(x - 3.5, box.topPx, 7, 8);
  }
  ctx.stroke();
}

/** What gestures do to the timeline: they scroll, seek, select, drag segments and create them. */

import { formatTime } from "../../core/player/shown-time.js";
import { clamp } from "../../core/base/numbers.js";
import { centreOn, gapAround, scrollBy, zoomTo } from "../../core/timeline/geometry.js";
import { fractionToHz, formatHz } from "../../core/timeline/spectrogram.js";
import { stripAt } from "./lanes.js";
import { showTip } from "./frame.js";

/** @typedef {import("../../core/timeline/geometry.js").Viewport} Viewport */
/** @typedef {import("./timeline.js").TimeRange} TimeRange */
/** @typedef {import("./timeline.js").TimelineContext} TimelineContext */

const NEW_SEGMENT_MS = 2_000; // length of a segment created by double click

/**
 * @param {TimelineContext} context
 * @param {object} parts
 * @param {import("./frame.js").Frame} parts.frame
 * @param {import("./timeline.js").TimelineState} parts.state
 * @param {ReturnType<typeof import("../../core/timeline/viewport.js").createViewport>} parts.viewport
 * @param {import("./drawing.js").Drawing} parts.drawing
 * @param {(ms: number) => void} parts.create a segment at a position
 * @returns {import("./gestures.js").Board}
 */
export function createBoard({ store, player, selection }, { frame, state, viewport, drawing, create }) {
  const { index } = store;
  const { range, preview, hoveredId, snapTargets, handles, durationMs } = state;
  const view = () => viewport.view.peek();
  const setView = viewport.setByHand;
  const tell = (/** @type {string} */ text, px = 0) => showTip(frame.tip, text, px, drawing.layout().widthPx);
  return {
    view,
    layout: drawing.layout,
    index: () => index.peek(),
    durationMs,
    playheadMs: () => player.timeMs.peek(),
    selectedId: () => selection.segmentId.peek(),
    range: () => range.peek(),
    setRange: (next) => void (range.value = next),
    setPreview(next, px) {
      preview.value = next;
      tell(next ? formatTimes(next) : "", px);
    },
    setHover(hover) {
      hoveredId.value = hover?.id ?? null;
      frame.canvas.style.cursor = cursorFor(hover);
      tell(hover ? formatPlace(drawing.scene(), hover.px, hover.yPx) : "", hover?.px);
    },
    /** A click on a strip that takes clicks. */
    pressStrip(px, yPx) {
      const strip = stripAt(drawing.scene(), yPx);
      strip?.lane.press?.(strip.box, px, yPx);
      return strip?.lane.press !== undefined;
    },
    select: (id, options) => selection.setSegment(id, { scroll: true, ...options }),
    seek: (ms) => player.seek(clamp(ms, 0, durationMs())),
    scroll: (px) => setView(scrollBy(view(), px, durationMs())),
    zoom: (factor, px) => setView(zoomTo(view(), view().msPerPx * factor, px, durationMs())),
    setView,
    centre: (ms) => setView(centreOn(view(), ms, durationMs())),
    commit(id, times) {
      if (index.peek().position(id) >= 0) store.apply([{ op: "set_times", id, ...times }]);
    },
    create,
    snapTargets: (drag) => snapTargets.flatMap((targets) => targets(drag)),
    handleAt: (px, yPx) => handles.reduce((/** @type {import("./gestures.js").Handle | null} */ found, find) => found ?? find(px, yPx), null),
    tell,
  };
}

/**
 * Create segments from the selected range, or in the gap at a position.
 *
 * @param {TimelineContext} context
 * @param {import("./timeline.js").TimelineState} state
 */
export function createSegmentMaker({ store, player, selection }, { range, durationMs }) {
  const createIn = (/** @type {TimeRange} */ times) => {
    const id = store.newId();
    const segment = { id, ...times, text: "", speaker: null, status: "corrected", words: [] };
    store.apply([{ op: "insert", segment }]);
    range.value = null;
    selection.setSegment(id, { focus: true, scroll: true });
  };
  const createAt = (/** @type {number} */ ms) => {
    const chosen = range.peek();
    if (chosen && ms >= chosen.startMs && ms < chosen.endMs) return createIn(chosen);
    const gap = gapAround(store.index.peek().spans, ms, durationMs());
    if (!gap) return;
    const startMs = Math.round(clamp(ms, gap.startMs, gap.endMs));
    createIn({ startMs, endMs: Math.min(gap.endMs, startMs + NEW_SEGMENT_MS) });
  };
  return {
    createAt,
    /** From the selected range; without one, at the playhead. */
    createSegment() {
      const chosen = range.peek();
      if (chosen) createIn(chosen);
      else createAt(player.timeMs.peek());
    },
  };
}

/** @param {TimeRange} range */
function formatTimes({ startMs, endMs }) {
  const length = ((endMs - startMs) / 1000).toFixed(2);
  return `${formatTime(startMs, 2)} – ${formatTime(endMs, 2)}  (${length} s)`;
}

/**
 * The time under the pointer, and over the spectrogram the frequency.
 * @param {import("./paint.js").Scene} scene
 * @param {number} px
 * @param {number} yPx
 */
function formatPlace(scene, px, yPx) {
  const { view, layout, spectrogram, overview, durationMs } = scene;
  if (overview && yPx < layout.overview.heightPx) return formatTime((px / layout.widthPx) * durationMs);
  const time = formatTime(view.startMs + px * view.msPerPx, 2);
  const strip = stripAt(scene, yPx);
  const told = strip?.lane.tip?.(strip.box, px, yPx);
  if (told) return `${time} · ${told}`;
  const fraction = (yPx - layout.spectrogram.topPx) / layout.spectrogram.heightPx;
  if (!spectrogram || fraction < 0 || fraction > 1) return time;
  return `${time} · ${formatHz(fractionToHz(spectrogram.shape, spectrogram.scale, fraction))}`;
}

/** @param {{grip: import("../../core/timeline/geometry.js").Grip | null} | null} hover */
function cursorFor(hover) {
  if (hover?.grip === "start" || hover?.grip === "end") return "ew-resize";
  return hover?.grip === "body" ? "grab" : "default";
}

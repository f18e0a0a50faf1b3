/**
 * The minimap of the whole recording, over the ruler: waveform, speakers, review progress, and the window
 * that the rest of the timeline shows. Its image is cached and copied; only the window moves.
 */

import { effect } from "@preact/signals";

import { formatClock } from "../../core/base/clock.js";
import { clampView, endMs, scrollBy, zoomTo } from "../../core/timeline/geometry.js";
import { NOBODY, SILENT, STATUSES, summarise, windowBox } from "../../core/timeline/minimap.js";
import { heightOf, paintLanes } from "./lanes.js";
import { paintSmallMarks } from "./regions.js";
import { N_SPEAKER_COLOURS } from "./colours.js";
import { paintColumns } from "./waveform.js";
import { pressedKey } from "../../core/base/key-press.js";

/** @typedef {import("./paint.js").Scene} Scene */
/** @typedef {import("../../core/timeline/geometry.js").Viewport} Viewport */

const SPEAKER_PX = 4;
const STATUS_PX = 5;
const WINDOW_STEP = 0.25; // of the window, one press of an arrow

/** Caches the image of the whole recording. */
export class MinimapImage {
  canvas = document.createElement("canvas");

  /** Render the image: it takes all segments and words. @param {Scene} scene */
  render(scene) {
    const { layout, scale } = scene;
    if (!layout.widthPx || !layout.overview.heightPx) return;
    const size = { widthPx: layout.widthPx, heightPx: layout.overview.heightPx };
    this.canvas.width = Math.max(1, Math.round(size.widthPx * scale));
    this.canvas.height = Math.max(1, Math.round(size.heightPx * scale));
    const ctx = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d", { alpha: false }));
    ctx.setTransform(scale, 0, 0, scale, 0, 0);
    paintWholeRecording(ctx, scene, size);
  }
}

/**
 * Draw all of the recording: waveform, below it speakers and status, below them the lanes of other modules.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {{widthPx: number, heightPx: number}} size
 */
function paintWholeRecording(ctx, scene, { widthPx, heightPx }) {
  const { palette, scale, peaks, durationMs } = scene;
  ctx.fillStyle = palette.background;
  ctx.fillRect(0, 0, widthPx, heightPx);
  const ownPx = heightPx - heightOf(scene.lanes, "minimap");
  const wavePx = ownPx - SPEAKER_PX - STATUS_PX - 1;
  if (peaks) {
    const nColumns = Math.ceil(widthPx * scale);
    const columns = { min: new Float32Array(nColumns), max: new Float32Array(nColumns) };
    peaks.columns(0, durationMs / nColumns, columns);
    ctx.fillStyle = palette.wave;
    paintColumns(ctx, columns, { middle: wavePx / 2, reach: (wavePx / 2 - 1) / 128, gain: scene.gain, scale });
  }
  paintSummary(ctx, scene, { widthPx, topPx: wavePx });
  paintSmallMarks(ctx, scene, { widthPx, heightPx: ownPx });
  const view = { startMs: 0, msPerPx: Math.max(1, durationMs) / widthPx, widthPx };
  paintLanes(ctx, scene, "minimap", { topPx: ownPx, heightPx: heightPx - ownPx || heightPx, widthPx, view });
}

/**
 * A stripe of speakers, and under it one that fills as segments are corrected and approved.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {{widthPx: number, topPx: number}} box
 */
function paintSummary(ctx, { palette, index, durationMs, speakerIndex, scale }, { widthPx, topPx }) {
  const nColumns = Math.ceil(widthPx * scale);
  const columnPx = widthPx / nColumns;
  const { speaker, status } = summarise(index.spans, durationMs, nColumns, speakerIndex);
  for (let i = 0; i < nColumns; i++) {
    if (speaker[i] === SILENT) continue;
    ctx.fillStyle = speaker[i] === NOBODY ? palette.nobody : palette.speakers[speaker[i] % N_SPEAKER_COLOURS];
    ctx.fillRect(i * columnPx, topPx, columnPx, SPEAKER_PX);
    let bottom = topPx + SPEAKER_PX + 1 + STATUS_PX;
    for (const name of /** @type {const} */ (["approved", "corrected", "rejected"])) {
      const heightPx = STATUS_PX * status[i * STATUSES.length + STATUSES.indexOf(name)];
      if (!heightPx) continue;
      ctx.fillStyle = palette.status[name];
      ctx.fillRect(i * columnPx, bottom - heightPx, columnPx, heightPx);
      bottom -= heightPx;
    }
  }
}

/**
 * Copy the image and draw the window over it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 */
export function paintMinimap(ctx, { view, layout, palette, overview, durationMs }) {
  const { topPx, heightPx } = layout.overview;
  if (!heightPx) return;
  if (overview) ctx.drawImage(overview, 0, topPx, layout.widthPx, heightPx);
  const { left, right } = windowBox(view, durationMs);
  ctx.fillStyle = palette.background;
  ctx.globalAlpha = 0.5;
  ctx.fillRect(0, topPx, left, heightPx);
  ctx.fillRect(right, topPx, Math.max(0, layout.widthPx - right), heightPx);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = ctx.fillStyle = palette.selection;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(left + 0.75, topPx + 0.75, Math.max(1, right - left - 1.5), heightPx - 1.5);
  if (right - left < 16) return;
  for (const x of [left, right - 3]) ctx.fillRect(x, topPx + heightPx / 2 - 6, 3, 12); // grips
}

/**
 * A keyboard handle for the window: arrows move it, with Shift they change its width.
 *
 * @param {import("../../core/base/scope.js").Scope} scope
 * @param {object} parts
 * @param {HTMLElement} parts.frame
 * @param {import("@preact/signals").Signal<Viewport>} parts.view
 * @param {() => number} parts.durationMs
 * @param {(view: Viewport) => void} parts.setView
 * @param {(ms: number) => void} parts.seek
 * @returns {{element: HTMLElement, place: (heightPx: number) => void}}
 */
export function createWindowHandle(scope, { frame, view, durationMs, setView, seek }) {
  const handle = document.createElement("div");
  handle.className = "timeline-window";
  handle.tabIndex = 0;
  handle.setAttribute("role", "slider");
  handle.setAttribute("aria-label", "Visible range of the recording");
  handle.title = "Arrows move the visible range, Shift and arrows change its length, Enter moves the playhead there";
  frame.append(handle);
  const zoom = (/** @type {number} */ factor) => {
    const now = view.peek();
    setView(zoomTo(now, now.msPerPx * factor, now.widthPx / 2, durationMs()));
  };
  const move = (/** @type {number} */ windows) =>
    setView(scrollBy(view.peek(), windows * view.peek().widthPx, durationMs()));
  const jump = (/** @type {number} */ startMs) => setView(clampView({ ...view.peek(), startMs }, durationMs()));
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowLeft: () => move(-WINDOW_STEP),
    ArrowRight: () => move(WINDOW_STEP),
    ArrowDown: () => move(-WINDOW_STEP),
    ArrowUp: () => move(WINDOW_STEP),
    PageUp: () => move(-1),
    PageDown: () => move(1),
    Home: () => jump(0),
    End: () => jump(durationMs()),
    "Shift+ArrowLeft": () => zoom(0.8),
    "Shift+ArrowRight": () => zoom(1.25),
    Enter: () => seek(Math.round((view.peek().startMs + endMs(view.peek())) / 2)),
  };
  scope.listen(handle, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const run = keys[`${event.shiftKey ? "Shift+" : ""}${pressedKey(event)}`];
    if (!run) return;
    event.preventDefault();
    event.stopPropagation();
    run();
  });
  scope.add(
    effect(() => {
      const { left, right } = windowBox(view.value, durationMs());
      handle.style.left = `${left}px`;
      handle.style.width = `${Math.max(1, right - left)}px`;
      const whole = formatClock(durationMs());
      handle.setAttribute("aria-valuemin", "0");
      handle.setAttribute("aria-valuemax", String(Math.round(durationMs() / 1000)));
      handle.setAttribute("aria-valuenow", String(Math.round(view.value.startMs / 1000)));
      handle.setAttribute("aria-valuetext", `${formatClock(view.value.startMs)} to ${formatClock(endMs(view.value))} of ${whole}`);
    }),
  );
  return {
    element: handle,
    place(heightPx) {
      handle.hidden = heightPx === 0;
      handle.style.height = `${heightPx}px`;
    },
  };
}

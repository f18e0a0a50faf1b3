/**
 * Painting the timeline: overview, ruler, waveform and segments on one canvas.
 *
 * Only what is in the window is touched, and stretches narrower than a pixel are drawn once, so
 * that a frame costs the same for ten minutes and for ten hours.
 */

import { clockDecimals, endMs, formatClock, laneBox, msToPx, tickSteps } from "../core/geometry.js";
import { heightOf, paintLanes } from "./timeline-lanes.js";
import { paintMarks, paintSmallMarks } from "./timeline-marks.js";

/** @typedef {import("../core/geometry.js").Viewport} Viewport */
/** @typedef {import("../core/peaks.js").Peaks} Peaks */
/** @typedef {{text: string, startMs: number, endMs: number, probability?: number | null}} PaintedWord */
/** @typedef {{id: number, startMs: number, endMs: number, text: string, speaker: string | null, status: string, words: readonly PaintedWord[]}} PaintedSegment */
/** @typedef {import("../core/geometry.js").SpanIndex<PaintedSegment>} Index */

/** @typedef {import("./timeline-lanes.js").Layout} Layout */

export const N_SPEAKER_COLOURS = 8;
const DOUBTFUL = 0.5; // below this probability a word gets a mark
const LABEL_PX = 84; // least distance of two labels on the ruler
const FONT_PX = 12;

/** @param {Element} element */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(name).trim() || "#888";
  return {
    background: colour("--tl-background"),
    raised: colour("--tl-raised"),
    line: colour("--tl-line"),
    text: colour("--tl-text"),
    quiet: colour("--tl-quiet"),
    wave: colour("--tl-wave"),
    accent: colour("--accent"),
    doubt: colour("--doubt"),
    lost: colour("--error"),
    status: /** @type {Record<string, string>} */ ({
      draft: "",
      corrected: colour("--status-corrected"),
      approved: colour("--status-approved"),
      rejected: colour("--status-rejected"),
    }),
    nobody: colour("--speaker-none"),
    speakers: Array.from({ length: N_SPEAKER_COLOURS }, (_, i) => colour(`--speaker-${i + 1}`)),
    font: `${FONT_PX}px ${style.fontFamily || "sans-serif"}`,
  };
}

/** @typedef {ReturnType<typeof readPalette>} Palette */

/**
 * All that a picture of the timeline depends on, but for the playhead.
 * @typedef {object} Scene
 * @property {Viewport} view
 * @property {Layout} layout
 * @property {Palette} palette
 * @property {number} scale device pixels in a CSS pixel
 * @property {Index} index
 * @property {Peaks | null} peaks
 * @property {number} gain
 * @property {number} durationMs
 * @property {ReadonlyMap<string, number>} speakerIndex
 * @property {number | null} selectedId
 * @property {number | null} hoveredId
 * @property {{id: number, startMs: number, endMs: number} | null} preview a drag in progress
 * @property {{startMs: number, endMs: number} | null} range
 * @property {readonly import("./timeline-marks.js").Mark[]} marks
 * @property {readonly import("./timeline-lanes.js").Lane[]} lanes
 * @property {CanvasImageSource | null} overview
 */

/**
 * @param {CanvasRenderingContext2D} ctx scaled so that one unit is a CSS pixel
 * @param {Scene} scene
 */
export function paint(ctx, scene) {
  const { layout, palette } = scene;
  ctx.fillStyle = palette.background;
  ctx.fillRect(0, 0, layout.widthPx, layout.heightPx);
  ctx.fillStyle = palette.raised;
  ctx.fillRect(0, layout.ruler.topPx, layout.widthPx, layout.ruler.heightPx);
  ctx.font = palette.font;
  ctx.textBaseline = "middle";
  paintRange(ctx, scene);
  paintSegments(ctx, scene);
  paintMarks(ctx, scene);
  paintWave(ctx, scene);
  for (const [place, band] of /** @type {const} */ ([["strip", layout.strips], ["wave", layout.wave]])) {
    paintLanes(ctx, scene, place, { ...band, widthPx: layout.widthPx, view: scene.view });
  }
  paintRuler(ctx, scene);
  paintOverview(ctx, scene);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 */
function paintRange(ctx, { view, layout, palette, range }) {
  if (!range) return;
  const left = msToPx(view, range.startMs);
  const width = Math.max(1, msToPx(view, range.endMs) - left);
  const top = layout.ruler.topPx;
  ctx.fillStyle = palette.accent;
  ctx.globalAlpha = 0.2;
  ctx.fillRect(left, top, width, layout.heightPx - top);
  ctx.globalAlpha = 1;
  ctx.fillRect(left, top, 1, layout.heightPx - top);
  ctx.fillRect(left + width - 1, top, 1, layout.heightPx - top);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 */
function paintWave(ctx, { view, layout, palette, scale, peaks, gain }) {
  const { topPx, heightPx } = layout.wave;
  const middle = topPx + heightPx / 2;
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, Math.round(middle), layout.widthPx, 1);
  if (!peaks) return;
  const columns = columnsOf(Math.ceil(layout.widthPx * scale));
  peaks.columns(view.startMs, view.msPerPx / scale, columns);
  ctx.fillStyle = palette.wave;
  paintColumns(ctx, columns, { middle, reach: (heightPx / 2 - 3) / 128, gain, scale });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../core/peaks.js").Columns} columns one a device pixel
 * @param {{middle: number, reach: number, gain: number, scale: number}} place
 */
function paintColumns(ctx, columns, { middle, reach, gain, scale }) {
  const width = 1 / scale;
  for (let i = 0; i < columns.min.length; i++) {
    if (columns.min[i] > columns.max[i]) continue;
    const top = middle - Math.min(128, columns.max[i] * gain) * reach;
    const bottom = middle - Math.max(-128, columns.min[i] * gain) * reach;
    ctx.fillRect(i * width, top, width, Math.max(width, bottom - top));
  }
}

/** @type {import("../core/peaks.js").Columns} */
let spare = { min: new Float32Array(0), max: new Float32Array(0) };

/** @param {number} length */
function columnsOf(length) {
  if (spare.min.length !== length) {
    spare = { min: new Float32Array(length), max: new Float32Array(length) };
  }
  return spare;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 */
function paintSegments(ctx, scene) {
  const { view, index, preview, selectedId } = scene;
  ctx.fillStyle = scene.palette.raised;
  ctx.fillRect(0, scene.layout.track.topPx, scene.layout.widthPx, scene.layout.track.heightPx);
  const drawnTo = new Float64Array(8).fill(-1); // for each lane, the last pixel that has ink
  /** @type {number[]} */
  const onTop = [];
  index.forEachIn(view.startMs, endMs(view), (i) => {
    const segment = index.spans[i];
    if (segment.id === selectedId || segment.id === preview?.id) {
      onTop.push(i);
      return;
    }
    const right = msToPx(view, segment.endMs);
    if (right - drawnTo[index.lane[i]] < 1) return;
    drawnTo[index.lane[i]] = Math.ceil(right);
    paintSegment(ctx, scene, i, segment);
  });
  if (preview && !onTop.some((i) => index.spans[i].id === preview.id)) {
    const dragged = index.position(preview.id);
    if (dragged >= 0) onTop.push(dragged);
  }
  for (const i of onTop) {
    const segment = index.spans[i];
    const times = preview?.id === segment.id ? preview : segment;
    paintSegment(ctx, scene, i, { ...segment, startMs: times.startMs, endMs: times.endMs });
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {number} i
 * @param {PaintedSegment} segment
 */
function paintSegment(ctx, scene, i, segment) {
  const { view, layout, palette, index } = scene;
  const left = msToPx(view, segment.startMs);
  const width = Math.max(1, msToPx(view, segment.endMs) - left);
  const isSelected = segment.id === scene.selectedId || segment.id === scene.preview?.id;
  const isHovered = segment.id === scene.hoveredId;
  const colour = speakerColour(scene, segment.speaker);
  ctx.fillStyle = colour;
  ctx.globalAlpha = isSelected ? 0.26 : isHovered ? 0.16 : 0.09;
  ctx.fillRect(left, layout.wave.topPx, width, layout.wave.heightPx);
  const { topPx, heightPx } = laneBox(layout.track, index.lane[i], index.nLanes[i]);
  ctx.globalAlpha = isSelected ? 0.5 : isHovered ? 0.36 : 0.24;
  if (segment.status === "rejected") ctx.globalAlpha /= 2;
  ctx.fillRect(left, topPx + 1, width, heightPx - 2);
  ctx.globalAlpha = 1;
  if (width < 5) return;
  ctx.fillRect(left, topPx + 1, 2, heightPx - 2);
  ctx.globalAlpha = isSelected ? 1 : 0.45;
  ctx.fillRect(left, layout.wave.topPx, 1, layout.wave.heightPx);
  ctx.fillRect(left + width - 1, layout.wave.topPx, 1, layout.wave.heightPx + layout.track.heightPx);
  ctx.globalAlpha = 1;
  const status = palette.status[segment.status];
  if (status) {
    ctx.fillStyle = status;
    ctx.fillRect(left + 2, topPx + heightPx - 4, width - 3, 3);
  }
  if (view.msPerPx <= 60) paintDoubt(ctx, scene, segment, topPx + heightPx - 7);
  if (heightPx >= 13 && width >= 20) paintText(ctx, scene, segment, { left, width, topPx, heightPx });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {PaintedSegment} segment
 * @param {number} yPx
 */
function paintDoubt(ctx, { view, palette }, segment, yPx) {
  ctx.fillStyle = palette.doubt;
  for (const word of segment.words) {
    if (word.probability == null || word.probability >= DOUBTFUL) continue;
    const left = msToPx(view, word.startMs);
    ctx.fillRect(left, yPx, Math.max(2, msToPx(view, word.endMs) - left - 1), 2);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {PaintedSegment} segment
 * @param {{left: number, width: number, topPx: number, heightPx: number}} box
 */
function paintText(ctx, { view, palette, layout }, segment, { left, width, topPx, heightPx }) {
  const from = Math.max(left, 0) + 6;
  const room = Math.min(left + width, layout.widthPx) - from - 3;
  if (room < 12) return;
  ctx.fillStyle = palette.text;
  const yPx = topPx + Math.min(heightPx / 2, 14) + 1;
  const hasRoomForWords = view.msPerPx <= 6 && segment.words.length > 0;
  if (!hasRoomForWords) {
    ctx.fillText(fitText(ctx, segment.text || "…", room), from, yPx);
    return;
  }
  segment.words.forEach((word, i) => {
    const start = msToPx(view, word.startMs);
    const next = segment.words[i + 1];
    const end = next ? msToPx(view, next.startMs) : left + width;
    if (end < 0 || start > layout.widthPx) return;
    ctx.fillText(fitText(ctx, word.text, end - start - 3), Math.max(start, left + 4), yPx);
  });
}

/** Widths of texts in the palette's font, since measuring is what costs most. */
const widths = new Map();

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} room
 */
function fitText(ctx, text, room) {
  const head = text.length > 200 ? text.slice(0, 200) : text;
  let width = widths.get(head);
  if (width === undefined) {
    if (widths.size > 4000) widths.clear();
    width = ctx.measureText(head).width;
    widths.set(head, width);
  }
  if (width <= room) return head;
  const kept = Math.floor((head.length * (room - 8)) / width) - 1;
  return kept < 1 ? "" : `${head.slice(0, kept).trimEnd()}…`;
}

/**
 * @param {Scene} scene
 * @param {string | null} speaker
 */
function speakerColour({ palette, speakerIndex }, speaker) {
  const place = speaker === null ? undefined : speakerIndex.get(speaker);
  return place === undefined ? palette.nobody : palette.speakers[place % N_SPEAKER_COLOURS];
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 */
function paintRuler(ctx, { view, layout, palette, durationMs }) {
  const { topPx, heightPx } = layout.ruler;
  const { majorMs, minorMs } = tickSteps(view.msPerPx, LABEL_PX);
  const bottom = topPx + heightPx;
  const stop = Math.min(endMs(view), durationMs);
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, bottom - 1, layout.widthPx, 1);
  ctx.fillStyle = palette.quiet;
  const decimals = clockDecimals(majorMs);
  for (let at = Math.floor(view.startMs / minorMs) * minorMs; at <= stop; at += minorMs) {
    const x = Math.round(msToPx(view, at));
    const isMajor = at % majorMs === 0;
    ctx.fillRect(x, bottom - (isMajor ? 9 : 4), 1, isMajor ? 9 : 4);
    if (isMajor) ctx.fillText(formatClock(at, decimals), x + 4, topPx + 9);
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 */
function paintOverview(ctx, { view, layout, palette, overview, durationMs }) {
  const { topPx, heightPx } = layout.overview;
  if (!heightPx) return;
  if (overview) ctx.drawImage(overview, 0, topPx, layout.widthPx, heightPx);
  const perMs = layout.widthPx / Math.max(1, durationMs);
  const left = view.startMs * perMs;
  const width = Math.max(3, (endMs(view) - view.startMs) * perMs);
  ctx.fillStyle = palette.background;
  ctx.globalAlpha = 0.55;
  ctx.fillRect(0, topPx, left, heightPx);
  ctx.fillRect(left + width, topPx, Math.max(0, layout.widthPx - left - width), heightPx);
  ctx.globalAlpha = 1;
  ctx.strokeStyle = palette.accent;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(left + 0.75, topPx + 0.75, Math.min(width, layout.widthPx - left) - 1.5, heightPx - 1.5);
}

/**
 * Draw the whole recording small, to be kept and copied: waveform, below it where segments are, and
 * below them the lanes of others.
 *
 * @param {CanvasRenderingContext2D} ctx of a canvas as large as the overview, in device pixels
 * @param {Scene} scene
 * @param {{widthPx: number, heightPx: number}} size
 */
export function paintWholeRecording(ctx, scene, { widthPx, heightPx }) {
  const { palette, scale, peaks, durationMs } = scene;
  ctx.fillStyle = palette.background;
  ctx.fillRect(0, 0, widthPx, heightPx);
  const ownPx = heightPx - heightOf(scene.lanes, "minimap");
  paintSmallSegments(ctx, scene, { widthPx, heightPx: ownPx });
  paintSmallMarks(ctx, scene, { widthPx, heightPx: ownPx });
  if (peaks) {
    const nColumns = Math.ceil(widthPx * scale);
    const columns = { min: new Float32Array(nColumns), max: new Float32Array(nColumns) };
    peaks.columns(0, durationMs / nColumns, columns);
    ctx.fillStyle = palette.wave;
    const middle = (ownPx - 4) / 2;
    paintColumns(ctx, columns, { middle, reach: (middle - 1) / 128, gain: scene.gain, scale });
  }
  const view = { startMs: 0, msPerPx: Math.max(1, durationMs) / widthPx, widthPx };
  paintLanes(ctx, scene, "minimap", { topPx: ownPx, heightPx: heightPx - ownPx || heightPx, widthPx, view });
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {{widthPx: number, heightPx: number}} size
 */
function paintSmallSegments(ctx, scene, { widthPx, heightPx }) {
  const perMs = widthPx / Math.max(1, scene.durationMs);
  let drawnTo = -1;
  for (const segment of scene.index.spans) {
    const right = segment.endMs * perMs;
    if (right - drawnTo < 1) continue;
    const left = Math.max(segment.startMs * perMs, drawnTo);
    ctx.fillStyle = speakerColour(scene, segment.speaker);
    ctx.fillRect(left, heightPx - 4, Math.max(1, right - left), 3);
    drawnTo = Math.ceil(right);
  }
}

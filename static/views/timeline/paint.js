/**
 * Painting the timeline: overview, ruler, waveform and segments on one canvas.
 *
 * Only the visible part is drawn, and segments narrower than a pixel are drawn once per pixel, so that a
 * frame costs the same for ten minutes and for ten hours.
 */

import { clockDecimals } from "../../core/base/clock.js";
import { formatTime } from "../../core/player/shown-time.js";
import { endMs, laneBox, msToPx, tickSteps } from "../../core/timeline/geometry.js";
import { isRightToLeft } from "../../core/document/scripts.js";
import { paintLanes } from "./lanes.js";
import { paintMarks } from "./regions.js";
import { paintMinimap } from "./minimap.js";
import { speakerColour } from "./colours.js";
import { paintWave } from "./waveform.js";

/** @typedef {import("../../core/timeline/geometry.js").Viewport} Viewport */
/** @typedef {import("../../core/timeline/peaks.js").Peaks} Peaks */
/** @typedef {{text: string, startMs: number, endMs: number, probability?: number | null}} PaintedWord */
/** @typedef {{id: number, startMs: number, endMs: number, text: string, speaker: string | null, status: string, words: readonly PaintedWord[]}} PaintedSegment */
/** @typedef {import("../../core/document/span-index.js").SpanIndex<PaintedSegment>} Index */

/** @typedef {import("./lanes.js").Layout} Layout */

const LABEL_PX = 84; // smallest distance between two labels on the ruler

/**
 * @typedef {object} ShownSpectrogram
 * @property {"below" | "over"} place
 * @property {import("../../core/timeline/spectrogram.js").Spectrogram} shape
 * @property {import("../../core/timeline/spectrogram.js").Scale} scale
 * @property {(ctx: CanvasRenderingContext2D, scene: Scene, band: import("./lanes.js").Band) => void} paint
 */

/**
 * Everything that the timeline's image depends on, except the playhead.
 * @typedef {object} Scene
 * @property {Viewport} view
 * @property {Layout} layout
 * @property {import("./colours.js").Palette} palette
 * @property {number} scale device pixels in a CSS pixel
 * @property {Index} index
 * @property {Peaks | null} peaks
 * @property {Peaks | null} channels peaks of two channels if they are shown
 * @property {number} gain vertical scale of waveforms
 * @property {ShownSpectrogram | null} spectrogram
 * @property {number} durationMs
 * @property {ReadonlyMap<string, number>} speakerIndex
 * @property {number | null} selectedId
 * @property {number | null} hoveredId
 * @property {{id: number, startMs: number, endMs: number, guideMs?: number | null} | null} preview a drag in
 *   progress; `guideMs` is the time its edge snapped to
 * @property {{startMs: number, endMs: number} | null} range
 * @property {readonly import("./regions.js").Mark[]} marks
 * @property {number} threshold words below this probability are marked
 * @property {readonly import("./lanes.js").Lane[]} lanes
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
  scene.spectrogram?.paint(ctx, scene, layout.spectrogram);
  paintRange(ctx, scene);
  paintSegments(ctx, scene);
  paintMarks(ctx, scene);
  paintWave(ctx, scene);
  for (const [place, band] of /** @type {const} */ ([["strip", layout.strips], ["wave", layout.wave]])) {
    paintLanes(ctx, scene, place, { ...band, widthPx: layout.widthPx, view: scene.view });
  }
  paintRuler(ctx, scene);
  paintMinimap(ctx, scene);
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
  ctx.fillStyle = palette.selection;
  ctx.globalAlpha = 0.16;
  ctx.fillRect(left, top, width, layout.heightPx - top);
  ctx.globalAlpha = 1;
  ctx.fillRect(left, top, 1, layout.heightPx - top);
  ctx.fillRect(left + width - 1, top, 1, layout.heightPx - top);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 */
function paintSegments(ctx, scene) {
  const { view, index, preview, selectedId } = scene;
  ctx.fillStyle = scene.palette.raised;
  ctx.fillRect(0, scene.layout.track.topPx, scene.layout.widthPx, scene.layout.track.heightPx);
  const drawnTo = new Float64Array(8).fill(-1); // for each lane, the last painted pixel
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
  const { sound } = layout;
  const left = msToPx(view, segment.startMs);
  const width = Math.max(1, msToPx(view, segment.endMs) - left);
  const isSelected = segment.id === scene.selectedId || segment.id === scene.preview?.id;
  const isHovered = segment.id === scene.hoveredId;
  const colour = speakerColour(scene, segment.speaker);
  ctx.fillStyle = colour;
  ctx.globalAlpha = isSelected ? 0.2 : isHovered ? 0.14 : 0.09;
  if (scene.spectrogram?.place !== "over") ctx.fillRect(left, layout.wave.topPx, width, layout.wave.heightPx);
  if (isSelected && scene.spectrogram) paintBracket(ctx, layout.spectrogram, left, width);
  const { topPx, heightPx } = laneBox(layout.track, index.lane[i], index.nLanes[i]);
  ctx.globalAlpha = isSelected ? 0.3 : isHovered ? 0.26 : 0.2; // text on it keeps its contrast
  if (segment.status === "rejected") ctx.globalAlpha /= 2;
  ctx.fillRect(left, topPx + 1, width, heightPx - 2);
  ctx.globalAlpha = 1;
  if (width < 5) return;
  ctx.fillRect(left, topPx + 1, 2, heightPx - 2);
  ctx.globalAlpha = isSelected ? 1 : 0.45;
  ctx.fillRect(left, sound.topPx, 1, sound.heightPx);
  ctx.fillRect(left + width - 1, sound.topPx, 1, sound.heightPx + layout.track.heightPx);
  ctx.globalAlpha = 1;
  const status = palette.status[segment.status];
  if (status) {
    ctx.fillStyle = status;
    ctx.fillRect(left + 2, topPx + heightPx - 4, width - 3, 3);
  }
  if (isSelected) paintFrame(ctx, palette.selection, { left, width, topPx, heightPx });
  if (view.msPerPx <= 60) paintLowConfidence(ctx, scene, segment, topPx + heightPx - 7);
  if (heightPx >= 13 && width >= 20) paintText(ctx, scene, segment, { left, width, topPx, heightPx });
}

/**
 * Frame the selected segment: the selection has a colour that no speaker has.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} colour
 * @param {{left: number, width: number, topPx: number, heightPx: number}} box
 */
function paintFrame(ctx, colour, { left, width, topPx, heightPx }) {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5;
  ctx.strokeRect(left + 0.75, topPx + 0.75, Math.max(1, width - 1.5), heightPx - 1.5);
  ctx.lineWidth = 1;
}

/**
 * Mark a segment on the spectrogram without tinting its colours, which show levels.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./lanes.js").Band} band
 * @param {number} left
 * @param {number} width
 */
function paintBracket(ctx, band, left, width) {
  const alpha = ctx.globalAlpha;
  ctx.globalAlpha = 1;
  ctx.fillRect(left, band.topPx, width, 2);
  ctx.fillRect(left, band.topPx + band.heightPx - 2, width, 2);
  ctx.globalAlpha = alpha;
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {PaintedSegment} segment
 * @param {number} yPx
 */
function paintLowConfidence(ctx, { view, palette, threshold }, segment, yPx) {
  ctx.fillStyle = palette.lowConfidence;
  for (const word of segment.words) {
    if (word.probability == null || word.probability >= threshold) continue;
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
    drawLabel(ctx, segment.text || "…", from, yPx, room);
    return;
  }
  segment.words.forEach((word, i) => {
    const start = msToPx(view, word.startMs);
    const next = segment.words[i + 1];
    const end = next ? msToPx(view, next.startMs) : left + width;
    if (end < 0 || start > layout.widthPx) return;
    drawLabel(ctx, word.text, Math.max(start, left + 4), yPx, end - start - 3);
  });
}

/**
 * Draw a text in its own direction: a canvas has no `dir="auto"`.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {number} room
 */
function drawLabel(ctx, text, x, y, room) {
  const isRtl = isRightToLeft(text);
  ctx.direction = isRtl ? "rtl" : "ltr";
  ctx.textAlign = "left"; // the label starts at its time in either direction
  ctx.fillText(fitText(ctx, text, room), x, y);
}

/** Widths of texts in the palette's font, because measuring is the most expensive step. */
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
  return kept < 1 ? "" : `${head.slice(0, kept).replace(/[\ud800-\udbff]$/, "").trimEnd()}…`;
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
    if (isMajor) ctx.fillText(formatTime(at, decimals), x + 4, topPx + 9);
  }
}


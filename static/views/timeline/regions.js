/** Ranges marked on the timeline: speech without words, other languages, ranges being drafted again. */

import { msToPx } from "../../core/timeline/geometry.js";

/** @typedef {{startMs: number, endMs: number, kind: "lost" | "language" | "busy", label?: string}} Mark */

const STEP_PX = 9; // from one line of the hatching to the next

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./paint.js").Scene} scene
 */
export function paintMarks(ctx, { view, layout, palette, marks, index }) {
  const { topPx } = layout.sound;
  const heightPx = layout.sound.heightPx + layout.track.heightPx;
  for (const mark of marks) {
    const left = Math.max(0, msToPx(view, mark.startMs));
    const right = Math.min(layout.widthPx, msToPx(view, mark.endMs));
    if (right <= left) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, topPx, right - left, heightPx);
    ctx.clip();
    ctx.fillStyle = ctx.strokeStyle = mark.kind === "lost" ? palette.lost : palette.accent;
    ctx.globalAlpha = 0.1;
    ctx.fillRect(left, topPx, right - left, heightPx);
    if (mark.kind === "lost") {
      hatch(ctx, { left, right, topPx, heightPx });
      ctx.globalAlpha = 1;
      if (index.at(mark.startMs) === null) ctx.fillText(mark.label ?? "not drafted", left + 6, layout.track.topPx + 14);
    }
    ctx.restore();
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {{left: number, right: number, topPx: number, heightPx: number}} box
 */
function hatch(ctx, { left, right, topPx, heightPx }) {
  ctx.globalAlpha = 0.35;
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let x = left - heightPx; x < right; x += STEP_PX) {
    ctx.moveTo(x, topPx + heightPx);
    ctx.lineTo(x + heightPx, topPx);
  }
  ctx.stroke();
}

/**
 * The same marks on the minimap.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Pick<import("./paint.js").Scene, "palette" | "marks" | "durationMs">} scene
 * @param {{widthPx: number, heightPx: number}} size
 */
export function paintSmallMarks(ctx, { palette, marks, durationMs }, { widthPx, heightPx }) {
  const perMs = widthPx / Math.max(1, durationMs);
  ctx.globalAlpha = 0.3;
  for (const { startMs, endMs, kind } of marks) {
    if (kind === "busy") continue;
    ctx.fillStyle = kind === "lost" ? palette.lost : palette.accent;
    ctx.fillRect(startMs * perMs, 0, Math.max(2, (endMs - startMs) * perMs), heightPx);
  }
  ctx.globalAlpha = 1;
}

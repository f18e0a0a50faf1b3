/**
 * Lanes that other modules paint on the timeline, and the division of the height among all parts.
 *
 * A module registers a lane once (`timeline.addLane`); the lane is painted whenever the timeline is. On
 * the minimap it is painted into the cached image of the whole recording: when segments, speakers or
 * marks change, and after `timeline.redraw()`.
 */

/** @typedef {import("../../core/timeline/geometry.js").Viewport} Viewport */
/** @typedef {{topPx: number, heightPx: number}} Band */

/**
 * Where a lane is painted. `view` has its scale: `msToPx(box.view, ms)` is the pixel of a time, for
 * the whole recording on the minimap and for the window elsewhere.
 * @typedef {Band & {widthPx: number, view: Viewport}} LaneBox
 */

/**
 * @typedef {object} Lane
 * @property {string} id
 * @property {"minimap" | "strip" | "wave"} place below the minimap's segments; a strip of its own
 *   between ruler and waveform; or over the waveform
 * @property {number} [heightPx] of a strip or of a stripe of the minimap; the timeline reserves
 *   it. Without one a lane of the minimap is painted over all of it.
 * @property {(ctx: CanvasRenderingContext2D, scene: import("./paint.js").Scene, box: LaneBox) => void} paint
 *   must leave `globalAlpha` at 1; it is clipped to its box
 * @property {(box: LaneBox, px: number, yPx: number) => void} [press] what a click in a strip does; without it, it seeks
 * @property {(box: LaneBox, px: number, yPx: number) => string} [tip] what is told under the pointer, besides the time
 */

/**
 * `spectrogram` is under the waveform or replaces it; `sound` is the band of both together.
 * @typedef {{overview: Band, ruler: Band, strips: Band, wave: Band, spectrogram: Band, sound: Band, track: Band, widthPx: number, heightPx: number}} Layout
 */

const MINIMAP_PX = 34;
const RULER_PX = 22;
const LEAST_PX = 130; // below this height there is no minimap and no strip
const SPECTROGRAM_SHARE = 0.6; // of the height of `sound`, under the waveform

/**
 * @param {number} widthPx
 * @param {number} heightPx
 * @param {{lanes?: readonly Lane[], spectrogram?: "off" | "below" | "over"}} [parts]
 * @returns {Layout}
 */
export function layOut(widthPx, heightPx, { lanes = [], spectrogram = "off" } = {}) {
  const isHigh = heightPx >= LEAST_PX;
  const overview = { topPx: 0, heightPx: isHigh ? MINIMAP_PX + heightOf(lanes, "minimap") : 0 };
  const ruler = { topPx: overview.heightPx, heightPx: RULER_PX };
  const strips = { topPx: ruler.topPx + RULER_PX, heightPx: isHigh ? heightOf(lanes, "strip") : 0 };
  const bodyTop = strips.topPx + strips.heightPx;
  const trackPx = Math.min(76, Math.max(26, Math.round((heightPx - bodyTop) * (spectrogram === "below" ? 0.2 : 0.32))));
  const sound = { topPx: bodyTop, heightPx: Math.max(10, heightPx - bodyTop - trackPx) };
  const track = { topPx: bodyTop + sound.heightPx, heightPx: trackPx };
  const shared = { overview, ruler, strips, sound, track, widthPx, heightPx };
  if (spectrogram !== "below") return { ...shared, wave: sound, spectrogram: sound };
  const picturePx = Math.round(sound.heightPx * SPECTROGRAM_SHARE);
  const wave = { topPx: bodyTop, heightPx: sound.heightPx - picturePx };
  return { ...shared, wave, spectrogram: { topPx: bodyTop + wave.heightPx, heightPx: picturePx } };
}

/**
 * Total height of the lanes of a place.
 * @param {readonly Lane[]} lanes
 * @param {Lane["place"]} place
 */
export function heightOf(lanes, place) {
  return lanes.reduce((sum, lane) => sum + (lane.place === place ? (lane.heightPx ?? 0) : 0), 0);
}

/**
 * The strip at a height of the timeline, with its box.
 *
 * @param {Pick<import("./paint.js").Scene, "lanes" | "layout" | "view">} scene
 * @param {number} yPx
 * @returns {{lane: Lane, box: LaneBox} | null}
 */
export function stripAt({ lanes, layout, view }, yPx) {
  let { topPx } = layout.strips;
  if (yPx < topPx || yPx >= topPx + layout.strips.heightPx) return null;
  for (const lane of lanes) {
    if (lane.place !== "strip") continue;
    const heightPx = lane.heightPx ?? 0;
    if (yPx < topPx + heightPx) return { lane, box: { topPx, heightPx, widthPx: layout.widthPx, view } };
    topPx += heightPx;
  }
  return null;
}

/**
 * Paint the lanes of a place from the top of a box downwards; one without a height takes all of it.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("./paint.js").Scene} scene
 * @param {Lane["place"]} place
 * @param {LaneBox} box
 */
export function paintLanes(ctx, scene, place, box) {
  let topPx = box.topPx;
  if (!box.heightPx) return;
  for (const lane of scene.lanes) {
    if (lane.place !== place) continue;
    const heightPx = lane.heightPx ?? box.heightPx;
    const own = { ...box, topPx: lane.heightPx ? topPx : box.topPx, heightPx };
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, own.topPx, own.widthPx, heightPx);
    ctx.clip();
    lane.paint(ctx, scene, own);
    ctx.restore();
    if (lane.heightPx) topPx += heightPx;
  }
}

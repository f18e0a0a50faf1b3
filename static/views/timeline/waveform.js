/** Painting the waveform: mixed, or one lane for each of two channels. */

const CHANNEL_NAMES = ["Left", "Right"];

/** @typedef {import("./paint.js").Scene} Scene */
/** @typedef {import("../../core/timeline/peaks.js").Columns} Columns */

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 */
export function paintWave(ctx, scene) {
  const { layout, palette, peaks, channels, spectrogram } = scene;
  const { topPx, heightPx } = layout.wave;
  if (!channels) {
    paintLane(ctx, scene, { peaks, channel: 0, topPx, heightPx });
    return;
  }
  CHANNEL_NAMES.forEach((name, channel) => {
    const lane = { topPx: topPx + (channel * heightPx) / 2, heightPx: heightPx / 2 };
    paintLane(ctx, scene, { peaks: channels, channel, ...lane });
    ctx.fillStyle = palette.quiet;
    if (lane.heightPx > 24) ctx.fillText(name, spectrogram?.place === "over" ? 64 : 6, lane.topPx + 9);
  });
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, Math.round(topPx + heightPx / 2), layout.widthPx, 1);
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Scene} scene
 * @param {{peaks: Scene["peaks"], channel: number, topPx: number, heightPx: number}} lane
 */
function paintLane(ctx, { view, layout, palette, scale, gain, spectrogram }, { peaks, channel, topPx, heightPx }) {
  const middle = topPx + heightPx / 2;
  const isOver = spectrogram?.place === "over";
  ctx.fillStyle = palette.line;
  if (!isOver) ctx.fillRect(0, Math.round(middle), layout.widthPx, 1);
  if (!peaks) return;
  const columns = columnsOf(Math.ceil(layout.widthPx * scale));
  peaks.columns(view.startMs, view.msPerPx / scale, columns, channel);
  ctx.fillStyle = isOver ? palette.waveOver : palette.wave;
  const place = { middle, reach: (heightPx / 2 - 3) / 128, gain, scale };
  if (isOver) paintOutline(ctx, columns, place);
  else paintColumns(ctx, columns, place);
}

/**
 * Only the upper and lower edge, so that the spectrogram under it stays readable.
 *
 * @param {CanvasRenderingContext2D} ctx
 * @param {Columns} columns
 * @param {{middle: number, reach: number, gain: number, scale: number}} place
 */
function paintOutline(ctx, columns, { middle, reach, gain, scale }) {
  const width = 1 / scale;
  for (const [values, limit] of /** @type {const} */ ([[columns.max, 128], [columns.min, -128]])) {
    let before = middle;
    for (let i = 0; i < values.length; i++) {
      if (columns.min[i] > columns.max[i]) continue;
      const y = middle - (limit > 0 ? Math.min(limit, values[i] * gain) : Math.max(limit, values[i] * gain)) * reach;
      const top = Math.min(y, i ? before : y);
      ctx.fillRect(i * width, top, width, Math.max(1, Math.abs(y - (i ? before : y))));
      before = y;
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {Columns} columns one per device pixel
 * @param {{middle: number, reach: number, gain: number, scale: number}} place
 */
export function paintColumns(ctx, columns, { middle, reach, gain, scale }) {
  const width = 1 / scale;
  for (let i = 0; i < columns.min.length; i++) {
    if (columns.min[i] > columns.max[i]) continue;
    const top = middle - Math.min(128, columns.max[i] * gain) * reach;
    const bottom = middle - Math.max(-128, columns.min[i] * gain) * reach;
    ctx.fillRect(i * width, top, width, Math.max(width, bottom - top));
  }
}

/** @type {Columns} */
let spare = { min: new Float32Array(0), max: new Float32Array(0) };

/** @param {number} length */
function columnsOf(length) {
  if (spare.min.length !== length) {
    spare = { min: new Float32Array(length), max: new Float32Array(length) };
  }
  return spare;
}

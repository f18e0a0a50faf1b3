/**
 * Spectrogram calculations: the tiles of a window, the positions of their columns and rows, and
 * the colours of grey values. No DOM, no state.
 *
 * Column i of a level covers the samples [i * h, (i + 1) * h) of the recording, the same as the
 * waveform's peaks, so both use one clock.
 */

/** @typedef {import("./geometry.js").Viewport} Viewport */
/** @typedef {"linear" | "mel"} Scale */

/**
 * The server's description of a recording's spectrogram.
 * @typedef {object} Spectrogram
 * @property {number} sample_rate
 * @property {readonly number[]} samples_per_column one entry per level, increasing
 * @property {number} columns of a tile
 * @property {Record<Scale, number>} rows of a tile
 * @property {number} max_hz
 * @property {number} floor_db level of the value 0; 255 is 0 dB
 */

/** @typedef {{level: number, index: number}} TileName */
/** @typedef {TileName & {startMs: number, endMs: number}} PlacedTile */

/**
 * @param {Spectrogram} shape
 * @param {number} level
 */
export function msPerColumn(shape, level) {
  return (shape.samples_per_column[level] * 1000) / shape.sample_rate;
}

/**
 * The level whose columns are closest to one pixel wide, from 0.5 to 2.
 * @param {Spectrogram} shape
 * @param {number} msPerPx per device pixel
 */
export function levelFor(shape, msPerPx) {
  let level = 0;
  while (level + 1 < shape.samples_per_column.length && msPerColumn(shape, level + 1) <= msPerPx * 2) level += 1;
  return level;
}

/**
 * Tiles of a level that overlap [fromMs, toMs), in order.
 * @param {Spectrogram} shape
 * @param {number} level
 * @param {number} fromMs
 * @param {number} toMs
 * @param {number} durationMs
 * @returns {PlacedTile[]}
 */
export function tilesIn(shape, level, fromMs, toMs, durationMs) {
  const lengthMs = msPerColumn(shape, level) * shape.columns;
  const last = Math.ceil(Math.min(toMs, durationMs) / lengthMs) - 1;
  const tiles = [];
  for (let index = Math.max(0, Math.floor(fromMs / lengthMs)); index <= last; index++) {
    tiles.push({ level, index, startMs: index * lengthMs, endMs: (index + 1) * lengthMs });
  }
  return tiles;
}

/**
 * Tiles to request: those of a window from its middle outwards, then one after and one before.
 * @param {Spectrogram} shape
 * @param {number} level
 * @param {Viewport} view
 * @param {number} durationMs
 * @returns {PlacedTile[]}
 */
export function wantedTiles(shape, level, view, durationMs) {
  const lengthMs = msPerColumn(shape, level) * shape.columns;
  const stopMs = view.startMs + view.widthPx * view.msPerPx;
  const middleMs = (view.startMs + stopMs) / 2;
  const away = (/** @type {PlacedTile} */ tile) => Math.abs(tile.startMs + lengthMs / 2 - middleMs);
  const seen = tilesIn(shape, level, view.startMs, stopMs, durationMs);
  const around = tilesIn(shape, level, view.startMs - lengthMs, stopMs + lengthMs, durationMs);
  const first = seen[0]?.index ?? 0;
  const rest = around.filter((tile) => !seen.some((other) => other.index === tile.index));
  rest.sort((a, b) => Number(b.index > first) - Number(a.index > first));
  return [...seen.sort((a, b) => away(a) - away(b)), ...rest];
}

/**
 * The coarser tiles that contain a tile, finest first, each with the part to use.
 * @param {Spectrogram} shape
 * @param {TileName} tile
 * @returns {(TileName & {from: number, width: number})[]} `from` and `width` as fractions
 */
export function standIns(shape, { level, index }) {
  const found = [];
  for (let coarse = level + 1; coarse < shape.samples_per_column.length; coarse++) {
    const times = shape.samples_per_column[coarse] / shape.samples_per_column[level];
    const at = Math.floor(index / times);
    found.push({ level: coarse, index: at, from: (index - at * times) / times, width: 1 / times });
  }
  return found;
}

/**
 * Slaney's mel scale, as in librosa: linear below 1 kHz, logarithmic above.
 * @param {number} hz
 */
export function hzToMel(hz) {
  return hz < 1000 ? (hz * 3) / 200 : 15 + (Math.log(hz / 1000) * 27) / Math.log(6.4);
}

/** @param {number} mel */
export function melToHz(mel) {
  return mel < 15 ? (mel * 200) / 3 : 1000 * Math.exp(((mel - 15) * Math.log(6.4)) / 27);
}

/**
 * The vertical position of a frequency in the image, 0 at the top edge to 1 at the bottom edge.
 * @param {Spectrogram} shape
 * @param {Scale} scale
 * @param {number} hz
 */
export function hzToFraction(shape, scale, hz) {
  if (scale === "linear") return 1 - hz / shape.max_hz;
  const rows = shape.rows.mel; // the centre of band r is point r + 1 of rows + 2
  const row = (hzToMel(hz) / hzToMel(shape.max_hz)) * (rows + 1) - 1;
  return 1 - (row + 0.5) / rows;
}

/**
 * The frequency at a vertical position in the image.
 * @param {Spectrogram} shape
 * @param {Scale} scale
 * @param {number} fraction
 */
export function fractionToHz(shape, scale, fraction) {
  if (scale === "linear") return (1 - fraction) * shape.max_hz;
  const row = (1 - fraction) * shape.rows.mel - 0.5;
  return Math.max(0, melToHz(((row + 1) / (shape.rows.mel + 1)) * hzToMel(shape.max_hz)));
}

const AXIS_HZ = [8000, 4000, 2000, 1000, 6000, 3000, 500, 5000, 7000, 250, 1500, 100];

/**
 * Frequencies to label, round ones first, as many as fit at the given spacing.
 * @param {Spectrogram} shape
 * @param {Scale} scale
 * @param {number} heightPx
 * @param {number} leastPx
 * @returns {{hz: number, yPx: number}[]} `yPx` from the top of the image
 */
export function axisLabels(shape, scale, heightPx, leastPx) {
  /** @type {{hz: number, yPx: number}[]} */
  const labels = [];
  for (const hz of AXIS_HZ) {
    const yPx = Math.max(0, hzToFraction(shape, scale, hz) * heightPx); // mel's last centre lies below 8 kHz
    const isFree = labels.every((label) => Math.abs(label.yPx - yPx) >= leastPx);
    if (isFree && yPx <= heightPx - leastPx / 2) labels.push({ hz, yPx });
  }
  return labels;
}

/** @param {number} hz */
export function formatHz(hz) {
  if (hz < 1000) return `${Math.round(hz / 10) * 10} Hz`;
  return `${(hz / 1000).toFixed(hz % 1000 === 0 ? 0 : 1)} kHz`;
}

/** Colours by increasing loudness, as red, green, blue. */
export const COLOURS = {
  heat: [
    [0, 0, 4], [28, 16, 68], [79, 18, 123], [129, 37, 129], [181, 54, 122],
    [229, 80, 100], [251, 135, 97], [254, 194, 135], [252, 253, 191],
  ],
  ink: [
    [253, 253, 252], [226, 232, 238], [186, 199, 213], [137, 156, 181], [88, 109, 144],
    [48, 66, 107], [20, 32, 66], [6, 12, 30],
  ],
}; // prettier-ignore

/**
 * The levels shown as black and as full colour, in decibels.
 * @param {object} display
 * @param {number} display.contrast 0 to 100
 * @param {number} display.brightness 0 to 100, 50 is neutral
 * @param {number} [display.gain] amplification of the display, the same as for the waveform
 */
export function decibelRange({ contrast, brightness, gain = 1 }) {
  const rangeDb = 95 - 0.7 * contrast;
  const topDb = -22 - 20 * Math.log10(gain) - (brightness - 50) * 0.8;
  return { lowDb: topDb - rangeDb, highDb: topDb };
}

/**
 * The 256 colours of the grey values, each as one number for image data (little-endian RGBA).
 * @param {keyof typeof COLOURS} colours
 * @param {{lowDb: number, highDb: number}} range
 * @param {number} floorDb
 */
export function colourTable(colours, { lowDb, highDb }, floorDb) {
  const stops = COLOURS[colours];
  return Uint32Array.from({ length: 256 }, (_, value) => {
    const decibel = floorDb * (1 - value / 255);
    const part = Math.min(1, Math.max(0, (decibel - lowDb) / (highDb - lowDb)));
    const place = part * (stops.length - 1);
    const left = Math.min(stops.length - 2, Math.floor(place));
    const [r, g, b] = stops[left].map((from, i) => Math.round(from + (stops[left + 1][i] - from) * (place - left)));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

/**
 * Convert grey values to image data.
 * @param {Uint8Array} values
 * @param {Uint32Array} table
 */
export function applyColours(values, table) {
  const pixels = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) pixels[i] = table[values[i]];
  return new Uint8ClampedArray(pixels.buffer);
}

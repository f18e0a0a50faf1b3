/**
 * The spectrogram on the timeline. Tiles of grey values come from the server; each is coloured once per
 * display setting and cached as a bitmap, so that scrolling only copies.
 */

import {
  applyColours,
  axisLabels,
  colourTable,
  decibelRange,
  levelFor,
  formatHz,
  standIns,
  tilesIn,
  wantedTiles,
} from "../../core/timeline/spectrogram.js";
import { TileLoader } from "../../core/timeline/tile-loader.js";
import { msToPx } from "../../core/timeline/geometry.js";

/** @typedef {import("./paint.js").Scene} Scene */
/** @typedef {import("../../core/timeline/spectrogram.js").Scale} Scale */
/** @typedef {import("../../core/timeline/spectrogram.js").Spectrogram} Shape */

const MAX_TILES = 96; // 12 MB of grey values
const MAX_BITMAPS = 40; // 21 MB of colours
const LABEL_PX = 15; // smallest distance between two labels of the axis

/**
 * Display settings.
 * @typedef {object} Looks
 * @property {"off" | "below" | "over"} place
 * @property {Scale} scale
 * @property {number} contrast 0 to 100
 * @property {number} brightness 0 to 100
 * @property {"auto" | "heat" | "ink"} colours "auto" follows the theme
 */

/** @typedef {{bitmap: ImageBitmap | null, madeFor: string, isBusy: boolean}} TileBitmap */

export class SpectrogramView {
  /** @type {Map<string, TileBitmap>} */
  #bitmaps = new Map();
  #loader;
  #media;
  #redraw;
  #isFailing = false;
  /** The 256 colours and the settings they were made for. */
  #table = { madeFor: "", colours: new Uint32Array(256) };

  /**
   * @param {{id: string, audio_stream: number, spectrogram: Shape}} media
   * @param {() => void} redraw
   */
  constructor(media, redraw) {
    this.#media = media;
    this.#redraw = redraw;
    this.#loader = new TileLoader({
      url: (key) => this.#url(key),
      maxTiles: MAX_TILES,
      onLoad: redraw,
      onTrouble: (isFailing) => {
        this.#isFailing = isFailing;
        redraw();
      },
    });
  }

  /** State of the last painting: "ready", "drawing" (tiles missing) or "failing". */
  state = "ready";

  get shape() {
    return this.#media.spectrogram;
  }

  /** Nothing is visible: cancel requests and release bitmaps. */
  release() {
    this.#loader.close();
    for (const { bitmap } of this.#bitmaps.values()) bitmap?.close();
    this.#bitmaps.clear();
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Scene} scene
   * @param {{topPx: number, heightPx: number}} band
   * @param {Looks} looks
   */
  paint(ctx, scene, band, looks) {
    const { view, scale, durationMs, layout } = scene;
    this.#makeTable(scene, looks);
    const level = levelFor(this.shape, view.msPerPx / scale);
    this.#loader.want(wantedTiles(this.shape, level, view, durationMs).map((tile) => keyOf(looks.scale, tile)));
    ctx.save();
    ctx.beginPath();
    ctx.rect(0, band.topPx, layout.widthPx, band.heightPx);
    ctx.clip();
    ctx.fillStyle = cssColour(this.#table.colours[0]);
    ctx.fillRect(0, band.topPx, layout.widthPx, band.heightPx);
    let nMissing = 0;
    const endMs = view.startMs + view.widthPx * view.msPerPx;
    for (const tile of tilesIn(this.shape, level, view.startMs, endMs, durationMs)) {
      // Edges on whole device pixels: two half-covered pixels would show a seam.
      const snap = (/** @type {number} */ ms) => Math.round(msToPx(view, ms) * scale) / scale;
      const place = { left: snap(tile.startMs), right: snap(tile.endMs) };
      if (!this.#paintTile(ctx, tile, looks.scale, { ...band, ...place })) nMissing += 1;
    }
    this.state = !nMissing ? "ready" : this.#isFailing ? "failing" : "drawing";
    if (nMissing) this.#paintNote(ctx, scene, band);
    ctx.restore();
    this.#paintAxis(ctx, scene, band, looks.scale);
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {import("../../core/timeline/spectrogram.js").TileName} tile
   * @param {Scale} scale
   * @param {{left: number, right: number, topPx: number, heightPx: number}} box
   * @returns {boolean} whether anything was painted
   */
  #paintTile(ctx, tile, scale, { left, right, topPx, heightPx }) {
    const own = this.#bitmap(keyOf(scale, tile), scale);
    if (own) {
      ctx.drawImage(own, left, topPx, right - left, heightPx);
      return true;
    }
    for (const coarse of standIns(this.shape, tile)) {
      const bitmap = this.#bitmaps.get(keyOf(scale, coarse))?.bitmap;
      if (!bitmap) continue;
      const from = coarse.from * bitmap.width;
      ctx.drawImage(bitmap, from, 0, coarse.width * bitmap.width, bitmap.height, left, topPx, right - left, heightPx);
      return true;
    }
    return false;
  }

  /**
   * The bitmap of a tile; while new colours are being computed, the bitmap with the old ones.
   * @param {string} key
   * @param {Scale} scale
   * @returns {ImageBitmap | null}
   */
  #bitmap(key, scale) {
    const values = this.#loader.get(key);
    const entry = this.#bitmaps.get(key) ?? { bitmap: null, madeFor: "", isBusy: false };
    this.#bitmaps.delete(key);
    this.#bitmaps.set(key, entry);
    if (values && entry.madeFor !== this.#table.madeFor && !entry.isBusy) void this.#colour(entry, values, scale);
    if (this.#bitmaps.size > MAX_BITMAPS) this.#dropOldest();
    return entry.bitmap;
  }

  #dropOldest() {
    const [key, entry] = /** @type {[string, TileBitmap]} */ (this.#bitmaps.entries().next().value);
    entry.bitmap?.close();
    entry.bitmap = null;
    this.#bitmaps.delete(key);
  }

  /**
   * @param {TileBitmap} entry
   * @param {Uint8Array} values
   * @param {Scale} scale
   */
  async #colour(entry, values, scale) {
    entry.isBusy = true;
    const { madeFor, colours } = this.#table;
    const pixels = applyColours(values, colours);
    const bitmap = await createImageBitmap(new ImageData(pixels, this.shape.columns, this.shape.rows[scale]));
    entry.bitmap?.close();
    entry.isBusy = false;
    entry.bitmap = bitmap;
    entry.madeFor = madeFor;
    this.#redraw();
  }

  /**
   * @param {Scene} scene
   * @param {Looks} looks
   */
  #makeTable({ palette, gain }, { contrast, brightness, colours }) {
    const chosen = colours === "auto" ? (palette.isDark ? "heat" : "ink") : colours;
    const madeFor = `${chosen} ${contrast} ${brightness} ${gain.toFixed(2)}`;
    if (madeFor === this.#table.madeFor) return;
    const range = decibelRange({ contrast, brightness, gain });
    this.#table = { madeFor, colours: colourTable(chosen, range, this.shape.floor_db) };
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Scene} scene
   * @param {{topPx: number, heightPx: number}} band
   */
  #paintNote(ctx, { layout, palette }, band) {
    const text = this.state === "failing" ? "The spectrogram is not available; trying again" : "Drawing the spectrogram…";
    const width = ctx.measureText(text).width;
    const left = (layout.widthPx - width) / 2;
    const middle = band.topPx + band.heightPx / 2;
    ctx.fillStyle = palette.background;
    ctx.globalAlpha = 0.8;
    ctx.fillRect(left - 8, middle - 11, width + 16, 22);
    ctx.globalAlpha = 1;
    ctx.fillStyle = palette.quiet;
    ctx.fillText(text, left, middle);
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Scene} scene
   * @param {{topPx: number, heightPx: number}} band
   * @param {Scale} scale
   */
  #paintAxis(ctx, { palette }, band, scale) {
    for (const { hz, yPx } of axisLabels(this.shape, scale, band.heightPx, LABEL_PX)) {
      const text = formatHz(hz);
      const y = band.topPx + yPx;
      ctx.fillStyle = palette.background;
      ctx.globalAlpha = 0.72;
      const yText = Math.max(y, band.topPx + 7); // the topmost label would be clipped
      ctx.fillRect(5, yText - 7, ctx.measureText(text).width + 5, 14);
      ctx.globalAlpha = 1;
      ctx.fillStyle = palette.text;
      ctx.fillRect(0, Math.round(y), 4, 1);
      ctx.fillText(text, 7, yText + 0.5);
    }
  }

  /** @param {string} key */
  #url(key) {
    const [scale, level, index] = key.split("/");
    return `/api/v1/media/${this.#media.id}/spectrogram/${level}/${index}?scale=${scale}&v=${this.#media.audio_stream}`;
  }
}

/**
 * @param {Scale} scale
 * @param {import("../../core/timeline/spectrogram.js").TileName} tile
 */
function keyOf(scale, { level, index }) {
  return `${scale}/${level}/${index}`;
}

/** @param {number} colour little-endian RGBA */
function cssColour(colour) {
  return `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`;
}

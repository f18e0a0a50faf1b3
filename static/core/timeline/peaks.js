/**
 * The waveform pyramid, read from the server in tiles with HTTP Range requests.
 *
 * Each level is an audiowaveform `.dat` file, version 2, 8 bit: a header of 24 bytes, then for each
 * peak a minimum and a maximum per channel: peak i starts at byte 24 + 2 * channels * i.
 */

const HEADER_BYTES = 24;
export const TILE_PEAKS = 4096;
const MAX_TILES = 512; // 4 MiB; least recently used are dropped first
const RETRY_MS = 3_000;

/**
 * @typedef {object} PeaksOptions
 * @property {(level: number) => string} url
 * @property {readonly number[]} samplesPerPeak one entry per level, increasing
 * @property {number} sampleRate
 * @property {number} durationMs
 * @property {number} [channels] in the files, 1 by default
 * @property {() => void} [onLoad] called after a tile is loaded
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now] clock in milliseconds, for the delay after a failure
 */

/**
 * Waveform columns: one minimum and maximum per pixel, -128 to 127. A column that is not loaded
 * yet has `min` > `max`.
 * @typedef {{min: Float32Array, max: Float32Array}} Columns
 */

/** Reads, caches and reduces peaks. Never throws on a failed request; retries later. */
export class Peaks {
  /** @type {Map<string, Int8Array>} */
  #tiles = new Map();
  /** @type {Map<string, Promise<void>>} */
  #loading = new Map();
  /** @type {Map<string, number>} */
  #failedAt = new Map();
  /** @type {PeaksOptions} */
  #options;
  #fetch;
  #now;
  #stride; // bytes of one peak

  /** @param {PeaksOptions} options */
  constructor(options) {
    this.#options = options;
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.#now = options.now ?? Date.now;
    this.#stride = 2 * (options.channels ?? 1);
  }

  get nLevels() {
    return this.#options.samplesPerPeak.length;
  }

  /**
   * Milliseconds in one peak of a level.
   * @param {number} level
   */
  msPerPeak(level) {
    return (this.#options.samplesPerPeak[level] * 1000) / this.#options.sampleRate;
  }

  /**
   * Number of peaks of a level.
   * @param {number} level
   */
  length(level) {
    return Math.ceil(this.#options.durationMs / this.msPerPeak(level));
  }

  /**
   * The coarsest level with at least one peak per pixel, else level 0.
   * @param {number} msPerPx
   */
  levelFor(msPerPx) {
    let level = 0;
    while (level + 1 < this.nLevels && this.msPerPeak(level + 1) <= msPerPx) level += 1;
    return level;
  }

  /**
   * The tile at an index if loaded; else request it and return null.
   * @param {number} level
   * @param {number} index
   * @returns {Int8Array | null} alternating minimum and maximum per channel
   */
  tile(level, index) {
    const key = `${level}/${index}`;
    const tile = this.#tiles.get(key);
    if (!tile) {
      void this.load(level, index);
      return null;
    }
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
    return tile;
  }

  /**
   * Fetch one tile, once for all callers; resolves on success and on failure.
   * @param {number} level
   * @param {number} index
   * @returns {Promise<void>}
   */
  load(level, index) {
    const key = `${level}/${index}`;
    if (this.#tiles.has(key) || index < 0 || index * TILE_PEAKS >= this.length(level)) {
      return Promise.resolve();
    }
    const running = this.#loading.get(key);
    if (running) return running;
    if (this.#now() - (this.#failedAt.get(key) ?? -Infinity) < RETRY_MS) return Promise.resolve();
    const loading = this.#read(level, index)
      .then((tile) => this.#keep(key, tile))
      .catch(() => void this.#failedAt.set(key, this.#now()))
      .finally(() => {
        this.#loading.delete(key);
        this.#options.onLoad?.();
      });
    this.#loading.set(key, loading);
    return loading;
  }

  /**
   * @param {number} level
   * @param {number} index
   * @returns {Promise<Int8Array>}
   */
  async #read(level, index) {
    const size = this.#stride * TILE_PEAKS;
    const first = HEADER_BYTES + size * index;
    const last = first + size - 1;
    const response = await this.#fetch(this.#options.url(level), {
      headers: { Range: `bytes=${first}-${last}` },
    });
    if (response.status === 416) return new Int8Array(0);
    if (!response.ok) throw new Error(`peaks: HTTP ${response.status}`);
    const bytes = await response.arrayBuffer();
    const isPart = response.status === 206;
    return new Int8Array(isPart ? bytes : bytes.slice(first, last + 1));
  }

  /**
   * @param {string} key
   * @param {Int8Array} tile
   */
  #keep(key, tile) {
    this.#failedAt.delete(key);
    this.#tiles.set(key, tile);
    const oldest = this.#tiles.keys().next();
    if (this.#tiles.size > MAX_TILES && !oldest.done) this.#tiles.delete(oldest.value);
  }

  /**
   * Reduce the peaks of a window to pixel columns and request missing tiles. A loaded coarser tile
   * is used until the tile arrives.
   *
   * @param {number} startMs
   * @param {number} msPerPx
   * @param {Columns} out filled from its first to its last column
   * @param {number} [channel]
   */
  columns(startMs, msPerPx, out, channel = 0) {
    this.#shift = 2 * channel;
    const level = this.levelFor(msPerPx);
    const isStretched = msPerPx < this.msPerPeak(level);
    for (let px = 0; px < out.min.length; px++) {
      const fromMs = startMs + px * msPerPx;
      if (isStretched) this.#blend(level, fromMs + msPerPx / 2, out, px);
      else this.#reduce(level, fromMs, fromMs + msPerPx, out, px);
    }
  }

  /**
   * @param {number} level
   * @param {number} fromMs
   * @param {number} toMs
   * @param {Columns} out
   * @param {number} px
   */
  #reduce(level, fromMs, toMs, out, px) {
    let [min, max] = [128, -129];
    for (let at = level; at < this.nLevels && min > max; at++) {
      const size = this.msPerPeak(at);
      const first = Math.max(0, Math.floor(fromMs / size));
      const last = Math.min(this.length(at), Math.max(first + 1, Math.floor(toMs / size)));
      for (let i = first; i < last; i++) {
        const tile = this.#at(at, i, at === level);
        if (!tile) continue;
        const offset = (i % TILE_PEAKS) * this.#stride + this.#shift;
        if (tile[offset] < min) min = tile[offset];
        if (tile[offset + 1] > max) max = tile[offset + 1];
      }
    }
    out.min[px] = min;
    out.max[px] = max;
  }

  /**
   * Interpolate values between two peaks.
   * @param {number} level
   * @param {number} ms
   * @param {Columns} out
   * @param {number} px
   */
  #blend(level, ms, out, px) {
    const place = ms / this.msPerPeak(level) - 0.5;
    const left = clampIndex(Math.floor(place), this.length(level));
    const right = clampIndex(left + 1, this.length(level));
    const a = this.#at(level, left, true);
    const b = this.#at(level, right, true);
    const [i, j] = [left, right].map((peak) => (peak % TILE_PEAKS) * this.#stride + this.#shift);
    if (!a || !b || i + 1 >= a.length || j + 1 >= b.length) {
      this.#reduce(level, ms, ms, out, px);
      return;
    }
    const part = Math.min(1, Math.max(0, place - left));
    out.min[px] = a[i] + (b[j] - a[i]) * part;
    out.max[px] = a[i + 1] + (b[j + 1] - a[i + 1]) * part;
  }

  /**
   * @param {number} level
   * @param {number} peak
   * @param {boolean} isWanted false: use loaded tiles only
   */
  #at(level, peak, isWanted) {
    const index = Math.floor(peak / TILE_PEAKS);
    if (level === this.#lastLevel && index === this.#lastIndex && this.#lastTile) {
      return this.#lastTile;
    }
    const tile = isWanted
      ? this.tile(level, index)
      : (this.#tiles.get(`${level}/${index}`) ?? null);
    [this.#lastLevel, this.#lastIndex, this.#lastTile] = [level, index, tile];
    return tile;
  }

  // Offset of the channel in a peak.
  #shift = 0;

  // The tile read last: neighbouring columns nearly always use the same one.
  #lastLevel = -1;
  #lastIndex = -1;
  /** @type {Int8Array | null} */
  #lastTile = null;

  /**
   * The loudest peak of the coarsest level, 1 to 128, so that quiet recordings can be scaled up.
   * @returns {number | null} null until loaded
   */
  loudest() {
    const level = this.nLevels - 1;
    let loudest = 1;
    for (let index = 0; index * TILE_PEAKS < this.length(level); index++) {
      const tile = this.tile(level, index);
      if (!tile) return null;
      for (const value of tile) loudest = Math.max(loudest, Math.abs(value));
    }
    return loudest;
  }
}

/**
 * @param {number} index
 * @param {number} length
 */
function clampIndex(index, length) {
  return Math.min(Math.max(index, 0), Math.max(0, length - 1));
}

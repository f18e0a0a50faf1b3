/**
 * Fetches the tiles in view and caches tiles by key. Sends a few requests at a time, cancels
 * requests that are no longer needed, and drops the least recently used tiles when full.
 */

const AT_ONCE = 4;
const RETRY_MS = 3_000;

/**
 * @typedef {object} LoaderOptions
 * @property {(key: string) => string} url
 * @property {number} maxTiles cache size
 * @property {() => void} [onLoad] called after a tile is loaded
 * @property {(isFailing: boolean) => void} [onTrouble] called when requests start to fail, and when one succeeds again
 * @property {typeof fetch} [fetch]
 * @property {() => number} [now] clock in milliseconds, for the delay after a failure
 * @property {(run: () => void, ms: number) => void} [later]
 */

export class TileLoader {
  /** @type {Map<string, Uint8Array>} */
  #tiles = new Map();
  /** @type {Map<string, AbortController>} */
  #loading = new Map();
  /** @type {Map<string, number>} */
  #failedAt = new Map();
  /** @type {readonly string[]} */
  #wanted = [];
  #isFailing = false;
  #options;
  #fetch;
  #now;

  /** @param {LoaderOptions} options */
  constructor(options) {
    this.#options = options;
    this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
    this.#now = options.now ?? Date.now;
  }

  /**
   * Set the tiles in view, most urgent first; requests for other tiles are cancelled.
   * @param {readonly string[]} keys
   */
  want(keys) {
    this.#wanted = keys;
    for (const [key, controller] of this.#loading) if (!keys.includes(key)) controller.abort();
    for (let i = keys.length - 1; i >= 0; i--) this.get(keys[i]); // mark as recently used
    this.#fill();
  }

  /**
   * The tile if loaded; counts as a use.
   * @param {string} key
   * @returns {Uint8Array | null}
   */
  get(key) {
    const tile = this.#tiles.get(key);
    if (!tile) return null;
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
    return tile;
  }

  get isBusy() {
    return this.#loading.size > 0;
  }

  /** Cancel all requests. */
  close() {
    this.want([]);
  }

  #fill() {
    for (const key of this.#wanted) {
      if (this.#loading.size >= AT_ONCE) return;
      if (this.#tiles.has(key) || this.#loading.has(key)) continue;
      if (this.#now() - (this.#failedAt.get(key) ?? -Infinity) < RETRY_MS) continue;
      void this.#load(key);
    }
  }

  /** @param {string} key */
  async #load(key) {
    const controller = new AbortController();
    this.#loading.set(key, controller);
    try {
      const response = await this.#fetch(this.#options.url(key), { signal: controller.signal });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      this.#keep(key, new Uint8Array(await response.arrayBuffer()));
      this.#tell(false);
    } catch {
      if (!controller.signal.aborted) this.#fail(key);
    }
    this.#loading.delete(key);
    this.#fill();
    this.#options.onLoad?.();
  }

  /** @param {string} key */
  #fail(key) {
    this.#failedAt.set(key, this.#now());
    this.#tell(true);
    (this.#options.later ?? setTimeout)(() => this.#fill(), RETRY_MS + 50);
  }

  /**
   * @param {string} key
   * @param {Uint8Array} tile
   */
  #keep(key, tile) {
    this.#failedAt.delete(key);
    this.#tiles.set(key, tile);
    const oldest = this.#tiles.keys().next();
    if (this.#tiles.size > this.#options.maxTiles && !oldest.done) this.#tiles.delete(oldest.value);
  }

  /** @param {boolean} isFailing */
  #tell(isFailing) {
    if (isFailing === this.#isFailing) return;
    this.#isFailing = isFailing;
    this.#options.onTrouble?.(isFailing);
  }
}

/** Find the segments in a time window, and the lane of each where segments overlap. No DOM, no state. */

/**
 * The fields of a segment that the index needs.
 * @typedef {{id: number, startMs: number, endMs: number}} Span
 */

const BLOCK = 64; // segments in one block of the search index
const MAX_LANES = 4; // more simultaneous speakers are drawn over one another

/**
 * Index of segments ordered by start, for window and lane queries.
 * Built in one pass; a query costs the length of its result and one step per 64 segments.
 *
 * @template {Span} S
 */
export class SpanIndex {
  /** @param {readonly S[]} spans ordered by start */
  constructor(spans) {
    this.spans = spans;
    /** Lane of each span, 0 is the top. */
    this.lane = new Uint8Array(spans.length);
    /** Number of lanes in use where the span lies; the span has 1 / this of the height. */
    this.nLanes = new Uint8Array(spans.length).fill(1);
    this.blockEnds = new Float64Array(Math.ceil(spans.length / BLOCK));
    /** @type {Map<number, number> | null} */
    this.positions = null;
    this.#build();
  }

  #build() {
    /** @type {number[]} */
    let laneEnds = [];
    let first = 0;
    let reach = -1;
    this.spans.forEach((span, i) => {
      const block = Math.floor(i / BLOCK);
      this.blockEnds[block] = Math.max(this.blockEnds[block], span.endMs);
      if (span.startMs >= reach) {
        this.nLanes.fill(Math.max(1, laneEnds.length), first, i);
        [laneEnds, first] = [[], i];
      }
      const lane = freeLane(laneEnds, span.startMs);
      laneEnds[lane] = Math.max(laneEnds[lane] ?? 0, span.endMs);
      this.lane[i] = lane;
      reach = Math.max(reach, span.endMs);
    });
    this.nLanes.fill(Math.max(1, laneEnds.length), first);
  }

  /**
   * Call `visit` with the position of each span that overlaps [fromMs, toMs), in order.
   * @param {number} fromMs
   * @param {number} toMs
   * @param {(position: number) => void} visit
   */
  forEachIn(fromMs, toMs, visit) {
    const stop = firstAtOrAfter(this.spans, toMs);
    for (let block = 0; block * BLOCK < stop; block++) {
      if (this.blockEnds[block] <= fromMs) continue;
      const last = Math.min(stop, (block + 1) * BLOCK);
      for (let i = block * BLOCK; i < last; i++) if (this.spans[i].endMs > fromMs) visit(i);
    }
  }

  /**
   * Positions of the spans that overlap [fromMs, toMs).
   * @param {number} fromMs
   * @param {number} toMs
   */
  visible(fromMs, toMs) {
    /** @type {number[]} */
    const found = [];
    this.forEachIn(fromMs, toMs, (i) => found.push(i));
    return found;
  }

  /**
   * The span at a time; of several, the one that started last.
   * @param {number} ms
   * @returns {S | null}
   */
  at(ms) {
    const hits = this.visible(ms, ms + 1);
    return hits.length ? this.spans[hits[hits.length - 1]] : null;
  }

  /**
   * The span at a time, else the one before it, else the first.
   * @param {number} ms
   * @returns {S | null}
   */
  near(ms) {
    const begun = firstAtOrAfter(this.spans, ms + 1) - 1;
    return this.at(ms) ?? this.spans[Math.max(0, begun)] ?? null;
  }

  /**
   * Position of an id, or -1.
   * @param {number} id
   */
  position(id) {
    this.positions ??= new Map(this.spans.map((span, i) => [span.id, i]));
    return this.positions.get(id) ?? -1;
  }
}

/**
 * @param {number[]} laneEnds
 * @param {number} startMs
 */
function freeLane(laneEnds, startMs) {
  const free = laneEnds.findIndex((end) => end <= startMs);
  if (free >= 0) return free;
  if (laneEnds.length < MAX_LANES) return laneEnds.length;
  return laneEnds.indexOf(Math.min(...laneEnds));
}

/**
 * Position of the first span that starts at or after a time.
 * @param {readonly Span[]} spans ordered by start
 * @param {number} ms
 */
export function firstAtOrAfter(spans, ms) {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].startMs < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

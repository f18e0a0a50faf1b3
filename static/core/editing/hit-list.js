/** The hits of a search: which one is current, and which are deselected. */

import { computed, signal } from "@preact/signals-core";

/** @typedef {import("./find-worker.js").Hit} Hit */
/** @typedef {import("../document/operations.js").Transcript} Transcript */

/** @param {() => Transcript} transcript as it is now */
export function createHitList(transcript) {
  const hits = signal(/** @type {readonly Hit[]} */ ([]));
  const current = signal(-1);
  const dropped = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  const chosen = computed(() => hits.value.filter((hit) => !dropped.value.has(keyOf(hit))));

  return {
    hits,
    /** Index of the current hit, or -1. */
    current,
    /** Keys of deselected hits. */
    dropped,
    /** The hits that are not deselected. */
    chosen,
    currentHit: () => hits.peek()[current.peek()] ?? null,
    /**
     * Show the hits of a search.
     * @param {readonly Hit[]} found
     * @param {{id: number, from: number} | null} place the first hit from here on becomes the current one
     */
    put(found, place) {
      hits.value = found;
      current.value = place ? firstFrom(found, place, transcript()) : -1;
    },
    clear() {
      hits.value = [];
      current.value = -1;
    },
    /** The query has changed: no hit is current, none is deselected. */
    restart() {
      current.value = -1;
      dropped.value = new Set();
    },
    /**
     * Go to the next or previous hit, wrapping around.
     * @param {1 | -1} by
     * @param {number} fromMs where to begin without a current hit
     */
    step(by, fromMs) {
      const all = hits.peek();
      if (!all.length) return null;
      current.value = (startOf(by, fromMs) + all.length) % all.length;
      return all[current.peek()];
    },
    toggle(/** @type {Hit} */ hit) {
      const next = new Set(dropped.peek());
      if (!next.delete(keyOf(hit))) next.add(keyOf(hit));
      dropped.value = next;
    },
    toggleAll(/** @type {boolean} */ isOn) {
      dropped.value = isOn ? new Set() : new Set(hits.peek().map(keyOf));
    },
  };

  /** @type {(by: 1 | -1, fromMs: number) => number} */
  function startOf(by, fromMs) {
    if (current.peek() >= 0) return current.peek() + by;
    const all = hits.peek();
    const after = all.findIndex((hit) => (transcript().segment(hit.id)?.endMs ?? 0) > fromMs);
    if (by > 0) return Math.max(after, 0);
    return (after < 0 ? all.length : after) - 1;
  }
}

/**
 * Index of the first hit from a place on, else of the first of all; -1 without hits.
 *
 * @param {readonly Hit[]} hits
 * @param {{id: number, from: number}} place
 * @param {Transcript} transcript
 */
function firstFrom(hits, place, transcript) {
  const position = transcript.position(place.id);
  const at = hits.findIndex((hit) => (hit.id === place.id ? hit.from >= place.from : transcript.position(hit.id) > position));
  return at < 0 && hits.length ? 0 : at;
}

/**
 * What tells hits apart.
 *
 * @param {Hit} hit
 */
export function keyOf(hit) {
  return `${hit.id}:${hit.from}:${hit.to}`;
}

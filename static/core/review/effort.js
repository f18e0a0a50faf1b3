/**
 * Effort: keystrokes and time per segment, counted while the user works.
 *
 * Time comes from a monotonic clock (`performance.now`), not from the system time. Time does not
 * count while the page is suspended (a laptop asleep) or the user is idle: no key and no playback
 * for `IDLE_MS`.
 */

/** @typedef {{segment: number, keystrokes: number, focus: number, play: number}} Spent seconds */

export const IDLE_MS = 30_000;
const LONGEST_TICK_MS = 5_000; // a longer gap between two ticks means that the page was suspended

/** Counts since the last report. */
export function createEffort() {
  /** @type {Map<number, {keystrokes: number, focusMs: number, playMs: number}>} */
  let spent = new Map();
  let lastTickMs = /** @type {number | null} */ (null);
  let activeMs = -Infinity;

  const at = (/** @type {number} */ segment) => {
    const found = spent.get(segment) ?? { keystrokes: 0, focusMs: 0, playMs: 0 };
    spent.set(segment, found);
    return found;
  };
  return {
    /**
     * A key was pressed in a segment's text.
     * @param {number} segment
     * @param {number} nowMs
     */
    press(segment, nowMs) {
      at(segment).keystrokes++;
      activeMs = nowMs;
    },
    /** Other activity of the user. @param {number} nowMs */
    touch(nowMs) {
      activeMs = nowMs;
    },
    /**
     * Count the time since the last tick.
     * @param {number} nowMs
     * @param {{segment: number | null, rate: number | null, isHidden: boolean}} state playback `rate` while
     *   playing; `segment` with the cursor or at the playhead
     */
    tick(nowMs, { segment, rate, isHidden }) {
      const sinceMs = lastTickMs === null ? 0 : Math.min(nowMs - lastTickMs, LONGEST_TICK_MS);
      lastTickMs = nowMs;
      const isHere = rate !== null || (!isHidden && nowMs - activeMs < IDLE_MS);
      if (segment === null || !isHere || sinceMs <= 0) return;
      const one = at(segment);
      one.focusMs += sinceMs;
      one.playMs += sinceMs * (rate ?? 0);
    },
    /** The counts since the last call. @returns {Spent[]} */
    take() {
      const taken = [...spent].map(([segment, one]) => ({
        segment,
        keystrokes: one.keystrokes,
        focus: Math.round(one.focusMs) / 1000,
        play: Math.round(one.playMs) / 1000,
      }));
      spent = new Map();
      return taken;
    },
  };
}

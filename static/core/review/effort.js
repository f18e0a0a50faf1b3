/**
 * What the work costs: keystrokes and time for each segment, counted while somebody is at it.
 *
 * Time comes from a clock that never jumps (`performance.now`), not from the machine's date. A pause
 * of the whole page (a laptop asleep) counts as no time, and neither does a user who has left:
 * nothing pressed and nothing playing for `IDLE_MS`.
 */

/** @typedef {{segment: number, keystrokes: number, focus: number, play: number}} Spent seconds */

export const IDLE_MS = 30_000;
const LONGEST_TICK_MS = 5_000; // more between two ticks: the page was asleep

/** Counts between two reports. */
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
     * A key went down in a segment's text.
     * @param {number} segment
     * @param {number} nowMs
     */
    press(segment, nowMs) {
      at(segment).keystrokes++;
      activeMs = nowMs;
    },
    /** Something else shows that the user is here. @param {number} nowMs */
    touch(nowMs) {
      activeMs = nowMs;
    },
    /**
     * Count the time since the tick before.
     * @param {number} nowMs
     * @param {{segment: number | null, rate: number | null, isHidden: boolean}} state `rate` of the
     *   sound while it plays; `segment` with the cursor, or that sounds
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
    /** What was spent since the last time this was asked. @returns {Spent[]} */
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

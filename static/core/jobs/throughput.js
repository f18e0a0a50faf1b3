/** Throughput of the workers: seconds of audio a second, over time. */

/** @typedef {{at: string, length: number, chunks: number, audio: number, computing: number}} Period seconds */

const LEAST_S = 10; // a present period that has just begun is no base for a rate

/**
 * @param {readonly Period[]} periods
 * @returns {number[]} seconds of audio a second of each period
 */
export function rates(periods) {
  return periods.map(({ audio, length }) => audio / Math.max(length, LEAST_S));
}

/**
 * In words: audio in all, and the rate while there was work.
 *
 * @param {readonly Period[]} periods
 * @returns {{audioS: number, rate: number | null, nChunks: number}} `rate` null without work
 */
export function sumUp(periods) {
  const busy = periods.filter(({ chunks }) => chunks > 0);
  const sum = (/** @type {(period: Period) => number} */ of) => busy.reduce((total, period) => total + of(period), 0);
  const audioS = sum(({ audio }) => audio);
  return { audioS, nChunks: sum(({ chunks }) => chunks), rate: busy.length ? audioS / sum(({ length }) => Math.max(length, LEAST_S)) : null };
}

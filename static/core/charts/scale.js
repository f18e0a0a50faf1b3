/** Scales of charts: round numbers for the ends and the ticks of axes. */

const CLOCK_STEPS_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/**
 * The smallest round number (1, 2 or 5 times a power of ten) that is not below a value.
 *
 * @param {number} value
 * @returns {number} 1 for a value that is not positive
 */
export function roundUp(value) {
  if (!(value > 0)) return 1;
  const unit = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((factor) => factor * unit).find((end) => end >= value * (1 - 1e-9)) ?? 10 * unit;
}

/**
 * Ticks of a time axis at round times, from 0 on.
 *
 * @param {number} lengthS
 * @param {number} most number of ticks after 0
 * @returns {number[]} seconds; 0 alone for a length of 0
 */
export function timeTicks(lengthS, most) {
  const step = CLOCK_STEPS_S.find((seconds) => lengthS / seconds <= most) ?? Math.ceil(lengthS / most / 86_400) * 86_400;
  return Array.from({ length: Math.floor(Math.max(0, lengthS) / step) + 1 }, (_, i) => i * step);
}

/** Format times for display. */

/**
 * Format a time for display: 4:07, 1:04:07, or with decimals 4:07.250.
 * @param {number} ms
 * @param {number} [decimals] 0 to 3
 */
export function formatClock(ms, decimals = 0) {
  const unit = 10 ** (3 - decimals);
  const whole = Math.floor(Math.max(0, ms) / unit) * unit;
  const seconds = Math.floor(whole / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const head = hours ? `${hours}:${String(minutes).padStart(2, "0")}` : String(minutes);
  const tail = decimals ? "." + String(whole % 1000).padStart(3, "0").slice(0, decimals) : "";
  return `${head}:${String(seconds % 60).padStart(2, "0")}${tail}`;
}

/**
 * Decimals of a second needed to tell two labels apart.
 * @param {number} stepMs
 */
export function clockDecimals(stepMs) {
  if (stepMs >= 1000) return 0;
  if (stepMs >= 100) return 1;
  return 2;
}

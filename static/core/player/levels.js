/** Loudness figures for the level meter: dBFS, peak hold and the fall of the bars. */

export const SILENCE_DB = -60; // the meter's left end
const FALL_DB_PER_S = 20; // IEC 60268-18: a fall of 20 dB takes 1.7 s; slightly faster is easier to read
const HOLD_MS = 1_500;
const RMS_WINDOW_MS = 300;

/** @typedef {{peakDb: number, rmsDb: number, heldDb: number, heldAtMs: number, hasClipped: boolean}} Level */

/** @type {Level} */
export const SILENT = { peakDb: SILENCE_DB, rmsDb: SILENCE_DB, heldDb: SILENCE_DB, heldAtMs: 0, hasClipped: false };

/**
 * @param {number} amplitude 1 is full scale
 */
export function toDb(amplitude) {
  return amplitude > 0 ? Math.max(SILENCE_DB, 20 * Math.log10(amplitude)) : SILENCE_DB;
}

/**
 * Largest amplitude and root mean square.
 * @param {Float32Array} samples
 */
export function measure(samples) {
  let peak = 0;
  let sum = 0;
  for (const sample of samples) {
    const size = Math.abs(sample);
    if (size > peak) peak = size;
    sum += sample * sample;
  }
  return { peak, rms: samples.length ? Math.sqrt(sum / samples.length) : 0 };
}

/**
 * The meter's next reading.
 *
 * @param {Level} before
 * @param {{peak: number, rms: number}} measured
 * @param {number} nowMs
 * @param {number} passedMs since the reading before
 * @returns {Level}
 */
export function nextLevel(before, measured, nowMs, passedMs) {
  const fresh = toDb(measured.peak);
  const peakDb = Math.max(fresh, before.peakDb - (FALL_DB_PER_S * passedMs) / 1000, SILENCE_DB);
  const share = 1 - Math.exp(-passedMs / RMS_WINDOW_MS);
  const power = 10 ** (before.rmsDb / 10) * (1 - share) + measured.rms ** 2 * share;
  const isHeld = nowMs - before.heldAtMs < HOLD_MS && before.heldDb > fresh;
  return {
    peakDb,
    rmsDb: toDb(Math.sqrt(power)),
    heldDb: isHeld ? before.heldDb : peakDb,
    heldAtMs: isHeld ? before.heldAtMs : nowMs,
    hasClipped: before.hasClipped || measured.peak >= 1,
  };
}

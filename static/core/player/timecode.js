/** Video frames: the frame at a time, the start of a frame, and its SMPTE timecode. */

export const USUAL_FRAME_RATE = 25;
const EARLY = 1e-3; // of a frame: a time that was rounded down still belongs to its frame

/**
 * @param {number} ms
 * @param {number} rate frames in a second
 */
export function frameAt(ms, rate) {
  return Math.max(0, Math.floor((ms * rate) / 1000 + EARLY));
}

/**
 * The first whole millisecond of a frame.
 * @param {number} frame
 * @param {number} rate
 */
export function frameStartMs(frame, rate) {
  return Math.ceil((frame * 1000) / rate - EARLY);
}

/**
 * HH:MM:SS:FF. 29.97 and 59.94 frames a second are counted as drop-frame timecode with a semicolon
 * (SMPTE ST 12-1): two or four numbers are skipped each minute except every tenth, so that it agrees
 * with the clock. Other fractional rates run slower than the clock, as is usual.
 *
 * @param {number} frame
 * @param {number} rate
 */
export function toTimecode(frame, rate) {
  const whole = Math.max(1, Math.round(rate));
  const isDrop = Math.abs(rate - (whole * 1000) / 1001) < 0.005 && whole % 30 === 0;
  const counted = isDrop ? withDropped(frame, whole) : frame;
  const seconds = Math.floor(counted / whole);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
  return `${parts}${isDrop ? ";" : ":"}${two(counted % whole)}`;
}

/**
 * The number that drop-frame timecode gives a frame.
 * @param {number} frame
 * @param {number} whole 30 or 60
 */
export function withDropped(frame, whole) {
  const dropped = whole / 15;
  const perMinute = whole * 60 - dropped;
  const perTen = perMinute * 10 + dropped;
  const tens = Math.floor(frame / perTen);
  const rest = frame % perTen;
  const minutes = rest < whole * 60 ? 0 : 1 + Math.floor((rest - whole * 60) / perMinute);
  return frame + dropped * (9 * tens + minutes);
}

/** @param {number} n */
function two(n) {
  return String(n).padStart(2, "0");
}

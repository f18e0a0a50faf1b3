/**
 * SMPTE timecodes of a recording (ST 12-1), as `transcribe/subtitles/timecodes.py` counts them: a colon before the frames means non-drop,
 * a semicolon drop-frame. Rates are exact fractions; `tests/data/timecode_vectors.json` holds both sides to the same table.
 */

import { frameAt, withDropped } from "./timecode.js";

/** @typedef {{n: number, d: number, nominal: number}} FrameRate frames a second as n / d, and numbers in a second of timecode */
/** @typedef {{frame: number} | {problem: string}} Found */

const NEAR = 1 / 2000; // a rate this near to a named one is that
const NAMED = [24, 25, 30, 48, 50, 60].flatMap((n) => [exact(n, false), ...(n % 24 === 0 && n < 48 || n % 30 === 0 ? [exact(n, true)] : [])]);
const TIMECODE = /^(\d{1,2}):(\d{1,2}):(\d{1,2})([:;])(\d{1,4})$/;
const MAX_HOURS = 99;

/**
 * @param {number} nominal
 * @param {boolean} isNtsc
 * @returns {FrameRate}
 */
function exact(nominal, isNtsc) {
  return isNtsc ? { n: nominal * 1000, d: 1001, nominal } : { n: nominal, d: 1, nominal };
}

/**
 * The frame rate of a media file; null if its frames have no timecodes.
 * @param {number | null} measured
 */
export function frameRateOf(measured) {
  if (!measured || measured < 1 || measured > 1000) return null;
  const distance = (/** @type {FrameRate} */ { n, d }) => Math.abs(n / d - measured);
  const [near] = [...NAMED].sort((a, b) => distance(a) - distance(b));
  if (distance(near) <= (near.n / near.d) * NEAR) return near;
  return Number.isInteger(measured) ? exact(measured, false) : null;
}

/** @param {FrameRate} rate whether its timecodes may skip numbers */
export function hasDropFrame({ d, nominal }) {
  return d === 1001 && nominal % 30 === 0;
}

/**
 * The frame whose beginning is nearest to a time that was stored in ms.
 *
 * @param {number} ms
 * @param {FrameRate} rate
 */
export function nearestFrame(ms, { n, d }) {
  return Math.floor((2 * ms * n + 1000 * d) / (2000 * d));
}

/**
 * The number of the frame that a timecode names, from 00:00:00:00.
 *
 * @param {string} text
 * @param {FrameRate} rate
 * @returns {Found}
 */
export function frameNumber(text, rate) {
  const found = TIMECODE.exec(text.trim());
  if (!found) return { problem: "Write hours:minutes:seconds:frames, such as 01:00:00:00." };
  const [hours, minutes, seconds, frames] = [found[1], found[2], found[3], found[5]].map(Number);
  if (minutes > 59 || seconds > 59) return { problem: "Minutes and seconds go from 00 to 59." };
  if (frames >= rate.nominal) return { problem: `Frames go from 00 to ${rate.nominal - 1}.` };
  const number = ((hours * 60 + minutes) * 60 + seconds) * rate.nominal + frames;
  if (found[4] === ":") return { frame: number };
  if (!hasDropFrame(rate)) return { problem: "A semicolon means drop-frame, which this frame rate has not; write a colon." };
  const nDropped = rate.nominal / 15;
  const nMinutes = hours * 60 + minutes;
  if (seconds === 0 && frames < nDropped && minutes % 10) return { problem: skipped(nMinutes, rate, nDropped) };
  return { frame: number - nDropped * (nMinutes - Math.floor(nMinutes / 10)) };
}

/**
 * @param {number} nMinutes
 * @param {FrameRate} rate
 * @param {number} nDropped
 */
function skipped(nMinutes, rate, nDropped) {
  const first = nMinutes * 60 * rate.nominal - nDropped * (nMinutes - 1 - Math.floor((nMinutes - 1) / 10));
  return `Drop-frame skips this number; the nearest are ${formatTimecode(first - 1, rate, true)} and ${formatTimecode(first, rate, true)}.`;
}

/**
 * The timecode of a frame number; it starts again at 00 after 99 hours.
 *
 * @param {number} number not negative
 * @param {FrameRate} rate
 * @param {boolean} isDrop
 */
export function formatTimecode(number, rate, isDrop) {
  const counted = isDrop ? withDropped(number, rate.nominal) : number;
  const whole = Math.floor(counted / rate.nominal);
  const width = Math.max(2, String(rate.nominal - 1).length);
  const parts = [Math.floor(whole / 3600) % (MAX_HOURS + 1), Math.floor(whole / 60) % 60, whole % 60].map((part) => String(part).padStart(2, "0"));
  return `${parts.join(":")}${isDrop ? ";" : ":"}${String(counted % rate.nominal).padStart(width, "0")}`;
}

/**
 * The timecodes of a recording that starts at a timecode.
 *
 * @param {FrameRate} rate
 * @param {{isDrop: boolean, start: string}} how `start`: of the first frame; an unreadable one counts as zero
 */
export function createTimecodes(rate, { isDrop, start }) {
  const drops = isDrop && hasDropFrame(rate);
  const begins = frameNumber(start, rate);
  const first = "frame" in begins ? begins.frame : 0;
  const text = (/** @type {number} */ frame) => formatTimecode(Math.max(0, frame) + first, rate, drops);
  return {
    text,
    /** The timecode of a time that was stored in ms. */
    atMs: (/** @type {number} */ ms) => text(nearestFrame(Math.max(0, ms), rate)),
    /** The timecode of the frame that is shown at a time. */
    atPosition: (/** @type {number} */ ms) => text(frameAt(Math.max(0, ms), rate.n / rate.d)),
    /**
     * The frame of the recording that a typed timecode names.
     * @param {string} typed
     * @returns {Found}
     */
    read(typed) {
      const found = frameNumber(typed, rate);
      if ("problem" in found || found.frame >= first) return "problem" in found ? found : { frame: found.frame - first };
      return { problem: `The recording starts at ${text(0)}.` };
    },
    /** The first ms of a frame. */
    msOf: (/** @type {number} */ frame) => Math.ceil((frame * 1000 * rate.d) / rate.n),
  };
}

/** @typedef {ReturnType<typeof createTimecodes>} Timecodes */

/**
 * How this page shows times of its recording: as clock times, or as SMPTE timecodes if the user chose so for the recording. A page
 * shows one recording, and the choice is made before anything is drawn.
 */

import { formatClock } from "../base/clock.js";
import { parseShift } from "../editing/shift.js";
import { createTimecodes, frameRateOf, hasDropFrame } from "./smpte.js";

/** @typedef {{isShown: boolean, isDrop: boolean, start: string}} TimecodeChoice of one recording */
/** @typedef {{ms: number} | {problem: string}} Read */

const TIMECODE = /^\s*\d{1,2}:\d{1,2}:\d{1,2}[:;]\d{1,3}\s*$/;

let codes = /** @type {import("./smpte.js").Timecodes | null} */ (null);
let isShown = false;

/** What a recording has until the user chooses: clock times; drop-frame where the rate has it. */
export const USUAL_CHOICE = /** @type {TimecodeChoice} */ ({ isShown: false, isDrop: true, start: "00:00:00:00" });

/**
 * The choice for a recording: the one on the server, else one that an earlier version kept in this browser.
 *
 * @param {{timecode?: {shown: boolean, drop: boolean, start: string} | null}} media
 * @param {TimecodeChoice | undefined} kept
 */
export function timecodeChoiceOf({ timecode }, kept) {
  return timecode ? { isShown: timecode.shown, isDrop: timecode.drop, start: timecode.start } : kept;
}

/**
 * @param {{has_video: boolean, frame_rate: number | null}} media
 * @param {TimecodeChoice} choice
 */
export function chooseTimecodes(media, choice) {
  const rate = rateOf(media);
  codes = rate && createTimecodes(rate, choice);
  isShown = choice.isShown && codes !== null;
}

/**
 * The rate of the frames that timecodes count; null for a recording without.
 * @param {{has_video: boolean, frame_rate: number | null}} media
 */
export function rateOf(media) {
  return media.has_video ? frameRateOf(media.frame_rate) : null;
}

/** @param {{has_video: boolean, frame_rate: number | null}} media */
export function canDrop(media) {
  const rate = rateOf(media);
  return rate !== null && hasDropFrame(rate);
}

/**
 * A time of a segment.
 *
 * @param {number} ms
 * @param {number} [decimals] of the seconds, where clock times are shown
 */
export function formatTime(ms, decimals = 0) {
  return isShown && codes ? codes.atMs(ms) : formatClock(ms, decimals);
}

/**
 * A position of playback: of the frame that is shown.
 *
 * @param {number} ms
 * @param {number} [decimals]
 */
export function formatPosition(ms, decimals = 0) {
  return isShown && codes ? codes.atPosition(ms) : formatClock(ms, decimals);
}

/** The timecode of a position, also where clock times are shown; empty without timecodes. @param {number} ms */
export function timecodeAt(ms) {
  return codes ? codes.atPosition(ms) : "";
}

/** Whether times are shown as timecodes. */
export function showsTimecodes() {
  return isShown;
}

/**
 * The time of a typed timecode.
 *
 * @param {string} text
 * @returns {Read}
 */
export function readTimecode(text) {
  if (!codes) return { problem: "This recording has no frames with timecodes: its video has no usual frame rate, or it has no video." };
  const found = codes.read(text);
  return "problem" in found ? { problem: `${text}: ${found.problem}` } : { ms: codes.msOf(found.frame) };
}

/**
 * A time of the recording that a person typed: a clock time, seconds, or a timecode.
 *
 * @param {string} text
 * @returns {Read}
 */
export function readTime(text) {
  if (TIMECODE.test(text)) return readTimecode(text.trim());
  const seconds = parseShift(text);
  return seconds === null ? { problem: `“${text}” is no time: type one such as 62.5 or ${codes ? `${codes.atMs(62_500)}, a timecode` : "1:02.5"}.` } : { ms: Math.round(seconds * 1000) };
}

/** Figures of the work on a recording, in words and numbers for display. */

/** @typedef {import("../sync/api-types.js").Statistics} Statistics */
/** @typedef {{work: number, sound: number, words: number}} Work seconds of work and of audio, words corrected */
/** @typedef {{label: string, value: string, hint: string}} Figure */

const LEAST_WORK_S = 60; // less is no base for a figure a minute

/** Minutes of work per minute of audio; null without enough work. @param {Work} work */
export function effortOf({ work, sound }) {
  return work >= LEAST_WORK_S && sound > 0 ? work / sound : null;
}

/** Words corrected a minute of work; null without enough work. @param {Work} work */
export function wordSpeedOf({ work, words }) {
  return work >= LEAST_WORK_S ? (words * 60) / work : null;
}

/** A length of time: 0 min, 12 min, 1 h 05 min; seconds below one minute. @param {number} seconds */
export function formatLength(seconds) {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** One decimal below 10, none from there on; a dash for null. @param {number | null} value */
export function formatRate(value) {
  if (value === null) return "–";
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}

/**
 * The figures at the top, in the order in which a transcriber reads them.
 *
 * @param {Statistics} statistics
 * @returns {Figure[]}
 */
export function keyFigures({ total, segments, duration }) {
  const settled = segments.approved + segments.rejected;
  return [
    { label: "Minutes of work per minute of audio", value: formatRate(effortOf(total)), hint: effortOf(total) === null ? "shown after one minute of work" : "work time ÷ audio worked on" },
    { label: "Work time", value: formatLength(total.work), hint: "gaps of up to 2 minutes between edits" },
    { label: "Audio worked on", value: formatLength(total.sound), hint: duration === null ? "" : `of ${formatLength(duration)}` },
    { label: "Words corrected", value: String(total.words), hint: wordSpeedOf(total) === null ? "" : `${formatRate(wordSpeedOf(total))} a minute of work` },
    { label: "Segments approved", value: String(segments.approved), hint: `of ${segments.total}${settled > segments.approved ? `, ${segments.rejected} rejected` : ""}` },
  ];
}

/**
 * Speed in each period: seconds of audio a second of work, and words a minute of work.
 *
 * @param {readonly Work[]} periods
 */
export function speeds(periods) {
  let startS = 0;
  return periods.map(({ work, sound, words }) => {
    const period = { startS, endS: startS + work, audio: work ? sound / work : 0, words: work ? (words * 60) / work : 0 };
    startS += work;
    return period;
  });
}

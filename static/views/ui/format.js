/** Format durations, sizes and dates for display. */

import { formatClock } from "../../core/base/clock.js";

/** @param {number | null | undefined} seconds */
export function formatEta(seconds) {
  return isTime(seconds) ? `, about ${spellTime(seconds)} left` : "";
}

/** Whose time it is: the computer's, not the user's. @param {number | null | undefined} seconds */
export function formatDraftingLeft(seconds) {
  return isTime(seconds) ? `, about ${spellTime(seconds)} of drafting left` : "";
}

/** @param {number | null | undefined} seconds @returns {seconds is number} */
function isTime(seconds) {
  return seconds !== null && seconds !== undefined;
}

/** @param {number} seconds */
function spellTime(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** @param {number} bytes */
export function formatSize(bytes) {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/**
 * Size and sources of a model download.
 * @param {{size: number, sources: string[]}} model
 */
export function spellFetch({ size, sources }) {
  return `${spellModelSize(size)} from ${sources.join(" or ")}`;
}

/** @param {number} bytes */
export function spellModelSize(bytes) {
  const megabytes = Math.round(bytes / 1e6);
  return megabytes < 1000 ? `${megabytes} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}

/**
 * How fast a model drafts: "about" where it was not measured on this computer.
 * @param {{speed: number, is_speed_measured: boolean}} model
 */
export function spellSpeed({ speed, is_speed_measured: isMeasured }) {
  const times = `${speed < 9.5 ? Number(speed.toPrecision(2)) : Math.round(speed)}\u202f× real time`;
  return isMeasured ? `${times}, measured` : `about ${times}`;
}

/** @param {{n_languages: number}} model */
export function spellLanguages({ n_languages: n }) {
  return n === 1 ? "only English" : `${n} languages`;
}

/**
 * A model in one line, without its name: "installed, 148 MB, about 13 × real time".
 * @param {import("../../core/sync/api.js").Answers["GET /models"]["models"][number]} model
 */
export function spellModel(model) {
  return `${model.present ? "installed, " : ""}${spellModelSize(model.size)}${model.present ? "" : " download"}, ${spellSpeed(model)}${model.n_languages === 1 ? ", only English" : ""}`;
}

/**
 * @param {number} n
 * @param {string} what
 */
export function count(n, what) {
  return `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
}

/** @param {{startMs: number, endMs: number}} range */
export function formatRange({ startMs, endMs }) {
  return `${formatClock(startMs, 1)} – ${formatClock(endMs, 1)}`;
}

/** @param {string} iso */
export function formatDate(iso) {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** @param {string} iso */
export function formatDay(iso) {
  return new Date(iso).toLocaleDateString(undefined, { dateStyle: "medium" });
}

const NAMES = new Intl.DisplayNames(["en"], { type: "language" });

/** @param {string | null} code */
export function formatLanguage(code) {
  if (!code) return "";
  try {
    return NAMES.of(code) ?? code;
  } catch {
    return code; // the browser does not know this code
  }
}

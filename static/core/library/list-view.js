/** Which recordings the library shows and in which order. The page's address keeps it, so that back and reload restore it. */

import { fold } from "../text/folding.js";

/** @typedef {import("../sync/api-types.js").Media} Media */
/** @typedef {"working" | "failed" | "empty" | "text"} Stage */
/** @typedef {"title" | "duration" | "language" | "state" | "created"} Column */

/**
 * @typedef {object} ListView
 * @property {string} query words that are searched in titles and transcripts
 * @property {Stage | ""} stage
 * @property {string} language a code; "" for all
 * @property {Column} sort
 * @property {boolean} isDescending
 */

/** @type {Stage[]} */
export const STAGES = ["working", "failed", "empty", "text"];
/** @type {Column[]} */
const COLUMNS = ["title", "duration", "language", "state", "created"];
/** @type {Readonly<ListView>} */
export const DEFAULT_VIEW = Object.freeze({ query: "", stage: "", language: "", sort: "created", isDescending: true });
const byText = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** What is done with a recording now, or what it needs. @param {Media} media @returns {Stage} */
export function stageOf({ state, error, n_segments }) {
  if (error || state === "failed") return "failed";
  if (state !== "ready") return "working";
  return n_segments ? "text" : "empty";
}

/**
 * Read the view from an address; what is unknown there is ignored.
 *
 * @param {string} search the part of the address from "?"
 * @returns {ListView}
 */
export function readView(search) {
  const given = new URLSearchParams(search);
  const [sort, direction] = (given.get("sort") ?? "").split("-");
  const column = COLUMNS.find((one) => one === sort);
  return {
    query: given.get("q") ?? "",
    stage: STAGES.find((one) => one === given.get("state")) ?? "",
    language: given.get("language") ?? "",
    sort: column ?? DEFAULT_VIEW.sort,
    isDescending: column ? direction === "down" : DEFAULT_VIEW.isDescending,
  };
}

/** The part of an address from "?" that `readView` reads; "" for the default view. @param {ListView} view */
export function writeView({ query, stage, language, sort, isDescending }) {
  const given = new URLSearchParams();
  if (query) given.set("q", query);
  if (stage) given.set("state", stage);
  if (language) given.set("language", language);
  if (sort !== DEFAULT_VIEW.sort || isDescending !== DEFAULT_VIEW.isDescending) given.set("sort", isDescending ? `${sort}-down` : sort);
  return given.size ? `?${given}` : "";
}

/** Whether the view leaves out recordings. @param {ListView} view */
export function isFiltered({ query, stage, language }) {
  return Boolean(query.trim() || stage || language);
}

/** The view after a click on a column: its other direction, or this column from its usual end. @param {ListView} view @param {Column} column @returns {ListView} */
export function sortBy(view, column) {
  const isDescending = view.sort === column ? !view.isDescending : column === "created";
  return { ...view, sort: column, isDescending };
}

/**
 * The recordings of a view in its order. All words of the query have to occur in the title or file name.
 *
 * @param {Iterable<Media>} recordings
 * @param {ListView} view
 */
export function listRecordings(recordings, view) {
  const words = fold(view.query, "loose").split(/\s+/).filter(Boolean);
  const isShown = (/** @type {Media} */ media) =>
    (!view.stage || stageOf(media) === view.stage) &&
    (!view.language || media.language === view.language) &&
    (!words.length || hasWords(fold(`${media.title} ${media.filename}`, "loose"), words));
  const sign = view.isDescending ? -1 : 1;
  return [...recordings].filter(isShown).sort((a, b) => sign * ORDERS[view.sort](a, b) || compare(b.created, a.created) || compare(a.id, b.id));
}

/** @type {Record<Column, (a: Media, b: Media) => number>} */
const ORDERS = {
  title: (a, b) => byText.compare(a.title, b.title),
  duration: (a, b) => (a.duration ?? -1) - (b.duration ?? -1),
  language: (a, b) => compare(a.language ?? "", b.language ?? ""),
  state: (a, b) => STAGES.indexOf(stageOf(a)) - STAGES.indexOf(stageOf(b)) || a.n_segments - b.n_segments,
  created: (a, b) => compare(a.created, b.created),
};

/** @param {string} a @param {string} b */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** @param {string} text @param {string[]} words */
function hasWords(text, words) {
  return words.every((word) => text.includes(word));
}

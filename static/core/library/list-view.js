/** Which recordings the library shows and in which order. The page's address keeps it, so that back and reload restore it. */

/** @typedef {import("../sync/api-types.js").Answers["GET /library"]} Answer */
/** @typedef {Answer["media"][number]} Row */
/** @typedef {Row["stage"]} Stage */
/** @typedef {"title" | "duration" | "language" | "state" | "progress" | "confidence" | "opened" | "created"} Column */

/**
 * @typedef {object} ListView
 * @property {string} query words that are searched in titles, file names and tags, and in transcripts
 * @property {Stage | "text" | ""} stage "text": any recording with text, as in addresses of older versions
 * @property {string} language a code; "" for all
 * @property {string} speaker a name; "" for all
 * @property {readonly string[]} tags a recording has to have all of them
 * @property {string} project id of a collection; "none" for recordings that are in none, "" for all
 * @property {string} since first day of adding, YYYY-MM-DD; "" for all
 * @property {string} until last day of adding
 * @property {Column} sort
 * @property {boolean} isDescending
 */

/** In the order in which work goes on. @type {Stage[]} */
export const STAGES = ["working", "failed", "empty", "draft", "in_work", "done"];
const KNOWN_STAGES = /** @type {const} */ ([...STAGES, "text"]);
/** @type {Column[]} */
export const COLUMNS = ["title", "duration", "language", "state", "progress", "confidence", "opened", "created"];
/** The newest or highest is of interest first. @type {ReadonlySet<Column>} */
const FROM_THE_TOP = new Set(["created", "opened", "progress"]);
const DAY = /^\d{4}-\d\d-\d\d$/;
export const NO_FILTER = Object.freeze({ query: "", stage: /** @type {const} */ (""), language: "", speaker: "", tags: Object.freeze(/** @type {string[]} */ ([])), project: "", since: "", until: "" });
/** @type {Readonly<ListView>} */
export const DEFAULT_VIEW = Object.freeze({ ...NO_FILTER, sort: "created", isDescending: true });

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
  const day = (/** @type {string} */ name) => (DAY.test(given.get(name) ?? "") ? given.get(name) ?? "" : "");
  return {
    query: given.get("q") ?? "",
    stage: KNOWN_STAGES.find((one) => one === given.get("state")) ?? "",
    language: given.get("language") ?? "",
    speaker: given.get("speaker") ?? "",
    tags: [...new Set(given.getAll("tag").filter(Boolean))],
    project: given.get("project") ?? "",
    since: day("since"),
    until: day("until"),
    sort: column ?? DEFAULT_VIEW.sort,
    isDescending: column ? direction === "down" : DEFAULT_VIEW.isDescending,
  };
}

/** The part of an address from "?" that `readView` reads; "" for the default view. @param {ListView} view */
export function writeView(view) {
  const { sort, isDescending } = view;
  const given = new URLSearchParams(filterOf(view));
  if (sort !== DEFAULT_VIEW.sort || isDescending !== DEFAULT_VIEW.isDescending) given.set("sort", isDescending ? `${sort}-down` : sort);
  return given.size ? `?${given}` : "";
}

/**
 * The view as parameters of the routes of the library's list. Spaces around words are left out: they find nothing else.
 *
 * @param {ListView} view
 * @returns {Record<string, string | string[]>}
 */
export function toQuery(view) {
  const { tags, query } = view;
  const rest = Object.fromEntries(filterOf({ ...view, query: query.trim(), tags: [] }));
  return { ...rest, ...(tags.length ? { tag: [...tags] } : {}), sort: view.sort, order: view.isDescending ? "down" : "up" };
}

/** The filter as names and values; what filters nothing is left out. @param {ListView} view */
function filterOf({ query, stage, language, speaker, tags, project, since, until }) {
  const named = [["q", query], ["state", stage], ["language", language], ["speaker", speaker], ...tags.map((tag) => ["tag", tag]), ["project", project], ["since", since], ["until", until]];
  return named.filter(([, value]) => value);
}

/** Whether the view leaves out recordings. @param {ListView} view */
export function isFiltered(view) {
  return filterOf({ ...view, query: view.query.trim() }).length > 0;
}

/** Whether two views show the same recordings, in any order. @param {ListView} a @param {ListView} b */
export function hasSameFilter(a, b) {
  return JSON.stringify(filterOf(a)) === JSON.stringify(filterOf(b));
}

/** The view after a click on a column: its other direction, or this column from its usual end. @param {ListView} view @param {Column} column @returns {ListView} */
export function sortBy(view, column) {
  const isDescending = view.sort === column ? !view.isDescending : FROM_THE_TOP.has(column);
  return { ...view, sort: column, isDescending };
}

/** The view with one more tag, each once. @param {ListView} view @param {string} tag @returns {ListView} */
export function withTag(view, tag) {
  return view.tags.includes(tag) || !tag.trim() ? view : { ...view, tags: [...view.tags, tag.trim()] };
}

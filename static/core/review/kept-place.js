/**
 * Where the user was in each recording, in the browser's storage: all windows share it, and the latest one counts. The server
 * knows segment and time of the last place of all browsers.
 */

import { NO_FILTER } from "./segment-filter.js";

const KEY = "transcribe.places";
const MOST_RECORDINGS = 200;
const MOST_REPORTS = 5; // more are not on their way to the server at a time

/**
 * @typedef {object} KeptPlace
 * @property {number} timeMs playback position
 * @property {number | null} segment the selected one
 * @property {{anchor: number, focus: number} | null} caret in its text, UTF-16 units
 * @property {{segment: number, px: number} | null} top the first row in view, and how far below the top of the list it begins
 * @property {boolean} isInView whether the selected row is in view
 * @property {number | null} msPerPx zoom of the timeline
 * @property {import("./segment-filter.js").Filter} filter
 * @property {boolean} isFilterOpen
 */

/** @typedef {{segment: number | null, timeMs: number}} Report what the server is told */
/** @typedef {{segment: number | null, time: number, at: string}} ServerPlace in seconds; `at` is by the server's clock */

/**
 * @param {Pick<Storage, "getItem" | "setItem"> | null} storage
 * @param {string} mediaId
 * @param {() => number} [now]
 */
export function createKeptPlace(storage, mediaId, now = Date.now) {
  const write = (/** @type {Record<string, unknown>} */ kept) => {
    const places = read(storage);
    delete places[mediaId]; // reinsert at the end, so that the oldest is dropped first
    places[mediaId] = kept;
    for (const id of Object.keys(places).slice(0, -MOST_RECORDINGS)) delete places[id];
    try {
      storage?.setItem(KEY, JSON.stringify(places));
    } catch {
      return; // a private window or full storage: the recording opens at its start
    }
  };
  return {
    /**
     * The place in this browser, which has more to it, or that of another browser if it is later.
     *
     * @param {ServerPlace | null} [server]
     * @returns {KeptPlace | null}
     */
    recall(server = null) {
      const kept = read(storage)[mediaId];
      const own = placeFrom(kept);
      return server && isFromElsewhere(server, kept) ? { ...NOWHERE, timeMs: server.time * 1000, segment: server.segment, isInView: true, msPerPx: own?.msPerPx ?? null } : own;
    },
    /** @param {KeptPlace} place */
    keep: (place) => write({ ...place, at: now(), reports: reportsIn(read(storage)[mediaId]) }),
    /** Remember what the server is told, to know it again as a place of this browser. @param {Report} report */
    noteReport({ segment, timeMs }) {
      const kept = read(storage)[mediaId];
      write({ ...(isRecord(kept) ? kept : {}), reports: [...reportsIn(kept), [segment, Math.round(timeMs)]].slice(-MOST_REPORTS) });
    },
  };
}

/** @type {KeptPlace} */
const NOWHERE = { timeMs: 0, segment: null, caret: null, top: null, isInView: false, msPerPx: null, filter: NO_FILTER, isFilterOpen: false };

/**
 * Whether the server's place was reported by another browser, and later than the place in this one was kept. Clocks are
 * compared only where this browser has not reported that place itself.
 *
 * @param {ServerPlace} server
 * @param {unknown} kept
 */
function isFromElsewhere({ segment, time, at }, kept) {
  if (reportsIn(kept).some(([id, ms]) => id === segment && ms === Math.round(time * 1000))) return false;
  const keptAt = isRecord(kept) ? finite(kept.at) : null;
  return keptAt === null || Date.parse(at) > keptAt;
}

/** @param {unknown} kept @returns {unknown[][]} */
function reportsIn(kept) {
  const reports = isRecord(kept) ? kept.reports : null;
  return Array.isArray(reports) ? reports.filter(Array.isArray) : [];
}

/** @param {Pick<Storage, "getItem"> | null} storage @returns {Record<string, unknown>} */
function read(storage) {
  try {
    const places = JSON.parse(storage?.getItem(KEY) ?? "{}");
    return isRecord(places) ? { ...places } : {};
  } catch {
    return {}; // storage is blocked or holds other data
  }
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const finite = (/** @type {unknown} */ value) => (typeof value === "number" && Number.isFinite(value) ? value : null);

/** What is usable of stored data. @param {unknown} stored @returns {KeptPlace | null} */
function placeFrom(stored) {
  if (!isRecord(stored)) return null;
  const { caret, top } = stored;
  const [anchor, focus] = isRecord(caret) ? [finite(caret.anchor), finite(caret.focus)] : [null, null];
  const [segment, px] = isRecord(top) ? [finite(top.segment), finite(top.px)] : [null, null];
  const msPerPx = finite(stored.msPerPx);
  return {
    timeMs: Math.max(0, finite(stored.timeMs) ?? 0),
    segment: finite(stored.segment),
    caret: anchor === null || focus === null ? null : { anchor, focus },
    top: segment === null || px === null ? null : { segment, px },
    isInView: stored.isInView === true,
    msPerPx: msPerPx !== null && msPerPx > 0 ? msPerPx : null,
    filter: filterFrom(stored.filter),
    isFilterOpen: stored.isFilterOpen === true,
  };
}

/** @param {unknown} stored @returns {import("./segment-filter.js").Filter} */
function filterFrom(stored) {
  if (!isRecord(stored)) return NO_FILTER;
  const isOfType = (/** @type {[string, unknown]} */ [name, usual]) => (usual === null ? typeof stored[name] === "string" : typeof stored[name] === typeof usual);
  return { ...NO_FILTER, ...Object.fromEntries(Object.entries(NO_FILTER).filter(isOfType).map(([name]) => [name, stored[name]])) };
}

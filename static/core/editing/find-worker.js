/**
 * Searches in a worker, so that no expression can freeze the page. The page ends a worker that
 * takes too long.
 *
 * Messages in: `{put, remove}` updates the texts, `{run, ids, query, replacement, limit}`
 * searches. Messages out: `{run, hits, done, at}` every `REPORT_MS`.
 */

import { createFinder } from "../text/find-replace.js";

/** @typedef {{id: number, from: number, to: number, text: string}} Hit `text` is the replacement */
/** @typedef {{run: number, hits: Hit[], done: boolean, at: number, isCapped: boolean}} Report hits since the report before it; `at`: segments searched */

const REPORT_MS = 60;

/** @type {Map<number, string>} */
const texts = new Map();

self.onmessage = (/** @type {MessageEvent} */ event) => {
  const { put, remove, run } = event.data;
  for (const id of remove ?? []) texts.delete(id);
  for (const [id, text] of put ?? []) texts.set(id, text);
  if (run) search(event.data);
};

/** @param {{run: number, ids: Iterable<number>, query: import("../text/find-replace.js").FindQuery, replacement: import("../text/find-replace.js").Replacement, limit: number}} asked */
function search({ run, ids, query, replacement, limit }) {
  const finder = createFinder(query); // the page has parsed the same query, so it is valid
  /** @type {Hit[]} */
  let hits = [];
  let at = 0;
  let left = limit;
  let reportedAt = performance.now();
  for (const id of ids) {
    const text = texts.get(id) ?? "";
    for (const hit of finder.find(text)) {
      if (left-- > 0) hits.push({ id, from: hit.from, to: hit.to, text: finder.spell(text, hit, replacement) });
    }
    at++;
    if (left < 0) break;
    if (performance.now() - reportedAt < REPORT_MS) continue;
    postMessage({ run, hits, done: false, at, isCapped: false });
    hits = [];
    reportedAt = performance.now();
  }
  postMessage({ run, hits, done: true, at, isCapped: left < 0 });
}

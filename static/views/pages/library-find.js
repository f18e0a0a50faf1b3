/** Find and replace in all recordings, without its looks: the query, its hits, and one edit in each recording. */

import { signal } from "@preact/signals";

import { messageOf } from "../../core/base/errors.js";
import { count } from "../ui/format.js";

/** @typedef {import("../../core/sync/api-types.js").LibraryHit} LibraryHit */
/** @typedef {import("../../core/sync/api-types.js").Preview} Preview */
/** @typedef {import("../../core/sync/api-types.js").Replaced["recordings"]} Outcomes */
/** @typedef {Required<Pick<import("../../core/sync/api.js").Bodies["POST /find"], "text" | "replacement" | "is_regex" | "whole_words" | "match_case" | "keep_case">>} Query */

const PAUSE_MS = 350; // in typing, before a search begins

/**
 * @param {object} options
 * @param {import("../../core/sync/api.js").Api} options.api
 * @param {import("../ui/toasts.js").Toasts} options.toasts
 * @param {() => string} options.author
 * @param {string} options.text what is searched for at first
 */
export function createLibraryFind({ api, toasts, author, text }) {
  const search = createSearch(api, text);
  const { query, found, dropped } = search;
  const done = signal(/** @type {Outcomes | null} */ (null));
  const isBusy = signal(false);

  const replace = async () => {
    const preview = found.peek();
    if (!preview || isBusy.peek()) return;
    isBusy.value = true;
    try {
      const chosen = preview.hits.filter((hit) => !dropped.peek().has(keyOf(hit)));
      const recordings = preview.recordings.map(({ media, revision }) => ({ media, revision, segments: placesOf(chosen.filter((hit) => hit.media === media)) }));
      const outcome = await api.replaceAll({ ...query.peek(), author: author(), recordings: recordings.filter((one) => one.segments.length) });
      await search.run();
      done.value = outcome.recordings;
    } catch (error) {
      toasts.fail(error, () => void replace());
    } finally {
      isBusy.value = false;
    }
  };
  const undo = async () => {
    const outcomes = done.peek() ?? [];
    const edits = outcomes.flatMap(({ media, edit }) => (edit === null ? [] : [{ media, edit }]));
    try {
      const { undone, left } = await api.undoReplace({ edits, author: author() });
      const titles = outcomes.filter((one) => left.includes(one.media)).map((one) => `“${one.title}”`);
      done.value = null;
      await search.run();
      const rest = titles.length ? ` Not restored because they were edited meanwhile: ${titles.join(", ")}.` : "";
      toasts.show({ text: `${count(undone, "recording")} restored.${rest}`, kind: rest ? "error" : "success" });
    } catch (error) {
      toasts.fail(error, () => void undo());
    }
  };

  return {
    ...search,
    /** What the last replacement did; null after a change of the query. */
    done,
    isBusy,
    change(/** @type {Partial<Query>} */ changes) {
      done.value = null;
      search.change(changes);
    },
    toggle(/** @type {LibraryHit[]} */ hits, /** @type {boolean} */ isOn) {
      const next = new Set(dropped.peek());
      for (const hit of hits) {
        if (isOn) next.delete(keyOf(hit));
        else next.add(keyOf(hit));
      }
      dropped.value = next;
    },
    replace: () => void replace(),
    undo: () => void undo(),
  };
}

/** @typedef {ReturnType<typeof createLibraryFind>} LibraryFind */

/**
 * The query and its hits. The answer to an older query is ignored.
 *
 * @param {import("../../core/sync/api.js").Api} api
 * @param {string} text
 */
function createSearch(api, text) {
  const query = signal(/** @type {Query} */ ({ text, replacement: "", is_regex: false, whole_words: false, match_case: false, keep_case: false }));
  const found = signal(/** @type {Preview | null} */ (null));
  const dropped = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  const state = signal({ text: "", isError: false });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  let last = 0;

  const run = async () => {
    clearTimeout(pause);
    const mine = ++last;
    if (!query.peek().text) {
      found.value = null;
      state.value = { text: "", isError: false };
      return;
    }
    state.value = { text: "Searching…", isError: false };
    try {
      const preview = await api.findAll(query.peek());
      if (mine !== last) return;
      found.value = preview;
      dropped.value = new Set();
      state.value = { text: formatFound(preview), isError: false };
    } catch (error) {
      if (mine !== last) return;
      found.value = null;
      state.value = { text: messageOf(error), isError: true };
    }
  };
  const change = (/** @type {Partial<Query>} */ changes) => {
    query.value = { ...query.peek(), ...changes };
    clearTimeout(pause);
    last++;
    pause = setTimeout(run, PAUSE_MS);
  };
  return { query, found, /** Keys of hits that are not replaced. */ dropped, state, run, change };
}

/** @param {LibraryHit} hit */
export function keyOf(hit) {
  return `${hit.media}:${hit.segment}:${hit.from}:${hit.to}`;
}

/** @param {LibraryHit[]} hits */
function placesOf(hits) {
  /** @type {Map<number, number[][]>} */
  const segments = new Map();
  for (const { segment, from, to } of hits) segments.set(segment, [...(segments.get(segment) ?? []), [from, to]]);
  return [...segments].map(([id, places]) => ({ id, hits: places }));
}

/** @param {Preview} preview */
function formatFound({ hits, recordings, segments, capped }) {
  if (!hits.length) return `Nothing found in ${count(segments, "segment")}.`;
  const more = capped ? "There are more hits than shown. Replace these and search again. " : "";
  return `${more}${count(hits.length, "hit")} in ${count(recordings.length, "recording")}.`;
}

/**
 * Find and replace in an open recording: the query, its hits, the current hit, and the edits that
 * replace hits.
 */

import { effect, signal, untracked } from "@preact/signals-core";

import { messageOf } from "../base/errors.js";
import { createFinder } from "../text/find-replace.js";
import { createFindRuns } from "./find-runs.js";
import { createHitList } from "./hit-list.js";
import { replaceHits } from "./hit-replacement.js";

export { keyOf } from "./hit-list.js";

/** @typedef {import("../base/scope.js").Scope} Scope */
/** @typedef {import("../sync/transcript-store.js").Store} Store */
/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("./find-worker.js").Hit} Hit */
/** @typedef {import("../text/find-replace.js").FindQuery & {replacement: string, keepCase: boolean, speaker: string | null | undefined}} FindSettings */
/** @typedef {{kind: "idle" | "searching" | "done" | "error", message: string}} SearchState */

export const MAX_HITS = 20_000;
const TYPING_MS = 120;

/** @type {FindSettings} */
const NOTHING = { text: "", isRegex: false, wholeWords: false, matchCase: false, replacement: "", keepCase: false, speaker: undefined };

/**
 * @param {Scope} scope
 * @param {object} options
 * @param {Store} options.store
 * @param {() => Worker} options.spawn a worker that runs find-worker.js
 */
export function createFindState(scope, { store, spawn }) {
  const isOpen = signal(false);
  const list = createHitList(() => store.transcript.peek());
  const search = createSearch(scope, { store, spawn, list });
  const { query } = search;

  scope.add(
    effect(() => {
      void store.transcript.value;
      if (isOpen.value) untracked(search.startSoon);
    }),
  );

  const replace = (/** @type {readonly Hit[]} */ wanted) => replaceHits(store, search.searched(), wanted);
  const { hits, current, dropped, chosen, toggle, toggleAll } = list;
  return {
    isOpen,
    query,
    hits,
    current,
    dropped,
    chosen,
    toggle,
    toggleAll,
    state: search.state,
    /** The transcript of the hits. */
    searched: search.searched,
    whenSettled: search.whenSettled,
    /** Replace hits as one edit. */
    replace,
    /** Go to the next or previous hit, wrapping around. @type {(by: 1 | -1, fromMs?: number) => Promise<Hit | null>} */
    async step(by, fromMs = 0) {
      await search.whenSettled();
      return list.step(by, fromMs);
    },
    /**
     * Replace the current hit and go to the next one.
     * @returns {Promise<Hit | null>} the next one
     */
    async replaceCurrent() {
      const hit = list.currentHit();
      if (!hit) return null;
      await replace([hit]);
      search.start({ id: hit.id, from: hit.from + hit.text.length });
      await search.whenSettled();
      return list.currentHit();
    },
    open(/** @type {Partial<FindSettings>} */ changes = {}) {
      isOpen.value = true;
      query.value = { ...query.peek(), ...changes };
      search.start();
    },
    close() {
      isOpen.value = false;
      search.stop();
    },
    change(/** @type {Partial<FindSettings>} */ changes) {
      const isOther = Object.keys(changes).some((name) => name !== "replacement" && name !== "keepCase");
      query.value = { ...query.peek(), ...changes };
      if (isOther) list.restart();
      search.startSoon();
    },
  };
}

/** @typedef {ReturnType<typeof createFindState>} Finding */

/**
 * The query, and the search for its hits.
 *
 * @param {Scope} scope
 * @param {{store: Store, spawn: () => Worker, list: ReturnType<typeof createHitList>}} options
 */
function createSearch(scope, { store, spawn, list }) {
  const query = signal(NOTHING);
  const state = signal(/** @type {SearchState} */ ({ kind: "idle", message: "" }));
  /** @type {Transcript | null} */
  let searched = null;
  /** @type {{id: number, from: number} | null} where to continue after a replacement */
  let resume = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;

  const settle = (/** @type {SearchState["kind"]} */ kind, message = "") => {
    if (kind !== "done") list.clear();
    state.value = { kind, message };
  };
  const runs = createFindRuns({
    spawn,
    onDone({ transcript, hits, isCapped }) {
      const place = resume ?? list.currentHit();
      searched = transcript;
      resume = null;
      list.put(hits, place);
      settle("done", isCapped ? `More than ${MAX_HITS} hits: the first ${MAX_HITS} are shown.` : "");
    },
    onTimeout: (message) => settle("error", message),
    onError: (message) => settle("error", message),
  });
  /** @param {{id: number, from: number} | null} [place] where to continue */
  const start = (place = null) => {
    clearTimeout(pause);
    pause = undefined;
    resume = place ?? resume;
    const wanted = query.peek();
    const problem = wanted.text ? problemOf(wanted) : "";
    if (!wanted.text || problem) {
      runs.cancel();
      return settle(problem ? "error" : "idle", problem);
    }
    const transcript = store.transcript.peek();
    const segments = transcript.segments.filter((segment) => wanted.speaker === undefined || segment.speaker === wanted.speaker);
    state.value = { kind: "searching", message: "" };
    runs.start(transcript, {
      ids: segments.map(({ id }) => id),
      query: wanted,
      replacement: { text: wanted.replacement, keepCase: wanted.keepCase },
      limit: MAX_HITS,
    });
  };
  const stop = () => {
    clearTimeout(pause);
    pause = undefined;
    resume = null;
    runs.end();
    settle("idle");
  };
  scope.add(stop);

  return {
    query,
    state,
    /** The transcript of the hits. */
    searched: () => searched,
    start,
    stop,
    /** Search when the user has stopped typing. */
    startSoon() {
      clearTimeout(pause);
      pause = setTimeout(start, TYPING_MS);
    },
    /** Resolves when the latest query is finished. @type {() => Promise<void>} */
    whenSettled() {
      if (pause !== undefined) start();
      return new Promise((done) => {
        const unsubscribe = state.subscribe(({ kind }) => {
          if (kind === "searching") return;
          queueMicrotask(() => unsubscribe());
          done();
        });
      });
    },
  };
}

/**
 * Why a query cannot be searched for; empty if it can.
 *
 * @param {FindSettings} query
 */
function problemOf(query) {
  try {
    createFinder(query);
    return "";
  } catch (error) {
    return messageOf(error);
  }
}

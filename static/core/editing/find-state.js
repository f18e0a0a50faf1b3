/**
 * Find and replace in an open recording: the query, its hits, the current hit, and the edits that
 * replace hits.
 */

import { computed, effect, signal, untracked } from "@preact/signals-core";

import { fitAhead } from "../document/operations.js";
import { messageOf } from "../base/errors.js";
import { createFinder, replaceParts } from "../text/find-replace.js";

/** @typedef {import("../document/operations.js").Transcript} Transcript */
/** @typedef {import("./find-worker.js").Hit} Hit */
/** @typedef {Extract<import("../document/operations.js").Operation, {op: "set_text"}>} SetText */
/** @typedef {import("../text/find-replace.js").FindQuery & {replacement: string, keepCase: boolean, speaker: string | null | undefined}} FindSettings */

export const MAX_HITS = 20_000;
const SILENT_MS = 2_000; // a worker that is silent this long runs an expression without end
const TYPING_MS = 120;
const SLICE_MS = 8;

/** @type {FindSettings} */
const NOTHING = { text: "", isRegex: false, wholeWords: false, matchCase: false, replacement: "", keepCase: false, speaker: undefined };

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {import("../sync/transcript-store.js").Store} options.store
 * @param {() => Worker} options.spawn a worker that runs find-worker.js
 */
export function createFindState(scope, { store, spawn }) {
  const isOpen = signal(false);
  const query = signal(NOTHING);
  const hits = signal(/** @type {readonly Hit[]} */ ([]));
  const current = signal(-1);
  const dropped = signal(/** @type {ReadonlySet<string>} */ (new Set()));
  const state = signal(/** @type {{kind: "idle" | "searching" | "done" | "error", message: string}} */ ({ kind: "idle", message: "" }));
  const chosen = computed(() => hits.value.filter((hit) => !dropped.value.has(keyOf(hit))));

  /** @type {Worker | null} */
  let worker = null;
  /** @type {Transcript | null} the transcript whose texts the worker has */
  let known = null;
  /** @type {Transcript | null} the transcript of the hits */
  let searched = null;
  let run = 0;
  /** @type {Hit[]} hits of the running search */
  let found = [];
  /** @type {{id: number, from: number} | null} where to continue after a replacement */
  let resume = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let watchdog;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;

  const endWorker = () => {
    clearTimeout(watchdog);
    worker?.terminate();
    worker = known = null;
  };
  const watch = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => {
      endWorker();
      hits.value = [];
      const message = "The search was stopped because this expression takes too long. The usual cause is a repetition inside a repetition, such as (a+)+.";
      state.value = { kind: "error", message };
    }, SILENT_MS);
  };

  const search = () => {
    clearTimeout(pause);
    pause = undefined;
    const wanted = query.peek();
    run++;
    clearTimeout(watchdog);
    if (!wanted.text) {
      endWorker();
      hits.value = [];
      state.value = { kind: "idle", message: "" };
      return;
    }
    try {
      createFinder(wanted);
    } catch (error) {
      hits.value = [];
      state.value = { kind: "error", message: messageOf(error) };
      return;
    }
    if (state.peek().kind === "searching") endWorker(); // it runs an older query
    const transcript = store.transcript.peek();
    const ids = transcript.segments.filter((segment) => wanted.speaker === undefined || segment.speaker === wanted.speaker).map((segment) => segment.id);
    worker ??= begin();
    state.value = { kind: "searching", message: "" };
    worker.postMessage({ ...changesOf(known, transcript), run, ids, query: wanted, replacement: { text: wanted.replacement, keepCase: wanted.keepCase }, limit: MAX_HITS });
    known = searched = transcript;
    found = [];
    watch();
  };
  const begin = () => {
    const made = spawn();
    made.onmessage = (event) => receive(event.data);
    made.onerror = (event) => {
      endWorker();
      state.value = { kind: "error", message: `The search failed: ${event.message}` };
    };
    return made;
  };
  const receive = (/** @type {{run: number, hits: Hit[], done: boolean, isCapped?: boolean}} */ report) => {
    if (report.run !== run) return;
    found.push(...report.hits);
    if (!report.done) return watch();
    clearTimeout(watchdog);
    const before = resume ?? hits.peek()[current.peek()];
    hits.value = found;
    current.value = before ? locate(before) : -1;
    resume = null;
    const message = report.isCapped ? `More than ${MAX_HITS} hits: the first ${MAX_HITS} are shown.` : "";
    state.value = { kind: "done", message };
  };
  /** The first hit from a place on, else the first of all. */
  const locate = (/** @type {{id: number, from: number}} */ place) => {
    const transcript = store.transcript.peek();
    const position = transcript.position(place.id);
    const at = found.findIndex((hit) => (hit.id === place.id ? hit.from >= place.from : transcript.position(hit.id) > position));
    return at < 0 && found.length ? 0 : at;
  };
  const searchSoon = () => {
    clearTimeout(pause);
    pause = setTimeout(search, TYPING_MS);
  };

  scope.add(
    effect(() => {
      void store.transcript.value;
      if (isOpen.value) untracked(searchSoon);
    }),
  );
  scope.add(() => {
    clearTimeout(pause);
    endWorker();
  });

  /** Resolves when the latest query is finished. @type {() => Promise<void>} */
  const whenSettled = () => {
    if (pause !== undefined) search();
    return new Promise((done) => {
      const stop = state.subscribe(({ kind }) => {
        if (kind === "searching") return;
        queueMicrotask(() => stop());
        done();
      });
    });
  };

  /** Go to the next or previous hit, wrapping around. @type {(by: 1 | -1, fromMs?: number) => Promise<Hit | null>} */
  const step = async (by, fromMs = 0) => {
    await whenSettled();
    const all = hits.peek();
    if (!all.length) return null;
    const at = current.peek();
    if (at < 0) {
      const after = all.findIndex((hit) => (store.transcript.peek().segment(hit.id)?.endMs ?? 0) > fromMs);
      current.value = by > 0 ? Math.max(after, 0) : ((after < 0 ? all.length : after) - 1 + all.length) % all.length;
    } else current.value = (at + by + all.length) % all.length;
    return all[current.peek()];
  };

  /**
   * Replace hits as one edit.
   *
   * @param {readonly Hit[]} wanted
   * @returns {Promise<{nHits: number, nSegments: number, nChanged: number}>} `nChanged`: hits skipped
   *   because their segments have changed
   */
  const replace = async (wanted) => {
    store.commitTyping();
    const base = searched;
    const outcome = { nHits: 0, nSegments: 0, nChanged: 0 };
    /** @type {SetText[]} */
    const ops = [];
    let sliceAt = performance.now();
    for (const [id, parts] of bySegment(wanted)) {
      const text = base?.segment(id)?.text;
      const segment = store.transcript.peek().segment(id);
      if (!segment || segment.text !== text) {
        outcome.nChanged += parts.length;
        continue;
      }
      const op = { op: /** @type {const} */ ("set_text"), id, text: replaceParts(text, parts) };
      outcome.nHits += parts.length;
      if (op.text === text) continue;
      fitAhead(segment, op);
      ops.push(op);
      if (performance.now() - sliceAt < SLICE_MS) continue;
      await new Promise((go) => setTimeout(go));
      sliceAt = performance.now();
    }
    const now = store.transcript.peek();
    const fitting = ops.filter((op) => now.segment(op.id)?.text === base?.segment(op.id)?.text);
    outcome.nChanged += ops.length - fitting.length;
    outcome.nSegments = fitting.length;
    if (fitting.length) store.apply(fitting);
    return outcome;
  };

  /**
   * Replace the current hit and go to the next one.
   * @returns {Promise<Hit | null>} the next one
   */
  const replaceCurrent = async () => {
    const hit = hits.peek()[current.peek()];
    if (!hit) return null;
    await replace([hit]);
    resume = { id: hit.id, from: hit.from + hit.text.length };
    search();
    await whenSettled();
    return hits.peek()[current.peek()] ?? null;
  };

  return {
    isOpen,
    query,
    hits,
    current,
    dropped,
    chosen,
    state,
    step,
    replace,
    replaceCurrent,
    /** The transcript of the hits. */
    searched: () => searched,
    open(/** @type {Partial<FindSettings>} */ changes = {}) {
      isOpen.value = true;
      query.value = { ...query.peek(), ...changes };
      search();
    },
    close() {
      isOpen.value = false;
      run++;
      hits.value = [];
      current.value = -1;
      state.value = { kind: "idle", message: "" };
      endWorker();
    },
    change(/** @type {Partial<FindSettings>} */ changes) {
      const isOther = Object.keys(changes).some((name) => name !== "replacement" && name !== "keepCase");
      query.value = { ...query.peek(), ...changes };
      if (isOther) {
        current.value = -1;
        dropped.value = new Set();
      }
      searchSoon();
    },
    toggle(/** @type {Hit} */ hit) {
      const next = new Set(dropped.peek());
      if (!next.delete(keyOf(hit))) next.add(keyOf(hit));
      dropped.value = next;
    },
    toggleAll(/** @type {boolean} */ isOn) {
      dropped.value = isOn ? new Set() : new Set(hits.peek().map(keyOf));
    },
    whenSettled,
  };
}

/** @typedef {ReturnType<typeof createFindState>} Finding */

/** @param {readonly Hit[]} hits */
function bySegment(hits) {
  /** @type {Map<number, Hit[]>} */
  const groups = new Map();
  for (const hit of hits) {
    const group = groups.get(hit.id);
    if (group) group.push(hit);
    else groups.set(hit.id, [hit]);
  }
  return groups;
}

/** @param {Hit} hit */
export function keyOf(hit) {
  return `${hit.id}:${hit.from}:${hit.to}`;
}

/**
 * The message that updates a worker from one transcript to another.
 *
 * @param {Transcript | null} known
 * @param {Transcript} transcript
 */
export function changesOf(known, transcript) {
  /** @type {[number, string][]} */
  const put = [];
  for (const segment of transcript.segments) {
    if (known?.segment(segment.id) !== segment) put.push([segment.id, segment.text]);
  }
  const remove = known ? known.segments.filter(({ id }) => !transcript.segment(id)).map(({ id }) => id) : [];
  return { put, remove };
}

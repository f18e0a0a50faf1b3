/**
 * Recognition jobs of the open recording: running jobs, failed ranges, and the translation beside
 * the transcript. Updated by events; read again after a lost connection.
 */

import { signal } from "@preact/signals-core";

import { spanFromJson } from "../document/serialization.js";

/** @typedef {import("./api-types.js").Job} Job */
/** @typedef {{id: number, startMs: number, endMs: number, error: string}} FailedRange */
/**
 * What a draft says of a range: speech without words, or (with `language`) that it sounds like another
 * language.
 * @typedef {{id: number, startMs: number, endMs: number, reason: string, language: string | null, text: string}} Notice
 */
/** @typedef {{startMs: number, endMs: number, text: string}} Cue */
/** @typedef {{job: Job, nEdits: number}} Outcome `nEdits`: edits that the job made */

const TRANSLATION_MS = 1_500; // minimum time between two reads of a growing translation
const ENDED = new Set(["done", "failed", "cancelled"]);

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {object} options
 * @param {string} options.mediaId
 * @param {import("./api.js").Api} options.api
 * @param {import("./events.js").EventStream} options.events
 */
export function createJobs(scope, { mediaId, api, events }) {
  const jobs = signal(/** @type {Job[]} */ ([]));
  const lost = signal(/** @type {FailedRange[]} */ ([]));
  const cues = signal(/** @type {Cue[] | null} */ (null));
  /** @type {Map<number, Job>} last known state, including ended jobs */
  const known = new Map();
  /** @type {Map<number, number>} */
  const nEdits = new Map();
  /** @type {Map<number, (outcome: Outcome) => void>} jobs started in this window */
  const waiting = new Map();
  let translationTimer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  const show = () => {
    jobs.value = [...known.values()].filter((job) => !ENDED.has(job.state)).sort((a, b) => a.id - b.id);
  };
  const take = (/** @type {Job} */ job) => {
    const before = known.get(job.id);
    known.set(job.id, job);
    const isNews = before?.state !== job.state || before.message !== job.message;
    if (isNews && job.kind === "draft") void readLost();
    if (job.kind === "translate") readTranslationSoon(ENDED.has(job.state) ? 0 : TRANSLATION_MS);
    const onEnd = waiting.get(job.id);
    if (!onEnd || !ENDED.has(job.state)) return;
    waiting.delete(job.id);
    onEnd({ job, nEdits: nEdits.get(job.id) ?? 0 });
  };

  const newest = (/** @type {(job: Job) => boolean} */ isWanted) =>
    [...known.values()].filter(isWanted).sort((a, b) => b.id - a.id)[0] ?? null;
  const readLost = async () => {
    const answer = await api.quarantine(mediaId).catch(() => null); // retried at the next event
    if (answer) lost.value = answer.chunks.map(lostFromJson);
  };
  const readTranslationSoon = (/** @type {number} */ ms) => {
    if (ms === 0) clearTimeout(translationTimer);
    else if (translationTimer !== undefined) return;
    translationTimer = setTimeout(readTranslation, ms);
  };
  const readTranslation = async () => {
    translationTimer = undefined;
    const answer = await api.translation(mediaId).catch(() => null); // none, or the server is unreachable; read again when it is back
    if (answer) cues.value = answer.segments.map(cueFromJson);
  };
  /**
   * Be told of the end of a job that the server has started.
   * @param {Job} job
   * @param {(outcome: Outcome) => void} onEnd
   */
  const follow = (job, onEnd) => {
    waiting.set(job.id, onEnd);
    take(known.get(job.id) ?? job); // its events may arrive before the answer
    show();
    return job;
  };
  const readAll = async () => {
    const answer = await api.jobs(mediaId).catch(() => null);
    if (!answer) return;
    for (const job of answer.jobs.reverse()) take(job);
    show();
  };

  events.on("job", (job) => {
    if (job.media === undefined || job.media !== mediaId) return;
    take(job);
    show();
  });
  events.on("edit", (edit) => {
    if (edit.media === mediaId && edit.job) nEdits.set(edit.job, (nEdits.get(edit.job) ?? 0) + 1);
  });
  events.on("open", () => void readAll());
  events.on("reset", () => void readAll());
  scope.add(() => clearTimeout(translationTimer));

  return {
    /** Unfinished jobs of the recording, oldest first. */
    jobs,
    /** Failed ranges of the draft (in quarantine). */
    lost,
    ...createNotices(mediaId, api, events),
    /** The English translation so far; null if there is none. */
    cues,
    readAll,
    readLost,
    /**
     * Start a job.
     * @param {import("./api.js").JobRequest} body
     * @param {(outcome: Outcome) => void} onEnd
     * @throws {import("./api.js").ApiProblem | import("./api.js").Unreachable}
     */
    async ask(body, onEnd) {
      return follow(await api.addJob(mediaId, body), onEnd);
    },
    follow,
    /** The newest redraft to review before applying; null if there is none. */
    proposed: () => newest((job) => job.kind === "redraft" && job.dry_run && job.state === "done"),
    /** Whether the newest search for speakers could not tell how many there are. */
    isCountUnsure: () => newest((job) => job.kind === "speakers" && job.state === "done")?.reason_code === "unsure_count",
    /** The newest job of the whole recording, in any state; null if there is none. */
    newestWhole: () => newest((job) => job.kind === "draft" || job.kind === "ingest"),
    /** Names and terms given to the newest draft of this recording. */
    hotwords: () => newest((job) => job.kind !== "ingest" && job.kind !== "align")?.hotwords ?? [],
  };
}

/**
 * What the draft says of ranges, read again when the recording has changed.
 *
 * @param {string} mediaId
 * @param {import("./api.js").Api} api
 * @param {import("./events.js").EventStream} events
 */
function createNotices(mediaId, api, events) {
  const notices = signal(/** @type {Notice[]} */ ([]));
  const readNotices = async () => {
    const answer = await api.notices(mediaId).catch(() => null); // retried at the next event
    if (answer) notices.value = answer.notices.map(noticeFromJson);
  };
  events.on("media", (media) => media.id === mediaId && void readNotices());
  events.on("open", () => void readNotices());
  events.on("reset", () => void readNotices());
  return { notices, readNotices };
}

/** @typedef {ReturnType<typeof createJobs>} Work */

/**
 * Whether a running job concerns a segment.
 *
 * @param {Job} job
 * @param {{id: number, startMs: number, endMs: number}} segment
 */
export function isAbout(job, segment) {
  if (job.kind === "align") return job.segments?.includes(segment.id) ?? false;
  if (job.kind !== "redraft" || job.start === null || job.end === null) return false;
  const middleMs = (segment.startMs + segment.endMs) / 2; // the server uses the same rule to decide which segments to replace
  return middleMs >= job.start * 1000 && middleMs < job.end * 1000;
}

/**
 * Failed ranges that are still empty: segments cover less than half of each.
 *
 * @param {readonly FailedRange[]} ranges
 * @param {readonly {startMs: number, endMs: number}[]} segments in order
 */
export function unwritten(ranges, segments) {
  return ranges.filter(({ startMs, endMs }) => {
    let coveredMs = 0;
    for (const segment of segments) {
      if (segment.startMs >= endMs) break;
      coveredMs += Math.max(0, Math.min(segment.endMs, endMs) - Math.max(segment.startMs, startMs));
    }
    return 2 * coveredMs < endMs - startMs;
  });
}

/**
 * Notices that nobody has dealt with: segments of people cover less than half of each. A drafted segment
 * across a range says nothing of what is in it.
 *
 * @param {readonly Notice[]} notices
 * @param {readonly {startMs: number, endMs: number, status: string}[]} segments in order
 */
export function openNotices(notices, segments) {
  if (!notices.length) return [];
  const written = segments.filter(({ status }) => status !== "draft");
  const open = new Set(unwritten(notices.map(({ id, startMs, endMs }) => ({ id, startMs, endMs, error: "" })), written).map(({ id }) => id));
  return notices.filter(({ id }) => open.has(id));
}

/**
 * The range to listen to after a time, or before it.
 *
 * @template {{startMs: number}} R
 * @param {readonly R[]} ranges in order
 * @param {number} timeMs
 * @param {1 | -1} direction
 * @returns {R | null} null without any; after the last comes the first
 */
export function nextRange(ranges, timeMs, direction) {
  const found = direction > 0 ? ranges.find(({ startMs }) => startMs > timeMs) : ranges.findLast(({ startMs }) => startMs < timeMs);
  return found ?? (direction > 0 ? ranges[0] : ranges[ranges.length - 1]) ?? null;
}

/**
 * Assign each cue of a translation to the segment with the largest overlap in time, else the
 * nearest.
 *
 * @param {readonly {id: number, startMs: number, endMs: number}[]} segments in order
 * @param {readonly Cue[]} cues in order
 * @returns {Map<number, string>} text by segment id
 */
export function placeCues(segments, cues) {
  /** @type {Map<number, string>} */
  const placed = new Map();
  let from = 0;
  for (const cue of cues) {
    while (from < segments.length - 1 && segments[from].endMs <= cue.startMs) from++;
    let best = null;
    let bestMs = -Infinity;
    for (let i = Math.max(0, from - 1); i < segments.length; i++) {
      const { startMs, endMs } = segments[i];
      const sharedMs = Math.min(endMs, cue.endMs) - Math.max(startMs, cue.startMs); // negative: a gap
      if (sharedMs > bestMs) [best, bestMs] = [segments[i], sharedMs];
      if (startMs > cue.endMs) break;
    }
    if (best) placed.set(best.id, [placed.get(best.id), cue.text].filter(Boolean).join(" "));
  }
  return placed;
}

/** @param {import("./api-types.js").Chunk} plain @returns {FailedRange} */
function lostFromJson({ id, start, end, error }) {
  return { id, ...spanFromJson({ start, end }), error: error ?? "" };
}

/** @param {import("./api-types.js").Notice} plain @returns {Notice} */
function noticeFromJson({ id, start, end, reason, language, text }) {
  return { id, ...spanFromJson({ start, end }), reason, language, text };
}

/** @param {import("./api-types.js").Segment} plain @returns {Cue} */
function cueFromJson({ start, end, text }) {
  return { ...spanFromJson({ start, end }), text };
}

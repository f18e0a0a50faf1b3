/** The work of the library by recording or collection: one row each, with its jobs, failures and chunks. */

/** @typedef {import("../sync/api-types.js").Work} Work */
/** @typedef {Work["jobs"][number]} UnfinishedJob */
/** @typedef {Work["failed"][number]} FailedJob */
/** @typedef {Work["quarantine"][number]} FailedRange */
/** @typedef {{done: number, running: number, waiting: number, quarantined: number}} ChunkCounts */
/**
 * @typedef {object} RecordingWork
 * @property {string} key id of the recording or the collection
 * @property {boolean} isProject
 * @property {string} title
 * @property {UnfinishedJob[]} jobs
 * @property {FailedJob[]} failed
 * @property {FailedRange[]} ranges
 * @property {ChunkCounts} chunks of its unfinished and failed jobs
 */
/** @typedef {{jobs: number[], chunks: number[]}} Failures ids */

/**
 * Recordings in the order of the queue; those with failures only come last, the newest failure first.
 *
 * @param {Pick<Work, "jobs" | "failed" | "quarantine">} work
 * @returns {RecordingWork[]}
 */
export function groupByRecording({ jobs, failed, quarantine }) {
  /** @type {Map<string, RecordingWork>} */
  const rows = new Map();
  const rowOf = (/** @type {{media: string | null, project?: string | null, title: string}} */ { media, project, title }) => {
    const key = media ?? project ?? "";
    const row = rows.get(key) ?? { key, isProject: media === null, title, jobs: [], failed: [], ranges: [], chunks: { done: 0, running: 0, waiting: 0, quarantined: 0 } };
    rows.set(key, row);
    return row;
  };
  const count = (/** @type {RecordingWork} */ row, /** @type {ChunkCounts} */ chunks) => {
    for (const state of /** @type {(keyof ChunkCounts)[]} */ (Object.keys(row.chunks))) row.chunks[state] += chunks[state];
  };
  for (const job of jobs) {
    const row = rowOf(job);
    row.jobs.push(job);
    count(row, job.chunks);
  }
  for (const job of failed) {
    const row = rowOf(job);
    row.failed.push(job);
    count(row, job.chunks);
  }
  for (const chunk of quarantine) rowOf(chunk).ranges.push(chunk);
  return [...rows.values()];
}

/** All failures of some recordings. @param {readonly RecordingWork[]} rows @returns {Failures} */
export function failuresOf(rows) {
  return { jobs: rows.flatMap(({ failed }) => failed.map(({ id }) => id)), chunks: rows.flatMap(({ ranges }) => ranges.map(({ id }) => id)) };
}

/** @param {Failures} failures */
export function countFailures({ jobs, chunks }) {
  return jobs.length + chunks.length;
}

/** A sentence about chunks; empty without any. @param {ChunkCounts} chunks */
export function describeChunks({ done, running, waiting, quarantined }) {
  const total = done + running + waiting + quarantined;
  if (!total) return "";
  const more = [[running, "running"], [waiting, "waiting"], [quarantined, "failed"]].filter(([n]) => n).map(([n, name]) => `, ${n} ${name}`);
  return `${done} of ${total} ${total === 1 ? "chunk" : "chunks"} done${more.join("")}`;
}

/** One row a recording: its jobs with their progress, its chunks by state, and its failures to retry or dismiss. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { countFailures, describeChunks, failuresOf } from "../../core/jobs/recordings.js";
import { StackedBar } from "../charts/charts.js";
import { count, formatEta, formatLanguage } from "../ui/format.js";

/** @typedef {import("../../core/jobs/recordings.js").RecordingWork} RecordingWork */
/** @typedef {import("../../core/jobs/recordings.js").Failures} Failures */
/**
 * What the buttons do, by the id of a job, or for failures.
 * @typedef {object} JobActions
 * @property {(id: number) => void} pause
 * @property {(id: number) => void} resume
 * @property {(id: number) => void} cancel
 * @property {(failures: Failures) => void} retry
 * @property {(failures: Failures) => void} dismiss
 */

/** @type {Record<string, string>} */
const KINDS = { ingest: "Preparing", draft: "Draft", redraft: "Redraft of a range", align: "Word alignment", "align-text": "Alignment of a text", resync: "Resync to the audio", translate: "Translation", speakers: "Speakers", dataset: "Dataset", bakeoff: "Comparison of models", "subtitled-video": "Subtitled video", shots: "Shot cuts" };
const FEWEST_FOR_ALL = 2; // with one failure, a button for all says nothing more

/** @param {{rows: readonly RecordingWork[], nMore: number, showMore: () => void, actions: JobActions}} props */
export function Recordings({ rows, nMore, showMore, actions }) {
  const failures = failuresOf(rows);
  const nFailures = countFailures(failures);
  const nInWork = rows.filter(({ jobs }) => jobs.length > 0).length;
  return html`<section aria-label="Recordings">
    <div class="jobs-head">
      <h2>Recordings ${rows.length > 0 && html`<span class="quiet">${nInWork} in work${nMore > 0 ? " or more" : ""}${nFailures ? `, ${count(nFailures, "failure")}` : ""}</span>`}</h2>
      ${nFailures >= FEWEST_FOR_ALL && html`<div class="failed-all">
        <button class="button" onClick=${() => actions.retry(failures)}>Try all ${nFailures} failed again</button>
        <button class="button" onClick=${() => actions.dismiss(failures)}>Dismiss all ${nFailures} failed</button>
      </div>`}
    </div>
    ${!rows.length && html`<p class="quiet">The queue is empty, and nothing has failed.</p>`}
    <ul class="work-rows">${rows.map((row) => html`<${Recording} key=${row.key} row=${row} actions=${actions} />`)}</ul>
    ${nMore > 0 && html`<p><button class="button" onClick=${showMore}>Show more of the queue (${count(nMore, "job")} left)</button></p>`}
  </section>`;
}

/** @param {{row: RecordingWork, actions: JobActions}} props */
function Recording({ row, actions }) {
  const chunks = describeChunks(row.chunks);
  const { done, running, waiting, quarantined } = row.chunks;
  const parts = [{ n: done, className: "is-done" }, { n: running, className: "is-running" }, { n: waiting, className: "is-waiting" }, { n: quarantined, className: "is-failed" }];
  return html`<li class="work-row" data-media=${row.key}>
    <div class="work-title">
      <a href=${row.isProject ? `/?project=${row.key}` : `/media/${row.key}`}>${row.title}</a>
      ${chunks && html`<span class="work-chunks"><${StackedBar} parts=${parts} label=${chunks} /><span class="quiet">${chunks}</span></span>`}
    </div>
    ${row.jobs.map((job) => html`<${Job} key=${job.id} job=${job} actions=${actions} />`)}
    ${row.failed.map((job) => html`<div class="work-line is-failed" key=${job.id} data-failed=${job.id}>
      <span class="work-what"><b>${KINDS[job.kind] ?? job.kind}</b> <span class="is-error reason">failed: ${job.error}</span></span>
      <${FailureButtons} what=${`${KINDS[job.kind] ?? job.kind} of ${row.title}`} failures=${{ jobs: [job.id], chunks: [] }} actions=${actions} />
    </div>`)}
    ${row.ranges.map((chunk) => html`<${FailedRange} key=${chunk.id} chunk=${chunk} actions=${actions} />`)}
  </li>`;
}

/** @param {{job: RecordingWork["jobs"][number], actions: JobActions}} props */
function Job({ job, actions }) {
  const what = KINDS[job.kind] ?? job.kind;
  const of = `${what} of ${job.title}`;
  return html`<div class="work-line" data-job=${job.id} data-state=${job.state}>
    <span class="work-what">
      <${Doing} job=${job} />
      <span class="quiet">job ${job.id}${job.owner && `, for ${job.owner}`}${job.model ? `, ${job.model}` : ""}${job.language ? `, ${formatLanguage(job.language)}` : ""}${job.message && job.state === "running" ? `. ${job.message}` : ""}</span>
    </span>
    <span class="work-buttons">
      ${job.kind !== "ingest" && (job.state === "paused"
        ? html`<button class="link" aria-label=${`Resume: ${of}`} onClick=${() => actions.resume(job.id)}>Resume</button>`
        : html`<button class="link" aria-label=${`Pause: ${of}`} onClick=${() => actions.pause(job.id)}>Pause</button>`)}
      <button class="link" aria-label=${`Cancel: ${of}`} onClick=${() => actions.cancel(job.id)}>Cancel</button>
    </span>
  </div>`;
}

/** @param {{job: RecordingWork["jobs"][number]}} props */
function Doing({ job }) {
  const what = KINDS[job.kind] ?? job.kind;
  if (job.state !== "running") return html`<b>${what}</b>: ${job.state === "paused" ? "paused" : "queued"}`;
  const percent = Math.round(job.progress * 100);
  return html`<b>${what}</b> ${percent} %${formatEta(job.eta_s)}
    <progress max="100" value=${percent} aria-label=${`${what} of ${job.title}`}></progress>`;
}

/** @param {{chunk: RecordingWork["ranges"][number], actions: JobActions}} props */
function FailedRange({ chunk, actions }) {
  const range = `${formatClock(chunk.start * 1000)} – ${formatClock(chunk.end * 1000)}`;
  return html`<div class="work-line is-failed" data-chunk=${chunk.id}>
    <span class="work-what">
      <b>Range <a href=${`/media/${chunk.media}?t=${chunk.start}`}>${range}</a></b> <span class="is-error reason">failed: ${chunk.error}</span>
      <audio controls preload="none" aria-label=${`Audio of ${chunk.title}, ${range}`} src=${`/api/v1/media/${chunk.media}/stream#t=${chunk.start},${chunk.end}`}></audio>
    </span>
    <${FailureButtons} what=${`${range} of ${chunk.title}`} failures=${{ jobs: [], chunks: [chunk.id] }} actions=${actions} />
  </div>`;
}

/** @param {{what: string, failures: Failures, actions: JobActions}} props */
function FailureButtons({ what, failures, actions }) {
  return html`<span class="work-buttons">
    <button class="link" aria-label=${`Try again: ${what}`} onClick=${() => actions.retry(failures)}>Try again</button>
    <button class="link" aria-label=${`Dismiss: ${what}`} title="Take it off this page; the editor still marks it" onClick=${() => actions.dismiss(failures)}>Dismiss</button>
  </span>`;
}

/** The jobs page: workers, queue, failed ranges and failed jobs with their reasons. */

import { html } from "htm/preact";
import { render } from "preact";
import { effect, signal } from "@preact/signals";

import { createApi } from "../../core/sync/api.js";
import { formatClock } from "../../core/base/clock.js";
import { Scope } from "../../core/base/scope.js";
import { PageHeader } from "../ui/page-header.js";
import { createToasts } from "../ui/toasts.js";
import { formatEta, formatLanguage, formatSize } from "../ui/format.js";

/** @typedef {import("../../core/sync/api-types.js").Work} Work */

/**
 * What the buttons do, by the id of a job or a chunk.
 * @typedef {object} JobActions
 * @property {(id: number) => void} pause
 * @property {(id: number) => void} resume
 * @property {(id: number) => void} cancel
 * @property {(id: number) => void} retry a chunk
 */

const REFRESH_MS = 1500;
/** @type {Record<string, string>} */
const KINDS = { ingest: "Preparing", draft: "Draft", redraft: "Redraft of a range", align: "Word alignment", "align-text": "Alignment of a text", translate: "Translation" };

async function start() {
  const root = /** @type {HTMLElement} */ (document.getElementById("jobs"));
  const scope = new Scope();
  const toasts = createToasts(scope, /** @type {HTMLElement} */ (document.getElementById("toasts")));
  const api = createApi(fetch.bind(window));
  const work = signal(/** @type {Work | null} */ (null));
  const isAway = signal(false);
  const refresh = async () => {
    try {
      work.value = await api.work();
      isAway.value = false;
    } catch {
      isAway.value = true; // shown on the page; the next refresh tries again
    }
  };
  const attempt = (/** @type {() => Promise<unknown>} */ run) => void run().then(refresh, (error) => toasts.fail(error, () => attempt(run)));
  const actions = {
    pause: (/** @type {number} */ id) => attempt(() => api.pauseJob(id)),
    resume: (/** @type {number} */ id) => attempt(() => api.resumeJob(id)),
    cancel: (/** @type {number} */ id) => attempt(() => api.cancelJob(id)),
    retry: (/** @type {number} */ id) => attempt(() => api.retryChunk(id)),
  };
  root.replaceChildren();
  scope.add(effect(() => render(html`<${Page} work=${work.value} isAway=${isAway.value} actions=${actions} />`, root)));
  await refresh();
  scope.every(REFRESH_MS, () => document.visibilityState === "visible" && void refresh());
}

/** @param {{work: Work | null, isAway: boolean, actions: JobActions}} props */
function Page({ work, isAway, actions }) {
  return html`
    <${PageHeader} path="/jobs" title="Jobs"><a class="link" href="/metrics">Prometheus metrics</a><//>
    <main>
      ${isAway && html`<p class="notice is-error" role="status">The server cannot be reached. This page may be out of date.</p>`}
      ${work?.trouble && html`<p class="notice is-error" role="status">${work.trouble}</p>`}
      ${work && html`
        <${Workers} work=${work} />
        <${Queue} jobs=${work.jobs} actions=${actions} />
        ${work.quarantine.length > 0 && html`<${Quarantine} chunks=${work.quarantine} actions=${actions} />`}
        ${work.failed.length > 0 && html`<${Failed} jobs=${work.failed} />`}
      `}
    </main>
  `;
}

/** @param {{work: Work}} props */
function Workers({ work }) {
  const speed = work.speed && `drafting at ${work.speed.toFixed(1)}× real time each`;
  return html`<section aria-label="Workers">
    <h2>Workers ${speed && html`<span class="quiet">${speed}</span>`}</h2>
    <ul class="workers">
      ${work.workers.map(
        (worker) => html`<li class=${`is-${worker.state}`} key=${worker.name}>
          <b>${worker.name}</b> <span class="quiet">${worker.host}</span><br />
          ${worker.start === null ? (worker.reason || (worker.pid ? "idle, running" : "idle, not started")) : `at ${formatClock(worker.start * 1000)} of job ${worker.job}`}<br />
          <span class="quiet">${worker.threads} threads${worker.gpus ? ", GPU" : ""}${worker.memory ? `, ${formatSize(worker.memory)}` : ""}, ${worker.done} done</span>
        </li>`,
      )}
    </ul>
    ${work.dashboard && html`<p class="quiet">
      <a class="link" href=${work.dashboard}>Dask's dashboard</a> is open to the scheduler's host only. From here it needs a tunnel:
      <code>ssh -L ${new URL(work.dashboard).port}:127.0.0.1:${new URL(work.dashboard).port} SCHEDULER-HOST</code>
    </p>`}
  </section>`;
}

/** @param {{jobs: Work["jobs"], actions: JobActions}} props */
function Queue({ jobs, actions }) {
  if (!jobs.length) return html`<section><h2>Queue</h2><p class="quiet">The queue is empty.</p></section>`;
  return html`<section aria-label="Queue">
    <h2>Queue</h2>
    <table class="recordings">
      <thead><tr><th>Job</th><th>Recording</th><th>Model</th><th>Progress</th><th><span class="unseen">Actions</span></th></tr></thead>
      <tbody>
        ${jobs.map(
          (job) => html`<tr key=${job.id} data-job=${job.id} data-state=${job.state}>
            <td class="number">${job.id}</td>
            <td class="recording-title"><a href=${`/media/${job.media}`}>${job.title}</a>${job.owner && html`<span class="quiet">for ${job.owner}</span>`}</td>
            <td>${job.model ?? ""} <span class="quiet">${formatLanguage(job.language)}</span></td>
            <td class="job-doing"><${Doing} job=${job} /></td>
            <td class="recording-actions">
              ${job.kind !== "ingest" && (job.state === "paused"
                ? html`<button class="link" onClick=${() => actions.resume(job.id)}>Resume</button>`
                : html`<button class="link" onClick=${() => actions.pause(job.id)}>Pause</button>`)}
              <button class="link" onClick=${() => actions.cancel(job.id)}>Cancel</button>
            </td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** @param {{job: Work["jobs"][number]}} props */
function Doing({ job }) {
  const what = KINDS[job.kind] ?? job.kind;
  if (job.state !== "running") return html`${what}: ${job.state === "paused" ? "paused" : "queued"}`;
  const percent = Math.round(job.progress * 100);
  return html`${what} ${percent} %${formatEta(job.eta_s)}
    <progress max="100" value=${percent} aria-label=${`${what} of ${job.title}`}></progress>
    ${job.message && html`<span class="quiet">${job.message}</span>`}`;
}

/** @param {{chunks: Work["quarantine"], actions: JobActions}} props */
function Quarantine({ chunks, actions }) {
  return html`<section aria-label="Quarantine" class="away">
    <h2>Failed ranges</h2>
    <p class="quiet">The rest of these recordings was drafted. Listen, type the text yourself, or try again.</p>
    <table class="recordings">
      <tbody>
        ${chunks.map(
          (chunk) => html`<tr key=${chunk.id} data-chunk=${chunk.id}>
            <td class="recording-title">
              <a href=${`/media/${chunk.media}?t=${chunk.start}`}>${chunk.title}</a>
              <span class="quiet">${formatClock(chunk.start * 1000)} – ${formatClock(chunk.end * 1000)}</span>
            </td>
            <td><audio controls preload="none" src=${`/api/v1/media/${chunk.media}/stream#t=${chunk.start},${chunk.end}`}></audio></td>
            <td class="reason">${chunk.error}</td>
            <td class="recording-actions"><button class="link" onClick=${() => actions.retry(chunk.id)}>Try again</button></td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

/** @param {{jobs: Work["failed"]}} props */
function Failed({ jobs }) {
  return html`<section aria-label="Failed">
    <h2>Failed</h2>
    <table class="recordings">
      <tbody>
        ${jobs.map(
          (job) => html`<tr key=${job.id}>
            <td class="number">${job.id}</td>
            <td class="recording-title"><a href=${`/media/${job.media}`}>${job.title}</a></td>
            <td>${KINDS[job.kind] ?? job.kind}</td>
            <td class="is-error">${job.error}</td>
          </tr>`,
        )}
      </tbody>
    </table>
  </section>`;
}

void start();

/** The workers: what each does. */

import { html } from "htm/preact";

import { formatClock } from "../../core/base/clock.js";
import { formatSize } from "../ui/format.js";

/** @typedef {import("../../core/sync/api-types.js").Work} Work */

/** @param {{work: Work}} props */
export function Workers({ work }) {
  const speed = work.speed && `drafting at ${work.speed.toFixed(1)}× real time each`;
  return html`<section aria-label="Workers">
    <h2>Workers ${speed && html`<span class="quiet">${speed}</span>`}</h2>
    <ul class="workers">
      ${work.workers.map(
        (worker) => html`<li class=${`is-${worker.state}`} key=${worker.name}>
          <b>${worker.name}</b> <span class="quiet">${worker.host}</span><br />
          ${worker.start === null ? (worker.reason || (worker.pid ? "idle, running" : "idle, not started")) : `at ${formatClock(worker.start * 1000)} of job ${worker.job}`}<br />
          <span class="quiet">${worker.threads} ${worker.threads === 1 ? "thread" : "threads"}${worker.gpus ? ", GPU" : ""}${worker.memory ? `, ${formatSize(worker.memory)}` : ""}, ${worker.done} done</span>
        </li>`,
      )}
    </ul>
    ${work.dashboard && html`<p class="quiet">
      <a class="link" href=${work.dashboard}>Dask's dashboard</a> is open to the scheduler's host only. From here it needs a tunnel:
      <code>ssh -L ${new URL(work.dashboard).port}:127.0.0.1:${new URL(work.dashboard).port} SCHEDULER-HOST</code>
    </p>`}
  </section>`;
}

/** What a job of a collection is doing, and its buttons. */

import { html } from "htm/preact";

import { formatEta } from "../ui/format.js";

/** @typedef {import("./datasets.js").State} State */
/** @typedef {import("./datasets.js").Job} Job */

/** @param {{job: Job, what: string}} props `what` names what the job makes */
export function Doing({ job, what }) {
  if (job.state === "failed") return html`<span class="is-error">failed: ${job.error}</span>`;
  if (job.state !== "running") return html`<span>${job.state}</span>`;
  const percent = Math.round(100 * job.progress);
  return html`<progress max="100" value=${percent} aria-label=${`Progress of the ${what}`}></progress> <span>${percent} %${formatEta(job.eta_s)}. ${job.message}</span>`;
}

/** @param {{job: Job, state: State}} props */
export function JobButtons({ job, state }) {
  const button = (/** @type {string} */ label, /** @type {(job: Job) => Promise<void>} */ run) => html`<button class="button" type="button" onClick=${() => void run(job)}>${label}</button>`;
  if (job.state === "failed") return html`${button("Try again", state.retry)} ${button("Dismiss", state.dismiss)}`;
  return html`${job.state === "paused" ? button("Resume", state.resume) : button("Pause", state.pause)} ${button("Cancel", state.cancel)}`;
}

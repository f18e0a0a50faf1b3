/** Videos that are being made, with progress, and finished ones, to download or delete. */

import { html } from "htm/preact";

import { formatDate, formatSize } from "../ui/format.js";

/** @typedef {import("./video-dialog.js").Video} Video */
/** @typedef {import("./video-dialog.js").Job} Job */

const N_FAILURES = 1; // the newest one; the jobs page has all

/**
 * @param {object} props
 * @param {string} props.mediaId
 * @param {readonly Job[]} props.jobs newest first
 * @param {readonly Video[]} props.videos
 * @param {(job: number) => void} props.cancel
 * @param {(video: string) => void} props.remove
 */
export function Videos({ mediaId, jobs, videos, cancel, remove }) {
  const running = jobs.filter(({ state }) => state === "queued" || state === "running" || state === "paused");
  const failed = jobs[0]?.state === "failed" ? jobs.slice(0, N_FAILURES) : [];
  if (!running.length && !failed.length && !videos.length) return null;
  return html`<section class="videos" aria-label="Videos">
    <ul>
      ${running.map((job) => html`<li key=${job.id}>
        <progress max="1" value=${job.progress} aria-label="Progress"></progress>
        <span role="status">${doing(job)}</span>
        <button class="link" onClick=${() => cancel(job.id)}>Cancel</button>
      </li>`)}
      ${failed.map((job) => html`<li key=${job.id}><span class="is-error" role="alert">${job.error}</span></li>`)}
      ${videos.map((video) => html`<li key=${video.id}>
        <a href=${`/api/v1/media/${mediaId}/videos/${video.id}`} download>${video.filename}</a>
        <span class="quiet">${video.mode === "track" ? "track" : "burned in"}, ${formatSize(video.bytes)}, ${formatDate(video.created_at)}</span>
        <button class="link" aria-label=${`Delete the video of ${formatDate(video.created_at)}`} onClick=${() => remove(video.id)}>Delete</button>
        ${video.notes.length > 0 && html`<div class="quiet">${video.notes.join(" ")}</div>`}
      </li>`)}
    </ul>
  </section>`;
}

/** @param {Job} job */
function doing({ state, progress, message }) {
  if (state === "queued") return "Waiting for its turn";
  if (state === "paused") return "Paused";
  return `${Math.floor(progress * 100)} % ${message}`;
}
